"""Something due: the next step of a contact, or the reminder of an orientation."""

from __future__ import annotations

from dataclasses import dataclass

SUITE, RELANCE, SANS_CONTACT = "SUITE", "RELANCE", "SANS_CONTACT"


@dataclass(frozen=True, slots=True)
class Echeance:
    """A due line. `le` is an ISO date, `retard_jours` the days since (negative: days left).

    `objet_id` is the contact or the orientation; for `SANS_CONTACT` it is the family itself.
    """

    genre: str
    foyer_id: str
    foyer: str
    texte: str
    le: str
    retard_jours: int
    objet_id: str
