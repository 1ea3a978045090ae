"""Longer texts: Tab leaves the field, and the height follows the number of lines wanted."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from fieldapp.ui.theme import theme


class TextArea(QPlainTextEdit):
    """A plain text of at least `lines` lines."""

    def __init__(self, lines: int = 3, placeholder: str = "", parent: QWidget | None = None):
        super().__init__(parent)
        self._lines = lines
        self.setTabChangesFocus(True)
        self.setPlaceholderText(placeholder)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def text(self) -> str:
        """Return the text, without spaces around it."""
        return self.toPlainText().strip()

    def set_lines(self, lines: int) -> None:
        """Change the least number of lines."""
        if lines != self._lines:
            self._lines = lines
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(240), self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(120), self._height())

    def _height(self) -> int:
        return QFontMetrics(self.font()).lineSpacing() * self._lines + theme().px(20)
