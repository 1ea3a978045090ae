"""Headquarters in the window: installed, it invites, receives, watches and exports."""

from __future__ import annotations

import csv
import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot
from tests.ui.recit import new_session
from tests.ui.siege_recit import (
    CTRL,
    LEFT,
    PHRASE,
    Desk,
    cell,
    enrol,
    join_post,
    note_a_call,
    wait_for,
)

from fieldapp.app import siege_acts
from fieldapp.db.opening import meta
from fieldapp.domain.echange import BilanSiege
from fieldapp.domain.siege import REFUSE
from fieldapp.services.session import Session
from fieldapp.siege.ingest import ingest
from fieldapp.sync.engine import synchronise
from fieldapp.sync.folder import POSTES, bundle_name
from fieldapp.ui.siege.acts import Progress, Stop
from fieldapp.ui.siege.export_page import NO_FOLDER
from fieldapp.ui.siege.keys_panel import KeysPanel
from fieldapp.ui.siege.posts_model import STATE_COLUMN
from fieldapp.ui.verrouillage.lock_page import SIEGE


def test_headquarters_from_nothing_to_the_figures(
    qtbot: QtBot, desk: Callable[..., Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = desk()
    first = at.window.first_start
    assert first is not None
    # Installed: an organisation, a folder, a passphrase; two keys to print.
    QTest.mouseClick(first.siege_choice, LEFT)
    panel = first.install
    panel.organisme.set_code("CAF62")
    panel.folder.setText(str(tmp_path / "espace"))
    panel.new_phrase._first.setText(PHRASE)
    panel.new_phrase._second.setText(PHRASE)
    QTest.mouseClick(panel.go, LEFT)
    qtbot.waitUntil(lambda: bool(at.window.findChildren(KeysPanel)), timeout=20_000)
    (shown,) = at.window.findChildren(KeysPanel)
    assert "AGE-SECRET-KEY" in shown.sheet().toPlainText()
    assert not shown.go.isEnabled()
    at.press(Qt.Key.Key_Space)
    with qtbot.waitSignal(at.window.opened, timeout=20_000):
        QTest.mouseClick(shown.go, LEFT)
    at.settle()
    assert at.window.windowTitle() == "Fieldapp — Caf du Pas-de-Calais — Siège"
    assert at.siege.page.key == "reception"
    assert at.siege.reception.table.isHidden()

    # An agent is invited, from the keyboard.
    at.press(Qt.Key.Key_2, CTRL)
    at.settle()
    page = at.siege.invitations
    assert page.nom.hasFocus()
    at.type("Nadia Lemaire")
    page.role.set_code("ASS")
    page.unite.setEditText("Antenne de Saint-Pol-sur-Ternoise")
    invitation = tmp_path / "invitation-nadia.json"
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_args, **_kinds: (str(invitation), "")
    )
    QTest.mouseClick(page.pick, LEFT)
    at.press(Qt.Key.Key_Return, CTRL)
    at.settle()
    assert page.bar.text().startswith("Invitation de Nadia Lemaire (Antenne de Saint-Pol")
    assert page.pending.model.rowCount() == 1
    assert invitation.is_file()

    # The worker opens it, notes a call, synchronises.
    post = join_post(tmp_path / "nadia", invitation)
    note_a_call(post)
    synchronise(post.store, tmp_path / "espace")

    # F5 receives from any page.
    at.press(Qt.Key.Key_F5)
    at.settle()
    space = at.siege
    assert space.page.key == "reception"
    assert space.reception.bar.text().startswith("Poste accepté\u00a0: Nadia Lemaire.")
    assert cell(space, 0, 0) == meta(post.store, "device")
    assert cell(space, 0, 1) == "Nadia Lemaire"
    assert cell(space, 0, 4) == "n° 1"
    assert int(cell(space, 0, 6)) > 3
    assert "reçue" in space.state._received.accessibleName()
    assert space.state._refused.accessibleName() == "0 refusé"
    post.close()

    # The export, in a spreadsheet's format.
    at.press(Qt.Key.Key_3, CTRL)
    QTest.mouseClick(space.export.work.button, LEFT)
    assert space.export.folder_row.error == NO_FOLDER
    monkeypatch.setattr(
        QFileDialog, "getExistingDirectory", lambda *_args: str(tmp_path / "exports")
    )
    QTest.mouseClick(space.export.pick, LEFT)
    QTest.mouseClick(space.export.work.button, LEFT)
    at.settle()
    (out,) = (tmp_path / "exports").iterdir()
    assert space.export.bar.text().endswith(f"{out.name}.")
    with (out / "contacts.csv").open(encoding="utf-8-sig", newline="") as file:
        (line,) = csv.DictReader(file, delimiter=";")
    assert line["nature"] == "TEL_ENTRANT"
    assert "note" not in line
    names = [str(space.export.results.index(row, 0).data())
             for row in range(space.export.results.rowCount())]  # fmt: skip
    assert {"foyers", "contacts", "dictionnaire"} <= set(names)
    asked: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", asked.append)
    QTest.mouseClick(space.export.show_folder, LEFT)
    assert asked == [QUrl.fromLocalFile(str(out))]


def test_only_headquarters_pages_are_there(desk: Callable[..., Desk], founded: Path) -> None:
    at = desk()
    assert at.window.lock_page._place.text() == "Les données du siège sont chiffrées"
    assert at.window.lock_page.stores is None
    at.unlock()
    assert list(at.siege._pages) == [
        "reception",
        "invitations",
        "export",
        "catalogue",
        "agents",
        "structures",
    ]
    assert at.window.workspace is None
    for name in ("palette", "noter", "accueil", "orienter", "annuler"):
        assert not at.siege.dispatch(name)
    assert not any(page.top._search.isVisible() for page in at.siege._pages.values())
    assert founded.is_dir()


def test_a_refused_bundle_says_whose_it_is_and_what_to_do(
    desk: Callable[..., Desk], founded: Path
) -> None:
    post = enrol(founded, "Nadia Lemaire")
    place = founded.parent / "espace" / POSTES / post.store.device / bundle_name(1)
    post.close()
    place.write_bytes(b"abime")
    at = desk()
    at.unlock()
    at.press(Qt.Key.Key_F5)
    at.settle()
    page = at.siege.reception
    words = [text.text() for text in page.refused.findChildren(QWidget) if hasattr(text, "text")]
    assert any(text.startswith("Poste de Nadia Lemaire · postes/") for text in words)
    assert any("Demandez un nouvel envoi" in text for text in words)
    assert page.posts.row(0).etat == REFUSE
    assert cell(at.siege, 0, STATE_COLUMN) == "Refusé"
    assert "1 envoi refusé" in page.figures.text()
    assert at.siege.state._refused.accessibleName() == "1 refusé"
    page.table.setFocus()
    at.press(Qt.Key.Key_Return)
    assert page.bar.text().startswith("Nadia Lemaire, assistant de service social, Antenne de Sa")


def test_posts_are_sorted_by_what_their_header_says(
    desk: Callable[..., Desk], founded: Path
) -> None:
    enrol(founded, "Nadia Lemaire").close()
    enrol(founded, "Marc Hennion", "62-ADS-LENS").close()
    at = desk()
    at.unlock()
    at.press(Qt.Key.Key_F5)
    at.settle()
    page = at.siege.reception
    page.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert [cell(at.siege, row, 1) for row in (0, 1)] == ["Nadia Lemaire", "Marc Hennion"]
    page.table.selectRow(0)
    page.table.row_opened.emit(0)
    assert page.bar.text().startswith("Nadia Lemaire")


def test_a_missing_folder_is_a_sentence_and_can_be_tried_again(
    desk: Callable[..., Desk], founded: Path
) -> None:
    space = founded.parent / "espace"
    space.rename(founded.parent / "ailleurs")
    at = desk()
    at.unlock()
    at.press(Qt.Key.Key_F5)
    at.settle()
    page = at.siege.reception
    assert page.bar.text().startswith("Le dossier partagé est introuvable")
    page.use_folder(founded.parent / "ailleurs")
    at.settle()
    assert page.place.text() == str(founded.parent / "ailleurs")
    at.press(Qt.Key.Key_F5)
    at.settle()
    assert page.bar.text() == "Rien de nouveau dans l’espace d’échange."
    assert "Dernière réception" in page.work._words.text()


def test_a_reception_can_be_stopped(qtbot: QtBot, desk: Callable[..., Desk], founded: Path) -> None:
    acts = siege_acts()

    def slow(session: Session, progress: Progress, stop: Stop) -> BilanSiege:
        progress("Réception : Nadia", 1, 2)
        wait_for(stop)
        return ingest(session, None, None, stop)

    at = desk(acts=dataclasses.replace(acts, ingest=slow))
    at.unlock()
    page = at.siege.reception
    at.press(Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: "1 sur 2" in page.work.progress.format(), timeout=20_000)
    assert page.work.stop.hasFocus()
    at.press(Qt.Key.Key_Space)
    at.settle()
    assert "Arrêté à votre demande" in page.bar.text()
    assert page.work.button.isVisible()
    assert founded.is_dir()


def test_a_folder_with_both_stores_asks_which_one(desk: Callable[..., Desk], founded: Path) -> None:
    both = founded.parent / "deux"
    new_session(both).close()
    for path in founded.glob("siege.*"):
        shutil.copy(path, both)
    at = desk(both)
    stores = at.window.lock_page.stores
    assert stores is not None
    assert [s.text() for s in stores._segments] == ["Poste de travail", "Siège"]
    at.unlock()
    assert at.window.windowTitle().endswith("Nadia Lemaire")
    at.window.lock()
    at.settle()
    stores = at.window.lock_page.stores
    assert stores is not None
    assert [s.text() for s in stores._segments] == ["Poste de Nadia Lemaire", "Siège"]
    QTest.mouseClick(stores._segments[1], LEFT)
    assert at.window.lock_page.field.hasFocus()
    assert not at.window.lock_page._who.isVisible()
    at.unlock()
    assert at.window.siege is not None
    assert at.window.workspace is None
    at.window.lock()
    stores = at.window.lock_page.stores
    assert stores is not None
    assert stores.value() == SIEGE
    assert at.window.lock_page._place.text() == "Caf du Pas-de-Calais"
    at.unlock()
    assert at.siege.page.key == "reception"


def test_a_founding_that_cannot_be_done_keeps_what_was_typed(
    desk: Callable[..., Desk], tmp_path: Path
) -> None:
    (tmp_path / "plein").mkdir()
    (tmp_path / "plein" / "autre.txt").write_text("", encoding="utf-8")
    at = desk()
    first = at.window.first_start
    assert first is not None
    QTest.mouseClick(first.siege_choice, LEFT)
    panel = first.install
    QTest.mouseClick(panel.go, LEFT)
    assert panel.form["organisme"].error == "Ce champ est nécessaire."
    panel.organisme.set_code("DPT42")
    panel.folder.setText(str(tmp_path / "plein"))
    panel.new_phrase._first.setText(PHRASE)
    panel.new_phrase._second.setText(PHRASE)
    QTest.mouseClick(panel.go, LEFT)
    at.settle()
    assert first._bar.text().startswith("Ce dossier contient déjà quelque chose")
    assert panel.go.isEnabled()
    assert not (tmp_path / "siege").exists()
