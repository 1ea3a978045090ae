"""A large figure with its icon, its words and a second line."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.ui.style import set_style
from fieldapp.ui.texte import nombre
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.icon_label import IconLabel
from fieldapp.ui.widgets.text import Text


class Figure(QWidget):
    """A count that says what it means, in words too. `icon` may be changed with the count.

    Signals: `clicked()`, for one that `make_button` made into the way to its list.
    """

    clicked = Signal()

    def __init__(self, icon: str, token: str) -> None:
        super().__init__()
        self.icon = IconLabel(icon, token, 22)
        self._figure = Text("0", "chiffre")
        self._figure.setFont(theme().font("chiffre", tnum=True))
        self._words = Text("")
        self._second = Text("", "legende")
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self._figure)
        first.addWidget(self._words, 1, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addLayout(first)
        column.addWidget(self._second)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.icon)
        row.addLayout(column)
        row.addStretch(1)

    def make_button(self) -> None:
        """Have the count open its list, by a click, Entrée or the space."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleDescription("Entrée ouvre la liste")
        self.setToolTip("Voir la liste")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed = event.button() == Qt.MouseButton.LeftButton
        if self._is_button and pressed and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        opens = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if self._is_button and opens and not event.modifiers():
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

    @property
    def _is_button(self) -> bool:
        return self.focusPolicy() is Qt.FocusPolicy.StrongFocus

    def say(self, figure: int, words: str, second: str, tone: str = "") -> None:
        """Show a count and what it means."""
        self._figure.setText(nombre(figure))
        self._words.setText(words)
        self._second.setText(second)
        for text in (self._figure, self._words):
            set_style(text, tone=tone)
        # Both stand on one line of writing: a large figure reaches lower than small words.
        lower = self._figure.fontMetrics().descent() - self._words.fontMetrics().descent()
        self._words.setContentsMargins(0, 0, 0, max(0, lower))
        self.setAccessibleName(f"{figure} {words}, {second}")
