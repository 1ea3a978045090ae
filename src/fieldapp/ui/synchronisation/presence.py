"""Whether the shared folder answers, asked aside: a dead network share can block for a minute."""

from __future__ import annotations

import threading
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal


class Presence(QObject):
    """Asks in a thread of its own, one question at a time. Signals: `known(bool)`."""

    known = Signal(bool)
    _answered = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asking = False
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def ask(self, folder: Path | None) -> None:
        """Find out about a folder; None is answered at once."""
        if folder is None:
            self.known.emit(False)
        elif not self._asking:
            self._asking = True
            # A daemon: leaving the program must not wait for a network that does not answer.
            threading.Thread(target=self._look, args=(folder,), daemon=True).start()

    def _look(self, folder: Path) -> None:
        try:
            there = folder.is_dir()
        except OSError:
            there = False
        try:
            self._answered.emit(there)
        except RuntimeError:
            return  # the window was closed meanwhile

    def _deliver(self, there: bool) -> None:
        self._asking = False
        self.known.emit(there)
