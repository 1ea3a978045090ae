"""Radio buttons drawn as cards: a choice with its consequence written under it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QRadioButton, QSizePolicy, QWidget

from fieldapp.ui.delegates.paint import paint_elided
from fieldapp.ui.icons import paint_icon
from fieldapp.ui.theme import theme

_RADIO = 18


class OptionCard(QRadioButton):
    """A radio button in a frame, with an optional icon and second line."""

    def __init__(
        self, text: str, second: str = "", icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self._second = second
        self._icon = icon
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._name_it()
        theme().changed.connect(self.updateGeometry)

    def set_second(self, text: str) -> None:
        """Change the second line."""
        self._second = text
        self._name_it()
        self.update()

    def _name_it(self) -> None:
        self.setAccessibleName(self.text())
        self.setAccessibleDescription(self._second)

    def hitButton(self, pos: object) -> bool:  # noqa: ARG002 - the whole card is the button
        return True

    def sizeHint(self) -> QSize:
        t = theme()
        words = QFontMetrics(t.font("corps_fort")).horizontalAdvance(self.text())
        icon = t.px(30) if self._icon else 0
        compact = t.px(32) if t.compact else t.px(36)
        height = t.px(58) if self._second else compact
        return QSize(words + icon + t.px(_RADIO + 34), height)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(120), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        edge = 2.0 if on and self._second else 1.0
        painter.setPen(QPen(t.color("primaire" if on else "trait_fort"), edge))
        painter.setBrush(t.color("primaire_doux" if on else "surface"))
        frame = QRectF(self.rect()).adjusted(edge / 2, edge / 2, -edge / 2, -edge / 2)
        painter.drawRoundedRect(frame, t.px(6), t.px(6))
        x = t.px(11)
        self._paint_radio(painter, QRect(x, 0, t.px(_RADIO), self.height()))
        x += t.px(_RADIO + 9)
        if self._icon:
            paint_icon(painter, QRect(x, 0, t.px(20), self.height()), self._icon, "primaire", 20)
            x += t.px(30)
        room = QRect(x, 0, self.width() - x - t.px(8), self.height())
        font = t.font("corps", fort=on or bool(self._second))
        ink = "encre_3" if not self.isEnabled() else ("primaire" if on else "encre")
        if not self._second:
            paint_elided(painter, room, self.text(), font, ink)
            return
        middle = self.height() // 2
        first = QRect(x, middle - t.px(21), room.width(), t.px(20))
        paint_elided(painter, first, self.text(), font, "encre" if self.isEnabled() else "encre_3")
        second = first.translated(0, t.px(21))
        paint_elided(painter, second, self._second, t.font("legende"), "encre_2")

    def _paint_radio(self, painter: QPainter, place: QRect) -> None:
        t = theme()
        on = self.isChecked()
        side = t.px(_RADIO)
        circle = QRectF(place.x(), (self.height() - side) / 2, side, side).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(t.color("primaire" if on else "trait_fort"), 2 if on else 1))
        painter.setBrush(t.color("surface"))
        painter.drawEllipse(circle)
        if on:
            inset = t.px(4)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(t.color("primaire"))
            painter.drawEllipse(circle.adjusted(inset, inset, -inset, -inset))
