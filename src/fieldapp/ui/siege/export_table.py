"""The table of what an export wrote: each table, its rows, its masked cells, who may read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from fieldapp.ui.icons import icon
from fieldapp.ui.siege.acts import LIBRE, Exported
from fieldapp.ui.theme import theme

HEADERS: Final = ("Table", "Lignes", "Cases masquées", "Qui peut la lire")
WIDTHS: Final = (0, 80, 128, 150)
_NUMBERS: Final = (1, 2)
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class _Line:
    nom: str
    lignes: int
    masquees: int
    libre: bool


class ExportModel(QAbstractTableModel):
    """The tables of one export, in the order of its files."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[_Line, ...] = ()

    def set_export(self, exported: Exported) -> None:
        """Show what an export wrote."""
        self.beginResetModel()
        self._rows = tuple(
            _Line(table.nom, table.lignes, table.cases_masquees, table.diffusion == LIBRE)
            for table in exported.tables
        )
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return HEADERS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section in _NUMBERS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = self._rows[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return (
                row.nom,
                f"{row.lignes:,}".replace(",", "\u00a0"),
                str(row.masquees) if row.masquees else "",
                "Peut circuler" if row.libre else "Habilités seuls",
            )[column]
        if role == Qt.ItemDataRole.DecorationRole and column == len(HEADERS) - 1:
            return icon("globe" if row.libre else "lock", "reussite" if row.libre else "reserve")
        if role == Qt.ItemDataRole.TextAlignmentRole and column in _NUMBERS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.FontRole:
            return theme().font("corps", fort=column == 0, tnum=column in _NUMBERS)
        return None
