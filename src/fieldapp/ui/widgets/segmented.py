"""Segmented control: one of at most five options, the chosen one bold with a bar under it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from fieldapp.ui.delegates.paint import key_caps_width, paint_key_caps
from fieldapp.ui.icons import paint_icon
from fieldapp.ui.theme import theme

_EDGE = 10


class Option(NamedTuple):
    """One option: its key, its word, its icon, and the letter that chooses it, drawn as a key."""

    key: str
    text: str
    icon: str = ""
    cap: str = ""


class _Segment(QAbstractButton):
    """One part of the control, drawn by itself."""

    def __init__(self, option: Option, group_name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.option = option
        self.setText(option.text)
        self.setCheckable(True)
        self.setAccessibleName(f"{group_name}\u00a0: {option.text}")
        if option.cap:
            self.setAccessibleDescription(f"Touche {option.cap}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        t = theme()
        width = QFontMetrics(t.font("corps_fort")).horizontalAdvance(self.text())
        icon = t.px(24) if self.option.icon else 0
        cap = key_caps_width((self.option.cap,)) + t.px(8) if self.option.cap else 0
        return QSize(width + icon + cap + 2 * t.px(_EDGE), t.px(30))

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = theme()
        painter = QPainter(self)
        ink = "primaire" if self.isChecked() else "encre"
        font = t.font("corps", fort=self.isChecked())
        x = t.px(_EDGE)
        if self.option.icon:
            paint_icon(painter, QRect(x, 0, t.px(18), self.height()), self.option.icon, ink, 17)
            x += t.px(24)
        painter.setFont(font)
        painter.setPen(t.color(ink))
        room = QRect(x, 0, self.width() - x, self.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.option.cap:
            right, middle = self.width() - t.px(_EDGE), self.height() // 2
            paint_key_caps(painter, right, middle, (self.option.cap,), "encre_2", "surface")


class SegmentedControl(QWidget):
    """An exclusive group with the behaviour of radio buttons.

    Signals: `changed(str)`, the key chosen by the user.
    """

    changed = Signal(str)

    def __init__(self, name: str, options: Sequence[Option], parent: QWidget | None = None):
        super().__init__(parent)
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._segments: list[_Segment] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(1)
        for option in options:
            segment = _Segment(option, name, self)
            self._segments.append(segment)
            self._group.addButton(segment)
            row.addWidget(segment)
        self._group.buttonClicked.connect(self._clicked)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_value(options[0].key)

    def value(self) -> str:
        """Return the key of the chosen option."""
        return next(s.option.key for s in self._segments if s.isChecked())

    def set_value(self, key: str) -> None:
        """Choose an option; nothing is emitted."""
        for segment in self._segments:
            if segment.option.key == key:
                segment.setChecked(True)
                self.setFocusProxy(segment)
        # Radio behaviour: Tab enters on the chosen option only, arrows do the rest.
        for segment in self._segments:
            chosen = segment.isChecked()
            policy = Qt.FocusPolicy.StrongFocus if chosen else Qt.FocusPolicy.ClickFocus
            segment.setFocusPolicy(policy)
        self.update()

    def choose_at(self, position: int) -> None:
        """Choose the option at a position from 0, as its shortcut does."""
        if 0 <= position < len(self._segments):
            self._segments[position].click()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
        move = step.get(Qt.Key(event.key()))
        if move is None:
            super().keyPressEvent(event)
            return
        place = next(i for i, s in enumerate(self._segments) if s.isChecked())
        target = self._segments[(place + move) % len(self._segments)]
        target.click()
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        path = QPainterPath()
        path.addRoundedRect(frame, t.px(6), t.px(6))
        painter.fillPath(path, t.color("surface"))
        painter.save()
        painter.setClipPath(path)
        for segment in self._segments:
            part = segment.geometry()
            if segment.isChecked():
                painter.fillRect(part.adjusted(-1, -1, 1, 1), t.color("primaire_doux"))
                bar = QRect(part.x(), part.bottom() - 2, part.width(), 4)
                painter.fillRect(bar, t.color("primaire"))
            if segment is not self._segments[-1]:
                painter.fillRect(part.right() + 1, part.y(), 1, part.height(), t.color("trait"))
        painter.restore()
        painter.setPen(QPen(t.color("trait_fort"), 1))
        painter.drawPath(path)

    def _clicked(self, button: QAbstractButton) -> None:
        if isinstance(button, _Segment):
            self.set_value(button.option.key)
            self.changed.emit(button.option.key)
