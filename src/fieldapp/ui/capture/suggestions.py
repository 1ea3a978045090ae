"""The list that drops under a field while one types; the field keeps the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyleOptionViewItem,
    QVBoxLayout,
)

from fieldapp.ui.announce import announce
from fieldapp.ui.delegates.row import Index, Row, RowDelegate
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.rows import RowsModel

_ROW = 57
_MOST = 6
_MIN_WIDTH = 420


class Suggestions(QFrame):
    """Rows under `field`: ↑ ↓ move, Entrée chooses, Échap closes; `choose` gets the row's key."""

    def __init__(self, field: QLineEdit, name: str, choose: Callable[[str], None]) -> None:
        super().__init__(field)
        self._field = field
        self._choose = choose
        self.setProperty("level", "palette")
        self._model = RowsModel()
        self._view = QListView()
        self._view.setAccessibleName(name)
        self._view.setModel(self._model)
        self._view.setItemDelegate(_ChoiceDelegate(self._view))
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._view.setUniformItemSizes(True)
        self._view.clicked.connect(lambda _index: self._take())
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 4, 2, 4)
        column.addWidget(self._view)
        field.installEventFilter(self)
        self.hide()

    def show_rows(self, rows: Iterable[Row]) -> None:
        """Show these rows, the first one current; none closes the list."""
        self._model.set_rows(rows)
        count = self._model.rowCount()
        if not count:
            self.hide()
            return
        self._view.setCurrentIndex(self._model.index(0))
        self._place(count)
        self.show()
        self.raise_()
        row = self._model.row(self._model.index(0))
        if row is not None:
            announce(self._field, f"{count} résultats. {row.sentence()}")

    def keys(self) -> tuple[str, ...]:
        """Return the keys of the rows shown, in order."""
        rows = [self._model.row(self._model.index(i)) for i in range(self._model.rowCount())]
        return tuple(row.key for row in rows if row is not None) if self.isVisible() else ()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self._field or not self.isVisible():
            return False
        if event.type() == QEvent.Type.FocusOut:
            self.hide()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        elif key == Qt.Key.Key_Escape:
            self.hide()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._move(1 if key == Qt.Key.Key_Down else -1)
        else:
            return False
        return True

    def _move(self, step: int) -> None:
        count = self._model.rowCount()
        place = (self._view.currentIndex().row() + step) % count
        self._view.setCurrentIndex(self._model.index(place))
        row = self._model.row(self._model.index(place))
        if row is not None:
            announce(self._field, row.sentence())

    def _take(self) -> None:
        row = self._model.row(self._view.currentIndex())
        self.hide()
        if row is not None:
            self._choose(row.key)

    def _place(self, count: int) -> None:
        window = self._field.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        corner = self._field.mapTo(window, QPoint(0, self._field.height() + 4))
        width = max(self._field.width(), theme().px(_MIN_WIDTH))
        height = min(count, _MOST) * theme().px(_ROW) + 12
        width = min(width, window.width() - corner.x() - 8)
        height = min(height, max(theme().px(_ROW) + 12, window.height() - corner.y() - 8))
        self.setGeometry(corner.x(), corner.y(), width, height)


class _ChoiceDelegate(RowDelegate):
    """Shows the current row as chosen although the keyboard stays in the field."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        shown = QStyleOptionViewItem(option)
        if shown.state & QStyle.StateFlag.State_Selected:
            shown.state |= QStyle.StateFlag.State_HasFocus
        super().paint(painter, shown, index)
