"""The synchronisation screen: counters that are true, a run that can stop, conflicts to decide."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot
from tests.ui import recit
from tests.ui.recit import Bureau, add_family, close_bureau, open_bureau

from fieldapp.db import journal
from fieldapp.domain.conflit import Decision
from fieldapp.domain.contact import SaisieContact
from fieldapp.domain.foyer import Filtre
from fieldapp.services import brouillons, conflits, contacts, personnes
from fieldapp.services.coordonnees import list_coordonnees
from fieldapp.services.foyers import get_dossier, list_foyers
from fieldapp.services.session import Session, adopt, open_session
from fieldapp.siege.founding import init_space, open_siege
from fieldapp.siege.ingest import ingest
from fieldapp.siege.posts import invite
from fieldapp.sync.engine import synchronise
from fieldapp.sync.enrolment import join
from fieldapp.ui.aujourdhui.page import AujourdhuiPage
from fieldapp.ui.conflits.champ_panel import DECIDE, LES_DEUX, ChampPanel
from fieldapp.ui.conflits.page import ConflitsPage
from fieldapp.ui.conflits.version_box import VersionBox
from fieldapp.ui.synchronisation.page import SyncPage
from fieldapp.ui.verrouillage.opening import read_agent
from fieldapp.ui.widgets.buttons import Button

PHRASE = "beffroi galette tandem lilas"


def new_post(folder: Path, siege: Session, nom: str, role: str = "ASS") -> Session:
    """A post of the antenna of Lens, invited and joined."""
    invitation = folder / f"{nom}.json"
    invite(siege, nom=nom, role=role, unite="62-ADS-LENS", out=invitation)
    agent = read_agent(invitation)
    return adopt(join(folder / nom, invitation, PHRASE).store, agent)


@pytest.fixture
def siege(tmp_path: Path) -> Iterator[Session]:
    """Headquarters with an exchange space."""
    init_space(tmp_path / "siege", tmp_path / "espace", "CAF62", PHRASE).session.close()
    opened = open_siege(tmp_path / "siege", PHRASE)
    yield opened
    opened.close()


@pytest.fixture
def post(tmp_path: Path, siege: Session) -> Session:
    """Nadia's post, accepted by headquarters, with one family noted since."""
    session = new_post(tmp_path, siege, "Nadia Lemaire")
    synchronise(session.store, tmp_path / "espace")
    ingest(siege, tmp_path / "espace")
    synchronise(session.store)
    caron = add_family(session, "Caron", "Paul", "Lens")
    contacts.save_contact(session, SaisieContact(caron, "TEL_ENTRANT", duree_min=6, note="Loyer."))
    return session


@pytest.fixture
def desk(qtbot: QtBot, post: Session, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bureau]:
    """The workspace on that post, on the synchronisation screen."""
    monkeypatch.setattr(recit, "PAGES", (*recit.PAGES, SyncPage, ConflitsPage))
    opened = open_bureau(post)
    opened.workspace.navigator.go("synchronisation")
    opened.settle(qtbot)
    yield opened
    close_bureau(opened)


def test_what_is_only_here_is_counted_and_listed(desk: Bureau) -> None:
    page = desk.page(SyncPage)
    lines = [page.lists.here.model.item(place) for place in range(page.lists.here.model.rowCount())]
    contents = {(line.nature, line.famille, line.contenu) for line in lines if line is not None}
    assert ("Contact", "Caron", "Appel entrant, 6\u00a0min") in contents
    assert ("Dossier", "Caron", "Créé") in contents
    assert page.counters._here.accessibleName().startswith("4 ici seulement")
    assert "ici seulement" in desk.workspace.state._here.accessibleName()
    assert page.channel.button.hasFocus()


def test_f5_sends_and_the_receipt_comes_back(
    qtbot: QtBot, desk: Bureau, siege: Session, tmp_path: Path
) -> None:
    page = desk.page(SyncPage)
    with qtbot.waitSignal(page.synchronised, timeout=20_000):
        QTest.keyClick(desk.window, Qt.Key.Key_F5)
    assert page.bar.text().startswith("4 modifications envoyées")
    ingest(siege, tmp_path / "espace")
    with qtbot.waitSignal(page.synchronised, timeout=20_000):
        page.synchronise()
    desk.settle(qtbot)
    assert page.counters._here.accessibleName() == "0 ici seulement, tout est transmis"
    assert page.receipts.model.rowCount() == 1
    assert "reçues par le siège" in desk.workspace.state._received.accessibleName()
    assert page.lists.here.nothing.isVisible()
    qtbot.waitUntil(lambda: desk.workspace.state._online.accessibleName() == "En ligne")


def test_a_missing_folder_is_told_and_loses_nothing(
    qtbot: QtBot, desk: Bureau, tmp_path: Path
) -> None:
    (tmp_path / "espace").rename(tmp_path / "débranché")
    page = desk.page(SyncPage)
    with qtbot.waitSignal(page.synchronised, timeout=20_000):
        page.synchronise()
    assert "introuvable" in page.bar.text()
    desk.settle(qtbot)
    assert page.counters._here.accessibleName().startswith("4 ici seulement")
    (tmp_path / "débranché").rename(tmp_path / "espace")
    retry = page.bar.findChild(QPushButton)
    assert retry is not None
    with qtbot.waitSignal(page.synchronised, timeout=20_000):
        retry.click()
    assert page.bar.text().startswith("4 modifications envoyées")


def test_a_foreign_folder_is_refused(qtbot: QtBot, desk: Bureau, tmp_path: Path) -> None:
    page = desk.page(SyncPage)
    other = tmp_path / "vacances"
    other.mkdir()
    page.channel.folder_chosen.emit(other)
    desk.settle(qtbot)
    assert "vide" in page.bar.text()
    assert page._way == tmp_path / "espace"


def test_one_can_stop_and_go_on_later(qtbot: QtBot, desk: Bureau) -> None:
    page = desk.page(SyncPage)
    page.channel.show_progress("Envoi", 9, 14)
    assert page.channel._doing.text() == "Envoi 9 sur 14"
    with qtbot.waitSignal(page.channel.stop_asked):
        page.channel.stop.click()
    assert page._stop.is_set()
    with qtbot.waitSignal(page.synchronised, timeout=20_000):
        page.synchronise()
    assert page.channel._stack.currentIndex() == 0


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
    again = replace(
        theirs, seq=theirs.seq + 50, hlc=theirs.hlc + 1, base={"note": [list(theirs.id)]},
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


def _ops(session: Session) -> list[object]:
    return list(session.store.query("SELECT seq FROM op"))


def _families(session: Session) -> list[str]:
    return [line.foyer_id for line in list_foyers(session, Filtre(portee="unite")).lignes]


def _round(siege: Session, space: Path, *posts: Session) -> None:
    """Everyone sends, headquarters takes and relays, everyone receives."""
    for _turn in range(2):
        for post in posts:
            synchronise(post.store, space)
        ingest(siege, space)
    for post in posts:
        synchronise(post.store, space)


def test_a_post_without_headquarters_says_so(qtbot: QtBot, bureau: Bureau) -> None:
    bureau.settle(qtbot)
    state = bureau.workspace.state
    assert state._here.accessibleName() == "Tout est sur ce poste, sans siège"
    assert not state._received.isVisible()


def test_a_restored_post_is_taken_up_by_one_click(
    qtbot: QtBot, desk: Bureau, siege: Session, tmp_path: Path
) -> None:
    # What this post sent in the life that its backup does not know.
    desk.session.store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copytree(tmp_path / "Nadia Lemaire", tmp_path / "vie d’avant")
    before = open_session(tmp_path / "vie d’avant", PHRASE)
    add_family(before, "Thorel", "Anne", "Avion")
    synchronise(before.store)
    before.close()
    ingest(siege, tmp_path / "espace")

    add_family(desk.session, "Leroy", "Luc", "Lens")
    page = desk.page(SyncPage)
    with qtbot.waitSignal(page.synchronised, timeout=20_000):
        QTest.keyClick(desk.window, Qt.Key.Key_F5)
    assert "ancienne sauvegarde" in page.bar.text()
    button = page.bar.findChild(QPushButton)
    assert button is not None
    assert button.text() == "Reprendre ce poste"
    with qtbot.waitSignal(page.synchronised, timeout=20_000):
        button.click()
    assert "La reprise de ce poste est demandée" in page.bar.text()
    for _ in range(2):
        ingest(siege, tmp_path / "espace")
        with qtbot.waitSignal(page.synchronised, timeout=20_000):
            page.synchronise()
    desk.settle(qtbot)
    lines = list_foyers(desk.session, Filtre(portee="unite")).lignes
    assert sorted(line.nom for line in lines) == ["Caron", "Leroy", "Thorel"]
    assert page.counters._here.accessibleName() == "0 ici seulement, tout est transmis"
