"""Importing from the window: read for trial, told line by line, taken, stopped, taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from tests.ui.recit import Bureau, new_session

from fieldapp.domain.foyer import Filtre
from fieldapp.services import foyers, structures, usagers
from fieldapp.services.session import Session
from fieldapp.ui.familles.page import FamillesPage
from fieldapp.ui.imports.dialog import STOPPED, ImportDialog, Step
from fieldapp.ui.palette.commands import commands

CTRL = Qt.KeyboardModifier.ControlModifier
HEADER = "N° CAF;Rôle;Nom;Prénom;NIR;Date de naissance;CP Ville;Couleur\n"
FILE = (
    HEADER + "1234567;dem;Nowak;Céline;285026298712345;16/02/1985;62300 Lens;bleu\n"
    "1234567;conj;Nowak;Piotr;183046298712345;03/04/1983;;vert\n"
    "7654321;dem;;;;01/02/1990;62000 Arras;\n"
)


@pytest.fixture
def caseload(tmp_path: Path) -> Path:
    """A file of a household, with a line that nobody can be made of."""
    path = tmp_path / "usagers.csv"
    path.write_text(FILE, encoding="utf-8")
    return path


def opened(bureau: Bureau, qtbot: QtBot, key: str = "importer_usagers") -> ImportDialog:
    """The dialog of a kind of file, with the keyboard."""
    bureau.settle(qtbot)
    bureau.workspace.open_import(key)
    dialog = bureau.workspace.imports[key]
    qtbot.waitUntil(dialog.pick_button.hasFocus)
    return dialog


def read(bureau: Bureau, qtbot: QtBot, dialog: ImportDialog, path: Path) -> None:
    """Type the path of a file and press Entrée."""
    dialog.path.setFocus()
    dialog.path.setText(str(path))
    bureau.press(Qt.Key.Key_Return)
    bureau.settle(qtbot)


def at(dialog: ImportDialog, step: Step) -> bool:
    """Whether the dialog is there (asked anew each time)."""
    return dialog.step is step


def names(session: Session) -> list[str]:
    return [ligne.nom for ligne in foyers.list_foyers(session, Filtre("unite")).lignes]


def test_a_caseload_is_read_for_trial_then_taken(
    bureau: Bureau, qtbot: QtBot, caseload: Path
) -> None:
    dialog = opened(bureau, qtbot)
    before = names(bureau.session)
    read(bureau, qtbot, dialog, caseload)
    assert at(dialog, Step.READ), dialog.bar.text()
    assert names(bureau.session) == before, "nothing is written yet"
    assert (
        dialog.report.sentence() == "Essai\u00a0: rien n’est écrit. 2 personnes seraient écrites."
    )
    told = dialog.report.lines.toPlainText().replace("\u00a0", " ")
    assert told.startswith("1 ligne rejetée\nLigne 4 : ")
    assert "« NIR » contient des numéros de sécurité sociale" in told
    assert "Couleur" in told.splitlines()[-1]
    assert dialog.import_button.hasFocus()

    bureau.press(Qt.Key.Key_Return, CTRL)
    bureau.settle(qtbot)
    assert at(dialog, Step.DONE)
    assert bureau.toast() == "2 personnes créées."
    assert "Nowak" in names(bureau.session)
    assert dialog.close_button.hasFocus()
    dialog.copy_report()
    copied = QGuiApplication.clipboard().text()
    assert "2 personnes créées." in copied
    assert "Ligne 4" in copied
    bureau.press(Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_the_same_file_again_has_nothing_new(bureau: Bureau, qtbot: QtBot, caseload: Path) -> None:
    dialog = opened(bureau, qtbot)
    usagers.import_usagers(bureau.session, caseload)
    read(bureau, qtbot, dialog, caseload)
    assert dialog.report.sentence() == "Essai\u00a0: il n’y a rien de nouveau dans ce fichier."
    assert not dialog.import_button.isEnabled()
    assert dialog.close_button.hasFocus()


def test_an_import_is_taken_back_from_the_dialog(
    bureau: Bureau, qtbot: QtBot, caseload: Path
) -> None:
    dialog = opened(bureau, qtbot)
    before = names(bureau.session)
    read(bureau, qtbot, dialog, caseload)
    dialog.take()
    bureau.settle(qtbot)
    assert dialog.undo_button.isVisible()
    bureau.press(Qt.Key.Key_Z, CTRL)
    bureau.settle(qtbot)
    assert names(bureau.session) == before
    assert at(dialog, Step.WAITING)
    assert "annulé" in dialog.bar.text()


def test_ctrl_z_in_the_window_takes_back_the_import_told_by_the_toast(
    bureau: Bureau, qtbot: QtBot, caseload: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usagers, "_BATCH", 1)
    before = names(bureau.session)
    dialog = opened(bureau, qtbot)
    more = FILE + "5555555;dem;Haddad;Omar;;01/02/1990;62000 Arras;\n"
    caseload.write_text(more, encoding="utf-8")
    read(bureau, qtbot, dialog, caseload)
    dialog.take()
    bureau.settle(qtbot)
    assert dialog.rapport is not None
    assert len(dialog.rapport.actes) == 2
    dialog.reject()
    bureau.workspace.dispatch("annuler")
    bureau.settle(qtbot)
    assert names(bureau.session) == before


def test_a_bad_file_is_refused_in_words_and_another_can_be_chosen(
    bureau: Bureau, qtbot: QtBot, caseload: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = opened(bureau, qtbot)
    bad = tmp_path / "photo.xlsx"
    bad.write_bytes(b"\x89PNG")
    read(bureau, qtbot, dialog, bad)
    assert at(dialog, Step.WAITING)
    assert dialog.bar.isVisible()
    assert "Rien n’a été importé" in dialog.bar.text()
    assert dialog.path.text() == str(bad)
    assert dialog.path.hasFocus()
    monkeypatch.setattr(
        QFileDialog, "getOpenFileName", staticmethod(lambda *_args: (str(caseload), ""))
    )
    dialog.pick_button.click()
    bureau.settle(qtbot)
    assert at(dialog, Step.READ), dialog.bar.text()
    assert not dialog.bar.isVisible()


def test_a_stopped_import_keeps_what_was_done_and_says_so(
    bureau: Bureau, qtbot: QtBot, caseload: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usagers, "_BATCH", 1)
    more = FILE + "5555555;dem;Haddad;Omar;;01/02/1990;62000 Arras;\n"
    caseload.write_text(more, encoding="utf-8")
    dialog = opened(bureau, qtbot)
    read(bureau, qtbot, dialog, caseload)
    _stop_after_the_first_step(dialog, monkeypatch)
    dialog.take()
    bureau.settle(qtbot)
    assert at(dialog, Step.DONE)
    assert bureau.toast() == "2 personnes créées."
    assert "Arrêté à votre demande" in dialog.report.lines.toPlainText()


def test_a_reading_stopped_writes_nothing(
    bureau: Bureau, qtbot: QtBot, caseload: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = opened(bureau, qtbot)
    before = names(bureau.session)
    _stop_after_the_first_step(dialog, monkeypatch)
    read(bureau, qtbot, dialog, caseload)
    assert (dialog.step, dialog.bar.text()) == (Step.WAITING, STOPPED)
    assert names(bureau.session) == before


def test_the_directory_comes_the_same_way(bureau: Bureau, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "annuaire.json"
    path.write_text(
        '[{"source": "dora", "id": "1", "nom": "Ludothèque de Frévent", "commune": "Frévent"}]',
        encoding="utf-8",
    )
    dialog = opened(bureau, qtbot, "importer_annuaire")
    read(bureau, qtbot, dialog, path)
    assert "1 structure serait écrite." in dialog.report.sentence()
    bureau.press(Qt.Key.Key_Return)
    bureau.settle(qtbot)
    assert bureau.toast() == "1 structure créée."
    assert structures.list_structures(bureau.session, texte="ludothèque")


def test_the_palette_and_the_families_lead_to_it(bureau: Bureau, qtbot: QtBot) -> None:
    offered = [entry.key for entry in commands(bureau.session, "importer")]
    assert offered == ["importer_usagers", "importer_annuaire"]
    bureau.workspace.navigator.go("familles")
    bureau.settle(qtbot)
    page = bureau.page(FamillesPage)
    assert page.import_button.isVisible()
    page.import_button.click()
    assert bureau.workspace.imports["importer_usagers"].isVisible()


def test_a_role_that_may_not_import_is_not_offered_it(tmp_path: Path) -> None:
    session = new_session(tmp_path / "poste", role="SIEGE")
    assert [entry.key for entry in commands(session, "importer")] == ["importer_annuaire"]
    session.close()


def test_leaving_during_an_import_ends_it_at_its_next_step(
    bureau: Bureau, qtbot: QtBot, caseload: Path
) -> None:
    dialog = opened(bureau, qtbot)
    read(bureau, qtbot, dialog, caseload)
    dialog.take()
    bureau.workspace.stop_work()
    bureau.settle(qtbot)
    assert at(dialog, Step.DONE)


def _stop_after_the_first_step(dialog: ImportDialog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Press « Arrêter » as soon as the first step is told."""
    tell: Callable[[int, int], None] = dialog._tell

    def told(done: int, total: int) -> None:
        dialog._stop.set()
        tell(done, total)

    monkeypatch.setattr(dialog, "_tell", told)
