"""A key prepared in the window of headquarters, for a post that has nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from tests.ui.recit import add_family
from tests.ui.siege_recit import CTRL, PHRASE, Desk, join_post

from fieldapp.siege.founding import open_siege
from fieldapp.siege.posts import invite
from fieldapp.sync.cle import choose_key
from fieldapp.sync.engine import synchronise
from fieldapp.sync.space import DOSSIER, known_space
from fieldapp.ui.siege.key_dialog import EVERYBODY, KeyDialog
from fieldapp.ui.widgets.buttons import Button


def asked(at: Desk) -> KeyDialog:
    at.siege.reception.make_key.setFocus()
    QTest.keyClick(at.siege.reception.make_key, Qt.Key.Key_Space)
    at.settle()
    (found,) = [
        w for w in QApplication.topLevelWidgets() if isinstance(w, KeyDialog) and w.isVisible()
    ]
    return found


def prepare(at: Desk, folder: Path, who: str = "") -> str:
    dialog = asked(at)
    dialog.folder.setText(str(folder))
    if who:
        dialog.who.set_code(who)
    QTest.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    at.settle()
    assert not dialog.isVisible()
    return at.siege.reception.bar.text()


def test_a_post_without_network_nor_share_joins_and_works_by_a_key(
    desk: Callable[..., Desk], founded: Path
) -> None:
    session = open_siege(founded, PHRASE)
    invitation = founded.parent / "nadia.json"
    invite(session, nom="Nadia Lemaire", role="ASS", unite="62-ADS-STPOL", out=invitation)
    session.close()
    cle = founded.parent / "CLE_USB"
    cle.mkdir()
    (cle / "photo.jpg").write_bytes(b"vacances")

    at = desk(founded)
    at.unlock()
    dialog = asked(at)
    assert dialog.who.code() == EVERYBODY
    dialog.folder.clear()
    QTest.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    assert dialog.form["dossier"].error
    dialog.reject()
    assert "Rien n’attend sur la clé" in prepare(at, cle)

    # At her desk: she joins, notes a family, and carries the key back.
    nadia = join_post(founded.parent / "nadia", invitation)
    space = known_space(nadia.store)
    assert space is not None
    choose_key(nadia.store, cle / DOSSIER, space)
    add_family(nadia, "Delattre", "Aurélie", "Frévent", numero="4182307")
    synchronise(nadia.store)
    said = prepare(at, cle)
    assert "Poste accepté\u00a0: Nadia Lemaire." in said
    assert "pour le poste de Nadia Lemaire" in said
    assert f"choisissez le dossier «\u00a0{DOSSIER}\u00a0»" in said
    page = at.siege.reception
    assert page.posts.row(0).recues > 0
    synchronise(nadia.store)
    assert nadia.store.one("SELECT 1 FROM envoi WHERE recu_le IS NOT NULL") is not None

    # For one post; the folder in use is the share still.
    assert "Rien de nouveau" in prepare(at, cle, page.posts.row(0).device)
    assert page.place.text() == str(founded.parent / "espace")
    nadia.close()


def test_a_key_that_is_not_there_is_a_sentence_and_can_be_tried_again(
    desk: Callable[..., Desk], founded: Path
) -> None:
    at = desk(founded)
    at.unlock()
    cle = founded.parent / "CLE_USB"
    assert "n’est pas branchée" in prepare(at, cle)
    page = at.siege.reception
    assert not page.work.running
    cle.mkdir()
    (again,) = [b for b in page.bar.findChildren(Button) if b.text() == "Réessayer"]
    QTest.keyClick(again, Qt.Key.Key_Space)
    at.settle()
    assert "Rien n’attend sur la clé" in page.bar.text()
    # The next time the folder that was used is proposed.
    dialog = asked(at)
    assert dialog.folder.text() == str(cle)
    dialog.reject()
    shutil.rmtree(cle)
