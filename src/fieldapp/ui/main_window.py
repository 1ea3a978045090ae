"""The one window: locked, first start, or at work; nothing of a family is ever in its title."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMainWindow, QStackedWidget

from fieldapp.domain.catalogue import Catalogue
from fieldapp.services.session import Session, check_passphrase, open_session, session_exists
from fieldapp.ui.actions import register
from fieldapp.ui.affichage import DisplayDialog
from fieldapp.ui.aide.dialog import HelpDialog
from fieldapp.ui.idle import IdleWatch
from fieldapp.ui.logo import app_icon
from fieldapp.ui.numeros.dialog import NumbersDialog
from fieldapp.ui.page import Page
from fieldapp.ui.preferences import load_display, save_display
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.theme import theme
from fieldapp.ui.verrouillage.first_start import FirstStart, MakeDemo
from fieldapp.ui.verrouillage.ground import Ground
from fieldapp.ui.verrouillage.lock_page import LockPage
from fieldapp.ui.verrouillage.opening import Opened
from fieldapp.ui.workspace import Workspace

IDLE_MINUTES = 5.0
LOCKED_TITLE = "Fieldapp — Session verrouillée"


class MainWindow(QMainWindow):
    """Holds the lock page, the first start and the workspace.

    Attributes: `workspace`, None before the first unlocking. Signals: `opened()`, when the
    workspace shows; `locked()`.
    """

    opened = Signal()
    locked = Signal()

    def __init__(
        self,
        folder: Path,
        catalogue: Catalogue,
        tasks: Tasks,
        pages: tuple[type[Page], ...],
        make_demo: MakeDemo | None = None,
        idle_minutes: float = IDLE_MINUTES,
    ) -> None:
        super().__init__()
        self._folder = folder
        self._catalogue = catalogue
        self._tasks = tasks
        self._page_kinds = pages
        self._make_demo = make_demo
        self._hidden_dialogs: list[QDialog] = []
        self.workspace: Workspace | None = None
        self.first_start: FirstStart | None = None
        self._stack = QStackedWidget()
        self.setCentralWidget(self._stack)
        self.setWindowIcon(app_icon())
        self.setMinimumSize(640, 360)
        self.resize(1366, 738)
        load_display(theme(), folder)
        self.lock_page = LockPage(round(idle_minutes))
        self.lock_page.unlock_asked.connect(self.unlock)
        self.lock_page.other_asked.connect(self._choose_other)
        self._add_ground(self.lock_page)
        self._idle = IdleWatch(idle_minutes, self)
        self._idle.soon.connect(self._warn_idle)
        self._idle.idle.connect(self.lock)
        register(self, self.dispatch)
        self._begin()

    @property
    def is_locked(self) -> bool:
        """Whether a session is open behind the lock page."""
        return self.workspace is not None and self._stack.currentWidget() is self.lock_page

    def unlock(self, phrase: str) -> None:
        """Open the store, or the lock of an open session, with a passphrase."""
        self.lock_page.show_opening()
        if self.workspace is None:
            folder = self._folder
            self._tasks.run(
                lambda: open_session(folder, phrase), self.show_session, self.lock_page.show_refusal
            )
            return
        session = self.workspace.session
        self._tasks.run(
            lambda: check_passphrase(session, phrase), self._unlocked, self.lock_page.show_refusal
        )

    def show_session(self, session: Session) -> None:
        """Show the workspace of a session just opened."""
        self.lock_page.show_success()
        self._tasks.open_reader(session.store.reader)
        self.workspace = Workspace(session, self._tasks, self._page_kinds)
        self.workspace.lock_asked.connect(self.lock)
        self.workspace.command_asked.connect(self.dispatch)
        self.workspace.numbers_asked.connect(self._show_numbers)
        self._stack.addWidget(self.workspace)
        self._show_workspace(self.workspace)

    def lock(self) -> None:
        """Hide everything at once; the word being typed is kept, our clipboard is emptied."""
        workspace = self.workspace
        if workspace is None or self.is_locked:
            return
        self._idle.stop()
        workspace.leave()
        self._hide_dialogs()
        clipboard = QGuiApplication.clipboard()
        if clipboard.ownsClipboard():
            clipboard.clear()
        session = workspace.session
        self.lock_page.show_agent(session.agent, session.catalogue)
        self._show_ground(self.lock_page)
        self.lock_page.prepare()
        workspace.read_promises(self.lock_page.show_promises)
        self.locked.emit()

    def dispatch(self, name: str) -> None:
        """Do what a shortcut asks; on the lock page only what shows no family."""
        acts: dict[str, Callable[[], None]] = {
            "numeros": self._show_numbers,
            "aide": self._show_help,
            "affichage": self._show_display,
            "plein_ecran": self._toggle_full_screen,
            "zoom_plus": lambda: theme().zoom_by(1),
            "zoom_moins": lambda: theme().zoom_by(-1),
            "zoom_normal": lambda: theme().zoom_by(0),
        }
        if name in acts:
            acts[name]()
        elif self.workspace is not None and not self.is_locked:
            if name == "verrouiller":
                self.lock()
            else:
                self.workspace.dispatch(name)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep drafts, finish every write, close the store, then go."""
        self._idle.stop()
        workspace = self.workspace
        if workspace is not None:
            workspace.leave()
        save_display(theme(), self._folder)
        self._tasks.close(workspace.session.close if workspace is not None else None)
        event.accept()

    def _begin(self) -> None:
        if session_exists(self._folder):
            self._show_ground(self.lock_page)
            self.lock_page.prepare()
            return
        self.first_start = FirstStart(self._folder, self._catalogue, self._tasks, self._make_demo)
        self.first_start.opened.connect(self._started)
        self._add_ground(self.first_start)
        self._show_ground(self.first_start)
        self.first_start.show_choices()

    def _started(self, opened: Opened) -> None:
        if self.first_start is not None:
            self._stack.removeWidget(self.first_start)
            self.first_start.deleteLater()
            self.first_start = None
        self._folder = opened.session.store.folder
        self.show_session(opened.session)

    def _unlocked(self, _nothing: object) -> None:
        self.lock_page.show_success()
        if self.workspace is not None:
            self._show_workspace(self.workspace)
            self._show_dialogs()

    def _show_workspace(self, workspace: Workspace) -> None:
        session = workspace.session
        unite = session.catalogue.unite(session.agent.unite)
        place = unite.nom if unite is not None else session.agent.unite
        self.setWindowTitle(f"Fieldapp — {place} — {session.agent.nom}")
        self._stack.setCurrentWidget(workspace)
        workspace.come_back()
        self._idle.start()
        self.opened.emit()

    def _add_ground(self, ground: Ground) -> None:
        ground.numbers_asked.connect(self._show_numbers)
        ground.display_asked.connect(self._show_display)
        self._stack.addWidget(ground)

    def _show_ground(self, ground: Ground) -> None:
        self.setWindowTitle(LOCKED_TITLE if ground is self.lock_page else "Fieldapp — Bienvenue")
        self._stack.setCurrentWidget(ground)

    def _warn_idle(self) -> None:
        if self.workspace is not None and not self.is_locked:
            self.workspace.toast.show_message(
                "Verrouillage dans 30 secondes. Une touche suffit pour rester."
            )

    def _choose_other(self) -> None:
        """Open another agent's data: another folder, so another process of unlocking."""
        chosen = QFileDialog.getExistingDirectory(self, "Dossier des données de l’agent")
        if not chosen:
            return
        self._forget_session()
        self._folder = Path(chosen)
        self._begin()

    def _forget_session(self) -> None:
        workspace = self.workspace
        if workspace is None:
            return
        self.workspace = None
        self._hidden_dialogs.clear()
        self._tasks.close_reader()
        self._tasks.run(workspace.session.close)
        self._stack.removeWidget(workspace)
        workspace.deleteLater()

    def _hide_dialogs(self) -> None:
        self._hidden_dialogs = [
            widget
            for widget in QApplication.topLevelWidgets()
            if isinstance(widget, QDialog) and widget.isVisible()
        ]
        for dialog in self._hidden_dialogs:
            dialog.hide()

    def _show_dialogs(self) -> None:
        for dialog in self._hidden_dialogs:
            dialog.show()
        self._hidden_dialogs.clear()

    def _show_numbers(self) -> None:
        _exec(NumbersDialog(self._catalogue, self))

    def _show_help(self) -> None:
        _exec(HelpDialog(parent=self))

    def _show_display(self) -> None:
        _exec(DisplayDialog(self))

    def _toggle_full_screen(self) -> None:
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()


def _exec(dialog: QDialog) -> None:
    """Show a dialog over the window without stopping it, and forget it when it closes."""
    dialog.setModal(True)
    dialog.finished.connect(lambda _result: QTimer.singleShot(0, dialog.deleteLater))
    dialog.open()
