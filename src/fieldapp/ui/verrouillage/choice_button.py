"""A large button with a title and a sentence, for the three ways in."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QWidget,
)

from fieldapp.ui.delegates.paint import paint_elided
from fieldapp.ui.icons import paint_icon
from fieldapp.ui.theme import theme


class ChoiceButton(QPushButton):
    """Icon, bold title, second line, arrow."""

    def __init__(self, text: str, second: str, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._second = second
        self._icon = icon
        self.setProperty("kind", "choix")
        self.setAccessibleName(text.replace("&", ""))
        self.setAccessibleDescription(second)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(420), theme().px(66))

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = theme()
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        middle = self.height() // 2
        paint_icon(painter, QRect(t.px(16), 0, t.px(24), self.height()), self._icon, "primaire", 22)
        arrow = QRect(self.width() - t.px(34), 0, t.px(18), self.height())
        paint_icon(painter, arrow, "chevron-right", "encre_3", 18)
        x = t.px(54)
        first = QRect(x, middle - t.px(22), arrow.x() - x, t.px(21))
        title = self.text().replace("&", "")
        paint_elided(painter, first, title, t.font("corps_fort"), "encre")
        second = first.translated(0, t.px(22))
        paint_elided(painter, second, self._second, t.font("legende"), "encre_2")
