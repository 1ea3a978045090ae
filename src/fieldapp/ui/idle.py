"""Locking by itself: five minutes without a key or a mouse move."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

WARN_S = 30
_ALIVE = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
}


class IdleWatch(QObject):
    """Counts from the last sign of life.

    Signals: `soon()`, 30 s before; `idle()`. It watches windows, not widgets: Python would
    otherwise see every event of the program.
    """

    soon = Signal()
    idle = Signal()

    def __init__(self, minutes: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        total = int(minutes * 60_000)
        self._warn = QTimer(self, singleShot=True, interval=max(0, total - WARN_S * 1000))
        self._end = QTimer(self, singleShot=True, interval=total)
        self._warn.timeout.connect(self.soon)
        self._end.timeout.connect(self.idle)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._watch)

    def start(self) -> None:
        """Begin to count."""
        self._watch(QGuiApplication.focusWindow())
        self._warn.start()
        self._end.start()

    def stop(self) -> None:
        """Count no more."""
        self._warn.stop()
        self._end.stop()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _ALIVE and self._end.isActive():
            self._warn.start()
            self._end.start()
        return False

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)
