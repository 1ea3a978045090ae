"""Tables: one-pixel lines, row height by density, headers that say how they sort."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from fieldapp.ui.theme import theme

# What the column that stretches keeps, in design px, before others leave for it.
_LEAST = 150
_BAR = 4  # the mark of the row that has the keyboard, in design px


class Table(QTableView):
    """A table of whole rows. Entrée or a double click opens one.

    Signals: `row_opened(int)`, the number of the row.
    """

    row_opened = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._widths: tuple[int, ...] = ()
        self._secondary: tuple[int, ...] = ()
        self.setAccessibleName(name)
        self.setProperty("sans_anneau", True)
        self.setShowGrid(False)
        self.setAlternatingRowColors(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionsMovable(True)
        header.setStretchLastSection(True)
        self.doubleClicked.connect(lambda index: self.row_opened.emit(index.row()))
        theme().changed.connect(self._fit_rows)
        self._fit_rows()

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if model is not None:
            model.modelReset.connect(self._select_first)

    def set_widths(self, widths: tuple[int, ...]) -> None:
        """Set the widths of the columns in design px; 0 stretches one to the room left."""
        self._widths = widths
        header = self.horizontalHeader()
        header.setStretchLastSection(0 not in widths)
        for column, width in enumerate(widths):
            if width:
                header.resizeSection(column, theme().px(width))
            else:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    def set_secondary(self, *columns: int) -> None:
        """Have these columns leave, the first named first, while the others lack room."""
        self._secondary = columns
        self._fit_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            if self.currentIndex().isValid():
                self.row_opened.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.hasFocus():
            return
        # The tint of a chosen row stays when the keyboard is elsewhere: the bar says it is here.
        row, room = self.currentIndex().row(), self.viewport().rect()
        if row >= 0:
            room.setTop(self.rowViewportPosition(row))
            room.setHeight(self.rowHeight(row))
        room.setWidth(theme().px(_BAR))
        QPainter(self.viewport()).fillRect(room, theme().color("focus"))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def _fit_columns(self) -> None:
        if not self._secondary:
            return
        wanted = sum(theme().px(width or _LEAST) for width in self._widths)
        for column in self._secondary:
            lacking = wanted > self.viewport().width()
            self.setColumnHidden(column, lacking)
            if lacking:
                wanted -= theme().px(self._widths[column] or _LEAST)

    def _fit_rows(self) -> None:
        name = "ligne_table_compact" if theme().densite == "compact" else "ligne_table_confort"
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(theme().size(name))
        rows.setDefaultSectionSize(theme().size(name))

    def _select_first(self) -> None:
        if (
            self.model() is not None
            and self.model().rowCount()
            and not self.currentIndex().isValid()
        ):
            self.selectRow(0)
