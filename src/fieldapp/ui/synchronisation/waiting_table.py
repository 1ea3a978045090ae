"""The table « Ici seulement »: each change that headquarters does not have yet."""

from __future__ import annotations

from PySide6.QtCore import Qt

from fieldapp.ui.icons import icon
from fieldapp.ui.synchronisation.source import Waiting
from fieldapp.ui.texte import jour_et_heure, modifications
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.item_model import Index, ItemModel

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


class WaitingModel(ItemModel[Waiting]):
    """Changes, in the order in which they are to leave."""

    HEADERS = ("Nature", "Famille", "Contenu", "Modifié")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        column = index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            content = row.contenu
            if row.nombre > 1:
                content += f" · {modifications(row.nombre)}"
            return (row.nature, row.famille, content, jour_et_heure(row.moment))[column]
        if role == Qt.ItemDataRole.DecorationRole and column == 0:
            return icon(_ICONS.get(row.table, "file-pen-line"), "encre_2")
        if role == Qt.ItemDataRole.FontRole and column == 1:
            return theme().font("corps_fort")
        if role == Qt.ItemDataRole.ForegroundRole and column == 2:
            return theme().color("encre_2")
        return None
