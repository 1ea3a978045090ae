"""The toast: what was just done, and its undoing, for ten seconds above the state line."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEasingCurve, QEvent, QObject, QPropertyAnimation, QTimer
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGraphicsOpacityEffect,
    QHBoxLayout,
    QStyle,
    QWidget,
)

from fieldapp.ui.announce import announce
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.text import Text

LASTS_MS = 10_000
_ABOVE = 44
_FADE_MS = 120


class Toast(QFrame):
    """One message at a time at the foot of its parent; it stays while hovered or focused."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._room = parent
        self.setProperty("level", "toast")
        self._undo: Callable[[], None] | None = None
        self._text = Text("", "corps")
        self._button = Button("Annuler", kind="petit", ink="surface")
        self._button.clicked.connect(self._act)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(16)
        row.addWidget(self._text, 1)
        row.addWidget(self._button)
        self._clock = QTimer(self, singleShot=True, interval=LASTS_MS)
        self._clock.timeout.connect(self.close_message)
        self._opacity = QGraphicsOpacityEffect(self)
        self.setGraphicsEffect(self._opacity)
        self._fade = QPropertyAnimation(self._opacity, b"opacity", self)
        self._fade.setEasingCurve(QEasingCurve.Type.OutCubic)
        parent.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_changed)
        self.hide()

    def show_message(
        self,
        text: str,
        undo: Callable[[], None] | None = None,
        label: str = "Annuler (Ctrl+Z)",
    ) -> None:
        """Show `text`; `undo` is what the button (and Ctrl+Z while it shows) does."""
        self._undo = undo
        self._text.setText(text)
        self._button.set_label(label)
        self._button.setVisible(undo is not None)
        self.setAccessibleName(text)
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self._fade.setDuration(self._fade_ms())
        self._fade.setStartValue(0.0)
        self._fade.setEndValue(1.0)
        self._fade.start()
        self._clock.start()
        announce(self, text)

    def close_message(self) -> None:
        """Take the message away; what was done stays done."""
        self._clock.stop()
        self._undo = None
        self.hide()

    def take_undo(self) -> bool:
        """Undo what the message tells, if it still can; return whether there was anything."""
        if self._undo is None:
            return False
        self._act()
        return True

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._clock.stop()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self.isVisible() and not self._button.hasFocus():
            self._clock.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._room and event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _act(self) -> None:
        undo = self._undo
        self.close_message()
        if undo is not None:
            undo()

    def _focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        if not self.isVisible():
            return
        if new is self._button:
            self._clock.stop()
        elif not self._clock.isActive() and not self.underMouse():
            self._clock.start()

    def _fade_ms(self) -> int:
        hint = QStyle.StyleHint.SH_Widget_Animation_Duration
        return _FADE_MS if self.style().styleHint(hint) else 0

    def _place(self) -> None:
        room = self._room
        width = min(self.sizeHint().width(), room.width() - theme().px(32))
        height = self.sizeHint().height()
        bottom = room.height() - theme().px(_ABOVE) - height
        self.setGeometry((room.width() - width) // 2, bottom, width, height)
