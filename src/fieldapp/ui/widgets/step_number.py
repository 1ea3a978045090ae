"""The numbered circle before the rows of a form that counts its fields."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldapp.ui.theme import theme

_SIDE = 24


class StepNumber(QWidget):
    """A small tinted disc with a number."""

    def __init__(self, numero: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numero = numero
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(_SIDE), theme().px(_SIDE))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("primaire_doux"))
        painter.drawEllipse(self.rect())
        painter.setPen(theme().color("primaire"))
        painter.setFont(theme().font("legende", fort=True, tnum=True))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self._numero))
