"""The story of a conflict, seen by both: two posts, two windows, one folder, then one HTTPS siège.

Both open one family and, without network, change one note and one phone and note a contact each.
Both synchronise and see what is to decide; Nadia decides, Julie, who answers for the team, sees it
and decides otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from tests.end2end.fenetre import CTRL, PHRASE, Fenetre, opened
from tests.siege.serveur import ecouter
from tests.sync.monde import empreinte
from tests.sync.passeur import MONTE, Coupure, Passeur

from fieldapp.db import keys
from fieldapp.domain.contact import Contact, SaisieContact
from fieldapp.domain.foyer import SaisieFoyer, SaisiePersonne
from fieldapp.services import contacts, coordonnees, foyers, historique
from fieldapp.services.session import Session
from fieldapp.siege import founding, ingest, posts
from fieldapp.sync.adresse import remember_address
from fieldapp.sync.engine import synchronise
from fieldapp.ui.application import Application
from fieldapp.ui.capture.edit_dialog import EditContactDialog
from fieldapp.ui.conflits.page import ConflitsPage
from fieldapp.ui.dossier.page import FOYER, DossierPage
from fieldapp.ui.dossier.personne_dialog import PersonneDialog
from fieldapp.ui.synchronisation.page import SyncPage
from fieldapp.ui.verrouillage.opening import join_siege

ALT = Qt.KeyboardModifier.AltModifier
Key = Qt.Key
AVANT = "Loyer : deux mois de retard."
ICI, LA_BAS = f"{AVANT} Échéancier accepté.", "Loyer : trois mois de retard."
RELEVE = 3  # exchanges after which all has gone round


@pytest.fixture(scope="session")
def qapp_cls() -> type[Application]:
    """The application with our fonts, theme and French locale."""
    return Application


@dataclass
class Antenne:
    """Headquarters beside the folder, and the family that both workers follow."""

    dossier: Path
    siege: Session
    foyer_id: str
    numeros: tuple[str, str] = ("06 39 98 99 01", "06 39 98 99 02")

    @property
    def espace(self) -> Path:
        return self.dossier / "espace"

    def relever(self) -> None:
        """Headquarters takes in what lies in the folder."""
        assert ingest.ingest(self.siege, self.espace).refuses == ()


@pytest.fixture
def antenne(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Antenne]:
    """Two posts admitted, and on both the family Caron with a note and a phone."""
    monkeypatch.setitem(keys.ARGON2, "iterations", 1)
    monkeypatch.setitem(keys.ARGON2, "memory_cost", 1024)
    siege = founding.init_space(tmp_path / "siege", tmp_path / "espace", "CAF62", PHRASE).session
    sessions = []
    for nom, name, role in (
        ("Nadia Lemaire", "nadia", "ASS"),
        ("Julie Caudron", "julie", "RESP_ADS"),
    ):
        invitation = tmp_path / f"{name}.invitation"
        posts.invite(siege, nom=nom, role=role, unite="62-ADS-LENS", out=invitation)
        sessions.append(join_siege(tmp_path / name, invitation, PHRASE).session)
    personne = SaisiePersonne("Caron", "Paul", telephone="06 39 98 99 00")
    foyer = foyers.create_foyer(sessions[0], SaisieFoyer(personnes=(personne,), commune="Lens"))
    contacts.save_contact(sessions[0], SaisieContact(foyer.id, "VAD", note=AVANT))
    antenne = Antenne(tmp_path, siege, foyer.id)
    for _ in range(RELEVE):
        for session in sessions:
            synchronise(session.store, antenne.espace)
        antenne.relever()
    for session in sessions:
        synchronise(session.store, antenne.espace)
        session.close()
    yield antenne
    antenne.siege.close()


@pytest.mark.usefixtures("qapp")
def test_a_conflict_is_seen_by_both_and_decided_once(antenne: Antenne, qtbot: QtBot) -> None:
    with both(antenne, qtbot) as (nadia, julie):
        _written_apart(antenne, nadia, julie)
        antenne.espace.rename(antenne.dossier / "clé retirée")
        for window in (nadia, julie):
            assert "introuvable" in _synchronise(window)
        (antenne.dossier / "clé retirée").rename(antenne.espace)
        _decided(antenne, nadia, julie, antenne.relever)


@pytest.mark.usefixtures("qapp")
def test_the_same_story_by_the_network_with_the_line_cut_once(
    antenne: Antenne, qtbot: QtBot
) -> None:
    cut: list[int] = []
    with (
        ecouter(antenne.dossier / "siege", antenne.espace, PHRASE) as serveur,
        Passeur(serveur.adresse) as passeur,
        both(antenne, qtbot) as (nadia, julie),
    ):
        for window in (nadia, julie):
            remember_address(window.session.store, passeur.adresse)
        _written_apart(antenne, nadia, julie)
        # Whichever connection carries the request: another only asks whether one listens.
        passeur.plans = [Coupure(MONTE, 1500, lambda: _once(cut, passeur))] * 9
        _synchronise(nadia)
        assert len(cut) == 1
        _decided(antenne, nadia, julie, lambda: None)


def _once(cut: list[int], passeur: Passeur) -> None:
    cut.append(passeur.connexions)
    passeur.plans.clear()


@contextmanager
def both(antenne: Antenne, qtbot: QtBot) -> Iterator[tuple[Fenetre, Fenetre]]:
    """The two windows, unlocked, both on the file of the family."""
    with (
        opened(antenne.dossier / "nadia", qtbot) as nadia,
        opened(antenne.dossier / "julie", qtbot) as julie,
    ):
        for window in (nadia, julie):
            _front(window)
            window.unlock()
            window.choose_in_palette("caron paul", lambda entry: "Caron" in entry.title)
            assert isinstance(window.workspace.page, DossierPage)
        yield nadia, julie


def _written_apart(antenne: Antenne, nadia: Fenetre, julie: Fenetre) -> None:
    """The same note and the same phone, changed by each; and a contact of each."""
    for window, note, numero, contact in (
        (nadia, ICI, antenne.numeros[0], "Appel de Nadia."),
        (julie, LA_BAS, antenne.numeros[1], "Appel de Julie."),
    ):
        _front(window)
        _correct_the_note(window, note)
        _change_the_phone(window, numero)
        _note_a_contact(window, contact)


def _decided(antenne: Antenne, nadia: Fenetre, julie: Fenetre, relever: Callable[[], None]) -> None:
    """Both see what is to decide; Nadia keeps both; Julie has nothing left, and looks again."""
    _rounds(nadia, julie, relever)
    for window in (nadia, julie):
        _front(window)
        page = _sync_page(window)
        window.workspace.navigator.go(SyncPage.key)
        window.settle()
        assert page.conflicts.isVisible()
        window.click(page.conflicts.button)
        window.settle()
        assert {p.conflit.champ for p in _conflicts(window).panels} == {"note", "telephone"}

    _front(nadia)
    nadia.press(Key.Key_Return, CTRL)
    nadia.settle()
    assert nadia.workspace.toast.accessibleName().startswith("Choix gardés")
    _rounds(nadia, julie, relever)
    united = "Loyer : trois mois de retard. Échéancier accepté."
    for window in (nadia, julie):
        assert _to_decide(window) == 0
        assert _note(antenne, window) == united
        assert _numbers(antenne, window) >= {"+33639989901", "+33639989902"}
        notes = {one.note for one in contacts.list_contacts(window.session, antenne.foyer_id)}
        assert {"Appel de Nadia.", "Appel de Julie."} <= notes
        assert _last_author(antenne, window) == "Nadia Lemaire"
    _same_everywhere(antenne, nadia, julie)

    _decide_again(julie)
    _rounds(nadia, julie, relever)
    for window in (nadia, julie):
        assert _to_decide(window) == 0
        assert _note(antenne, window) == LA_BAS
        assert _last_author(antenne, window) == "Julie Caudron"
    _same_everywhere(antenne, nadia, julie)


def _to_decide(window: Fenetre) -> int:
    """How many files wait on the page of conflicts."""
    _front(window)
    window.workspace.navigator.go(ConflitsPage.key)
    window.settle()
    return _conflicts(window).list.model.rowCount()


def _decide_again(window: Fenetre) -> None:
    """Julie opens the decision on the note and keeps her own words."""
    _front(window)
    window.workspace.navigator.go(ConflitsPage.key)
    window.settle()
    page = _conflicts(window)
    page.done.view.setFocus()
    places = map(page.done.model.index, range(page.done.model.rowCount()))
    keys = {page.done.model.row(place).key: place for place in places}  # type: ignore[union-attr]
    page.done.view.setCurrentIndex(next(at for key, at in keys.items() if key.endswith("/note")))
    window.press(Key.Key_Return)
    note = next(panel for panel in page.panels if panel.conflit.champ == "note")
    note.setFocus()
    mine = note.conflit.versions[0].auteur == "Julie Caudron"
    window.press(Key.Key_I if mine else Key.Key_L, ALT)
    assert note.text.toPlainText() == LA_BAS
    window.press(Key.Key_Return, CTRL)
    window.settle()


def _correct_the_note(window: Fenetre, text: str) -> None:
    """F2 on the first contact of the thread, the new words, Ctrl+Entrée."""
    page = _dossier(window)
    page.fil.view.setFocus()
    window.press(Key.Key_F2)
    dialog = page.fil._dialog
    assert isinstance(dialog, EditContactDialog)
    _active(window, dialog)
    dialog.fields.note.setFocus()
    window.press(Key.Key_A, CTRL)
    window.type(text)
    window.press(Key.Key_Return, CTRL)
    window.until(lambda: not dialog.isVisible())
    _front(window)


def _change_the_phone(window: Fenetre, numero: str) -> None:
    """The tab of the household, Entrée on the person, the new number, Ctrl+Entrée."""
    page = _dossier(window)
    window.press(Key.Key_PageDown, CTRL)
    assert page.tab == FOYER
    page.foyer.people.view.setFocus()
    window.press(Key.Key_Return)
    dialog = page.foyer._dialog
    assert isinstance(dialog, PersonneDialog)
    _active(window, dialog)
    dialog.telephone.setFocus()
    window.press(Key.Key_A, CTRL)
    window.type(numero)
    window.press(Key.Key_Return, CTRL)
    window.until(lambda: not dialog.isVisible())
    _front(window)


def _note_a_contact(window: Fenetre, text: str) -> None:
    """Ctrl+N, the note, Ctrl+Entrée."""
    page = _dossier(window)
    window.press(Key.Key_N, CTRL)
    window.until(page.fil.note.fields.note.hasFocus)
    window.type(text)
    window.press(Key.Key_Return, CTRL)
    window.settle()
    assert window.workspace.toast.accessibleName().startswith("Contact noté")


def _rounds(nadia: Fenetre, julie: Fenetre, relever: Callable[[], None]) -> None:
    """F5 in each window until all has gone round."""
    for _ in range(RELEVE):
        for window in (nadia, julie):
            _synchronise(window)
        relever()
    for window in (nadia, julie):
        assert "envoyée" not in _synchronise(window)


def _synchronise(window: Fenetre) -> str:
    _front(window)
    return window.synchronise()


def _same_everywhere(antenne: Antenne, *windows: Fenetre) -> None:
    stores = [antenne.siege.store, *(window.session.store for window in windows)]
    assert len({empreinte(store) for store in stores}) == 1


def _front(window: Fenetre) -> None:
    """Have the keyboard go to this window, as a click on it does."""
    _active(window, window.window)


def _active(window: Fenetre, widget: QWidget) -> None:
    widget.activateWindow()
    window.until(widget.isActiveWindow)
    window.settle()


def _dossier(window: Fenetre) -> DossierPage:
    page = window.workspace.page
    assert isinstance(page, DossierPage)
    return page


def _sync_page(window: Fenetre) -> SyncPage:
    page = window.workspace.page_of(SyncPage.key)
    assert isinstance(page, SyncPage)
    return page


def _conflicts(window: Fenetre) -> ConflitsPage:
    page = window.workspace.page_of(ConflitsPage.key)
    assert isinstance(page, ConflitsPage)
    return page


def _contact(antenne: Antenne, window: Fenetre) -> Contact:
    return next(
        one
        for one in contacts.list_contacts(window.session, antenne.foyer_id)
        if "retard" in (one.note or "")
    )


def _note(antenne: Antenne, window: Fenetre) -> str:
    return (_contact(antenne, window).note or "").replace("\u00a0", " ")


def _numbers(antenne: Antenne, window: Fenetre) -> set[str]:
    return {one.valeur for one in coordonnees.list_coordonnees(window.session, antenne.foyer_id)}


def _last_author(antenne: Antenne, window: Fenetre) -> str:
    """Who, in the history of the note, decided last."""
    changes = historique.history(window.session, "contact", _contact(antenne, window).id)
    return next(change.auteur for change in changes if change.champ == "note")
