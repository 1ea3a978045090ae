"""Headquarters looks after its posts and its catalogue, from the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from tests.ui.siege_recit import CTRL, Desk, cell, enrol

from fieldapp.domain.dates import format_date
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.sync import reprise
from fieldapp.sync.engine import synchronise
from fieldapp.sync.folder import POSTES, bundle_name
from fieldapp.ui.siege.posts_model import STATE_COLUMN
from fieldapp.ui.siege.revoke_dialog import RevokeDialog


def test_a_post_is_renewed_then_ended_then_its_work_taken_again(
    desk: Callable[..., Desk], founded: Path
) -> None:
    enrol(founded, "Nadia Lemaire").close()
    at = desk(founded)
    at.unlock()
    page = at.siege.reception
    page.receive()
    at.settle()
    page.table.setFocus()
    assert page.post_acts.renew.isVisible()
    page.post_acts.renew.click()
    at.settle()
    assert "renouvelé" in page.bar.text()

    at.press(Qt.Key.Key_Delete)
    at.settle()
    (dialog,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, RevokeDialog)]
    assert dialog.motif.hasFocus()
    at.press(Qt.Key.Key_Return, CTRL)
    assert dialog.isVisible()  # the reason is asked for
    at.type("poste vole")
    at.press(Qt.Key.Key_Return, CTRL)
    at.settle()
    assert not dialog.isVisible()
    assert cell(at.siege, 0, STATE_COLUMN) == "Révoqué"
    assert page.post_acts.renew.isHidden()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert "poste vole" in page.bar.text()
    assert "chiffrées sous sa phrase de passe" in page.bar.text()
    page.post_acts.reopen.click()
    at.settle()
    assert "30 jours" in page.bar.text()


def test_a_name_that_its_post_left_is_said_to_be_replaced(
    desk: Callable[..., Desk], founded: Path
) -> None:
    nadia = enrol(founded, "Nadia Lemaire")
    at = desk(founded)
    at.unlock()
    page = at.siege.reception

    def rounds() -> None:
        for _ in range(2):
            synchronise(nadia.store)
            page.receive()
            at.settle()
        synchronise(nadia.store)

    rounds()
    reprise.take_up(nadia.store)
    rounds()
    page.receive()
    at.settle()
    states = [cell(at.siege, row, STATE_COLUMN) for row in (0, 1)]
    assert sorted(states) == ["Remplacé", "À jour"]
    page.table.setFocus()
    page.table.selectRow(states.index("Remplacé"))
    at.press(Qt.Key.Key_Return)
    assert "continue sous un autre nom" in page.bar.text()
    nadia.close()


def test_a_refused_file_is_tried_again_once_mended(
    desk: Callable[..., Desk], founded: Path
) -> None:
    post = enrol(founded, "Nadia Lemaire")
    path = founded.parent / "espace" / POSTES / post.store.device / bundle_name(1)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    at = desk(founded)
    at.unlock()
    page = at.siege.reception
    assert page.retry.isHidden()
    page.receive()
    at.settle()
    assert page.retry.isVisible()
    page.retry.click()
    at.settle()
    assert "encore à regarder" in page.bar.text()
    path.write_bytes(whole)
    page.retry.click()
    at.settle()
    assert "1 envoi pris cette fois" in page.bar.text()
    assert page.retry.isHidden()
    synchronise(post.store, founded.parent / "espace")
    post.close()


def test_a_value_is_published_changed_and_closed(desk: Callable[..., Desk], founded: Path) -> None:
    at = desk(founded)
    at.unlock()
    at.press(Qt.Key.Key_4, CTRL)
    at.settle()
    page = at.siege.catalogue
    assert page.nature.hasFocus()
    before = page.model.rowCount()
    page.code.setFocus()
    at.type("RELAIS_PMI")
    at.press(Qt.Key.Key_Tab)
    at.type("Relais pris par la PMI")
    at.press(Qt.Key.Key_Return, CTRL)
    at.settle()
    assert page.model.rowCount() == before + 1
    assert "publiée" in page.bar.text()

    page.table.setFocus()
    page.table.selectRow(before)
    at.press(Qt.Key.Key_F2)
    assert page.code.isReadOnly()
    at.type("Relais de la PMI")
    at.press(Qt.Key.Key_Return, CTRL)
    at.settle()
    assert page.model.index(before, 1).data() == "Relais de la PMI"

    found = page.model.item(before)
    assert found is not None
    closing = [a for a in page.table.menu_for(found).actions() if "Fermer" in a.text()]
    closing[0].trigger()
    at.settle()
    assert page.model.index(before, 4).data() == "Fermée"

    page.fresh.click()
    at.type("DOCTRINE")
    at.press(Qt.Key.Key_Tab)
    at.type("Nouvelle doctrine")
    at.press(Qt.Key.Key_Tab)
    at.type(format_date((aujourd_hui() + timedelta(days=1)).isoformat()))
    at.press(Qt.Key.Key_Return, CTRL)
    at.settle()
    assert page.model.index(before + 1, 4).data() == "À venir"

    page.fresh.click()
    page.code.setFocus()
    at.type("CULTE")
    at.press(Qt.Key.Key_Tab)
    at.type("Musulman")
    at.press(Qt.Key.Key_Return, CTRL)
    at.settle()
    assert "convictions" in page.form["libelle"].error
    page.nature.set_code("types_orientation")
    page.nature.chosen.emit("types_orientation")
    at.settle()
    assert not page.fresh.isEnabled()
