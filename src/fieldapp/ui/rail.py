"""The rail: the places of the program, the one we are at, and what is late."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from fieldapp.ui.focus import ON_DARK
from fieldapp.ui.icons import paint_icon
from fieldapp.ui.logo import paint_logo
from fieldapp.ui.theme import theme

_ITEM = 40
_ITEM_LOW = 34
_EDGE = 8


class RailItem(NamedTuple):
    """An entry: its key, words, icon, shortcut as shown, and whether it is a place."""

    key: str
    text: str
    icon: str
    hint: str
    place: bool = True


class _Item(QToolButton):
    """One entry, painted: icon, words, shortcut or count, mark of the current place."""

    def __init__(self, item: RailItem, parent: QWidget) -> None:
        super().__init__(parent)
        self.item = item
        self.reduced = False
        self._late = 0
        self.setCheckable(item.place)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name_it()

    def set_late(self, count: int) -> None:
        """Show how many things are late; 0 shows the shortcut again."""
        self._late = count
        self._name_it()
        self.update()

    def _name_it(self) -> None:
        late = f", {self._late} en retard" if self._late else ""
        self.setAccessibleName(self.item.text + late)
        self.setToolTip(f"{self.item.text}{late} ({self.item.hint})")

    def sizeHint(self) -> QSize:
        t = theme()
        return QSize(t.px(_ITEM), t.px(_ITEM_LOW if t.compact else _ITEM))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        ground = self.rect().adjusted(t.px(_EDGE), 0, -t.px(_EDGE), 0)
        if self.isChecked() or self.underMouse():
            painter.setBrush(t.color("rail_actif"))
            painter.setOpacity(1.0 if self.isChecked() else 0.5)
            painter.drawRoundedRect(ground, t.px(6), t.px(6))
            painter.setOpacity(1.0)
        if self.isChecked():
            mark = QRectF(-t.px(4), t.px(8), t.px(8), self.height() - t.px(16))
            painter.setBrush(t.color("repere"))
            painter.drawRoundedRect(mark, t.px(3), t.px(3))
        x = ground.x() + (ground.width() - t.px(20)) // 2 if self.reduced else t.px(18)
        icon = QRect(x, 0, t.px(20), self.height())
        paint_icon(painter, icon, self.item.icon, "rail_texte", 19)
        if self.reduced:
            if self._late:
                painter.setBrush(t.color("rail_pastille"))
                painter.drawEllipse(QRectF(icon.right() - t.px(3), t.px(6), t.px(9), t.px(9)))
            return
        font = t.font("corps")
        font.setWeight(font.Weight.DemiBold if self.isChecked() else font.Weight.Medium)
        painter.setFont(font)
        painter.setPen(t.color("rail_texte"))
        room = QRect(icon.right() + t.px(10), 0, self.width(), self.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self.item.text)
        self._paint_right(painter, ground.right() - t.px(10))

    def _paint_right(self, painter: QPainter, right: int) -> None:
        t = theme()
        font = t.font("legende", fort=bool(self._late), tnum=True)
        painter.setFont(font)
        if not self._late:
            painter.setPen(t.color("rail_attenue"))
            room = QRect(0, 0, right, self.height())
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(room, flags, self.item.hint.replace("Ctrl+", ""))
            return
        text = str(self._late)
        width = max(t.px(24), QFontMetrics(font).horizontalAdvance(text) + t.px(14))
        pill = QRect(right - width, (self.height() - t.px(20)) // 2, width, t.px(20))
        painter.setBrush(t.color("rail_pastille"))
        painter.drawRoundedRect(pill, t.px(10), t.px(10))
        painter.setPen(t.color("rail_pastille_texte"))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)


class _Brand(QWidget):
    """The logo and the name at the head of the rail."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.reduced = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(56), theme().px(44 if theme().compact else 52))

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = theme()
        painter = QPainter(self)
        side = t.px(32)
        x = (self.width() - side) // 2 if self.reduced else t.px(13)
        paint_logo(painter, QRect(x, (self.height() - side) // 2, side, side))
        if self.reduced:
            return
        painter.setFont(t.font("sous_titre"))
        painter.setPen(t.color("rail_texte"))
        room = QRect(x + side + t.px(12), 0, self.width(), self.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, "Fieldapp")


class Rail(QFrame):
    """Navigation. Signals: `chosen(str)`, the key of an entry."""

    chosen = Signal(str)

    def __init__(
        self, top: Sequence[RailItem], bottom: Sequence[RailItem], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("level", "rail")
        self.setProperty(ON_DARK, True)
        self.setAccessibleName("Navigation")
        self._items: dict[str, _Item] = {}
        self._group = QButtonGroup(self)
        self._brand = _Brand(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(0)
        column.addWidget(self._brand)
        for item in top:
            column.addWidget(self._add(item))
        column.addStretch(1)
        for item in bottom:
            column.addWidget(self._add(item))
        theme().changed.connect(self._fit)
        self.set_reduced(False)

    def _add(self, item: RailItem) -> _Item:
        button = _Item(item, self)
        self._items[item.key] = button
        if item.place:
            self._group.addButton(button)
        button.clicked.connect(lambda _checked=False, key=item.key: self.chosen.emit(key))
        return button

    def set_current(self, key: str) -> None:
        """Mark the place we are at; a page that is not on the rail leaves the mark where it is."""
        if key in self._items:
            self._items[key].setChecked(True)

    def set_late(self, key: str, count: int) -> None:
        """Show on an entry how many things are late."""
        if key in self._items:
            self._items[key].set_late(count)

    def _fit(self) -> None:
        """Take the sizes of another zoom or density."""
        self.set_reduced(self._brand.reduced)

    def set_reduced(self, reduced: bool) -> None:
        """Show icons only, with tooltips, or words as well."""
        self._brand.reduced = reduced
        for item in self._items.values():
            item.reduced = reduced
            item.updateGeometry()
            item.update()
        self._brand.updateGeometry()
        self._brand.update()
        self.setFixedWidth(theme().size("rail_reduit" if reduced else "rail"))
