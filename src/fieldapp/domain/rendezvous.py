"""An appointment: when, with whom, what for, what became of it; weekly series; overlaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from fieldapp.domain.contact import EQUIPE

A_VENIR, HONORE, EXCUSE, NON_EXCUSE, ANNULE_SERVICE = (
    "A_VENIR", "HONORE", "EXCUSE", "NON_EXCUSE", "ANNULE_SERVICE",
)  # fmt: skip
STATUTS: Final = {
    A_VENIR: "À venir",
    HONORE: "Honoré",
    EXCUSE: "Absent excusé",
    NON_EXCUSE: "Absent non excusé",
    ANNULE_SERVICE: "Annulé par le service",
}
# One key per status, in the day list only.
TOUCHES: Final = {"V": HONORE, "E": EXCUSE, "A": NON_EXCUSE, "S": ANNULE_SERVICE}

# Natures of the agenda that are no contact with a family, beside those of the catalogue.
REUNION, INDISPONIBLE, AUTRE = "REUNION", "INDISPONIBLE", "AUTRE"
SANS_CONTACT: Final = {
    REUNION: "Réunion",
    INDISPONIBLE: "Indisponible",
    AUTRE: "Autre",
}
DUREES: Final = {"VAD": 60, "RDV_BUREAU": 45, "TEL_SORTANT": 20, "ITINERANCE": 90, REUNION: 60}
DUREE_HABITUELLE = 45
# The longest that an appointment lasts: the leave of a summer, from another calendar.
DUREE_MAX_JOURS = 62
DUREE_MAX_MIN = DUREE_MAX_JOURS * 24 * 60
JOURNEE_MIN = 24 * 60

HEBDO: Final = "HEBDO"
# A weekly series is written whole: two years of it at the most.
SERIE_MAX = 104


@dataclass(frozen=True, slots=True)
class SaisieRendezVous:
    """What is typed for an appointment. Needed: when (`debut`), and a family or a `motif`.

    `debut` is the worker's local time `YYYY-MM-DDTHH:MM`; `duree_min` is in minutes (the usual
    one of the nature when None). `papiers` are those to bring. `jusqu_au` (ISO date) repeats it
    every week until that day included. `agent_id` is whose agenda: one's own when None.
    """

    debut: str
    nature: str
    foyer_id: str | None = None
    motif: str = ""
    duree_min: int | None = None
    personne_id: str | None = None
    lieu: str | None = None
    papiers: str | None = None
    a_confirmer: bool = False
    jusqu_au: str | None = None
    agent_id: str | None = None


@dataclass(frozen=True, slots=True)
class RendezVous:
    """An appointment as stored, with the names that a list shows.

    `uid` names it for other calendars, `recurrence` is `HEBDO:<last day>` in a weekly series,
    `occurrence` the moment that the series gave it first, `origine` `ICS` when it was imported.
    `commune` is empty under a safe contact. `lisible` is False when `motif` is hidden from who
    asks.
    """

    id: str
    foyer_id: str | None
    personne_id: str | None
    agent_id: str
    unite: str
    debut: str
    duree_min: int
    nature: str
    lieu: str | None
    motif: str
    statut: str
    contact_id: str | None
    papiers: str | None
    a_confirmer: bool
    uid: str
    recurrence: str | None
    occurrence: str | None
    origine: str | None
    auteur_id: str
    agent: str
    foyer_nom: str
    commune: str
    contact_sur: bool
    lisible: bool = True

    @property
    def jour(self) -> str:
        """The ISO date of its beginning."""
        return self.debut[:10]

    @property
    def fin(self) -> str:
        """The local moment when it ends."""
        return shift(self.debut, self.duree_min)

    @property
    def journee(self) -> bool:
        """Whether it takes whole days, as holidays of other calendars do."""
        return self.duree_min >= JOURNEE_MIN and self.debut[11:] == "00:00"

    @property
    def titre(self) -> str:
        """What a list calls it: the family, or what it is for."""
        return self.foyer_nom or self.motif or SANS_CONTACT.get(self.nature, "")


@dataclass(frozen=True, slots=True)
class SaisieRetour:
    """What is told of one visit; `suite_le` is an ISO date. A note needs a contact, so none is
    kept of an appointment that was excused.
    """

    rendezvous_id: str
    statut: str
    note: str = ""
    besoins: tuple[str, ...] = ()
    suite: str | None = None
    suite_le: str | None = None
    zone: str = EQUIPE


@dataclass(frozen=True, slots=True)
class Journee:
    """One day of an agenda. `a_renseigner` are past appointments whose outcome is not known."""

    jour: str
    rendezvous: tuple[RendezVous, ...]
    a_renseigner: tuple[RendezVous, ...] = ()


def shift(moment: str, minutes: int) -> str:
    """Return a local moment some minutes later (or earlier)."""
    moved = datetime.fromisoformat(moment) + timedelta(minutes=minutes)
    return moved.strftime("%Y-%m-%dT%H:%M")


def usual_duration(nature: str) -> int:
    """Return the minutes proposed for a nature."""
    return DUREES.get(nature, DUREE_HABITUELLE)


def weekly(debut: str, jusqu_au: str) -> tuple[str, ...]:
    """Return the moments of a weekly series, its first one included, `SERIE_MAX` at the most."""
    first, last = datetime.fromisoformat(debut), date.fromisoformat(jusqu_au)
    found: list[str] = []
    moment = first
    while moment.date() <= last and len(found) < SERIE_MAX:
        found.append(moment.strftime("%Y-%m-%dT%H:%M"))
        moment += timedelta(weeks=1)
    return tuple(found)


def holds(rendezvous: RendezVous) -> bool:
    """Whether it takes its hour: one that was cancelled or excused leaves it free."""
    return rendezvous.statut not in (EXCUSE, ANNULE_SERVICE) and not rendezvous.journee


def overlaps(one: RendezVous, other: RendezVous) -> bool:
    """Whether two appointments of one agent take the same hour."""
    return (
        one.id != other.id
        and one.agent_id == other.agent_id
        and holds(one)
        and holds(other)
        and one.debut < other.fin
        and other.debut < one.fin
    )


def find_overlaps(
    rendezvous: Sequence[RendezVous],
) -> tuple[tuple[RendezVous, RendezVous], ...]:
    """Return the pairs that overlap, in order of time; both are kept, nobody decides for us."""
    ordered = sorted(rendezvous, key=lambda r: r.debut)
    found = []
    for rank, one in enumerate(ordered):
        for other in ordered[rank + 1 :]:
            if other.debut >= one.fin:
                break
            if overlaps(one, other):
                found.append((one, other))
    return tuple(found)


def lanes(rendezvous: Iterable[RendezVous]) -> dict[str, tuple[int, int]]:
    """Return, by id, (lane, number of lanes): overlapping ones stand side by side when drawn."""
    placed: dict[str, tuple[int, int]] = {}
    group: list[tuple[RendezVous, int]] = []
    ends: list[str] = []

    def close() -> None:
        placed.update({r.id: (lane, len(ends)) for r, lane in group})
        group.clear()
        ends.clear()

    for item in sorted(rendezvous, key=lambda r: (r.debut, r.id)):
        if ends and item.debut >= max(ends):
            close()
        free = next((lane for lane, end in enumerate(ends) if end <= item.debut), None)
        if free is None:
            ends.append(item.fin)
            free = len(ends) - 1
        else:
            ends[free] = item.fin
        group.append((item, free))
    close()
    return placed
