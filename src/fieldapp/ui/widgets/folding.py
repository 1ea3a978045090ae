"""A row that becomes a column when there is not enough room for it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget


class FoldingRow(QWidget):
    """Widgets side by side, or one under the other when their hints do not fit.

    `only_beside` are shown in the row alone: arrows, rules.
    """

    def __init__(self, gap: int = 12, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._only_beside: list[QWidget] = []
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(gap)

    def add(self, widget: QWidget, stretch: int = 0, *, only_beside: bool = False) -> None:
        """Add a widget at the end."""
        self._box.addWidget(widget, stretch)
        if only_beside:
            self._only_beside.append(widget)

    def minimumSizeHint(self) -> QSize:
        widest = 0
        for place in range(self._box.count()):
            item = self._box.itemAt(place)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widest = max(widest, widget.minimumSizeHint().width())
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def event(self, event: QEvent) -> bool:
        # Words that grow ask for a layout, not for a resize.
        if event.type() == QEvent.Type.LayoutRequest:
            self._fold()
        return super().event(event)

    def _fold(self) -> None:
        direction = QBoxLayout.Direction
        fits = self._width_wanted() <= self.width()
        self._box.setDirection(direction.LeftToRight if fits else direction.TopToBottom)
        for widget in self._only_beside:
            widget.setVisible(fits)

    def _width_wanted(self) -> int:
        widths = []
        for place in range(self._box.count()):
            item = self._box.itemAt(place)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widths.append(widget.sizeHint().width())
        return sum(widths) + self._box.spacing() * (len(widths) - 1)
