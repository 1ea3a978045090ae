"""The list of families: filtering, jumping, opening, and a new file."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from tests.ui.recit import (
    PHRASE,
    Bureau,
    add_delattre,
    add_family,
    close_bureau,
    new_session,
    open_bureau,
)

from fieldapp.db import journal
from fieldapp.domain.foyer import Filtre
from fieldapp.domain.situation import SaisieSituation
from fieldapp.services import brouillons, foyers, situations
from fieldapp.services.session import open_session
from fieldapp.ui.dossier.page import DossierPage
from fieldapp.ui.familles.model import PAGE
from fieldapp.ui.familles.nouvelle import NewFamilyDialog
from fieldapp.ui.familles.page import NONE_OF_MINE, NOTHING_YET, FamillesPage

CTRL = Qt.KeyboardModifier.ControlModifier
MAJ = Qt.KeyboardModifier.ShiftModifier


def _page(bureau: Bureau, qtbot: QtBot) -> FamillesPage:
    bureau.workspace.navigator.go("familles")
    bureau.settle(qtbot)
    return bureau.page(FamillesPage)


def _names(page: FamillesPage) -> list[str]:
    return [str(page.model.index(row, 0).data()) for row in range(page.model.rowCount())]


def test_the_list_says_how_many_and_how_sorted(bureau: Bureau, qtbot: QtBot) -> None:
    page = _page(bureau, qtbot)
    assert _names(page)[:2] == ["Caron", "Delattre – Hennebelle"]
    assert page._count.text() == "6 familles, triées par nom"
    chip = page.chips.chip("retard")
    assert chip is not None
    assert chip.accessibleName() == "En retard 3"


def test_where_a_protected_family_lives_is_not_shown(bureau: Bureau, qtbot: QtBot) -> None:
    page = _page(bureau, qtbot)
    assert page.model.index(1, 2).data() == "Masquée"
    assert page.model.index(0, 2).data() == "Frévent"


def test_ctrl_f_filters_in_place(bureau: Bureau, qtbot: QtBot) -> None:
    page = _page(bureau, qtbot)
    bureau.press(Qt.Key.Key_F, CTRL)
    bureau.keys("had")
    bureau.press(Qt.Key.Key_Return)
    bureau.settle(qtbot)
    assert _names(page) == ["Haddad"]
    assert page.table.hasFocus()


def test_families_are_filtered_by_a_public_that_exists_from_the_keyboard(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    page = _page(bureau, qtbot)
    publics = page.filters.publics
    offered = [publics.itemText(place) for place in range(publics.count())]
    assert offered[:2] == ["Tous les publics", "Familles monoparentales (1)"]
    assert not [words for words in offered if "RSA" in words], "nobody is of that public"
    publics.setFocus()
    bureau.keys("Familles mono")
    bureau.settle(qtbot)
    assert _names(page) == ["Delattre – Hennebelle"]
    assert page._count.text() == "1 famille, triées par nom"
    # What is noted meanwhile counts at once, and a public that appears is offered.
    situations.add_situation(bureau.session, delattre, SaisieSituation("RSA"))
    bureau.tasks.changed.emit(frozenset({"situation"}))
    bureau.settle(qtbot)
    assert publics.code() == "MONOPARENTS", "the filter stays"
    assert publics.findText("RSA", Qt.MatchFlag.MatchContains) > 0
    publics.setFocus()
    bureau.press(Qt.Key.Key_Home)
    bureau.settle(qtbot)
    assert len(_names(page)) == 6


def test_a_secretary_is_offered_no_public_that_tells_a_fact(qtbot: QtBot, tmp_path: Path) -> None:
    worker = new_session(tmp_path / "poste")
    delattre = add_delattre(worker)
    situations.add_situation(worker, delattre, SaisieSituation("RSA"))
    me = worker.agent.id
    journal.write(worker.store, "agent", {"role": "SECRETAIRE"}, row_id=me, author=me)
    worker.close()
    bureau = open_bureau(open_session(tmp_path / "poste", PHRASE))
    try:
        page = _page(bureau, qtbot)
        publics = page.filters.publics
        offered = {publics.itemData(place) for place in range(publics.count())}
        assert "MONOPARENTS" in offered
        assert not offered & {"MONOPARENTS_RSA", "SEPARATION", "FAMILLES_HANDICAP_ENFANT"}
    finally:
        close_bureau(bureau)


def test_a_letter_jumps_to_a_name_and_entree_opens_it(bureau: Bureau, qtbot: QtBot) -> None:
    page = _page(bureau, qtbot)
    page.table.setFocus()
    bureau.keys("le")
    bureau.settle(qtbot)
    assert page.table.currentIndex().row() == _names(page).index("Lefebvre")

    bureau.press(Qt.Key.Key_Return)
    bureau.settle(qtbot)
    assert isinstance(bureau.workspace.page, DossierPage)


def test_a_header_sorts_and_says_so(bureau: Bureau, qtbot: QtBot) -> None:
    page = _page(bureau, qtbot)
    page.table.horizontalHeader().setSortIndicator(6, Qt.SortOrder.AscendingOrder)
    bureau.settle(qtbot)
    assert _names(page)[0] == "Haddad"
    header = page.model.headerData(6, Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole)
    assert header == "À suivre, trié croissant"
    assert page._count.text() == "6 familles, triées par échéance"


def test_only_the_pages_that_are_shown_are_read(qtbot: QtBot, tmp_path: Path) -> None:
    session = new_session(tmp_path / "poste")
    with session.store.atomic():
        for number in range(PAGE + 40):
            add_family(session, f"Famille{number:03d}", "Anne", "Lens")
    bureau = open_bureau(session)
    page = _page(bureau, qtbot)
    assert page.model.rowCount() == PAGE
    assert page._count.text() == "140 familles, triées par nom"

    page.table.setFocus()
    bureau.keys("famille13")
    bureau.settle(qtbot)
    qtbot.waitUntil(lambda: page.table.currentIndex().row() == 130)
    close_bureau(bureau)


def test_an_empty_store_says_how_to_begin(qtbot: QtBot, tmp_path: Path) -> None:
    bureau = open_bureau(new_session(tmp_path / "poste"))
    page = _page(bureau, qtbot)
    assert page.empty.isVisible()
    assert page.empty._text.text() == NOTHING_YET
    close_bureau(bureau)


def _open_form(bureau: Bureau, qtbot: QtBot) -> tuple[FamillesPage, NewFamilyDialog]:
    page = _page(bureau, qtbot)
    bureau.press(Qt.Key.Key_N, CTRL | MAJ)
    bureau.settle(qtbot)
    assert page._dialog is not None
    return page, page._dialog


def test_a_family_is_opened_with_a_name_alone(bureau: Bureau, qtbot: QtBot) -> None:
    _, form = _open_form(bureau, qtbot)
    form.nom.setFocus()
    bureau.keys("THOREL")
    form.submit()
    bureau.settle(qtbot)
    assert bureau.toast() == "Dossier ouvert pour Thorel."
    assert isinstance(bureau.workspace.page, DossierPage)
    found = foyers.list_foyers(bureau.session, Filtre("unite", texte="thorel"))
    assert found.total == 1


def test_a_wrong_field_keeps_all_the_rest(bureau: Bureau, qtbot: QtBot) -> None:
    _, form = _open_form(bureau, qtbot)
    form.nom.setText("Thorel")
    form.commune.set_commune("Fruges")
    form.telephone.setText("06 12")
    form.submit()
    bureau.settle(qtbot)
    assert form.form["telephone"].error != ""
    assert (form.nom.text(), form.commune.text()) == ("Thorel", "Fruges")
    assert form.isVisible()


@pytest.mark.parametrize("number", ["2 92 03 62 498 123 45", "292036249812345"])
def test_the_number_of_the_social_security_is_refused(
    bureau: Bureau, qtbot: QtBot, number: str
) -> None:
    _, form = _open_form(bureau, qtbot)
    form.nom.setText("Thorel")
    form.numero.setText(number)
    form.submit()
    bureau.settle(qtbot)
    assert "sécurité sociale" in form.form["numero"].error


def test_a_look_alike_is_shown_while_one_types(bureau: Bureau, qtbot: QtBot) -> None:
    _, form = _open_form(bureau, qtbot)
    form.nom.setText("Lefebvre")
    form.prenom.setText("Martine")
    form._look_for_alike()
    form.alike.look_now()
    bureau.settle(qtbot)
    assert form.alike.isVisible()
    assert "Martine Lefebvre, famille Lefebvre" in form.alike.text()


def test_a_form_left_open_comes_back_as_it_was(bureau: Bureau, qtbot: QtBot) -> None:
    page, form = _open_form(bureau, qtbot)
    form.nom.setFocus()
    bureau.keys("Vasseur")
    form.reject()
    bureau.settle(qtbot)
    kept = brouillons.get_brouillon(bureau.session, "famille", None)
    assert kept is not None
    assert kept.contenu["nom"] == "Vasseur"

    page.open_new()
    bureau.settle(qtbot)
    assert form.nom.text() == "Vasseur"


def test_who_follows_nobody_is_led_to_the_families_of_the_antenna(
    qtbot: QtBot, tmp_path: Path
) -> None:
    session = new_session(tmp_path / "poste")
    foyer_id = add_family(session, "Caron", "Mélanie", "Frévent")
    foyers.update_foyer(session, foyer_id, {"referent_id": None})
    bureau = open_bureau(session)
    page = _page(bureau, qtbot)
    assert page.empty._text.text() == f"{NONE_OF_MINE} Votre antenne en suit 1 famille."
    page.empty._button.click()
    bureau.settle(qtbot)
    assert _names(page) == ["Caron"]
    assert page.chips.selected() == ("unite",)
    close_bureau(bureau)
