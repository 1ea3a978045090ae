"""A decorative icon beside a word, which follows theme and zoom."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldapp.ui.icons import paint_icon
from fieldapp.ui.theme import theme


class IconLabel(QWidget):
    """An icon of `size` design px in the colour of `token`."""

    def __init__(
        self, name: str, token: str = "encre_2", size: int = 18, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._token = token
        self._size = size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def set_icon(self, name: str, token: str) -> None:
        """Show another drawing."""
        self._name = name
        self._token = token
        self.update()

    def sizeHint(self) -> QSize:
        side = theme().px(self._size)
        return QSize(side, side + theme().px(2))

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_icon(QPainter(self), self.rect(), self._name, self._token, self._size)
