"""The table of one list of the catalogue: its values, their days, and whether they are proposed."""

from __future__ import annotations

from typing import ClassVar, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

from fieldapp.domain.dates import format_date
from fieldapp.domain.valeur import LigneCatalogue
from fieldapp.ui.delegates.paint import BadgeSpec
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.item_model import ItemModel

Index = QModelIndex | QPersistentModelIndex
WIDTHS: Final = (150, 0, 102, 102, 112)
DAY_COLUMNS: Final = (2, 3)
STATE_COLUMN: Final = 4
OFFERED = BadgeSpec("Proposée", "ok", "check")
CLOSED = BadgeSpec("Fermée", "neutre", "circle-x")
COMING = BadgeSpec("À venir", "info", "clock")


class CatalogueModel(ItemModel[LigneCatalogue]):
    """Rows of `LigneCatalogue`."""

    HEADERS: ClassVar[tuple[str, ...]] = ("Code", "Libellé", "À partir du", "Jusqu’au", "État")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.ToolTipRole:
            return _sentence(row)
        if role == Qt.ItemDataRole.DisplayRole:
            return (
                row.code,
                row.libelle,
                format_date(row.debut) if row.debut else "",
                f"{format_date(row.fin)} exclu" if row.fin else "",
                _state(row).text,
            )[column]
        if role == Qt.ItemDataRole.UserRole and column == STATE_COLUMN:
            return _state(row)
        if role == Qt.ItemDataRole.FontRole:
            return theme().font("corps_fort" if row.du_siege and column == 1 else "corps")
        if role == Qt.ItemDataRole.ForegroundRole and not row.offert:
            return theme().color("encre_2")
        return None


def _state(row: LigneCatalogue) -> BadgeSpec:
    if row.a_venir:
        return COMING
    return OFFERED if row.offert else CLOSED


def _sentence(row: LigneCatalogue) -> str:
    """Say a value in one go, with its days."""
    words = [row.libelle]
    if row.debut:
        words.append(f"proposée à partir du {format_date(row.debut)}")
    if row.fin:
        words.append(f"jusqu’au {format_date(row.fin)} exclu")
    return ", ".join(words)
