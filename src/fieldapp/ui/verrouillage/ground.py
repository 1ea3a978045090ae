"""The petrol page behind the lock card and the first start: the thread, and a foot of keys."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTransform,
)
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsDropShadowEffect,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from fieldapp.ui.focus import ON_DARK
from fieldapp.ui.theme import theme
from fieldapp.ui.verrouillage.foot_button import FootButton
from fieldapp.ui.widgets.text import ElidedText

_DRAWN = QSize(1366, 690)
# Under this height, in design px, the card comes nearer the edges.
_LOW = 430
_KNOTS = ((120.0, 548.0, "rail_actif"), (1256.0, 156.0, "rail_actif"), (1016.0, 73.0, "repere"))


class Ground(QWidget):
    """A page with one card in its middle.

    Attributes: `card`, its layout. Signals: `numbers_asked()`, `display_asked()`.
    """

    numbers_asked = Signal()
    display_asked = Signal()

    def __init__(self, width: int, foot: str, parent: QWidget | None = None) -> None:
        """Build the page; `width` of the card in design px, `foot` the words at the bottom."""
        super().__init__(parent)
        self.setProperty(ON_DARK, True)
        self._width = width
        self._frame = QFrame()
        self._frame.setProperty("level", "lockcard")
        self._frame.setProperty(ON_DARK, False)
        shadow = QGraphicsDropShadowEffect(self._frame)
        shadow.setBlurRadius(40)
        shadow.setOffset(0, 12)
        shadow.setColor(QColor(0, 0, 0, 90))
        self._frame.setGraphicsEffect(shadow)
        self.card = QVBoxLayout(self._frame)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._scroll(), 1)
        outer.addWidget(self._foot(foot))
        theme().changed.connect(self._fit)
        self._fit()

    def _scroll(self) -> QScrollArea:
        middle = QWidget()
        middle.setProperty("level", "transparent")
        row = self._around = QHBoxLayout(middle)
        row.addWidget(self._frame, 0, Qt.AlignmentFlag.AlignCenter)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.viewport().setAutoFillBackground(False)
        area.setWidget(middle)
        middle.setAutoFillBackground(False)
        return area

    def _foot(self, words: str) -> QWidget:
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(20, 8, 24, 8)
        row.setSpacing(16)
        numbers = FootButton("Numéros utiles", "phone-call", "F1")
        numbers.clicked.connect(self.numbers_asked)
        display = FootButton("Affichage", "contrast", "F8")
        display.clicked.connect(self.display_asked)
        row.addWidget(numbers)
        row.addWidget(display)
        note = ElidedText(words, "fond_sombre")
        note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(note, 1)
        return foot

    def _fit(self) -> None:
        self._frame.setFixedWidth(min(theme().px(self._width), theme().px(620)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # On the smallest window the room goes to the card, which would scroll for a few lines.
        low = self.height() < theme().px(_LOW)
        edge, gap = (10, 3) if low else (26, 24)
        self.card.setContentsMargins(30, edge, 30, edge)
        self.card.setSpacing(8 if low else 12)
        self._around.setContentsMargins(24, gap, 24, gap)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme().color("rail"))
        scale = QTransform.fromScale(self.width() / _DRAWN.width(), self.height() / _DRAWN.height())
        painter.setPen(QPen(theme().color("rail_actif"), 3))
        painter.drawPath(scale.map(_thread()))
        painter.setPen(Qt.PenStyle.NoPen)
        for x, y, token in _KNOTS:
            painter.setBrush(theme().color(token))
            painter.drawEllipse(scale.map(QPointF(x, y)), theme().px(9), theme().px(9))


def _thread() -> QPainterPath:
    path = QPainterPath(QPointF(0, 603))
    path.cubicTo(150, 545, 200, 398, 340, 398)
    path.cubicTo(470, 398, 490, 540, 420, 600)
    path.cubicTo(350, 670, 240, 670, 240, 560)
    path.cubicTo(240, 430, 320, 350, 390, 312)
    path.cubicTo(510, 245, 650, 108, 770, 108)
    path.cubicTo(830, 108, 850, 130, 880, 160)
    path.moveTo(700, 190)
    path.cubicTo(760, 110, 880, 69, 1000, 69)
    path.cubicTo(1150, 69, 1280, 130, 1366, 212)
    return path
