"""The thread painted: a line, knots on it, and beside each what happened, word-wrapped."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QTextLayout
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from fieldapp.ui.delegates.paint import (
    badge_size,
    paint_badge,
    paint_elided,
    paint_knot,
    text_layout,
)
from fieldapp.ui.delegates.row import Index
from fieldapp.ui.dossier.events import Event
from fieldapp.ui.theme import theme

_KNOT = 28
_GAP = 10
_LEFT = 4
_LINE = 22
_SMALL = 20
_TOP = 5
_BOTTOM = 9
_LEAST_WIDTH = 240


class ThreadDelegate(QStyledItemDelegate):
    """Paints the `Event` that an index holds in Qt.UserRole."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view
        # Text laid out once per width and zoom; a list of a thousand notes is walked through.
        self._heights: dict[tuple[str, str, int], int] = {}
        theme().changed.connect(self._heights.clear)

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        event: Event = index.data(Qt.ItemDataRole.UserRole)
        width = self._view.viewport().width()
        key = (event.id, event.text + event.after, width)
        height = self._heights.get(key)
        if height is None:
            t = theme()
            lines = self._layout(event.text, self._room(width)).lineCount() if event.text else 0
            height = t.px(_TOP + _LINE + _BOTTOM) + lines * t.px(_LINE)
            height += t.px(_SMALL) if event.after else 0
            self._heights[key] = height
        return QSize(_LEAST_WIDTH, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        event: Event = index.data(Qt.ItemDataRole.UserRole)
        t = theme()
        rect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            self._paint_ground(painter, rect, option)
        self._paint_thread(painter, rect, index, event)
        x = rect.x() + t.px(_LEFT + _KNOT + _GAP)
        y = rect.y() + t.px(_TOP)
        self._paint_head(painter, QRect(x, y, rect.right() - x - t.px(6), t.px(_LINE)), event)
        y += t.px(_LINE)
        if event.text:
            layout = self._layout(event.text, self._room(rect.width()))
            painter.setPen(t.color("encre_2" if event.muted else "encre"))
            layout.draw(painter, QPointF(x, y + (t.px(_LINE) - self._line_height()) / 2))
            y += layout.lineCount() * t.px(_LINE)
        if event.after:
            room = QRect(x, y, rect.right() - x - t.px(6), t.px(_SMALL))
            paint_elided(painter, room, event.after, t.font("legende"), "encre_2")
        painter.restore()

    def _paint_ground(self, painter: QPainter, rect: QRect, option: QStyleOptionViewItem) -> None:
        t = theme()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(t.color("selection"))
        painter.drawRoundedRect(QRectF(rect.adjusted(0, 1, -2, -3)), t.px(6), t.px(6))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(QRect(rect.x(), rect.y() + 4, 4, rect.height() - 10), t.color("focus"))

    def _paint_thread(self, painter: QPainter, rect: QRect, index: Index, event: Event) -> None:
        t = theme()
        side = t.px(_KNOT)
        knot = QRect(rect.x() + t.px(_LEFT), rect.y() + t.px(2), side, side)
        middle = knot.center().x() + 0.5
        painter.setPen(QPen(t.color("primaire"), 1.5))
        painter.setOpacity(0.55)
        if index.row() > 0:
            painter.drawLine(QPointF(middle, rect.y()), QPointF(middle, knot.y()))
        if index.row() < index.model().rowCount() - 1:
            painter.drawLine(QPointF(middle, knot.bottom() + 1), QPointF(middle, rect.bottom() + 1))
        painter.setOpacity(1.0)
        paint_knot(painter, knot, event.knot, event.icon)

    def _paint_head(self, painter: QPainter, rect: QRect, event: Event) -> None:
        t = theme()
        x = paint_elided(painter, rect, event.title, t.font("corps_fort"), "encre") + t.px(9)
        meta = t.font("legende")
        room = QRect(QPoint(x, rect.y() + 1), rect.bottomRight())
        if room.width() < t.px(60):
            return
        x = paint_elided(painter, room, event.meta, meta, "encre_2") + t.px(9)
        for badge in event.badges:
            width = badge_size(badge).width()
            if x + width > rect.right():
                return
            paint_badge(painter, x + width, rect.center().y(), badge)
            x += width + t.px(8)

    def _layout(self, text: str, width: int) -> QTextLayout:
        t = theme()
        # A layout breaks lines at U+2028 only.
        return text_layout(text.replace("\n", "\u2028"), t.font("corps"), width, t.px(_LINE))

    def _room(self, width: int) -> int:
        return max(120, width - theme().px(_LEFT + _KNOT + _GAP + 14))

    def _line_height(self) -> int:
        return QFontMetrics(theme().font("corps")).height()
