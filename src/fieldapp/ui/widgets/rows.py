"""Lists of two-line rows: the model, and the view used for due, day and result lists."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStackedLayout, QWidget

from fieldapp.ui.delegates.row import Row, RowDelegate
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.empty_state import EmptyState

_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


class RowsModel(QAbstractListModel):
    """Rows kept as frozen dataclasses; each tells itself to a screen reader as one sentence."""

    def __init__(self, rows: Iterable[Row] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = tuple(rows)

    def set_rows(self, rows: Iterable[Row]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def row(self, index: QModelIndex) -> Row | None:
        """Return the row at an index, or None when there is none."""
        return self._rows[index.row()] if index.isValid() else None

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return row
        if role in _ROLES:
            return row.sentence()
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return row.keys_help
        return None


class RowList(QWidget):
    """A list with its empty sentence. Entrée or a double click opens a row.

    Signals: `opened(str)`, the key of the row; `key_pressed(str, str)`, a letter or the space and
    the key of the row it was pressed on, for lists that act on one key.
    """

    opened = Signal(str)
    key_pressed = Signal(str, str)

    def __init__(
        self,
        name: str,
        empty: str,
        *,
        empty_action: str = "",
        fit: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Build an empty list; with `fit` it is as high as its rows instead of scrolling."""
        super().__init__(parent)
        self._fit = fit
        # Without rows it may itself be given the focus: there it says what will be here.
        self.setAccessibleName(name)
        self.setAccessibleDescription(empty)
        self.model = RowsModel(parent=self)
        self.view = _RowView(self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(RowDelegate(self.view))
        self.view.setAccessibleName(name)
        self.empty = EmptyState(empty, empty_action)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.view)
        theme().changed.connect(self._set_height)

    def set_rows(self, rows: Iterable[Row]) -> None:
        """Replace the rows; the current row stays on the same key when it is still there."""
        key = self.current_key()
        self.model.set_rows(rows)
        count = self.model.rowCount()
        self._stack.setCurrentWidget(self.view if count else self.empty)
        # Qt stops Tab before a widget that hands its focus to one that is hidden.
        self.setFocusProxy(self.view if count else None)  # type: ignore[arg-type]  # Qt takes none
        kept = [i for i in range(count) if self._key_at(i) == key]
        if count:
            self.view.setCurrentIndex(self.model.index(kept[0] if kept else 0))
        self._set_height()

    def _set_height(self) -> None:
        """As high as the rows are at the zoom of now."""
        if self._fit:
            count = self.model.rowCount()
            self.setFixedHeight(count * theme().px(57) + 2 if count else theme().px(90))

    def current_key(self) -> str:
        """Return the key of the current row, or ""."""
        row = self.model.row(self.view.currentIndex())
        return row.key if row is not None else ""

    def _key_at(self, place: int) -> str:
        row = self.model.row(self.model.index(place))
        return row.key if row is not None else ""


class _RowView(QListView):
    """The view: opens with Entrée, hands letters on, shows its focus by its current row."""

    def __init__(self, owner: RowList) -> None:
        super().__init__(owner)
        self._owner = owner
        self.setProperty("sans_anneau", True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.doubleClicked.connect(lambda _index: self._open())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(160), theme().px(60))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = self._owner.current_key()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open()
            return
        letter = event.text().upper()
        if key and (letter.isalpha() or letter == " ") and not event.modifiers():
            self._owner.key_pressed.emit(letter, key)
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model().rowCount():
            self.setCurrentIndex(self.model().index(0, 0))
        self.viewport().update()

    def _open(self) -> None:
        key = self._owner.current_key()
        if key:
            self._owner.opened.emit(key)
