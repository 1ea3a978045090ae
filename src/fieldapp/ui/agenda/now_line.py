"""The line that says « now » between two rows of a day list."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from fieldapp.domain.horloge import maintenant
from fieldapp.ui.delegates.row import Index, Row, RowDelegate
from fieldapp.ui.theme import theme


class DayDelegate(RowDelegate):
    """Draws the now line over the first row that is still to come."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        now = maintenant()[11:]
        row: Row = index.data(Qt.ItemDataRole.UserRole)
        before: Row | None = None
        if index.row() > 0:
            before = index.model().index(index.row() - 1, 0).data(Qt.ItemDataRole.UserRole)
        if row.hour <= now or (before is not None and before.hour > now):
            return
        t = theme()
        rect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRect(rect.x(), rect.y(), rect.width(), 2), t.color("focus"))
        font = t.font("legende", fort=True, tnum=True)
        width = QFontMetrics(font).horizontalAdvance(now) + t.px(12)
        label = QRect(rect.right() - width - t.px(14), rect.y(), width, t.px(17))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(t.color("focus"))
        painter.drawRoundedRect(label, t.px(4), t.px(4))
        painter.setFont(font)
        painter.setPen(t.color("sur_primaire"))
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, now)
        painter.restore()
