"""A post that synchronises by itself: when entry pauses, offline, refused, and at closing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from tests.ui import recit
from tests.ui.recit import add_family
from tests.ui.siege_recit import PHRASE, Desk, enrol

from fieldapp.db import postes as postes_db
from fieldapp.domain.contact import SaisieContact
from fieldapp.services import contacts
from fieldapp.services.foyers import list_foyers
from fieldapp.services.session import Session
from fieldapp.siege.founding import open_siege
from fieldapp.siege.ingest import ingest
from fieldapp.siege.revocation import revoke
from fieldapp.sync.engine import synchronise
from fieldapp.sync.etat import etat_echange
from fieldapp.sync.planning import EVERY_S, FIRST_S, OFFLINE_S, PAUSE_S, REFUSED_S, Issue
from fieldapp.ui.preferences import synchronises_alone
from fieldapp.ui.synchronisation.background import Background
from fieldapp.ui.synchronisation.closing import ClosingDialog
from fieldapp.ui.synchronisation.page import SyncPage
from fieldapp.ui.verrouillage.revoked import RevokedPage

MORE = 1.3  # what spreads the posts over time adds a fifth at most


@dataclass
class Seul:
    """Nadia's window, with a clock that only the story moves on."""

    at: Desk
    qtbot: QtBot
    folder: Path
    seconds: float = 1000.0

    @property
    def session(self) -> Session:
        """Her session."""
        assert self.at.window.workspace is not None
        return self.at.window.workspace.session

    @property
    def background(self) -> Background:
        """What tries by itself."""
        assert self.at.window.workspace is not None
        return self.at.window.workspace.background

    def later(self, seconds: float) -> None:
        """Let time pass, and have the timer ring."""
        self.seconds += seconds
        self.background.timer.timeout.emit()

    def tried(self, act: Callable[[], object]) -> Issue | None:
        """Do something that makes it try, and tell how that ended."""
        with self.qtbot.waitSignal(self.background.ended, timeout=20_000):
            act()
        self.at.settle()
        return self.background.plan.issue

    def note(self) -> None:
        """Enter a contact, as the quick note does."""
        session = self.session
        foyer = list_foyers(session).lignes[0].foyer_id
        tasks = self.at.window.workspace.tasks if self.at.window.workspace else None
        assert tasks is not None
        tasks.run(
            lambda: contacts.save_contact(session, SaisieContact(foyer, "VAD", note="Visite.")),
            changes={"contact"},
        )
        self.at.settle()

    def waiting(self) -> int:
        """How many changes are only here."""
        return etat_echange(self.session.store).ici

    def online(self) -> str:
        """What the state line says of the network."""
        assert self.at.window.workspace is not None
        return self.at.window.workspace.state._online.accessibleName()


@pytest.fixture
def seul(qtbot: QtBot, desk: Callable[..., Desk], founded: Path) -> Iterator[Seul]:
    """A post that headquarters accepted, opened in its window."""
    nadia = enrol(founded, "Nadia Lemaire")
    receive(founded)
    synchronise(nadia.store)
    receive(founded)
    synchronise(nadia.store)
    folder = nadia.store.folder
    nadia.close()
    at = desk(folder)
    at.unlock()
    story = Seul(at, qtbot, founded.parent)
    story.background.clock = lambda: story.seconds
    story.background.plan = type(story.background.plan)("poste", story.seconds)
    story.background.set_alone(True)
    yield story
    if at.window.workspace is not None:
        at.window.workspace.background.set_alone(False)


def receive(founded: Path, act: Callable[[Session], object] | None = None) -> None:
    siege = open_siege(founded, PHRASE)
    if act is not None:
        act(siege)
    ingest(siege, founded.parent / "espace")
    siege.close()


def put(seul: Seul) -> int:
    """The bundles of the post in the folder."""
    return len(list((seul.folder / "espace" / "postes").glob("*/*.lot")))


def test_it_leaves_by_itself_once_the_worker_pauses(seul: Seul) -> None:
    workspace = seul.at.window.workspace
    assert workspace is not None
    shown = workspace.page
    assert seul.tried(lambda: seul.later(FIRST_S * MORE)) is Issue.REUSSIE
    before = put(seul)
    seul.note()
    seul.later(PAUSE_S / 2)
    assert not seul.background.busy
    seul.note()
    seul.later(PAUSE_S / 2 + 1)
    assert not seul.background.busy  # she is still writing
    assert seul.tried(lambda: seul.later(PAUSE_S / 2)) is Issue.REUSSIE
    assert put(seul) == before + 1
    # Nothing moved before her eyes, nothing was said.
    assert workspace.page is shown
    assert shown.bar.isHidden()
    assert not workspace.toast.isVisible()
    assert seul.online() == "En ligne"
    # Then every quarter of an hour.
    seul.later(EVERY_S / 2)
    assert not seul.background.busy
    assert seul.tried(lambda: seul.later(EVERY_S)) is Issue.REUSSIE


def test_offline_it_is_silent_and_tries_less_and_less_often(seul: Seul) -> None:
    (seul.folder / "espace").rename(seul.folder / "débranché")
    assert seul.tried(lambda: seul.later(FIRST_S * MORE)) is Issue.HORS_LIGNE
    seul.note()
    for wait in OFFLINE_S[:3]:
        seul.later(wait * 0.9)
        assert not seul.background.busy
        assert seul.tried(partial(seul.later, wait)) is Issue.HORS_LIGNE
    workspace = seul.at.window.workspace
    assert workspace is not None
    assert workspace.page.bar.isHidden()
    assert seul.online() == "Hors ligne"
    here = seul.waiting()
    assert here > 0
    (seul.folder / "débranché").rename(seul.folder / "espace")
    assert seul.tried(lambda: seul.later(OFFLINE_S[-1] * MORE)) is Issue.REUSSIE
    assert seul.background.plan.saisie is None


def test_a_refusal_is_told_once_where_the_worker_is(seul: Seul) -> None:
    statement = seul.folder / "espace" / "ESPACE.json"
    kept = statement.read_bytes()
    statement.write_bytes(b"{}")
    assert seul.tried(lambda: seul.later(FIRST_S * MORE)) is Issue.REFUSEE
    workspace = seul.at.window.workspace
    assert workspace is not None
    bar = workspace.page.bar
    assert "ESPACE.json" in bar.text()
    bar.hide()
    assert seul.tried(lambda: seul.later(REFUSED_S * MORE)) is Issue.REFUSEE
    assert bar.isHidden()
    statement.write_bytes(kept)
    page = workspace.page_of(SyncPage.key)
    assert isinstance(page, SyncPage)
    # F5 tries at once, and what was said before goes.
    seul.at.press(Qt.Key.Key_F5)
    seul.qtbot.waitUntil(lambda: seul.background.plan.issue is Issue.REUSSIE, timeout=20_000)
    seul.at.settle()
    assert "ESPACE.json" not in page.bar.text()


def test_the_worker_may_have_it_try_only_when_asked(seul: Seul) -> None:
    workspace = seul.at.window.workspace
    assert workspace is not None
    workspace.navigator.go("synchronisation")
    seul.at.settle()
    page = workspace.page
    assert isinstance(page, SyncPage)
    box = page.channel.alone
    box.setFocus()
    assert box.isChecked()
    seul.at.press(Qt.Key.Key_Space)
    assert not synchronises_alone(seul.session.store.folder)
    seul.later(EVERY_S * 4)
    assert not seul.background.busy
    seul.at.press(Qt.Key.Key_Space)
    assert synchronises_alone(seul.session.store.folder)
    assert seul.tried(lambda: seul.later(1)) is Issue.REUSSIE


def test_the_end_of_a_post_is_heard_in_the_background(seul: Seul) -> None:
    def end(siege: Session) -> None:
        (poste,) = postes_db.list_postes(siege.store)
        revoke(siege, poste.device, "poste volé")

    receive(seul.folder / "siege", end)
    window = seul.at.window
    seul.later(FIRST_S * MORE)
    seul.qtbot.waitUntil(lambda: bool(window.findChildren(RevokedPage)), timeout=20_000)
    seul.at.settle()
    assert not window.shows_session


def closing(seul: Seul) -> ClosingDialog | None:
    """The window that shows while the program tries a last time."""
    found = [d for d in seul.at.window.findChildren(ClosingDialog) if d.isVisible()]
    return found[0] if found else None


def test_closing_sends_what_waits_then_closes(seul: Seul) -> None:
    seul.tried(lambda: seul.later(FIRST_S * MORE))
    before = put(seul)
    seul.note()
    window = seul.at.window
    window.close()
    assert window.isVisible()
    dialog = closing(seul)
    assert dialog is not None
    assert dialog.button.isDefault()
    seul.qtbot.waitUntil(lambda: not window.isVisible(), timeout=20_000)
    assert put(seul) == before + 1


def test_one_closes_without_waiting(
    seul: Seul, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    seul.tried(lambda: seul.later(FIRST_S * MORE))
    seul.note()
    monkeypatch.setattr(seul.background._presence, "ask", lambda _way: None)  # no answer, ever
    window = seul.at.window
    window.close()
    dialog = closing(seul)
    assert dialog is not None
    dialog.button.click()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=20_000)


def test_it_closes_by_itself_when_nobody_answers(
    seul: Seul, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    seul.tried(lambda: seul.later(FIRST_S * MORE))
    seul.note()
    monkeypatch.setattr(seul.background._presence, "ask", lambda _way: None)
    window = seul.at.window
    window.close()
    dialog = closing(seul)
    assert dialog is not None
    assert dialog.timer.isActive()
    dialog.timer.timeout.emit()  # CLOSING_S are over
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=20_000)


def test_with_nothing_to_send_or_nobody_there_it_closes_at_once(seul: Seul) -> None:
    (seul.folder / "espace").rename(seul.folder / "débranché")
    seul.tried(lambda: seul.later(FIRST_S * MORE))
    seul.note()
    seul.at.window.close()
    assert not seul.at.window.isVisible()


def test_a_post_that_works_alone_never_tries(
    qtbot: QtBot, desk: Callable[..., Desk], antenna: tuple[Session, str]
) -> None:
    session, _delattre = antenna
    add_family(session, "Roux", "Léa", "Frévent")
    folder = session.store.folder
    session.close()
    at = desk(folder)
    at.settle()
    at.window.lock_page.field.setText(recit.PHRASE)
    with qtbot.waitSignal(at.window.opened, timeout=20_000):
        at.press(Qt.Key.Key_Return)
    at.settle()
    assert at.window.workspace is not None
    background = at.window.workspace.background
    background.set_alone(True)
    assert not background.timer.isActive()
    background.look()
    assert not background.busy
