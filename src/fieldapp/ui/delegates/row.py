"""The two-line row of day, due and result lists: icon, title, second line, badges at the right."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from fieldapp.ui.delegates.paint import BadgeSpec, paint_badge, paint_elided
from fieldapp.ui.icons import paint_icon
from fieldapp.ui.theme import theme

_HEIGHT = 57
_EDGE = 16
_HOUR = 64
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Row:
    """What a row shows and stands for.

    `key` is the id it opens; `hour` and `length` make the time column of a day list; `keys_help`
    says to a screen reader which keys act on it. `whole`: the second line holds facts that must be
    read whole, so that the badges stand beside the title alone.
    """

    key: str
    title: str
    second: str = ""
    icon: str = "circle"
    tone: str = "primaire"
    badges: tuple[BadgeSpec, ...] = ()
    hour: str = ""
    length: str = ""
    keys_help: str = "Entrée\u00a0: ouvrir"
    whole: bool = False

    def sentence(self) -> str:
        """Return the row as one sentence, for a screen reader."""
        parts = (self.hour, self.title, self.second, *(badge.text for badge in self.badges))
        return ", ".join(part for part in parts if part)


class RowDelegate(QStyledItemDelegate):
    """Paints the `Row` that an index holds in Qt.UserRole."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(theme().px(200), theme().px(_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Row = index.data(Qt.ItemDataRole.UserRole)
        t = theme()
        rect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_row_ground(painter, rect, option)
        x = rect.x() + t.px(_EDGE)
        if row.hour:
            self._paint_hour(painter, QRect(x, rect.y(), t.px(_HOUR), rect.height()), row)
            x += t.px(_HOUR)
        paint_icon(painter, QRect(x, rect.y(), t.px(18), rect.height()), row.icon, row.tone)
        x += t.px(30)
        edge = right = rect.right() - t.px(14)
        top = rect.y() + t.px(9)
        beside = top + t.px(9) if row.whole else rect.center().y()
        for badge in reversed(row.badges):
            right = paint_badge(painter, right, beside, badge) - t.px(8)
        width = right - x - t.px(4)
        if not row.second:
            top = rect.center().y() - t.px(10)
        first = QRect(x, top, width, t.px(20))
        paint_elided(painter, first, row.title, t.font("corps_fort"), "encre")
        second = first.translated(0, t.px(21))
        if row.whole:
            second.setRight(edge)
        paint_elided(painter, second, row.second, t.font("legende"), "encre_2")
        painter.restore()

    def _paint_hour(self, painter: QPainter, rect: QRect, row: Row) -> None:
        t = theme()
        first = QRect(rect.x(), rect.y() + t.px(9), rect.width() - t.px(6), t.px(20))
        paint_elided(painter, first, row.hour, t.font("corps_fort", tnum=True), "encre")
        second = first.translated(0, t.px(21))
        paint_elided(painter, second, row.length, t.font("legende", tnum=True), "encre_2")


def paint_row_ground(painter: QPainter, rect: QRect, option: QStyleOptionViewItem) -> None:
    """Paint the ground of a row: selection, the bar that shows the focus, the line under it."""
    t = theme()
    # The current row shows only where the keyboard is: elsewhere it would look like a choice.
    state = option.state
    if state & QStyle.StateFlag.State_Selected and state & QStyle.StateFlag.State_HasFocus:
        painter.fillRect(rect, t.color("selection"))
        painter.fillRect(QRect(rect.x(), rect.y(), 4, rect.height()), t.color("focus"))
    painter.fillRect(QRect(rect.x(), rect.bottom(), rect.width(), 1), t.color("trait"))
