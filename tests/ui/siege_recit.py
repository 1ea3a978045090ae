"""Headquarters at its desk, for the tests of the window: posts that join, and the keys pressed."""

from __future__ import annotations

import threading
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.ui.recit import add_family

from fieldapp.app import siege_acts
from fieldapp.domain.contact import SaisieContact
from fieldapp.services import contacts
from fieldapp.services.catalogue import shipped_catalogue
from fieldapp.services.session import Session, adopt
from fieldapp.siege.founding import open_siege
from fieldapp.siege.posts import invite
from fieldapp.sync.engine import synchronise
from fieldapp.sync.enrolment import join
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages import PAGES
from fieldapp.ui.siege.acts import SiegeActs, Stop
from fieldapp.ui.siege.invitations_page import file_name
from fieldapp.ui.siege.workspace import SiegeWorkspace
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.verrouillage.opening import read_agent

PHRASE = "phrase de passe"
CTRL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


class Desk:
    """A window, and what one does in it."""

    def __init__(self, window: MainWindow, tasks: Tasks, qtbot: QtBot) -> None:
        self.window, self._tasks, self._qtbot = window, tasks, qtbot

    @property
    def siege(self) -> SiegeWorkspace:
        """The workspace of headquarters."""
        assert self.window.siege is not None
        return self.window.siege

    def settle(self) -> None:
        """Wait until every operation has delivered."""
        for _turn in range(2):
            self._qtbot.waitUntil(lambda: self._tasks.idle, timeout=20_000)
            QApplication.processEvents()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """Press a key where the focus is."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def type(self, text: str) -> None:
        """Type plain letters where the focus is."""
        QTest.keyClicks(QApplication.focusWidget() or self.window, text)

    def unlock(self) -> None:
        """Type the passphrase."""
        self.settle()
        with self._qtbot.waitSignal(self.window.opened, timeout=20_000):
            self.window.lock_page.field.setText(PHRASE)
            self.press(Qt.Key.Key_Return)
        self.settle()


def open_desk(folder: Path, qtbot: QtBot, acts: SiegeActs | None = None) -> Desk:
    """Show the window on a data folder."""
    tasks = Tasks()
    window = MainWindow(folder, shipped_catalogue(), tasks, PAGES, siege=acts or siege_acts())
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return Desk(window, tasks, qtbot)


def join_post(folder: Path, invitation: Path) -> Session:
    """A worker opens an invitation on a laptop."""
    agent = read_agent(invitation)
    return adopt(join(folder, invitation, PHRASE).store, agent)


def enrol(siege: Path, nom: str, unite: str = "62-ADS-STPOL") -> Session:
    """A post with one family, synchronised once."""
    session = open_siege(siege, PHRASE)
    invitation = siege.parent / file_name(nom)
    invite(session, nom=nom, role="ASS", unite=unite, out=invitation)
    session.close()
    post = join_post(siege.parent / nom, invitation)
    note_a_call(post)
    synchronise(post.store, siege.parent / "espace")
    return post


def note_a_call(post: Session) -> None:
    """A family and a contact."""
    foyer = add_family(post, "Delattre", "Aurélie", "Frévent", numero="4182307")
    contacts.save_contact(post, SaisieContact(foyer, "TEL_ENTRANT", note="Question sur l’ASF."))


def wait_for(stop: Stop) -> None:
    """Work, on the writer thread, until one asks to stop."""
    pause = threading.Event()
    for _moment in range(2000):
        if stop():
            return
        pause.wait(0.01)
    raise TimeoutError("nobody stopped it")


def cell(space: SiegeWorkspace, row: int, column: int) -> str:
    """A cell of the table of posts, as it is shown."""
    model = space.reception.table.model()
    return str(model.index(row, column).data())
