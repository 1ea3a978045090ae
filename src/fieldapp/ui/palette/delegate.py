"""How a line of the palette is painted: marks on the words found, the reason, the key."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from fieldapp.ui.delegates.paint import (
    key_caps_width,
    paint_badge,
    paint_elided,
    paint_key_caps,
)
from fieldapp.ui.icons import paint_icon
from fieldapp.ui.palette.entries import Entry, Header, Line, marks
from fieldapp.ui.theme import theme

Index = QModelIndex | QPersistentModelIndex
_HEADER = 34
_ROW = 55
_EDGE = 18


class PaletteDelegate(QStyledItemDelegate):
    """Paints the `Line` that an index holds in Qt.UserRole."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        line: Line = index.data(Qt.ItemDataRole.UserRole)
        height = _HEADER if isinstance(line, Header) else _ROW
        return QSize(theme().px(200), theme().px(height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: Line = index.data(Qt.ItemDataRole.UserRole)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(line, Header):
            t = theme()
            place = option.rect.adjusted(t.px(_EDGE), t.px(8), 0, 0)
            paint_elided(painter, place, line.text, t.font("legende", fort=True), "encre_2")
        else:
            self._paint_entry(painter, option, line)
        painter.restore()

    def _paint_entry(self, painter: QPainter, option: QStyleOptionViewItem, entry: Entry) -> None:
        t = theme()
        rect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(rect, t.color("selection"))
            painter.fillRect(QRect(rect.x(), rect.y(), 4, rect.height()), t.color("focus"))
        x = rect.x() + t.px(_EDGE)
        paint_icon(painter, QRect(x, rect.y(), t.px(20), rect.height()), entry.icon, "primaire", 20)
        x += t.px(31)
        right = rect.right() - t.px(_EDGE)
        middle = rect.center().y()
        keys = entry.keys or (("↵",) if chosen and not entry.badge else ())
        if keys:
            paint_key_caps(painter, right, middle, keys, "encre_2", "surface")
            right -= key_caps_width(keys) + t.px(10)
        if entry.badge:
            right = paint_badge(painter, right, middle, entry.badge) - t.px(10)
        top = rect.y() + t.px(8 if entry.second else 17)
        first = QRect(x, top, right - x, t.px(20))
        _paint_marked(painter, first, entry.title, t.font("corps_fort"), "encre", entry.asked)
        second = QRect(x, rect.y() + t.px(29), right - x, t.px(18))
        _paint_marked(painter, second, entry.second, t.font("legende"), "encre_2", entry.asked)


def _paint_marked(
    painter: QPainter, rect: QRect, text: str, font: QFont, token: str, asked: tuple[str, ...]
) -> None:
    """Draw one line with a tint and a bar under the words asked for."""
    t = theme()
    metrics = QFontMetrics(font)
    for start, length in marks(text, asked) if asked else ():
        left = rect.x() + metrics.horizontalAdvance(text[:start])
        width = metrics.horizontalAdvance(text[start : start + length])
        if left + width > rect.right():
            break
        ground = QRect(left, rect.y(), width, rect.height())
        painter.fillRect(ground, t.color("attention_doux"))
        painter.fillRect(QRect(left, ground.bottom(), width, 1), t.color("attention"))
    paint_elided(painter, rect, text, font, token)
