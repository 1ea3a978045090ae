"""The timeline of a fictional family: calls, visits, appointments, and what was agreed next."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta

from fieldapp.demonstration.modele import Champs, Evenement
from fieldapp.demonstration.phrases import BESOINS, Plume

MAX_CONTACTS = 40

_NATURES = (
    ("TEL_ENTRANT", 24), ("TEL_SORTANT", 22), ("RDV_BUREAU", 17), ("VAD", 13), ("PERMANENCE", 5),
    ("COURRIEL_SMS", 6), ("PARTENAIRE", 5), ("COURRIER", 3), ("ACCUEIL", 2), ("ITINERANCE", 1),
    ("VISIO", 1), ("ACCOMP_PHYSIQUE", 1),
)  # fmt: skip
_DUREES = {
    "TEL_ENTRANT": (5, 25), "TEL_SORTANT": (5, 20), "RDV_BUREAU": (30, 75), "VAD": (40, 90),
    "PERMANENCE": (15, 40), "PARTENAIRE": (5, 30), "VISIO": (20, 45), "ACCUEIL": (10, 25),
    "ITINERANCE": (15, 40), "ACCOMP_PHYSIQUE": (60, 180),
}  # fmt: skip
_ISSUES = {
    "TEL_SORTANT": (("ECHANGE", 62), ("MESSAGE", 20), ("SANS_REPONSE", 18)),
    "RDV_BUREAU": (("ECHANGE", 76), ("ABSENT", 17), ("ANNULE", 7)),
    "VAD": (("ECHANGE", 84), ("ABSENT", 10), ("ANNULE", 6)),
}


def make_contacts(
    rng: random.Random,
    jour: date,
    plume: Plume,
    offre: str,
    ouvert: date,
    fin: date | None,
    violence: bool,
) -> tuple[Evenement, ...]:
    """Return the contacts of one family, oldest first; the last one may leave something to do."""
    until = min(fin or jour, jour - timedelta(days=1))
    wanted = min(MAX_CONTACTS, max(2, int(rng.gammavariate(4.0, 2.75))))
    span = max(1, (until - ouvert).days)
    days = {workday(ouvert + timedelta(days=rng.randrange(span))) for _ in range(wanted)}
    days.add(workday(ouvert))
    found = [
        _contact(rng, plume, offre, day, violence, first=rank == 0)
        for rank, day in enumerate(sorted(days))
    ]
    _add_suites(rng, jour, plume, found, closed=fin is not None)
    return tuple(Evenement(champs, 0 if rng.random() < 0.5 else None) for champs in found)


def weighted(rng: random.Random, choices: tuple[tuple[str, int], ...]) -> str:
    """Return one of the choices, each as often as its weight says."""
    names = [name for name, _ in choices]
    return rng.choices(names, [weight for _, weight in choices])[0]


def workday(day: date) -> date:
    """Return the day itself, or the Friday before a week-end."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def _contact(
    rng: random.Random, plume: Plume, offre: str, day: date, violence: bool, *, first: bool
) -> Champs:
    nature = weighted(rng, (("ACCUEIL", 4), ("TEL_ENTRANT", 5), ("RDV_BUREAU", 3))) if first else (
        weighted(rng, _NATURES)
    )  # fmt: skip
    issue = "ECHANGE" if first else weighted(rng, _ISSUES.get(nature, (("ECHANGE", 1),)))
    besoins: list[str] = []
    if issue == "ECHANGE" and rng.random() < 0.6:
        known = BESOINS[offre]
        besoins = rng.sample(known, min(len(known), rng.choice((1, 1, 2))))
    hour, minute = (
        rng.choice((8, 9, 9, 10, 10, 11, 13, 14, 14, 15, 16, 17)),
        rng.randrange(0, 60, 5),
    )
    low, high = _DUREES.get(nature, (5, 15))
    restreint = violence and rng.random() < 0.3
    return {
        "nature": nature,
        "issue": issue,
        "moment": f"{day.isoformat()}T{hour:02d}:{minute:02d}",
        "duree_min": rng.randrange(low, high + 1, 5) if issue == "ECHANGE" else None,
        "note": plume.note(issue, day),
        "besoins": json.dumps(besoins) if besoins else None,
        "zone": "restreint" if restreint else ("institution" if rng.random() < 0.08 else "equipe"),
    }


def _add_suites(
    rng: random.Random, jour: date, plume: Plume, contacts: list[Champs], *, closed: bool
) -> None:
    """What was agreed next: done for the past, sometimes late, sometimes still to come."""
    for champs in contacts[:-1]:
        if champs["issue"] == "ECHANGE" and rng.random() < 0.35:
            day = date.fromisoformat(str(champs["moment"])[:10])
            due = workday(day + timedelta(days=rng.randrange(3, 22)))
            if due >= jour:
                continue
            done = min(due + timedelta(days=rng.choice((0, 0, 0, 1, 2))), jour)
            champs |= {
                "suite": plume.suite(),
                "suite_le": due.isoformat(),
                "suite_faite_le": done.isoformat(),
            }
    last = contacts[-1]
    day = date.fromisoformat(str(last["moment"])[:10])
    due = workday(jour + timedelta(days=rng.randrange(-9, 24)))
    if not closed and due > day and rng.random() < 0.4:
        last |= {"suite": plume.suite(), "suite_le": due.isoformat()}
