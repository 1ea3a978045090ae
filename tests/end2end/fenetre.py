"""The real window of one worker in a test, with keys where the focus is and a mouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from fieldapp.services.catalogue import shipped_catalogue
from fieldapp.services.session import Session
from fieldapp.ui.actions import UndoGate
from fieldapp.ui.main_window import LOCKED_TITLE, MainWindow
from fieldapp.ui.pages import PAGES
from fieldapp.ui.palette.entries import Entry
from fieldapp.ui.synchronisation.page import SyncPage
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.workspace import Workspace

PHRASE = "quatre mots sans rapport"
CTRL = Qt.KeyboardModifier.ControlModifier
NOTHING = Qt.KeyboardModifier.NoModifier
LONG_MS = 20_000


@dataclass
class Fenetre:
    """The window of one worker, and two hands: keys where the focus is, and a mouse."""

    window: MainWindow
    tasks: Tasks
    qtbot: QtBot

    @property
    def workspace(self) -> Workspace:
        """What is behind the lock."""
        assert self.window.workspace is not None
        return self.window.workspace

    @property
    def session(self) -> Session:
        """The open session."""
        return self.workspace.session

    def until(self, condition: Callable[[], object]) -> None:
        """Wait for a condition."""
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=LONG_MS)

    def settle(self) -> None:
        """Wait until every operation has delivered."""
        self.until(lambda: self.tasks.idle)
        QApplication.processEvents()
        self.until(lambda: self.tasks.idle)

    def type(self, text: str) -> None:
        """Type a French text where the focus is."""
        for letter in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(self._focus(), QKeyEvent(kind, 0, NOTHING, letter))

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NOTHING) -> None:
        """Press a key where the focus is."""
        QTest.keyClick(self._focus(), key, modifier)

    def click(self, widget: QWidget) -> None:
        """Click on something that shows."""
        assert widget.isVisible()
        assert widget.isEnabled()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def unlock(self) -> None:
        """Type the passphrase on the lock page."""
        assert self.window.windowTitle() == LOCKED_TITLE
        self.until(self.window.lock_page.field.hasFocus)
        self.type(PHRASE)
        self.press(Qt.Key.Key_Return)
        page = self.window.lock_page
        self.until(lambda: self.window.workspace is not None or page.row.error)
        assert page.row.error == ""
        self.settle()

    def choose_in_palette(self, words: str, ready: Callable[[Entry], bool]) -> None:
        """Ctrl+K, words, and Entrée once the line wanted is the current one."""
        box = self.workspace.palette_box
        self.press(Qt.Key.Key_K, CTRL)
        self.until(box.edit.hasFocus)
        self.type(words)

        def current() -> bool:
            entry = box.current()
            return entry is not None and ready(entry)

        self.until(current)
        self.press(Qt.Key.Key_Return)
        self.settle()

    def synchronise(self) -> str:
        """F5, and what the page then says."""
        page = self.workspace.page_of(SyncPage.key)
        assert isinstance(page, SyncPage)
        with self.qtbot.waitSignal(page.synchronised, timeout=LONG_MS):
            self.press(Qt.Key.Key_F5)
        self.settle()
        return page.bar.text()

    def _focus(self) -> QWidget:
        return QApplication.focusWidget() or self.window


@contextmanager
def opened(folder: Path, qtbot: QtBot) -> Iterator[Fenetre]:
    """The window of a post as the program opens it; closed at the end, as by its cross."""
    tasks = Tasks()
    window = MainWindow(folder, shipped_catalogue(), tasks, PAGES)
    gate = UndoGate(window)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    gate.follow(app)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    try:
        yield Fenetre(window, tasks, qtbot)
    finally:
        window.close()
        window.deleteLater()
