"""The window of the agenda's stories: one antenna, its agenda, today and tomorrow."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot
from tests.services.agenda_monde import Monde, make_monde
from tests.ui.recit import Bureau, _quietly

from fieldapp.domain.rendezvous import SaisieRendezVous
from fieldapp.services import rendezvous
from fieldapp.services.session import Session
from fieldapp.ui.actions import UndoGate, register
from fieldapp.ui.agenda.page import AgendaPage
from fieldapp.ui.pages import PAGES
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.workspace import Workspace

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


@dataclass
class Scene:
    """A worker's window on the agenda, and the family of the stories."""

    bureau: Bureau
    monde: Monde
    qtbot: QtBot

    @property
    def session(self) -> Session:
        """Who sits before the window."""
        return self.bureau.session

    @property
    def agenda(self) -> AgendaPage:
        """The agenda, shown."""
        self.go("agenda")
        page = self.bureau.workspace.page
        assert isinstance(page, AgendaPage)
        return page

    def go(self, page: str, **where: str) -> None:
        """Show a page, and wait until it is read."""
        self.bureau.workspace.navigator.go(page, **where)
        self.settle()

    def settle(self) -> None:
        """Wait until all that was asked is done."""
        self.bureau.settle(self.qtbot)

    def visit(self, debut: str, nature: str = "VAD", **more: object) -> str:
        """Make an appointment with the family; returns its id.

        The window reads the same store from another thread: it is let finish first.
        """
        self.settle()
        saisie = SaisieRendezVous(debut, nature, self.monde.foyer_id, **more)  # type: ignore[arg-type]
        return rendezvous.create_rendezvous(self.monde.nadia, saisie).id


def open_scene(folder: Path, qtbot: QtBot, who: str = "nadia") -> Scene:
    """Open the window of one of the antenna."""
    monde = make_monde(folder)
    session: Session = getattr(monde, who)
    tasks = Tasks()
    tasks.open_reader(session.store.reader)
    window = QMainWindow()
    workspace = Workspace(session, tasks, PAGES)
    window.setCentralWidget(workspace)
    register(window, _quietly(workspace.dispatch))
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    UndoGate(window).follow(app)
    window.resize(1366, 738)
    window.show()
    window.activateWindow()
    scene = Scene(Bureau(window, workspace, session, tasks), monde, qtbot)
    # What the window begins with is over before anyone writes from here, on the same store.
    scene.settle()
    return scene
