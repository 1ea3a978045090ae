"""Key caps as a widget, for the feet of dialogs that list what keys do."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldapp.ui.delegates.paint import key_caps_width, paint_key_caps
from fieldapp.ui.theme import theme


class KeyCaps(QWidget):
    """A row of key caps; decorative, the word beside it says what they do."""

    def __init__(
        self,
        *keys: str,
        ink: str = "encre_2",
        ground: str = "surface",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._keys = keys
        self._ink = ink
        self._ground = ground
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(key_caps_width(self._keys), theme().px(22))

    def paintEvent(self, _event: QPaintEvent) -> None:
        middle = self.height() // 2
        paint_key_caps(QPainter(self), self.width(), middle, self._keys, self._ink, self._ground)
