"""Collects Python's reference cycles in the thread of the window, and in no other.

Python's collector runs in whichever thread happens to allocate. A page that is closed is often
part of a cycle (a signal, a lambda, the page): collected while the writer reads the store, its
widgets would be destroyed outside the thread of the window, which Qt forbids and which ends the
process. So the collector never runs by itself while there is a window; a timer runs it here, by
the same thresholds.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, Qt, QTimer

# Often enough that garbage stays small, seldom enough to let a laptop on battery sleep.
_EVERY_MS = 2_000
_OLDEST = 2


class CycleCollector(QObject):
    """Turns the automatic collection off, for good, and collects from a timer instead."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.timeout.connect(collect_due)
        self._timer.start(_EVERY_MS)


def collect_due() -> None:
    """Collect the oldest generation whose turn has come, if any; only in the window's thread."""
    counts, thresholds = gc.get_count(), gc.get_threshold()
    for generation in (_OLDEST, 1, 0):
        if counts[generation] > thresholds[generation]:
            gc.collect(generation)
            if generation == _OLDEST and gc.get_freeze_count() == 0:
                # What lives by then lives to the end (modules, catalogue, communes): walking it
                # at each full collection would hold the window up for a tenth of a second.
                gc.freeze()
            return
