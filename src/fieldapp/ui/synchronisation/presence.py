"""Whether headquarters can be reached, asked aside: a dead network can block for a minute."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from fieldapp.sync.adresse import Adresse, answers

_GOOD_FOR_S = 20.0


class Presence(QObject):
    """Asks in a thread of its own, one question at a time. Signals: `known(bool)`."""

    known = Signal(bool)
    _answered = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asking = False
        self._last: tuple[Adresse, float, bool] | None = None
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def ask(self, way: Path | Adresse | None) -> None:
        """Find out about a shared folder or an address; None is answered at once."""
        if way is None:
            self.known.emit(False)
        elif self._last is not None and self._last[0] == way and time.monotonic() < self._last[1]:
            self.known.emit(self._last[2])  # each note that is saved asks: the siège need not hear
        elif not self._asking:
            self._asking = True
            # A daemon: leaving the program must not wait for a network that does not answer.
            threading.Thread(target=self._look, args=(way,), daemon=True).start()

    def _look(self, way: Path | Adresse) -> None:
        try:
            there = way.is_dir() if isinstance(way, Path) else answers(way)
        except OSError:
            there = False
        if isinstance(way, Adresse):
            self._last = (way, time.monotonic() + _GOOD_FOR_S, there)
        try:
            self._answered.emit(there)
        except RuntimeError:
            return  # the window was closed meanwhile

    def _deliver(self, there: bool) -> None:
        self._asking = False
        self.known.emit(there)
