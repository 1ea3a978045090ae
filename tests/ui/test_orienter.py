"""Orienting on one screen: seven fields, the rules said aloud, the sheet that would leave."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from tests.ui.recit import Bureau

from fieldapp.services import brouillons, foyers, orientations
from fieldapp.ui.impression.preview import PrintPreview
from fieldapp.ui.orientations.orienter_page import OrienterPage
from fieldapp.ui.orientations.page import OrientationsPage
from fieldapp.ui.orientations.sheet_pane import FIRST
from fieldapp.ui.orientations.statut_dialog import StatutDialog

CTRL = Qt.KeyboardModifier.ControlModifier
MAJ = Qt.KeyboardModifier.ShiftModifier


def _open(bureau: Bureau, qtbot: QtBot, foyer_id: str) -> OrienterPage:
    bureau.workspace.navigator.go("dossier", foyer_id=foyer_id)
    bureau.settle(qtbot)
    bureau.press(Qt.Key.Key_O, CTRL | MAJ)
    bureau.settle(qtbot)
    page = bureau.workspace.page
    assert isinstance(page, OrienterPage)
    return page


def _choose_action(bureau: Bureau, qtbot: QtBot, page: OrienterPage, words: str) -> None:
    page.form.action.setFocus()
    bureau.keys(words)
    qtbot.waitUntil(lambda: page.form.action.suggestions.isVisible())
    bureau.press(Qt.Key.Key_Return)


def _choose_structure(bureau: Bureau, qtbot: QtBot, page: OrienterPage) -> None:
    page.form.structure.setFocus()
    bureau.press(Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page.form.structure.suggestions.isVisible())
    bureau.press(Qt.Key.Key_Return)


def _read_sheet(bureau: Bureau, qtbot: QtBot, page: OrienterPage) -> str:
    qtbot.waitUntil(lambda: not page._pause.isActive())
    bureau.settle(qtbot)
    return page.sheet.preview.text().replace("\u00a0", " ")


def test_an_orientation_is_made_and_its_sheet_opens(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    page = _open(bureau, qtbot, delattre)
    page.form.pour_qui._chips[0].click()  # the youngest first
    _choose_action(bureau, qtbot, page, "crèche")
    assert page.form.action.key() == "EAJE_INSERTION"
    _choose_structure(bureau, qtbot, page)
    assert page.form.structure.text() == "Multi-accueil Les Petits Galets, Saint-Pol-sur-Ternoise"
    page.form.motifs.chips._chips[0].click()
    page.form.accords["FICHE"].click()
    page.form.attentes.setFocus()
    bureau.keys("Deux matinées par semaine.")
    assert page._filled.text() == "7 champs sur 7"
    sheet = _read_sheet(bureau, qtbot, page)
    assert "Jade, 14 mois" in sheet
    assert "Deux matinées par semaine." in sheet
    assert "06 12" not in sheet, "a safe contact: through the service only"

    bureau.press(Qt.Key.Key_Return, CTRL)
    bureau.settle(qtbot)
    made = orientations.list_orientations(bureau.session, delattre)[0]
    assert (made.type, made.accord, made.statut) == ("EAJE_INSERTION", "FICHE", "ACCEPTEE_FAMILLE")
    assert bureau.toast() == "Orientation notée pour Delattre – Hennebelle."
    assert isinstance(page._dialog, PrintPreview)
    qtbot.waitUntil(lambda: isinstance(page._dialog, PrintPreview) and page._dialog._data != b"")
    page._dialog.close()
    assert brouillons.get_brouillon(bureau.session, "orienter", delattre) is None


def test_what_is_only_passed_through_is_not_yet_an_error(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    page = _open(bureau, qtbot, delattre)
    assert [name for name, row in page.form.form.items() if row.error] == []
    for _ in range(30):
        bureau.press(Qt.Key.Key_Tab)
    assert [name for name, row in page.form.form.items() if row.error] == []
    # Given up half typed, it is one.
    page.form.action.setFocus()
    bureau.keys("zzz")
    page.form.attentes.setFocus()
    assert "Il manque l’action" in page.form.form["type"].error


def test_a_laep_never_gets_a_sheet_with_a_name(bureau: Bureau, qtbot: QtBot, delattre: str) -> None:
    page = _open(bureau, qtbot, delattre)
    _choose_action(bureau, qtbot, page, "accueil enfants")
    assert page.form.action.key() == "LAEP"
    _choose_structure(bureau, qtbot, page)
    page.form.accords["FICHE"].click()
    sheet = _read_sheet(bureau, qtbot, page)
    assert "Anonyme et sans inscription" in page.form.remarks.texts()[0].replace("\u00a0", " ")
    assert "La Cabane aux histoires" in sheet
    for name in ("Delattre", "Aurélie", "Jade", "Léa", "Hugo", "Lemaire"):
        assert name not in sheet
    assert page.form.relance.iso() is None, "nobody is asked whether the family came"


def test_a_mediation_is_warned_against_when_a_safe_contact_stands(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    page = _open(bureau, qtbot, delattre)
    _choose_action(bureau, qtbot, page, "médiation")
    _read_sheet(bureau, qtbot, page)
    assert page.form.remarks.texts()[0].startswith("Médiation déconseillée")


def test_a_structure_to_confirm_says_so(bureau: Bureau, qtbot: QtBot, delattre: str) -> None:
    page = _open(bureau, qtbot, delattre)
    _choose_action(bureau, qtbot, page, "médiation")
    _choose_structure(bureau, qtbot, page)
    assert page.form.structure.structure is not None
    assert page.form.structure.structure.a_confirmer
    assert "ne sera pas imprimé" in page.form.form["structure_id"]._aide


def test_structures_of_the_departement_come_first(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    page = _open(bureau, qtbot, delattre)
    _choose_action(bureau, qtbot, page, "accueil insertion")
    page.form.structure.setFocus()
    bureau.press(Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page.form.structure.suggestions.isVisible())
    model = page.form.structure.suggestions._model
    titles = [row.title for i in range(model.rowCount()) if (row := model.row(model.index(i)))]
    assert titles == ["Multi-accueil Les Petits Galets", "Crèche du Beffroi"]


def test_the_missing_agreement_is_asked_for_and_nothing_is_lost(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    page = _open(bureau, qtbot, delattre)
    before = len(orientations.list_orientations(bureau.session, delattre))
    _choose_action(bureau, qtbot, page, "crèche")
    page.form.motifs.chips._chips[0].click()
    page.form.attentes.setPlainText("Deux matinées.")
    bureau.press(Qt.Key.Key_Return, CTRL)
    bureau.settle(qtbot)
    error = page.form.form["accord"].error
    assert error == "Il manque l’accord de la famille (champ 5). Le brouillon est gardé."
    assert page.form.attentes.text() == "Deux matinées."
    assert len(orientations.list_orientations(bureau.session, delattre)) == before


def test_a_reminder_before_the_orientation_is_refused_beside_its_field(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    page = _open(bureau, qtbot, delattre)
    before = len(orientations.list_orientations(bureau.session, delattre))
    _choose_action(bureau, qtbot, page, "crèche")
    page.form.motifs.chips._chips[0].click()
    page.form.accords["FICHE"].click()
    page.form.relance.date.setFocus()
    bureau.press(Qt.Key.Key_A, CTRL)
    bureau.keys("01/03/2020")
    bureau.press(Qt.Key.Key_Return, CTRL)
    bureau.settle(qtbot)
    said = page.form.form["relance_le"].error
    assert said.startswith("La relance est avant l’orientation. Le reste de votre saisie est gardé")
    assert page.form.accord() == "FICHE"
    assert len(orientations.list_orientations(bureau.session, delattre)) == before


def test_a_refusal_is_kept_without_any_sheet(bureau: Bureau, qtbot: QtBot, delattre: str) -> None:
    page = _open(bureau, qtbot, delattre)
    assert page.sheet._why_none._text.text() == FIRST
    _choose_action(bureau, qtbot, page, "crèche")
    page.form.motifs.chips._chips[0].click()
    page.form.accords["REFUS"].click()
    _read_sheet(bureau, qtbot, page)
    assert "refusé" in page.sheet._why_none._text.text()
    bureau.press(Qt.Key.Key_Return, CTRL)
    bureau.settle(qtbot)
    assert orientations.list_orientations(bureau.session, delattre)[0].statut == "REFUSEE_FAMILLE"
    assert page._dialog is None, "nothing to print"


def test_three_motives_at_most_and_one_of_ones_own(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    page = _open(bureau, qtbot, delattre)
    _choose_action(bureau, qtbot, page, "crèche")
    for chip in page.form.motifs.chips._chips[:2]:
        chip.click()
    page.form.motifs.write_own()
    bureau.keys("Horaires de nuit")
    bureau.press(Qt.Key.Key_Return)
    assert page.form.motifs.value()[-1] == "Horaires de nuit"
    page.form.motifs.choose("Répit")
    assert len(page.form.motifs.value()) == 3


def test_an_orientation_left_half_way_is_found_again(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    page = _open(bureau, qtbot, delattre)
    _choose_action(bureau, qtbot, page, "crèche")
    _choose_structure(bureau, qtbot, page)
    page.form.attentes.setFocus()
    bureau.keys("Deux mat")
    other = next(
        ligne.foyer_id
        for ligne in foyers.list_foyers(bureau.session).lignes
        if ligne.nom == "Caron"
    )
    bureau.workspace.navigator.go("orienter", foyer_id=other)
    bureau.settle(qtbot)
    assert page.form.is_blank(), "another family begins with an empty form"

    bureau.workspace.navigator.go("orienter", foyer_id=delattre)
    bureau.settle(qtbot)
    assert page.form.action.key() == "EAJE_INSERTION"
    assert page.form.attentes.toPlainText() == "Deux mat"
    assert page.form.structure.key()


def _orientations(bureau: Bureau, qtbot: QtBot) -> OrientationsPage:
    bureau.workspace.navigator.go("orientations")
    bureau.settle(qtbot)
    page = bureau.workspace.page
    assert isinstance(page, OrientationsPage)
    return page


def test_what_came_to_nothing_needs_its_reason(bureau: Bureau, qtbot: QtBot) -> None:
    page = _orientations(bureau, qtbot)
    page.table.selectRow(1)
    page.table.setFocus()
    bureau.press(Qt.Key.Key_F2)
    dialog = page._dialog
    assert isinstance(dialog, StatutDialog)
    dialog.choose("NON_ABOUTIE")
    dialog.submit()
    assert dialog.form["motif"].error
    dialog.motif.set_code("DELAI")
    dialog.submit()
    bureau.settle(qtbot)
    assert bureau.toast() == "Orientation\u00a0: non aboutie."
    assert page.model.rowCount() == 1, "only the open ones are listed"

    page.states.choose_at(1)
    bureau.settle(qtbot)
    assert page.model.rowCount() == 2


@pytest.mark.parametrize("row", [0, 1])
def test_entree_opens_the_family_at_its_orientations(
    bureau: Bureau, qtbot: QtBot, row: int
) -> None:
    page = _orientations(bureau, qtbot)
    page.table.selectRow(row)
    page.table.setFocus()
    bureau.press(Qt.Key.Key_Return)
    bureau.settle(qtbot)
    assert bureau.workspace.page.key == "dossier"
