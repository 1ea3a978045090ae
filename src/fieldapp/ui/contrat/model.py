"""A contract as a table: each objective, then what each party commits to for it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt

from fieldapp.domain.contrat import (
    ABANDONNE,
    ATTEINT,
    ETATS_ENGAGEMENT,
    ETATS_OBJECTIF,
    FAIT,
    PARTIEL,
    SIGNE,
    Contrat,
    Engagement,
    Objectif,
)
from fieldapp.domain.dates import format_date
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.ui.delegates.paint import BadgeSpec
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.item_model import Index, ItemModel

QUI, QUOI, ECHEANCE, CRITERE, ETAT = range(5)


@dataclass(frozen=True, slots=True)
class Ligne:
    """A row: an objective alone, or one of its commitments."""

    objectif: Objectif
    engagement: Engagement | None = None

    @property
    def key(self) -> str:
        """The id of what the row shows."""
        return self.engagement.id if self.engagement is not None else self.objectif.id


class ContratModel(ItemModel[Ligne]):
    """The rows of one version."""

    HEADERS = ("Qui", "Engagement", "Échéance", "Critère de réussite", "État")

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._signed = False

    def set_contrat(self, contrat: Contrat | None) -> None:
        """Show a version, or nothing."""
        self._signed = contrat is not None and contrat.statut == SIGNE
        self.set_rows(
            row
            for objectif in (contrat.objectifs if contrat is not None else ())
            for row in (Ligne(objectif), *(Ligne(objectif, e) for e in objectif.engagements))
        )

    def row_of(self, key: str) -> int:
        """Return the row of an objective or a commitment, or -1."""
        return next((i for i, ligne in enumerate(self._rows) if ligne.key == key), -1)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        ligne, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.UserRole and column == ETAT:
            return etat_badge(ligne, self._signed)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cell(ligne, column)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return f"{self.HEADERS[column]}\u00a0: {self._cell(ligne, column) or 'rien'}"
        if role == Qt.ItemDataRole.FontRole:
            return theme().font("corps", fort=ligne.engagement is None, tnum=column == ECHEANCE)
        return None

    def _cell(self, ligne: Ligne, column: int) -> str:
        objectif, engagement = ligne.objectif, ligne.engagement
        if column == ETAT:
            badge = etat_badge(ligne, self._signed)
            return badge.text if badge is not None else ""
        when = engagement.echeance if engagement is not None else objectif.echeance
        if column == ECHEANCE:
            return format_date(when) if when else ""
        if engagement is None:
            place = self._numbers().get(objectif.id, 0)
            return {
                QUI: f"Objectif {place}", QUOI: objectif.libelle, CRITERE: objectif.critere,
            }[column]  # fmt: skip
        return {QUI: engagement.qui, QUOI: engagement.libelle, CRITERE: ""}[column]

    def _numbers(self) -> dict[str, int]:
        ids = [ligne.objectif.id for ligne in self._rows if ligne.engagement is None]
        return {key: number for number, key in enumerate(ids, start=1)}


def etat_badge(ligne: Ligne, signed: bool) -> BadgeSpec | None:
    """Return the state of a row; a contract that is not signed has none yet."""
    engagement, objectif = ligne.engagement, ligne.objectif
    if engagement is None:
        if objectif.etat == ATTEINT:
            return BadgeSpec(ETATS_OBJECTIF[ATTEINT], "ok", "check")
        if objectif.etat == PARTIEL:
            return BadgeSpec("En partie", "warn", "circle-dot")
        if objectif.etat == ABANDONNE:
            return BadgeSpec(ETATS_OBJECTIF[ABANDONNE], "neutre", "circle-off")
        return BadgeSpec("En cours", "primaire", "circle-dot") if signed else None
    if engagement.etat == FAIT:
        return BadgeSpec(ETATS_ENGAGEMENT[FAIT], "ok", "check")
    if engagement.etat == ABANDONNE:
        return BadgeSpec(ETATS_ENGAGEMENT[ABANDONNE], "neutre", "circle-off")
    if not signed:
        return None
    if engagement.echeance is not None and engagement.echeance < aujourd_hui().isoformat():
        return BadgeSpec("En retard", "late", "clock-alert")
    return BadgeSpec("À faire", "info", "clock")
