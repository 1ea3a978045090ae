"""A main button that becomes a bar of progress with « Arrêter » while its work goes on."""

from __future__ import annotations

import threading

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStackedWidget, QWidget

from fieldapp.ui.announce import announce
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.text import Text


class WorkRow(QStackedWidget):
    """Signals: `asked()`, when the button is pressed.

    Attributes: `button`; `stop`; `progress`. `tell` may be called from any thread.
    """

    asked = Signal()
    _told = Signal(str, int, int)

    def __init__(self, button: Button, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = button
        self.button.clicked.connect(self.asked)
        self._stopped = threading.Event()
        self._quarter = -1
        self._words = Text("", "second", wrap=True)
        self.progress = QProgressBar()
        self.progress.setAccessibleName(name)
        self.stop = Button("Arrêter", "circle-x")
        self.stop.clicked.connect(self.stop_now)
        self._add_row(self.button, self._words)
        self._add_row(self.stop, self.progress)
        self._told.connect(self.show_progress)
        self.setFocusProxy(self.button)

    def _add_row(self, button: Button, beside: QWidget) -> None:
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(button)
        row.addWidget(beside, 1)
        self.addWidget(page)

    @property
    def running(self) -> bool:
        """Whether the work goes on."""
        return self.currentIndex() == 1

    def stopped(self) -> bool:
        """Whether « Arrêter » was pressed since the work began."""
        return self._stopped.is_set()

    def stop_now(self) -> None:
        """Have the work end at its next step; without work it does nothing."""
        if self.running:
            self._stopped.set()
            self.stop.setEnabled(False)

    def say(self, words: str) -> None:
        """Show a sentence beside the button."""
        self._words.setText(words)

    def start(self, label: str) -> None:
        """Show the bar instead of the button."""
        self._stopped.clear()
        self._quarter = -1
        self.stop.setEnabled(True)
        focus = self.button.hasFocus()
        self.setCurrentIndex(1)
        # Who comes back to the page meanwhile finds what can be done now.
        self.setFocusProxy(self.stop)
        if focus:
            self.stop.setFocus()
        self.show_progress(label, 0, 0)

    def tell(self, label: str, done: int, total: int) -> None:
        """Tell how far the work is, from the thread that does it."""
        self._told.emit(label, done, total)

    def show_progress(self, label: str, done: int, total: int) -> None:
        """Show how far it is; a screen reader hears it every quarter."""
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        text = f"{label} ({done} sur {total})" if total else f"{label}…"
        self.progress.setFormat(text)
        quarter = done * 4 // total if total else 0
        if quarter != self._quarter:
            self._quarter = quarter
            announce(self.progress, text)

    def finish(self) -> None:
        """Show the button again."""
        focus = self.stop.hasFocus()
        self.setCurrentIndex(0)
        self.setFocusProxy(self.button)
        if focus or not self.stop.isEnabled():
            self.button.setFocus()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme().px(44))
