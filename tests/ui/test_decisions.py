"""Two versions of one field: decided by a key, read again, decided otherwise, taken back."""

# ruff: noqa: F811 - fixtures of the synchronisation screen
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot
from tests.ui.recit import Bureau, close_bureau, open_bureau
from tests.ui.test_synchronisation import desk, new_post, post, siege  # noqa: F401 - fixtures

from fieldapp.db import journal
from fieldapp.domain.conflit import Decision
from fieldapp.domain.contact import SaisieContact
from fieldapp.domain.foyer import Filtre
from fieldapp.services import brouillons, conflits, contacts, personnes
from fieldapp.services.coordonnees import list_coordonnees
from fieldapp.services.foyers import get_dossier, list_foyers
from fieldapp.services.session import Session
from fieldapp.siege.ingest import ingest
from fieldapp.sync.engine import synchronise
from fieldapp.ui.aujourdhui.page import AujourdhuiPage
from fieldapp.ui.conflits.champ_panel import DECIDE, LES_DEUX, ChampPanel
from fieldapp.ui.conflits.page import ConflitsPage
from fieldapp.ui.conflits.version_box import VersionBox
from fieldapp.ui.synchronisation.page import SyncPage
from fieldapp.ui.widgets.buttons import Button


@pytest.fixture
def _two_versions(qtbot: QtBot, desk: Bureau, siege: Session, tmp_path: Path) -> Iterator[Session]:
    """Nadia and Julie changed one phone and one note, neither having seen the other."""
    space = tmp_path / "espace"
    nadia = desk.session
    julie = new_post(tmp_path, siege, "Julie Caudron", role="RESP_ADS")
    foyer = next(iter(_families(nadia)))
    saisie = SaisieContact(foyer, "VAD", note="Loyer\u00a0: deux mois de retard.")
    note = contacts.save_contact(nadia, saisie).id
    _round(siege, space, nadia, julie)
    person = get_dossier(julie, foyer).membres[0].personne.id
    personnes.update_personne(nadia, person, {"telephone": "0639989901"})
    personnes.update_personne(julie, person, {"telephone": "0639989902"})
    before = "Loyer\u00a0: deux mois de retard."
    contacts.update_contact(nadia, note, {"note": f"{before} Échéancier accepté."})
    contacts.update_contact(julie, note, {"note": before.replace("deux", "trois")})
    _round(siege, space, nadia, julie)
    with qtbot.waitActive(desk.window):
        desk.window.activateWindow()
    yield julie
    julie.close()


@pytest.mark.usefixtures("_two_versions")
def test_two_versions_are_both_kept_by_one_key(qtbot: QtBot, desk: Bureau) -> None:
    page = desk.page(SyncPage)
    page.open()
    desk.settle(qtbot)
    assert page.conflicts.isVisible()
    page.conflicts.button.click()
    desk.settle(qtbot)
    place = desk.page(ConflitsPage)
    foyer = next(iter(_families(desk.session)))
    assert len(place.panels) == 2
    texts = [panel.text.toPlainText() for panel in place.panels if panel.text.isVisibleTo(panel)]
    assert texts == ["Loyer : trois mois de retard. Échéancier accepté."]
    desk.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.settle(qtbot)
    assert desk.toast().startswith("Choix gardés")
    assert place.list.model.rowCount() == 0
    dossier = get_dossier(desk.session, foyer)
    numbers = {c.valeur for c in list_coordonnees(desk.session, foyer)}
    assert {"+33639989901", "+33639989902"} <= numbers
    assert dossier.membres[0].personne.telephone in numbers | {None}
    (contact,) = [c for c in contacts.list_contacts(desk.session, foyer) if "retard" in c.note]
    assert contact.note == "Loyer\u00a0: trois mois de retard. Échéancier accepté."


@pytest.mark.usefixtures("_two_versions")
def test_one_version_is_chosen_by_a_key_and_can_be_chosen_otherwise(
    qtbot: QtBot, desk: Bureau
) -> None:
    desk.workspace.navigator.go("conflits")
    desk.settle(qtbot)
    page = desk.page(ConflitsPage)
    note = next(panel for panel in page.panels if panel.conflit.champ == "note")
    note.setFocus()
    desk.press(Qt.Key.Key_L, Qt.KeyboardModifier.AltModifier)
    assert note.text.toPlainText() == "Loyer : trois mois de retard."
    desk.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.settle(qtbot)
    foyer = next(iter(_families(desk.session)))

    def said() -> list[str]:
        return [c.note for c in contacts.list_contacts(desk.session, foyer) if "retard" in c.note]

    assert said() == ["Loyer\u00a0: trois mois de retard."]
    rows = [page.done.model.index(place) for place in range(page.done.model.rowCount())]
    keys = [row.key for index in rows if (row := page.done.model.row(index)) is not None]
    key = next(k for k in keys if page._groups[k].conflits[0].champ == "note")
    page.done.opened.emit(key)
    (again,) = page.panels
    desk.press(Qt.Key.Key_I, Qt.KeyboardModifier.AltModifier)
    assert again.text.toPlainText().endswith("Échéancier accepté.")
    desk.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.settle(qtbot)
    assert said() == ["Loyer\u00a0: deux mois de retard. Échéancier accepté."]


@pytest.mark.usefixtures("_two_versions")
def test_what_is_chosen_and_typed_outlives_a_reading_a_visit_and_a_new_version(
    qtbot: QtBot, desk: Bureau
) -> None:
    desk.workspace.navigator.go("conflits")
    desk.settle(qtbot)
    page = desk.page(ConflitsPage)

    def panel(champ: str) -> ChampPanel:
        return next(panel for panel in page.panels if panel.conflit.champ == champ)

    panel("telephone").setFocus()
    desk.press(Qt.Key.Key_L, Qt.KeyboardModifier.AltModifier)
    panel("note").text.setFocus()
    panel("note").text.selectAll()
    QTest.keyClicks(panel("note").text, "Vu avec Julie.")
    desk.tasks.changed.emit(frozenset({"conflit"}))  # an exchange in the background
    desk.settle(qtbot)
    assert panel("note").text.toPlainText() == "Vu avec Julie."
    assert panel("note").text.hasFocus()
    assert panel("telephone").choice.value() == "1"

    desk.press(Qt.Key.Key_Escape)  # later
    desk.workspace.navigator.go("conflits")
    desk.settle(qtbot)
    assert panel("note").text.toPlainText() == "Vu avec Julie."

    # Julie writes once more, and this post has it before the screen has read it.
    store, conflit = desk.session.store, panel("note").conflit
    theirs = next(
        op for op in journal.row_ops(store, "contact", conflit.row_id)
        if op.device != store.device and "note" in op.fields
    )  # fmt: skip
    again = theirs._replace(
        seq=theirs.seq + 50, hlc=theirs.hlc + 1, base={"note": [list(theirs.id)]},
        fields={"note": "Loyer\u00a0: quatre mois de retard."},
    )  # fmt: skip
    journal.ingest(store, [again])
    page.decide()
    desk.settle(qtbot)
    assert "Julie Caudron vient de modifier ce champ à nouveau" in page.bar.text()
    assert panel("note").text.toPlainText() == "Vu avec Julie."
    shown = panel("note").findChildren(VersionBox)[-1].text()
    assert shown == "Loyer\u00a0: quatre mois de retard."

    # Decided elsewhere meanwhile, there is no field left to put what was typed in.
    conflits.decide(
        desk.session, [Decision(c, "Vu.") for c in conflits.list_conflits(desk.session)]
    )
    desk.tasks.changed.emit(frozenset({"conflit"}))
    desk.settle(qtbot)
    assert "Votre texte est gardé" in page.bar.text()
    page.bar.findChild(QPushButton).click()  # type: ignore[union-attr]
    assert QApplication.clipboard().text() == "Vu avec Julie."


@pytest.mark.usefixtures("_two_versions")
def test_what_is_typed_over_a_result_outlives_the_program(qtbot: QtBot, desk: Bureau) -> None:
    desk.workspace.navigator.go("conflits")
    desk.settle(qtbot)
    page = desk.page(ConflitsPage)
    text = next(panel.text for panel in page.panels if panel.conflit.champ == "note")
    text.setFocus()
    text.selectAll()
    QTest.keyClicks(text, "Vu avec Julie.")
    qtbot.waitUntil(lambda: bool(brouillons.list_brouillons(desk.session)))
    desk.settle(qtbot)

    # As after a crash: another window, which knows only what the store holds.
    again = open_bureau(desk.session)
    again.workspace.navigator.go("aujourdhui")
    again.settle(qtbot)
    card = again.page(AujourdhuiPage).interrupted
    assert "Vu avec Julie." in " ".join(label.text() for label in card.findChildren(QLabel))
    card.findChildren(Button)[0].click()
    again.settle(qtbot)
    page = again.page(ConflitsPage)
    panel = next(panel for panel in page.panels if panel.conflit.champ == "note")
    assert panel.text.toPlainText() == "Vu avec Julie."
    again.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    again.settle(qtbot)
    assert not brouillons.list_brouillons(desk.session)
    close_bureau(again)


@pytest.mark.usefixtures("_two_versions")
def test_a_decision_is_read_again_as_it_was_taken_and_ctrl_z_opens_it(
    qtbot: QtBot, desk: Bureau
) -> None:
    desk.workspace.navigator.go("conflits")
    desk.settle(qtbot)
    page = desk.page(ConflitsPage)
    assert page._to_decide.text() == "2 à décider"
    assert page.list.view.hasFocus()
    for panel in page.panels:
        panel.choose("1")
    desk.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.settle(qtbot)
    before = len(_ops(desk.session))
    key = next(k for k, g in page._groups.items() if g.conflits[0].champ == "note")
    page.done.opened.emit(key)
    (again,) = page.panels
    assert again.choice.value() == DECIDE
    assert again.text.toPlainText() == "Loyer : trois mois de retard."
    desk.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.settle(qtbot)
    assert len(_ops(desk.session)) == before
    assert "reste la même" in desk.toast()

    desk.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    desk.settle(qtbot)
    assert {panel.conflit.champ for panel in page.panels} == {"note", "telephone"}
    assert [panel.choice.value() for panel in page.panels] == [LES_DEUX, LES_DEUX]
    assert "2 à décider" in desk.workspace.state._conflicts.accessibleName()


def test_a_removal_that_was_decided_is_listed_and_decided_otherwise_by_key(
    qtbot: QtBot, desk: Bureau, siege: Session, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    julie, nadia = request.getfixturevalue("_two_versions"), desk.session
    foyer = next(iter(_families(nadia)))
    note = contacts.save_contact(nadia, SaisieContact(foyer, "VAD", note="Dette.")).id
    _round(siege, tmp_path / "espace", nadia, julie)
    contacts.delete_contact(nadia, note)
    contacts.update_contact(julie, note, {"note": "Dette soldée."})
    _round(siege, tmp_path / "espace", nadia, julie)

    def said() -> bool:
        return any(c.id == note for c in contacts.list_contacts(nadia, foyer))

    desk.workspace.navigator.go("conflits")
    desk.settle(qtbot)
    page = desk.page(ConflitsPage)
    gone = next(panel for panel in page.panels if panel.conflit.champ == "supprime")
    gone.setFocus()
    desk.press(Qt.Key.Key_L, Qt.KeyboardModifier.AltModifier)
    assert gone._result.text() == "Gardé"
    desk.press(Qt.Key.Key_I, Qt.KeyboardModifier.AltModifier)
    assert gone._result.text() == "Retiré"
    desk.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.settle(qtbot)
    assert not said()
    key = next(k for k, g in page._groups.items() if g.conflits[0].champ == "supprime")
    page.done.opened.emit(key)
    (again,) = page.panels
    assert again._title == "Retrait — contact «\u00a0Dette soldée.\u00a0»"
    words = [box.text() for box in again.findChildren(VersionBox)]
    assert words[1:] == ["Gardé", "Retiré"]
    assert (again.choice.value(), again._result.text()) == (DECIDE, "Retiré")
    again.choose(LES_DEUX)
    desk.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.settle(qtbot)
    assert said()
    assert page._groups[key].conflits[0].retenue is not None
    desk.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    desk.settle(qtbot)
    assert key not in page._groups
    assert "supprime" in {panel.conflit.champ for panel in page.panels}


def _ops(session: Session) -> list[object]:
    return list(session.store.query("SELECT seq FROM op"))


def _families(session: Session) -> list[str]:
    return [line.foyer_id for line in list_foyers(session, Filtre(portee="unite")).lignes]


def _round(siege: Session, space: Path, *sessions: Session) -> None:
    """Everyone sends, headquarters takes and relays, everyone receives."""
    for _turn in range(2):
        for session in sessions:
            synchronise(session.store, space)
        ingest(siege, space)
    for session in sessions:
        synchronise(session.store, space)
