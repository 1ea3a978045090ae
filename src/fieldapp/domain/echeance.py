"""Something due: a next step, a démarche, a commitment, a contract to review, a reminder."""

from __future__ import annotations

from dataclasses import dataclass

SUITE, RELANCE, SANS_CONTACT = "SUITE", "RELANCE", "SANS_CONTACT"
DEMARCHE, ENGAGEMENT, REVISION, REVUE = "DEMARCHE", "ENGAGEMENT", "REVISION", "REVUE"


@dataclass(frozen=True, slots=True)
class Echeance:
    """A due line. `le` is an ISO date, `retard_jours` the days since (negative: days left).

    `objet_id` is the contact, orientation, démarche, commitment, contract or follow-up that is
    due; for `SANS_CONTACT` it is the family itself. `referent` is who follows the family, told to
    who answers for a whole unit.
    """

    genre: str
    foyer_id: str
    foyer: str
    texte: str
    le: str
    retard_jours: int
    objet_id: str
    referent: str = ""
