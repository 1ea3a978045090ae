"""The table « Ici seulement »: each change that headquarters does not have yet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from fieldapp.ui.icons import icon
from fieldapp.ui.synchronisation.source import Waiting
from fieldapp.ui.texte import jour_et_heure
from fieldapp.ui.theme import theme

HEADERS = ("Nature", "Famille", "Contenu", "Modifié")
_ICONS = {
    "orientation": "send",
    "contact": "message-square",
    "foyer": "users",
    "personne": "user-round",
    "appartenance": "users-round",
    "contact_sur": "shield-check",
    "adresse": "house",
    "coordonnee": "phone",
    "situation": "list-checks",
    "accompagnement": "heart-handshake",
    "proposition": "hand-heart",
    "co_intervenant": "user-plus",
    "evaluation": "clipboard-pen-line",
    "evaluation_chapitre": "clipboard-pen-line",
    "contrat": "handshake",
    "objectif": "handshake",
    "engagement": "handshake",
    "demarche": "list-checks",
    "document": "paperclip",
    "structure": "book-open",
    "agent": "user-round-check",
}
Index = QModelIndex | QPersistentModelIndex


class WaitingModel(QAbstractTableModel):
    """Rows of `Waiting`."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[Waiting, ...] = ()

    def set_rows(self, rows: Sequence[Waiting]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def row(self, place: int) -> Waiting:
        """Return a row."""
        return self._rows[place]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return HEADERS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        column = index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return (row.nature, row.famille, row.contenu, jour_et_heure(row.moment))[column]
        if role == Qt.ItemDataRole.DecorationRole and column == 0:
            return icon(_ICONS.get(row.table, "file-pen-line"), "encre_2")
        if role == Qt.ItemDataRole.FontRole and column == 1:
            return theme().font("corps_fort")
        if role == Qt.ItemDataRole.ForegroundRole and column == 2:
            return theme().color("encre_2")
        return None
