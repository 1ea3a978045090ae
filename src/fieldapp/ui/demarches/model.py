"""The steps of a family as a table."""

from __future__ import annotations

from PySide6.QtCore import Qt

from fieldapp.domain.dates import format_date
from fieldapp.domain.demarche import (
    ABANDONNEE,
    EN_ATTENTE,
    EN_COURS,
    ETATS,
    FAITE,
    PREVUE,
    QUI,
    Demarche,
)
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.ui.delegates.paint import BadgeSpec, Tone
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.item_model import Index, ItemModel

DEMARCHE, QUI_AGIT, ORGANISME, PIECES, ETAT, ECHEANCE, PAR = range(7)
_LOOKS: dict[str, tuple[Tone, str]] = {
    PREVUE: ("info", "calendar-check"),
    EN_COURS: ("primaire", "circle-dot"),
    EN_ATTENTE: ("warn", "clock"),
    FAITE: ("ok", "check"),
    ABANDONNEE: ("neutre", "circle-off"),
}


def etat_badge(demarche: Demarche) -> BadgeSpec:
    """Return the state of a step, or how late it is."""
    late = demarche.retard_jours(aujourd_hui())
    if late > 0:
        return BadgeSpec(f"En retard, {late}\u00a0j", "late", "clock-alert")
    tone, icon = _LOOKS.get(demarche.etat, ("neutre", ""))
    return BadgeSpec(ETATS.get(demarche.etat, demarche.etat), tone, icon)


class DemarchesModel(ItemModel[Demarche]):
    """Open ones first, by due date."""

    HEADERS = ("Démarche", "Qui agit", "Organisme", "Pièces", "État", "Échéance", "Suivi par")

    def row_of(self, demarche_id: str) -> int:
        """Return the row of a step, or -1."""
        return next((i for i, d in enumerate(self._rows) if d.id == demarche_id), -1)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.UserRole and column == ETAT:
            return etat_badge(row)
        if role == Qt.ItemDataRole.DisplayRole:
            return _cell(row, column)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return f"{self.HEADERS[column]}\u00a0: {_cell(row, column) or 'rien'}"
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return "Espace\u00a0: faite. F2\u00a0: modifier. Suppr\u00a0: retirer."
        if role == Qt.ItemDataRole.FontRole:
            bold = column == DEMARCHE and row.ouverte
            return theme().font("corps", fort=bold, tnum=column in (ECHEANCE, PIECES))
        return None


def _cell(row: Demarche, column: int) -> str:
    if column == ETAT:
        return etat_badge(row).text
    when = row.faite_le or row.echeance
    return {
        DEMARCHE: row.libelle,
        QUI_AGIT: row.personne or QUI.get(row.qui, row.qui),
        ORGANISME: row.organisme or "",
        PIECES: row.pieces_en_clair,
        ECHEANCE: format_date(when) if when else "",
        PAR: row.auteur,
    }[column]
