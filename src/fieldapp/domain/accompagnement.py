"""The follow-up of a family: an intervention ponctuelle or an accompagnement social."""

from __future__ import annotations

from dataclasses import dataclass

PONCTUEL, SOCIAL = "PONCTUEL", "SOCIAL"
NIVEAUX = {PONCTUEL: "Intervention ponctuelle", SOCIAL: "Accompagnement social"}


@dataclass(frozen=True, slots=True)
class SaisieAccompagnement:
    """What opens a follow-up. `domaine` and `offre` are codes of the catalogue; `debut` ISO."""

    foyer_id: str
    niveau: str = PONCTUEL
    domaine: str | None = None
    offre: str | None = None
    debut: str | None = None
    referent_id: str | None = None


@dataclass(frozen=True, slots=True)
class Accompagnement:
    """A follow-up as stored; open while `fin` is None."""

    id: str
    foyer_id: str
    niveau: str
    domaine: str | None
    offre: str | None
    referent_id: str | None
    debut: str | None
    fin: str | None
    motif_sortie: str | None
