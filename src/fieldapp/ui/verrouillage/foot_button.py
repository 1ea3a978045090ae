"""A button on the petrol ground of the lock page: icon, words, key cap."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from fieldapp.ui.delegates.paint import key_caps_width, paint_key_caps
from fieldapp.ui.icons import paint_icon
from fieldapp.ui.theme import theme


class FootButton(QAbstractButton):
    """Words in the colour of the rail."""

    def __init__(self, text: str, icon: str, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self._icon = icon
        self._key = key
        self.setAccessibleName(f"{text}, {key}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        t = theme()
        words = QFontMetrics(t.font("corps")).horizontalAdvance(self.text())
        return QSize(t.px(44) + words + key_caps_width((self._key,)), t.px(32))

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = theme()
        painter = QPainter(self)
        place = QRect(t.px(4), 0, t.px(19), self.height())
        paint_icon(painter, place, self._icon, "rail_texte", 19)
        painter.setFont(t.font("corps"))
        painter.setPen(t.color("rail_texte"))
        room = QRect(t.px(31), 0, self.width(), self.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self.text())
        right = self.width() - t.px(4)
        paint_key_caps(painter, right, self.height() // 2, (self._key,), "rail_texte")
