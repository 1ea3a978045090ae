"""A contact: call, visit, appointment, letter, no-show… the heart of the timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

ECHANGE, MESSAGE, SANS_REPONSE, ABSENT, ANNULE = (
    "ECHANGE", "MESSAGE", "SANS_REPONSE", "ABSENT", "ANNULE",
)  # fmt: skip
ISSUES = {
    ECHANGE: "Échange fait",
    MESSAGE: "Message laissé",
    SANS_REPONSE: "Sans réponse",
    ABSENT: "Absent",
    ANNULE: "Annulé",
}
PERSONNEL, EQUIPE, INSTITUTION, RESTREINT = "personnel", "equipe", "institution", "restreint"
ZONES = {
    PERSONNEL: "Personnel",
    EQUIPE: "Équipe",
    INSTITUTION: "Institution",
    RESTREINT: "Restreint",
}
# Zones whose text a document of the family file may carry.
ZONES_IMPRIMABLES = (EQUIPE, INSTITUTION)
# A personal draft lives 30 days after the day it tells of (L08), and a reminder comes before.
PERSONNEL_JOURS = 30
PERSONNEL_RAPPEL_JOURS = 5


@dataclass(frozen=True, slots=True)
class SaisieContact:
    """What is noted. Three things are needed: who (`foyer_id`), when, what (`nature`).

    `moment` is the worker's local time `YYYY-MM-DDTHH:MM` (now when None; the past is welcome).
    `duree_min` is in minutes. `besoins` are codes of the catalogue. `suite` is the next step and
    `suite_le` its ISO date.
    """

    foyer_id: str
    nature: str
    moment: str | None = None
    issue: str = ECHANGE
    note: str = ""
    personne_id: str | None = None
    duree_min: int | None = None
    besoins: tuple[str, ...] = ()
    zone: str = EQUIPE
    suite: str | None = None
    suite_le: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact as stored. `lisible` is False when the note is hidden from who asks:
    `note`, `besoins` and `suite` are then empty. `tardif` says by whom and when it was written,
    when that was the former antenna after a transfer; "" otherwise.
    """

    id: str
    foyer_id: str
    personne_id: str | None
    nature: str
    issue: str
    moment: str
    duree_min: int | None
    note: str
    besoins: tuple[str, ...]
    zone: str
    auteur_id: str
    auteur: str
    suite: str | None
    suite_le: str | None
    suite_faite_le: str | None
    lisible: bool = True
    tardif: str = ""


@dataclass(frozen=True, slots=True)
class BrouillonPersonnel:
    """A personal draft soon to be erased: its family, what it says, which day.

    `row_id` is its contact, or its document when `document` is True: `note` is then the title.
    """

    row_id: str
    foyer_id: str
    foyer: str
    note: str
    efface_le: date
    document: bool = False


def efface_le(moment: str) -> date:
    """Return the day on which a personal draft of that moment (ISO) is erased.

    It lives 30 whole days after the day it tells of, and goes on the day after the last.
    """
    return date.fromisoformat(moment[:10]) + timedelta(days=PERSONNEL_JOURS + 1)
