"""Figures side by side, as many on a line as there is room for."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget


class FigureRow(QWidget):
    """All on one line when they fit, else two by two, else one under the other.

    `only_beside` are shown on one line alone, with the rest of them: arrows, rules.
    """

    def __init__(self, gap: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gap = gap
        self._all: list[tuple[QWidget, int]] = []
        self._only_beside: list[QWidget] = []
        self._shown: list[list[QWidget]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(gap)
        self._grid.setVerticalSpacing(8)

    def add(self, widget: QWidget, stretch: int = 0, *, only_beside: bool = False) -> None:
        """Add a widget at the end."""
        self._all.append((widget, stretch))
        if only_beside:
            self._only_beside.append(widget)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        widest = max((widget.minimumSizeHint().width() for widget, _ in self._all), default=0)
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        # Words that grow ask for a layout, not for a resize.
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)

    def _arrange(self) -> None:
        lines = self._lines()
        if lines == self._shown:
            return
        self._shown = lines
        stretches = dict(self._all)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 0)
        for widget, _stretch in self._all:
            self._grid.removeWidget(widget)
        for row, line in enumerate(lines):
            for column, widget in enumerate(line):
                self._grid.addWidget(widget, row, column)
                self._grid.setColumnStretch(column, stretches[widget] if len(lines) == 1 else 1)
        for widget in self._only_beside:
            widget.setVisible(any(widget in line for line in lines))

    def _lines(self) -> list[list[QWidget]]:
        """Return the widgets of each line at this width."""
        everything = [widget for widget, _ in self._all]
        figures = [widget for widget in everything if widget not in self._only_beside]
        if self._fit([everything]):
            return [everything]
        if self._fit([figures]):
            return [figures]
        pairs = [figures[first : first + 2] for first in range(0, len(figures), 2)]
        return pairs if self._fit(pairs) else [[figure] for figure in figures]

    def _fit(self, lines: list[list[QWidget]]) -> bool:
        columns = max((len(line) for line in lines), default=0)
        widths = [
            max(line[column].sizeHint().width() for line in lines if column < len(line))
            for column in range(columns)
        ]
        return sum(widths) + self._gap * (columns - 1) <= self.width()
