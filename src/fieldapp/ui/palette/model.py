"""The lines of the palette as Qt sees them; headers cannot be chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from fieldapp.ui.palette.entries import Entry, Header, Line


class PaletteModel(QAbstractListModel):
    """Headers and entries."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[Line, ...] = ()

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Replace everything."""
        self.beginResetModel()
        self._lines = tuple(lines)
        self.endResetModel()

    def entry(self, row: int) -> Entry | None:
        """Return the entry of a row; None for a header or no row."""
        if not 0 <= row < len(self._lines):
            return None
        line = self._lines[row]
        return line if isinstance(line, Entry) else None

    def next_entry(self, row: int, step: int) -> int:
        """Return the row of the next entry in a direction, or the same row at the end."""
        target = row + step
        while 0 <= target < len(self._lines):
            if self.entry(target) is not None:
                return target
            target += step
        return row

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._lines)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return line.text if isinstance(line, Header) else line.sentence()
        return None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        if isinstance(self._lines[index.row()], Header):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
