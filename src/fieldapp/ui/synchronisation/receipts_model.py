"""The table of what headquarters has received, bundle by bundle, each with its receipt."""

from __future__ import annotations

from PySide6.QtCore import Qt

from fieldapp.domain.echange import Envoi
from fieldapp.ui.icons import icon
from fieldapp.ui.synchronisation.wording import capital
from fieldapp.ui.texte import jour_et_heure, modifications
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.item_model import Index, ItemModel


class ReceiptsModel(ItemModel[Envoi]):
    """Bundles that headquarters acknowledged, the newest first; hours are the siège's own."""

    HEADERS = ("Accusé du siège", "Contenu", "N°")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        envoi = self._rows[index.row()]
        column = index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            received = capital(jour_et_heure(envoi.recu_le or envoi.cree_le))
            made = f"{modifications(envoi.nombre)}, envoi préparé {jour_et_heure(envoi.cree_le)}"
            return (received, made, str(envoi.numero))[column]
        if role == Qt.ItemDataRole.DecorationRole and column == 0:
            return icon("check-check", "reussite")
        if role == Qt.ItemDataRole.FontRole and column == 0:
            return theme().font("corps_fort")
        if role == Qt.ItemDataRole.ForegroundRole and column == 1:
            return theme().color("encre_2")
        return None
