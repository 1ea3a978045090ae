"""The focus ring: two pixels around whatever has the keyboard, in every window.

A style sheet cannot draw outside a widget and QFocusFrame is clipped by the parent, so one
transparent overlay per window follows the focus, and the moves and resizes of what it surrounds.
Here too: where the focus of a window is while another program is in front.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QScrollArea,
    QWidget,
)
from shiboken6 import isValid

from fieldapp.ui.theme import theme

GAP = 1
WIDTH = 2
_OUT = GAP + WIDTH
NO_RING = "sans_anneau"  # property: the widget shows its focus by itself
RADIUS = "rayon"  # property: corner radius of the widget, when it is not that of a field
ON_DARK = "fond_sombre"  # property of an ancestor: the ring takes its colour for dark petrol
_FOLLOWED = {
    QEvent.Type.Move,
    QEvent.Type.Resize,
    QEvent.Type.Show,
    QEvent.Type.Hide,
    QEvent.Type.LayoutRequest,
}


_WITHOUT_RING = (Qt.WindowType.Popup, Qt.WindowType.ToolTip)


def focus_in_window(widget: QWidget) -> QWidget | None:
    """Return what has the keyboard in the window of a widget, or will have it once that window
    is in front again; None when nothing does."""
    return widget.window().focusWidget()


class FocusRing(QWidget):
    """The overlay of one window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        self.hide()

    def follow(self, widget: QWidget | None) -> None:
        """Surround `widget`, or nothing."""
        for watched in self._watched:
            if isValid(watched):
                watched.removeEventFilter(self)
        self._watched.clear()
        self._target = None if widget is None else _whole(widget)
        step = self._target
        while step is not None and step is not self.window():
            step.installEventFilter(self)
            self._watched.append(step)
            step = step.parentWidget()
        self._place()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _FOLLOWED:
            self._place()
        return False

    def _place(self) -> None:
        target = self._target
        if target is None or not target.isVisible() or target.property(NO_RING):
            self.hide()
            return
        rect = _visible_rect(target, self.window())
        if rect.isEmpty():
            self.hide()
            return
        self.setGeometry(rect)
        self.raise_()
        self.show()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._target is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color(_ring_colour(self._target)), WIDTH))
        # The whole ring is drawn even where a scroll area hides part of it: the overlay clips.
        origin = self.mapFromGlobal(self._target.mapToGlobal(QPoint(0, 0)))
        out = _OUT - WIDTH / 2
        whole = QRectF(QRect(origin, self._target.size())).adjusted(-out, -out, out, out)
        radius = self._target.property(RADIUS)
        corner = theme().px(float(radius if radius is not None else 6)) + 2
        painter.drawRoundedRect(whole, corner, corner)


class FocusRings(QObject):
    """Gives each window its ring the first time something in it has the focus."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._rings: list[FocusRing] = []
        app.focusChanged.connect(self._focus_changed)

    def _focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        # The widget that loses the focus is not touched: its window may be half destroyed.
        self._rings = [ring for ring in self._rings if isValid(ring)]
        window = None if new is None else new.window()
        known = any(ring.window() is window for ring in self._rings)
        if window is not None and not known and window.windowType() not in _WITHOUT_RING:
            self._rings.append(FocusRing(window))
        for ring in self._rings:
            ring.follow(new if ring.window() is window else None)


def _whole(widget: QWidget) -> QWidget:
    """Return the field that the user sees: the combo rather than the line edit inside it."""
    parent = widget.parentWidget()
    if isinstance(parent, (QComboBox, QAbstractSpinBox)):
        return parent
    return widget


def _visible_rect(widget: QWidget, window: QWidget) -> QRect:
    """Return where the ring may paint, in the window: cut by the scroll areas around it."""
    rect = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    rect.adjust(-_OUT, -_OUT, _OUT, _OUT)
    step = widget.parentWidget()
    while step is not None and step is not window:
        if isinstance(step, QScrollArea):
            port = step.viewport()
            rect &= QRect(port.mapTo(window, QPoint(0, 0)), port.size()).adjusted(-_OUT, 0, _OUT, 0)
        step = step.parentWidget()
    return rect


def _ring_colour(widget: QWidget) -> str:
    step: QWidget | None = widget
    while step is not None:
        dark = step.property(ON_DARK)
        if dark is not None:
            return "focus_rail" if dark else "focus"
        step = step.parentWidget()
    return "focus"
