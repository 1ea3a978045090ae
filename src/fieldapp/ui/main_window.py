"""The one window: locked, first start, or at work; nothing of a family is ever in its title."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMainWindow, QStackedWidget

from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.efface import Efface
from fieldapp.services.copies import wipe_copies
from fieldapp.services.session import (
    Session,
    check_passphrase,
    session_exists,
    wiped,
)
from fieldapp.ui.actions import register
from fieldapp.ui.affichage import DisplayDialog
from fieldapp.ui.aide.dialog import CHAPTER_OF_PAGE, HelpDialog
from fieldapp.ui.clipboard import take_back
from fieldapp.ui.idle import IdleWatch
from fieldapp.ui.logo import app_icon
from fieldapp.ui.numeros.dialog import NumbersDialog
from fieldapp.ui.page import Page
from fieldapp.ui.preferences import load_display, save_display
from fieldapp.ui.shell import Shell
from fieldapp.ui.siege.acts import SiegeActs
from fieldapp.ui.siege.workspace import SiegeWorkspace
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.theme import theme
from fieldapp.ui.verrouillage.first_start import FirstStart, MakeDemo
from fieldapp.ui.verrouillage.ground import Ground
from fieldapp.ui.verrouillage.lock_page import POSTE, SIEGE, LockPage, place_of
from fieldapp.ui.verrouillage.opening import Opened
from fieldapp.ui.verrouillage.revoked import RevokedPage, WipedPage, open_post
from fieldapp.ui.workspace import Workspace

IDLE_MINUTES = 5.0
LOCKED_TITLE = "Fieldapp — Session verrouillée"
# What `Tasks.changed` bears when an exchange brought the order that ends this post.
REVOCATION = "revocation"


class MainWindow(QMainWindow):
    """Holds the lock page, the first start and what stands behind the lock.

    A folder may hold the store of a post, that of headquarters, or both: the lock page then asks
    which one to open. Signals: `opened()`, when what is behind the lock shows; `locked()`.
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
        siege: SiegeActs | None = None,
    ) -> None:
        super().__init__()
        self._folder = folder
        self._catalogue = catalogue
        self._tasks = tasks
        self._page_kinds = pages
        self._make_demo = make_demo
        self._siege = siege
        self._store = POSTE
        self._agent_name = ""
        self._hidden_dialogs: list[QDialog] = []
        self._shell: Shell | None = None
        self._ended: Ground | None = None
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
        self.lock_page.store_chosen.connect(self._choose_store)
        self._add_ground(self.lock_page)
        self._idle = IdleWatch(idle_minutes, self)
        self._idle.soon.connect(self._warn_idle)
        self._idle.idle.connect(self.lock)
        tasks.changed.connect(self._changed)
        register(self, self.dispatch)
        self._begin()

    @property
    def workspace(self) -> Workspace | None:
        """The workspace of the post; None before it is unlocked."""
        return self._shell if isinstance(self._shell, Workspace) else None

    @property
    def siege(self) -> SiegeWorkspace | None:
        """The workspace of headquarters; None before it is unlocked."""
        return self._shell if isinstance(self._shell, SiegeWorkspace) else None

    @property
    def shows_session(self) -> bool:
        """Whether a session is open and on screen."""
        return self._shell is not None and not self.is_locked

    @property
    def is_locked(self) -> bool:
        """Whether a session is open behind the lock page."""
        return self._shell is not None and self._stack.currentWidget() is self.lock_page

    def unlock(self, phrase: str) -> None:
        """Open the store, or the lock of an open session, with a passphrase."""
        self.lock_page.show_opening()
        folder, siege, refused = self._folder, self._siege, self.lock_page.show_refusal
        if self._shell is not None:
            session = self._shell.session
            self._tasks.run(lambda: check_passphrase(session, phrase), self._unlocked, refused)
        elif siege is not None and self._store == SIEGE:
            self._tasks.run(lambda: siege.open(folder, phrase), self.show_siege, refused)
        else:
            self._tasks.run(lambda: open_post(folder, phrase), self._session_opened, refused)

    def _session_opened(self, found: tuple[Session, bool]) -> None:
        session, revoked = found
        if revoked:
            self._show_revoked(session)
        else:
            self.show_session(session)

    def _changed(self, kinds: frozenset[str]) -> None:
        """Headquarters has just ended this post: nothing more of any family is shown."""
        if REVOCATION in kinds and self.workspace is not None:
            shell = self.workspace
            shell.leave()
            self._idle.stop()
            self._hide_dialogs()
            self._hidden_dialogs.clear()
            take_back()
            self._shell = None
            self._stack.removeWidget(shell)
            shell.deleteLater()
            self._show_revoked(shell.session)

    def _show_revoked(self, session: Session) -> None:
        page = RevokedPage(session, self._tasks)
        page.wiped.connect(self._show_wiped)
        self._ended = page
        self._add_ground(page)
        self._show_ground(page)
        page.setFocus()

    def _show_wiped(self, told: Efface) -> None:
        self._leave_ended()
        page = WipedPage(told)
        page.left.connect(self._begin_again)
        self._ended = page
        self._add_ground(page)
        self._show_ground(page)
        page.setFocus()

    def _begin_again(self) -> None:
        self._leave_ended()
        self._first_start()

    def _leave_ended(self) -> None:
        if self._ended is not None:
            self._stack.removeWidget(self._ended)
            self._ended.deleteLater()
            self._ended = None

    def show_session(self, session: Session) -> None:
        """Show the workspace of a post whose session was just opened."""
        self._tasks.open_reader(session.store.reader)
        self._agent_name = session.agent.nom
        self._show_shell(Workspace(session, self._tasks, self._page_kinds))

    def show_siege(self, session: Session) -> None:
        """Show the workspace of headquarters, whose session was just opened."""
        assert self._siege is not None
        self._show_shell(SiegeWorkspace(session, self._tasks, self._siege))

    def _show_shell(self, shell: Shell) -> None:
        self.lock_page.show_success()
        self._shell = shell
        shell.lock_asked.connect(self.lock)
        shell.command_asked.connect(self.dispatch)
        shell.numbers_asked.connect(self._show_numbers)
        self._stack.addWidget(shell)
        self._show_workspace(shell)

    def lock(self) -> None:
        """Hide everything at once; the word being typed is kept, our clipboard is emptied."""
        workspace = self._shell
        if workspace is None or self.is_locked:
            return
        self._idle.stop()
        workspace.leave()
        self._hide_dialogs()
        take_back()
        session = workspace.session
        self.lock_page.show_agent(session.agent, session.catalogue)
        self._show_lock()
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
        if isinstance(self._ended, RevokedPage):
            acts["synchroniser"] = self._ended.synchronise
        if name in acts:
            acts[name]()
        elif self._shell is not None and not self.is_locked:
            if name == "verrouiller":
                self.lock()
            else:
                self._shell.dispatch(name)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep drafts, finish every write, close the store, then go."""
        if self.workspace is not None and self.workspace.last_try(self.close):
            event.ignore()
            return
        self._idle.stop()
        workspace = self._shell
        if workspace is not None:
            workspace.stop_work()
            workspace.leave()
        save_display(theme(), self._folder)
        last = workspace.session.close if workspace is not None else None
        if isinstance(self._ended, RevokedPage):
            last = self._ended.session.close
        self._tasks.close(last)
        event.accept()

    def _begin(self) -> None:
        """Show the lock of the store that is there, or the first start when there is none."""
        # What a crash left in clear must not wait for somebody to unlock.
        wipe_copies(self._folder)
        here = self._stores()
        if here:
            self._store = here[0]
            self._show_lock()
            return
        told = wiped(self._folder)
        if told is not None:
            self._show_wiped(told)
            return
        self._first_start()

    def _first_start(self) -> None:
        self.first_start = FirstStart(
            self._folder, self._catalogue, self._tasks, self._make_demo, self._siege
        )
        self.first_start.opened.connect(self._started)
        self.first_start.founded.connect(self._founded)
        self._add_ground(self.first_start)
        self._show_ground(self.first_start)
        self.first_start.show_choices()

    def _stores(self) -> list[str]:
        """The stores of the folder, the post's first."""
        siege = self._siege is not None and self._siege.exists(self._folder)
        found = ((POSTE, session_exists(self._folder)), (SIEGE, siege))
        return [store for store, there in found if there]

    def _show_lock(self) -> None:
        self.lock_page.show_stores(self._stores(), self._store, self._agent_name)
        self._show_ground(self.lock_page)
        self.lock_page.prepare()

    def _choose_store(self, store: str) -> None:
        """Turn to the other store of the folder; the session open on the first one is closed."""
        self._forget_session()
        self._store = store
        self.lock_page.forget_agent()
        self._show_lock()

    def _started(self, opened: Opened) -> None:
        self._end_first_start()
        self._folder = opened.session.store.folder
        self._store = POSTE
        self.show_session(opened.session)

    def _founded(self, session: Session) -> None:
        self._end_first_start()
        self._store = SIEGE
        self.show_siege(session)

    def _end_first_start(self) -> None:
        if self.first_start is not None:
            self._stack.removeWidget(self.first_start)
            self.first_start.deleteLater()
            self.first_start = None

    def _unlocked(self, _nothing: object) -> None:
        self.lock_page.show_success()
        if self._shell is not None:
            self._show_workspace(self._shell)
            self._show_dialogs()

    def _show_workspace(self, workspace: Shell) -> None:
        agent = workspace.session.agent
        place = place_of(agent, workspace.session.catalogue)
        self.setWindowTitle(f"Fieldapp — {place} — {agent.nom}")
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
        if self._shell is not None and not self.is_locked:
            self._shell.toast.show_message(
                "Verrouillage dans 30 secondes. Une touche suffit pour rester."
            )

    def _choose_other(self) -> None:
        """Open another agent's data: another folder, so another process of unlocking."""
        chosen = QFileDialog.getExistingDirectory(self, "Dossier des données de l’agent")
        if not chosen:
            return
        self._forget_session()
        self._folder = Path(chosen)
        self._agent_name = ""
        self.lock_page.forget_agent()
        self._begin()

    def _forget_session(self) -> None:
        workspace = self._shell
        if workspace is None:
            return
        self._shell = None
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
        page = "" if self._shell is None or self.is_locked else self._shell.page.key
        _exec(HelpDialog(CHAPTER_OF_PAGE.get(page, ""), self))

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
