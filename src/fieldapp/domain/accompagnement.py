"""From an offer to a follow-up: what is proposed to a family, its answer, and what then opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from fieldapp.domain.errors import KnownError, SaisieError

PONCTUEL, SOCIAL = "PONCTUEL", "SOCIAL"
NIVEAUX = {PONCTUEL: "Intervention ponctuelle", SOCIAL: "Accompagnement social"}

# How an offer is made to a family (domain.md §3.1): every one of them leaves it free to refuse.
MODES: Final = {
    "APPEL": "Appel",
    "COURRIER": "Courrier de mise à disposition",
    "RDV": "Rendez-vous proposé",
    "RENCONTRE": "Au cours d’une rencontre",
    "MESSAGE": "SMS ou courriel",
}
ADHESION, REFUS, SANS_REPONSE = "ADHESION", "REFUS", "SANS_REPONSE"
REPONSES: Final = {ADHESION: "Adhésion", REFUS: "Refus", SANS_REPONSE: "Sans réponse"}


@dataclass(frozen=True, slots=True)
class SaisieAccompagnement:
    """What opens a follow-up. `domaine` and `offre` are codes of the catalogue; dates are ISO.

    `fin_prevue` is the planned end, `revue_le` the day to review it. `socle` tells an offer of
    the national core from a local one; what the catalogue says when None.
    """

    foyer_id: str
    niveau: str = PONCTUEL
    domaine: str | None = None
    offre: str | None = None
    debut: str | None = None
    referent_id: str | None = None
    fin_prevue: str | None = None
    revue_le: str | None = None
    socle: bool | None = None


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
    socle: bool | None = None
    fin_prevue: str | None = None
    revue_le: str | None = None


@dataclass(frozen=True, slots=True)
class CoIntervenant:
    """A colleague invited to a follow-up: the file is open to them between these days (ISO)."""

    id: str
    foyer_id: str
    accompagnement_id: str
    agent_id: str
    agent: str
    debut: str
    fin: str | None

    def actif(self, jour: date) -> bool:
        """Whether the invitation stands on a day."""
        iso = jour.isoformat()
        return self.debut <= iso and (self.fin is None or self.fin > iso)


@dataclass(frozen=True, slots=True)
class SaisieProposition:
    """An offer being made: the life event that calls for it, when and how it was proposed.

    Only the family and the offer (code of the catalogue) are needed.
    """

    foyer_id: str
    offre: str
    fait_generateur: str | None = None
    fait_le: str | None = None
    propose_le: str | None = None
    mode: str | None = None


@dataclass(frozen=True, slots=True)
class Proposition:
    """An offer made to a family. `reponse` is None while it waits for the answer."""

    id: str
    foyer_id: str
    offre: str
    socle: bool
    fait_generateur: str | None
    fait_le: str | None
    propose_le: str
    mode: str | None
    reponse: str | None
    reponse_le: str | None
    accompagnement_id: str | None
    auteur_id: str
    auteur: str


def check_reponse(proposition: Proposition, reponse: str) -> None:
    """Raise KnownError for an unknown answer, or when the family had already agreed.

    A refusal or a silence is not for ever: the family may agree later.
    """
    if reponse not in REPONSES:
        raise SaisieError(
            "Il manque la réponse de la famille.",
            "Choisissez adhésion, refus ou sans réponse.",
            champ="reponse",
        )
    if proposition.reponse == ADHESION:
        raise KnownError(
            "La famille a déjà adhéré\u00a0: l’accompagnement est ouvert. Rien n’a changé. "
            "Pour y mettre fin, clôturez l’accompagnement."
        )
