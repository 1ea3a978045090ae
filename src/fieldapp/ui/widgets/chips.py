"""Chips: short options to tick, with a tick, a tint and bold when chosen."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import (
    QSizePolicy,
    QStyle,
    QStyleOptionToolButton,
    QStylePainter,
    QToolButton,
    QWidget,
)

from fieldapp.ui.icons import paint_icon
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.flow import FlowLayout

_EDGE = 13
_TICK = 21


class Chip(QToolButton):
    """One option; `second` is a lighter complement such as an age."""

    def __init__(
        self,
        key: str,
        text: str,
        *,
        second: str = "",
        icon: str = "",
        checkable: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.key = key
        self._second = second
        self._icon = icon
        self.setText(text)
        self.setCheckable(checkable)
        self.setProperty("kind", "chip")
        self.setProperty("rayon", 14)
        self.setAccessibleName(f"{text} {second}".strip())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def set_text(self, text: str, second: str = "") -> None:
        """Change the words, for a chip that counts."""
        self.setText(text)
        self._second = second
        self.setAccessibleName(f"{text} {second}".strip())
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        t = theme()
        # Room for the bold text and the tick, so that ticking moves nothing around.
        width = QFontMetrics(self._text_font(True)).horizontalAdvance(self.text())
        width += 2 * t.px(_EDGE)
        if self._second:
            width += QFontMetrics(t.font("legende")).horizontalAdvance(self._second) + t.px(6)
        if self._icon or self.isCheckable():
            width += t.px(_TICK)
        return QSize(width, t.px(28))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _text_font(self, bold: bool) -> QFont:
        font = theme().font("corps")
        font.setPixelSize(theme().px(14))
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Medium)
        return font

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = theme()
        painter = QStylePainter(self)
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text = ""
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        checked = self.isChecked()
        ink = "primaire" if checked else ("encre" if self.isEnabled() else "encre_3")
        icon = "check" if checked else self._icon
        font = self._text_font(checked)
        metrics = QFontMetrics(font)
        content = metrics.horizontalAdvance(self.text()) + (t.px(_TICK) if icon else 0)
        if self._second:
            small = QFontMetrics(t.font("legende"))
            content += small.horizontalAdvance(self._second) + t.px(6)
        x = (self.width() - content) // 2
        if icon:
            place = self.rect().adjusted(x, 0, 0, 0)
            place.setWidth(t.px(16))
            paint_icon(painter, place, icon, ink, 15)
            x += t.px(_TICK)
        painter.setFont(font)
        painter.setPen(t.color(ink))
        room = self.rect().adjusted(x, 0, 0, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self.text())
        if self._second:
            room.setLeft(x + metrics.horizontalAdvance(self.text()) + t.px(6))
            painter.setFont(t.font("legende"))
            painter.setPen(t.color("encre_2" if not checked else "primaire"))
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self._second)


class ChipBar(QWidget):
    """A group of chips that wraps; arrows move, Espace ticks.

    With `exclusive`, at most one is ticked. With `maximum`, no more than that many: the others
    are disabled until one is released. Signals: `changed(tuple[str, …])`, the ticked keys.
    """

    changed = Signal(object)

    def __init__(
        self,
        title: str,
        options: Iterable[tuple[str, str]] = (),
        *,
        exclusive: bool = False,
        maximum: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self._exclusive = exclusive
        self._maximum = maximum
        self._chips: list[Chip] = []
        self._flow = FlowLayout(self)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
        self.setSizePolicy(policy)
        self.set_options(options)

    def set_options(self, options: Iterable[tuple[str, str]]) -> None:
        """Replace the chips by (key, text) pairs; what was ticked and still exists stays so."""
        kept = set(self.selected())
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            # Out of the order of Tab at once, where it would leave the bar behind its chips.
            self.setFocusProxy(None)  # type: ignore[arg-type]  # Qt takes none
            chip.setParent(None)
            chip.deleteLater()
        self._chips.clear()
        for key, text in options:
            chip = self.add(Chip(key, text))
            chip.setChecked(key in kept)
        self._limit()

    def add(self, chip: Chip) -> Chip:
        """Add one chip at the end."""
        chip.setParent(self)
        self._put_in_order(chip)
        self._chips.append(chip)
        self._flow.addWidget(chip)
        chip.clicked.connect(lambda _checked=False, chip=chip: self._clicked(chip))
        chip.show()
        self.setFocusProxy(self._chips[0])
        return chip

    def _put_in_order(self, chip: Chip) -> None:
        """Have Tab find a chip where it stands: one made late would come last in the window."""
        self.setFocusProxy(None)  # type: ignore[arg-type]  # Qt takes none
        # Qt orders nothing after a widget that takes no focus, or that hands it on.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        QWidget.setTabOrder(self._chips[-1] if self._chips else self, chip)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def chip(self, key: str) -> Chip | None:
        """Return the chip of a key."""
        return next((chip for chip in self._chips if chip.key == key), None)

    def selected(self) -> tuple[str, ...]:
        """Return the ticked keys, in the order shown."""
        return tuple(chip.key for chip in self._chips if chip.isChecked())

    def set_selected(self, keys: Iterable[str]) -> None:
        """Tick exactly these keys; nothing is emitted."""
        wanted = set(keys)
        for chip in self._chips:
            chip.setChecked(chip.key in wanted)
        self._limit()

    def is_empty(self) -> bool:
        """Whether nothing is ticked."""
        return not self.selected()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
        move = step.get(Qt.Key(event.key()))
        current = next((i for i, chip in enumerate(self._chips) if chip.hasFocus()), None)
        if move is None or current is None:
            super().keyPressEvent(event)
            return
        usable = [chip for chip in self._chips if chip.isEnabled() and chip.isVisible()]
        place = usable.index(self._chips[current])
        usable[(place + move) % len(usable)].setFocus(Qt.FocusReason.TabFocusReason)

    def _clicked(self, chip: Chip) -> None:
        if self._exclusive and chip.isChecked():
            for other in self._chips:
                if other is not chip:
                    other.setChecked(False)
        self._limit()
        self.changed.emit(self.selected())

    def _limit(self) -> None:
        full = 0 < self._maximum <= len(self.selected())
        for chip in self._chips:
            chip.setEnabled(chip.isChecked() or not full)
