"""A table cell that holds one badge: the most urgent thing about its row."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from fieldapp.ui.delegates.paint import BadgeSpec, badge_size, paint_badge
from fieldapp.ui.delegates.row import Index
from fieldapp.ui.theme import theme


class BadgeDelegate(QStyledItemDelegate):
    """Paints the `BadgeSpec` that a cell holds in Qt.UserRole; None leaves it empty."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        t = theme()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, t.color("selection"))
        rect = option.rect
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, t.color("trait"))
        badge: BadgeSpec | None = index.data(Qt.ItemDataRole.UserRole)
        if badge is not None:
            right = rect.x() + t.px(8) + badge_size(badge).width()
            paint_badge(painter, right, rect.center().y(), badge)

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        badge: BadgeSpec | None = index.data(Qt.ItemDataRole.UserRole)
        width = badge_size(badge).width() + theme().px(16) if badge is not None else 0
        return QSize(width, theme().size("ligne_table_confort"))
