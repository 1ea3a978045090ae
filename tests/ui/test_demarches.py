"""The steps of a family in its dossier: added in place, ticked, promoted, undone, read by role."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from tests.ui.recit import Bureau, add_family, close_bureau, jour, new_session, open_bureau

from fieldapp.domain.demarche import FAITE, FAMILLE, Piece, SaisieDemarche
from fieldapp.services import contacts, demarches
from fieldapp.ui.demarches.dialog import DemarcheDialog
from fieldapp.ui.demarches.model import DEMARCHE, ETAT
from fieldapp.ui.demarches.tab import DemarchesTab
from fieldapp.ui.dossier.page import DossierPage
from fieldapp.ui.dossier.suivi_tabs import DEMARCHES, ENGAGEMENTS, EVALUATION

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def _tab(bureau: Bureau, qtbot: QtBot, foyer_id: str) -> DemarchesTab:
    bureau.workspace.navigator.go("dossier", foyer_id=foyer_id, onglet=DEMARCHES)
    bureau.settle(qtbot)
    return bureau.page(DossierPage).suivi.demarches


def _rows(tab: DemarchesTab) -> list[tuple[str, str]]:
    return [
        (str(tab.model.index(r, DEMARCHE).data()), str(tab.model.index(r, ETAT).data()))
        for r in range(tab.model.rowCount())
    ]


def _title(bureau: Bureau, key: str) -> str:
    tabs = bureau.page(DossierPage).tabs
    return next(tabs.tabText(n) for n in range(tabs.count()) if tabs.tabData(n) == key)


def test_a_step_is_added_from_the_keyboard_and_counted_in_the_tab(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    tab = _tab(bureau, qtbot, delattre)
    bureau.press(Qt.Key.Key_N, CTRL | SHIFT)
    assert tab.add_row.libelle.hasFocus()
    bureau.keys("Relancer l’ASF")
    bureau.press(Qt.Key.Key_Tab)
    bureau.press(Qt.Key.Key_Tab)
    bureau.keys("+15")
    bureau.press(Qt.Key.Key_Return)
    bureau.settle(qtbot)

    (step,) = demarches.list_demarches(bureau.session, delattre)
    assert (step.libelle, step.echeance) == ("Relancer l’ASF", jour(15))
    assert _rows(tab) == [("Relancer l’ASF", "Prévue")]
    assert _title(bureau, DEMARCHES) == "Démarches  1"
    assert bureau.toast() == "Démarche ajoutée."
    assert tab.add_row.libelle.text() == ""
    assert tab.add_row.libelle.hasFocus()


def test_a_date_that_is_none_is_said_beside_it_and_the_words_stay(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    tab = _tab(bureau, qtbot, delattre)
    tab.add_row.libelle.setFocus()
    bureau.keys("Relancer")
    tab.add_row.echeance.edit.setText("bientôt")
    QTest.mouseClick(tab.add_row.button, LEFT)
    bureau.settle(qtbot)
    assert tab.add_row.libelle.text() == "Relancer"
    assert tab.add_row.echeance.edit.hasFocus()
    assert demarches.list_demarches(bureau.session, delattre) == ()


def test_an_empty_step_is_refused_beside_its_field(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    tab = _tab(bureau, qtbot, delattre)
    QTest.mouseClick(tab.add_row.button, LEFT)
    bureau.settle(qtbot)
    assert tab.add_row.libelle.property("etat") == "erreur"
    assert tab.add_row.libelle.hasFocus()


def test_space_ticks_delete_removes_and_ctrl_z_brings_back(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    for libelle in ("Envoyer le dossier", "Porter le RIB"):
        demarches.save_demarche(bureau.session, SaisieDemarche(delattre, libelle))
    tab = _tab(bureau, qtbot, delattre)
    tab.table.setFocus()
    bureau.press(Qt.Key.Key_Space)
    bureau.settle(qtbot)
    assert _rows(tab) == [("Porter le RIB", "Prévue"), ("Envoyer le dossier", "Faite")]
    assert _title(bureau, DEMARCHES) == "Démarches  1"
    # The row that was ticked stays the current one: Espace again takes the tick back.
    bureau.press(Qt.Key.Key_Space)
    bureau.settle(qtbot)
    assert [state for _, state in _rows(tab)] == ["Prévue", "Prévue"]
    bureau.press(Qt.Key.Key_Delete)
    bureau.settle(qtbot)
    assert _rows(tab) == [("Porter le RIB", "Prévue")]
    bureau.press(Qt.Key.Key_Z, CTRL)
    bureau.settle(qtbot)
    assert len(_rows(tab)) == 2


def test_a_late_step_says_so_in_words(bureau: Bureau, qtbot: QtBot, delattre: str) -> None:
    demarches.save_demarche(
        bureau.session, SaisieDemarche(delattre, "Échéancier EDF", echeance=jour(-4))
    )
    tab = _tab(bureau, qtbot, delattre)
    assert _rows(tab) == [("Échéancier EDF", "En retard, 4\u00a0j")]


def test_a_next_step_of_the_thread_becomes_a_step_in_one_click(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    tab = _tab(bureau, qtbot, delattre)
    contact_id, button = next(iter(tab.suites.buttons.items()))
    before = len(tab.suites.buttons)
    QTest.mouseClick(button, LEFT)
    bureau.settle(qtbot)
    (step,) = demarches.list_demarches(bureau.session, delattre)
    assert step.contact_id == contact_id
    assert len(tab.suites.buttons) == before - 1
    thread = contacts.list_contacts(bureau.session, delattre)
    assert next(c for c in thread if c.id == contact_id).suite == step.libelle


def test_the_whole_step_is_written_in_a_dialog_with_its_papers(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    demarches.save_demarche(bureau.session, SaisieDemarche(delattre, "ASF", pieces=(Piece("RIB"),)))
    tab = _tab(bureau, qtbot, delattre)
    tab.table.setFocus()
    bureau.press(Qt.Key.Key_F2)
    dialog = tab._dialog
    assert isinstance(dialog, DemarcheDialog)
    qtbot.waitExposed(dialog)
    chip = dialog.pieces.bar.chip("RIB")
    assert chip is not None
    QTest.mouseClick(chip, LEFT)
    QTest.keyClicks(dialog.pieces.new, "Jugement")
    QTest.keyClick(dialog.pieces.new, Qt.Key.Key_Return)
    assert dialog.isVisible()
    dialog.libelle.setText("")
    QTest.mouseClick(dialog.submit_button, LEFT)
    assert dialog.form["libelle"].error
    QTest.keyClicks(dialog.libelle, "Demander l'ASF")
    dialog.organisme.setText("Caf")
    dialog.etat.set_code("EN_ATTENTE")
    dialog.qui.set_value(FAMILLE)
    dialog.note.setPlainText("NIR 1 84 12 76 451 089 46")
    dialog.checker.read_now()
    assert "sécurité sociale" in dialog.checker.message()
    dialog.note.setPlainText("Dossier complet le 12.")
    QTest.mouseClick(dialog.submit_button, LEFT)
    bureau.settle(qtbot)
    (step,) = demarches.list_demarches(bureau.session, delattre)
    assert step.pieces == (Piece("RIB", True), Piece("Jugement"))
    assert (step.libelle, step.organisme, step.qui) == ("Demander l'ASF", "Caf", FAMILLE)
    assert (step.etat, step.note) == ("EN_ATTENTE", "Dossier complet le 12.")


def test_the_menu_says_what_the_keys_do(bureau: Bureau, qtbot: QtBot, delattre: str) -> None:
    demarches.save_demarche(bureau.session, SaisieDemarche(delattre, "ASF"))
    tab = _tab(bureau, qtbot, delattre)
    step = tab.current()
    assert step is not None
    actions = {a.text(): a for a in tab.table.menu_for(step).actions() if a.text()}
    assert list(actions)[:2] == ["Faite", "En cours"]
    actions["Abandonnée"].trigger()
    bureau.settle(qtbot)
    assert _rows(tab) == [("ASF", "Abandonnée")]


def test_the_secretary_sees_none_of_these_tabs(qtbot: QtBot, tmp_path: Path, qapp: object) -> None:
    assert qapp is not None
    session = new_session(tmp_path / "secretariat", role="SECRETAIRE")
    foyer_id = add_family(session, "Caron", "Sandrine", "Pernes")
    bureau = open_bureau(session)
    bureau.workspace.navigator.go("dossier", foyer_id=foyer_id)
    bureau.settle(qtbot)
    tabs = bureau.page(DossierPage).tabs
    keys = {tabs.tabData(n) for n in range(tabs.count())}
    assert keys.isdisjoint({EVALUATION, ENGAGEMENTS, DEMARCHES})
    close_bureau(bureau)


def test_what_is_done_is_no_longer_due_before_a_visit(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    step = demarches.save_demarche(bureau.session, SaisieDemarche(delattre, "Porter le RIB"))
    _tab(bureau, qtbot, delattre)
    view = bureau.page(DossierPage)._view
    assert view is not None
    assert [d.id for d in view.demarches] == [step.id]
    assert demarches.toggle_faite(bureau.session, step.id).etat == FAITE
    _tab(bureau, qtbot, delattre)
    view = bureau.page(DossierPage)._view
    assert view is not None
    assert view.demarches == ()
