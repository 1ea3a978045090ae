"""A large figure with its icon, its words and a second line."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.ui.style import set_style
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.icon_label import IconLabel
from fieldapp.ui.widgets.text import Text


class Figure(QWidget):
    """A count that says what it means, in words too. `icon` may be changed with the count."""

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

    def say(self, figure: int, words: str, second: str, tone: str = "") -> None:
        """Show a count and what it means."""
        self._figure.setText(f"{figure:,}".replace(",", "\u00a0"))
        self._words.setText(words)
        self._second.setText(second)
        for text in (self._figure, self._words):
            set_style(text, tone=tone)
        self.setAccessibleName(f"{figure} {words}, {second}")
