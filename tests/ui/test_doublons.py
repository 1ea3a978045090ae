"""Two files of one family in the real window: warned, compared, made one, parted a week later."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPushButton
from pytestqt.qtbot import QtBot
from tests.ui.recit import Bureau, add_family, close_bureau, new_session, open_bureau

from fieldapp.db import journal
from fieldapp.db.search_words import Lecteur
from fieldapp.domain.contact import SaisieContact
from fieldapp.domain.doublon import Paire
from fieldapp.domain.doublon_fusion import AUTRE, GARDE
from fieldapp.domain.foyer import Filtre, SaisieContactSur, SaisieFoyer, SaisiePersonne
from fieldapp.services import contact_sur, contacts, doublons, foyers, fusions, integrite
from fieldapp.services.session import Session
from fieldapp.ui.dossier.page import DossierPage
from fieldapp.ui.dossier.personne_dialog import PersonneDialog
from fieldapp.ui.doublons import liste
from fieldapp.ui.doublons.choisir import ChooseDialog
from fieldapp.ui.doublons.comparer import CompareDialog
from fieldapp.ui.doublons.liste import DuplicatesDialog
from fieldapp.ui.familles.nouvelle import NewFamilyDialog
from fieldapp.ui.familles.page import FamillesPage
from fieldapp.ui.orientations.orienter_page import OrienterPage

CTRL = Qt.KeyboardModifier.ControlModifier
MAJ = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
Key = Qt.Key


@pytest.fixture
def dubois(bureau: Bureau) -> str:
    """« DUBOIS Marie (née Lefèvre) » and her son, with a contact."""
    foyer = foyers.create_foyer(
        bureau.session,
        SaisieFoyer(
            personnes=(
                SaisiePersonne("Dubois", "Marie", "Lefèvre", "MME", "1988-04-12"),
                SaisiePersonne("Dubois", "Léo", naissance="2019-05-30", role="ENFANT"),
            ),
            commune="Frévent", adresse="3 rue des Lombards", numero="4182399",
        ),
    )  # fmt: skip
    contacts.save_contact(bureau.session, SaisieContact(foyer.id, "VAD", note="Au bureau"))
    return foyer.id


@pytest.fixture
def lefevre(bureau: Bureau) -> str:
    """The file opened for her again, elsewhere in the antenna."""
    foyer = foyers.create_foyer(
        bureau.session,
        SaisieFoyer(
            personnes=(SaisiePersonne("Lefevre-Dubois", "Marie", naissance="1988-04-12"),),
            commune="Heuchin", adresse="8 rue Basse",
        ),
    )  # fmt: skip
    for note in ("Au téléphone", "À domicile"):
        contacts.save_contact(bureau.session, SaisieContact(foyer.id, "VAD", note=note))
    return foyer.id


def _new_family(bureau: Bureau, qtbot: QtBot) -> NewFamilyDialog:
    bureau.workspace.navigator.go("familles")
    bureau.settle(qtbot)
    bureau.press(Key.Key_N, CTRL | MAJ)
    bureau.settle(qtbot)
    form = bureau.page(FamillesPage)._dialog
    assert form is not None
    return form


def _notes(bureau: Bureau, foyer_id: str) -> set[str]:
    return {one.note or "" for one in contacts.list_contacts(bureau.session, foyer_id)}


def _active(dialog: QDialog, qtbot: QtBot) -> None:
    """Have the keyboard go to a dialog, as a desktop does when it opens."""
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)


def _compare(bureau: Bureau) -> CompareDialog:
    dialog = bureau.workspace.duplicates.dialog
    assert isinstance(dialog, CompareDialog)
    return dialog


def test_nadia_is_warned_while_she_types_and_opens_the_file_by_the_keyboard(
    bureau: Bureau, qtbot: QtBot, dubois: str
) -> None:
    assert dubois
    form = _new_family(bureau, qtbot)
    form.nom.setFocus()
    bureau.keys("Lefevre-Dubois")
    bureau.press(Key.Key_Tab)
    bureau.keys("Marie")
    form.naissance.edit.setFocus()
    bureau.keys("12041988")
    bureau.press(Key.Key_Tab)
    qtbot.waitUntil(form.alike.isVisible)
    assert form.alike.text() == (
        "Déjà là\u00a0: Marie Dubois (nom de naissance Lefèvre), famille Dubois, Frévent "
        "(nom et nom de naissance réunis, même prénom, même date de naissance)."
    )
    assert form.isVisible(), "nothing waits for an answer"
    bureau.press(Key.Key_U, ALT)
    page = bureau.page(DossierPage)
    qtbot.waitUntil(lambda: bureau.workspace.page is page)
    bureau.settle(qtbot)
    assert page.top._title.text() == "Dubois"


def test_a_file_of_another_antenna_is_told_without_a_name(
    bureau: Bureau, qtbot: QtBot, dubois: str
) -> None:
    journal.write(
        bureau.session.store, "foyer", {"unite": "62-ADS-LENS", "referent_id": "autre"},
        row_id=dubois, author="siege",
    )  # fmt: skip
    form = _new_family(bureau, qtbot)
    form.nom.setText("Dubois")
    form.prenom.setText("Marie")
    form._look_for_alike()
    form.alike.look_now()
    bureau.settle(qtbot)
    assert not form.alike.isVisible(), "a name alone tells nothing of a file one may not read"
    form.naissance.set_value("1988-04-12")
    form._look_for_alike()
    form.alike.look_now()
    bureau.settle(qtbot)
    assert form.alike.text().startswith("Un dossier existe ailleurs\u00a0: Antenne de Lens.")
    assert form.alike.findChildren(QPushButton) == []
    journal.write(
        bureau.session.store, "foyer", {"violence": 1}, row_id=dubois, author="siege",
    )  # fmt: skip
    form.alike.clear()
    form._look_for_alike()
    form.alike.look_now()
    bureau.settle(qtbot)
    assert form.alike.text().startswith("Un dossier existe ailleurs\u00a0: Une autre antenne.")


def test_who_is_added_to_a_family_may_be_known_elsewhere(
    bureau: Bureau, qtbot: QtBot, dubois: str, lefevre: str
) -> None:
    bureau.workspace.navigator.go("dossier", foyer_id=lefevre)
    bureau.settle(qtbot)
    page = bureau.page(DossierPage)
    page.tabs.show_tab("foyer")
    page.foyer.add_person()
    form = page.foyer._dialog
    assert isinstance(form, PersonneDialog)
    _active(form, qtbot)
    form.prenom.setFocus()
    bureau.keys("Leo")
    bureau.press(Key.Key_Tab)
    bureau.keys("Dubois")
    qtbot.waitUntil(form.alike.isVisible)
    assert "Léo Dubois, famille Dubois" in form.alike.text()
    compare = next(b for b in form.alike.findChildren(QPushButton) if b.text() == "Comparer")
    compare.click()
    bureau.settle(qtbot)
    dialog = _compare(bureau)
    assert dialog._ids == (lefevre, dubois)
    dialog.reject()


def test_two_files_become_one_with_choices_made_at_the_keyboard(
    bureau: Bureau, qtbot: QtBot, dubois: str, lefevre: str
) -> None:
    bureau.workspace.navigator.go("dossier", foyer_id=dubois)
    bureau.settle(qtbot)
    bureau.workspace.dispatch("fusionner")
    choose = bureau.workspace.duplicates.dialog
    assert isinstance(choose, ChooseDialog)
    _active(choose, qtbot)
    choose.family.setFocus()
    bureau.keys("lefevre-dubois heuchin")
    qtbot.waitUntil(choose.family.suggestions.isVisible)
    bureau.press(Key.Key_Return)
    bureau.settle(qtbot)
    choose.submit()
    bureau.settle(qtbot)

    dialog = _compare(bureau)
    _active(dialog, qtbot)
    row = dialog.rows["adresse"]
    assert row.side() == GARDE
    row.cells[GARDE].setFocus()
    bureau.press(Key.Key_Right)
    assert (row.side(), row.cells[AUTRE].hasFocus()) == (AUTRE, True)
    bureau.press(Key.Key_1)
    assert row.side() == GARDE
    bureau.press(Key.Key_2)
    assert row.side() == AUTRE
    assert row.cells[AUTRE].accessibleName().startswith("Adresse, 2\u00a0: 8 rue Basse")
    (marie,) = dialog.people
    assert marie.same()
    bureau.press(Key.Key_Return, CTRL)
    bureau.settle(qtbot)

    assert bureau.toast().startswith("Dossiers réunis\u00a0: Dubois.")
    page = bureau.page(DossierPage)
    assert bureau.workspace.page is page
    kept = foyers.get_dossier(bureau.session, dubois)
    assert (kept.foyer.adresse, kept.foyer.numero) == ("8 rue Basse", "4182399")
    assert [m.personne.prenom for m in kept.membres] == ["Marie", "Léo"]
    assert _notes(bureau, dubois) == {"Au bureau", "Au téléphone", "À domicile"}

    # A link to the file that is no more leads here.
    bureau.workspace.navigator.go("dossier", foyer_id=lefevre)
    bureau.settle(qtbot)
    assert page._foyer_id == dubois
    assert page.top._title.text() == "Dubois"


def test_noting_and_orienting_by_the_old_id_lead_to_the_kept_file(
    bureau: Bureau, qtbot: QtBot, dubois: str, lefevre: str
) -> None:
    fusions.unite_foyers(bureau.session, dubois, lefevre)
    bureau.workspace.navigator.go("orienter", foyer_id=lefevre)
    bureau.settle(qtbot)
    page = bureau.page(OrienterPage)
    assert (page._foyer_id, page.bar.isVisible()) == (dubois, False)

    capture = bureau.workspace.capture
    capture.open_for(lefevre)
    bureau.settle(qtbot)
    assert capture.famille.foyer_id() == dubois
    _active(capture, qtbot)
    capture.fields.note.setFocus()
    bureau.keys("Rappeler jeudi")
    bureau.press(Key.Key_Return, CTRL)
    bureau.settle(qtbot)
    assert bureau.toast().startswith("Contact noté pour Dubois")
    assert "Rappeler jeudi" in _notes(bureau, dubois)


def test_a_week_later_they_are_parted_and_every_contact_is_where_it_was(
    bureau: Bureau, qtbot: QtBot, dubois: str, lefevre: str
) -> None:
    session = bureau.session
    fusions.unite_foyers(session, dubois, lefevre)
    contacts.save_contact(session, SaisieContact(dubois, "VAD", note="Depuis"))
    foyers.update_foyer(session, dubois, {"langue": "arabe"})

    bureau.workspace.navigator.go("familles")
    bureau.settle(qtbot)
    bureau.page(FamillesPage).doubles.click()
    listed = bureau.workspace.duplicates._list
    assert isinstance(listed, DuplicatesDialog)
    bureau.settle(qtbot)
    assert listed.unions.model.rowCount() == 1
    _active(listed, qtbot)
    listed.unions.setFocus()
    bureau.press(Key.Key_S)
    bureau.settle(qtbot)
    assert bureau.toast().startswith("Séparés\u00a0: tout est à sa place d’avant.")
    assert listed.unions.model.rowCount() == 0
    assert _notes(bureau, lefevre) == {"Au téléphone", "À domicile"}
    assert _notes(bureau, dubois) == {"Au bureau", "Depuis"}
    assert foyers.get_dossier(session, dubois).foyer.langue == "arabe"
    assert integrite.verify(session) == []
    listed.reject()


def test_a_pair_is_compared_or_told_apart_from_the_list(
    bureau: Bureau, qtbot: QtBot, dubois: str, lefevre: str
) -> None:
    bureau.workspace.dispatch("doublons")
    listed = bureau.workspace.duplicates._list
    assert listed is not None
    bureau.settle(qtbot)
    assert listed.pairs.model.rowCount() == 1
    _active(listed, qtbot)
    listed.pairs.setFocus()
    bureau.press(Key.Key_Return)
    bureau.settle(qtbot)
    dialog = listed._compare
    assert dialog is not None
    dialog.swap()
    bureau.settle(qtbot)
    assert set(dialog._ids) == {dubois, lefevre}
    dialog.reject()
    _active(listed, qtbot)
    listed.pairs.setFocus()
    bureau.press(Key.Key_D)
    bureau.settle(qtbot)
    assert listed.pairs.model.rowCount() == 0
    assert bureau.toast().startswith("Notés comme deux personnes différentes.")
    listed.reject()


def test_a_note_is_saved_before_a_long_comparison_ends(
    bureau: Bureau, qtbot: QtBot, dubois: str, lefevre: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert dubois != lefevre
    tasks, session = bureau.workspace.tasks, bureau.session
    monkeypatch.setattr(liste, "_WORTH_TELLING", 1)
    compared, saved = doublons.list_doublons, SaisieContact(dubois, "VAD", note="Vite")
    order: list[str] = []

    def save() -> None:
        contacts.save_contact(session, saved)
        order.append("note")

    def long_one(
        of: Session, lecteur: Lecteur, limit: int = 200, progress: doublons.Progress | None = None
    ) -> tuple[Paire, ...]:
        def told(done: int, total: int) -> None:
            # What comes while people are compared does not wait for the end of it.
            if not order:
                order.append("début")
                tasks.run(save, changes={"contact"})
            assert progress is not None
            progress(done, total)

        pairs = compared(of, lecteur, limit, told)
        order.append("fin")
        return pairs

    monkeypatch.setattr(doublons, "list_doublons", long_one)
    bureau.workspace.dispatch("doublons")
    listed = bureau.workspace.duplicates._list
    assert listed is not None
    qtbot.waitUntil(lambda: "fin" in order)
    bureau.settle(qtbot)
    assert order == ["début", "note", "fin"]
    assert (listed.pairs.model.rowCount(), listed._doing.text()) == (1, "")
    listed.reject()


def test_a_closed_list_compares_nobody_any_more(
    bureau: Bureau, qtbot: QtBot, dubois: str, lefevre: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert dubois != lefevre
    closed, compared = threading.Event(), doublons.list_doublons

    def slow(
        of: Session, lecteur: Lecteur, limit: int = 200, progress: doublons.Progress | None = None
    ) -> tuple[Paire, ...]:
        closed.wait(20)
        return compared(of, lecteur, limit, progress)

    monkeypatch.setattr(doublons, "list_doublons", slow)
    bureau.workspace.dispatch("doublons")
    listed = bureau.workspace.duplicates._list
    assert listed is not None
    listed.reject()
    closed.set()
    bureau.settle(qtbot)
    assert listed.pairs.model.rowCount() == 0
    assert listed._bar.isHidden()
    bureau.workspace.dispatch("doublons")
    bureau.settle(qtbot)
    assert listed.pairs.model.rowCount() == 1
    listed.reject()


def test_what_protects_is_read_before_anything_is_done(
    bureau: Bureau, qtbot: QtBot, dubois: str, lefevre: str
) -> None:
    contact_sur.save_contact_sur(bureau.session, lefevre, SaisieContactSur("0612345642", "le soir"))
    bureau.workspace.navigator.unite_asked.emit(dubois, lefevre)
    bureau.settle(qtbot)
    dialog = _compare(bureau)
    assert dialog._compared is not None
    (sentence,) = dialog._compared.attention
    assert "contact sûr" in sentence
    dialog.submit()
    bureau.settle(qtbot)
    assert foyers.get_dossier(bureau.session, dubois).contact_sur is not None


def test_a_secretary_is_warned_and_unites_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    session = new_session(tmp_path / "poste", role="SECRETAIRE")
    add_family(session, "Caron", "Mélanie", "Frévent")
    bureau = open_bureau(session)
    form = _new_family(bureau, qtbot)
    form.nom.setText("Carron")
    form.prenom.setText("Melanie")
    form._look_for_alike()
    form.alike.look_now()
    bureau.settle(qtbot)
    assert "famille Caron" in form.alike.text()
    assert not bureau.page(FamillesPage).doubles.isVisible()
    bureau.workspace.dispatch("doublons")
    assert bureau.workspace.duplicates._list is None
    assert foyers.list_foyers(session, Filtre("unite")).total == 1
    form.reject()
    close_bureau(bureau)
