"""What a period of the agenda is: its days, its title, and reading all that it shows at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from fieldapp.domain.dates import MOIS as MONTHS
from fieldapp.domain.dates import format_jour
from fieldapp.domain.jours import FERIE, JourParticulier
from fieldapp.domain.rendezvous import RendezVous, find_overlaps
from fieldapp.services import agenda, jours
from fieldapp.services.session import Session
from fieldapp.ui.agenda.month_view import weeks_of

JOUR, SEMAINE, MOIS = "jour", "semaine", "mois"
_FREE = {JOUR: "Journée libre.", SEMAINE: "Semaine libre.", MOIS: "Mois libre."}


@dataclass(frozen=True, slots=True)
class Shown:
    """A period read from the store; `agents` are (id, name) of those whose agenda may show."""

    view: str
    days: tuple[date, ...]
    rows: tuple[RendezVous, ...]
    particular: tuple[JourParticulier, ...]
    overlaps: tuple[tuple[RendezVous, RendezVous], ...]
    agents: tuple[tuple[str, str], ...]
    title: str
    summary: str


def days_of(day: date, view: str) -> tuple[date, ...]:
    """Return the days of the period that holds a day."""
    if view == JOUR:
        return (day,)
    if view == MOIS:
        return weeks_of(day)
    monday = day - timedelta(days=day.weekday())
    return tuple(monday + timedelta(days=n) for n in range(7))


def step_period(day: date, view: str, step: int) -> date:
    """Return a day of the next period (or of the one before)."""
    if view == JOUR:
        return day + timedelta(days=step)
    if view == SEMAINE:
        return day + timedelta(weeks=step)
    first = day.replace(day=1)
    return (first + timedelta(days=32) if step > 0 else first - timedelta(days=1)).replace(day=1)


def title_of(day: date, view: str) -> str:
    """« mardi 24 novembre 2026 », « 23 – 29 novembre 2026 », « novembre 2026 »."""
    if view == JOUR:
        return f"{format_jour(day)} {day.year}"
    if view == MOIS:
        return f"{MONTHS[day.month - 1]} {day.year}"
    days = days_of(day, SEMAINE)
    first, last = days[0], days[-1]
    start = str(first.day)
    if first.month != last.month:
        start += f" {MONTHS[first.month - 1]}"
    if first.year != last.year:
        start += f" {first.year}"
    return f"{start} – {last.day} {MONTHS[last.month - 1]} {last.year}"


def free_words(view: str) -> str:
    """Return what an empty period says."""
    return _FREE[view]


def read_period(session: Session, day: date, view: str, agent_id: str) -> Shown:
    """Read what a period shows; `agent_id` is whose agenda, "" for one's own."""
    days = days_of(day, view)
    end = days[-1] + timedelta(days=1)
    rows = agenda.list_rendezvous(session, days[0], end, agent_id or None)
    particular = jours.particular_days(session, days[0], end)
    count = len(rows)
    words = [f"{count} rendez-vous" if count else free_words(view)]
    if view != MOIS:
        # The drawing names bank holidays in their column; here for whoever reads the list.
        words += list(dict.fromkeys(d.nom for d in sorted(particular, key=_bank_first)))[:2]
    if not jours.school_year_is_known(days[-1]):
        words.append(f"vacances scolaires de {days[-1].year} non publiées")
    return Shown(
        view,
        days,
        rows,
        particular,
        find_overlaps(rows),
        tuple((a.id, a.nom) for a in agenda.list_agendas(session)),
        title_of(day, view),
        " · ".join(words),
    )


def _bank_first(special: JourParticulier) -> tuple[bool, str]:
    return special.genre != FERIE, special.jour
