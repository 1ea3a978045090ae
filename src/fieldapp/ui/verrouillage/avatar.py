"""The small marks of the lock card: the logo and the initials of the agent."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldapp.ui.logo import paint_logo
from fieldapp.ui.theme import theme


class LogoMark(QWidget):
    """The logo, `side` design px wide."""

    def __init__(self, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(self._side), theme().px(self._side))

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_logo(QPainter(self), QRect(0, 0, self.width(), self.height()))


class Avatar(QWidget):
    """Initials in a tinted disc; decorative, the name is beside it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_text(self, text: str) -> None:
        """Show two letters."""
        self._text = text
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(40), theme().px(40))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("primaire_doux"))
        painter.drawEllipse(self.rect())
        painter.setPen(theme().color("primaire"))
        painter.setFont(theme().font("corps_fort"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)
