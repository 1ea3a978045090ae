"""Bank holidays and school holidays of the agent's département, from data that ships with us."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from functools import cache
from importlib import resources

from jours_feries_france import JoursFeries

from fieldapp.domain.jours import (
    FERIE,
    VACANCES,
    JourParticulier,
    has_local_holidays,
    school_zone,
)
from fieldapp.services.session import Session

_DEPARTEMENT = "62"
_NAMES = {
    "1er janvier": "Jour de l’an",
    "1er mai": "Fête du travail",
    "8 mai": "Victoire 1945",
    "14 juillet": "Fête nationale",
    "11 novembre": "Armistice 1918",
    "Jour de Noël": "Noël",
    "2ème jour de Noël": "Deuxième jour de Noël",
}


def particular_days(session: Session, debut: date, fin: date) -> tuple[JourParticulier, ...]:
    """Return the bank holidays and school holidays between two days (the last excluded)."""
    return days_of(_departement(session), debut, fin)


def days_of(departement: str, debut: date, fin: date) -> tuple[JourParticulier, ...]:
    """Return the same for a département; school holidays only for the years that are published."""
    found: list[JourParticulier] = []
    zone = "Alsace-Moselle" if has_local_holidays(departement) else "Métropole"
    school = _school_days(school_zone(departement) or "")
    day = debut
    while day < fin:
        iso = day.isoformat()
        name = _bank_holidays(day.year, zone).get(iso)
        if name is not None:
            found.append(JourParticulier(iso, name, FERIE))
        if iso in school:
            found.append(JourParticulier(iso, school[iso], VACANCES))
        day += timedelta(days=1)
    return tuple(found)


def school_year_is_known(jour: date) -> bool:
    """Whether the school holidays of a day's year are published in the data that we ship."""
    return jour.year <= _last_year()


def is_working_day(session: Session, jour: date) -> bool:
    """Whether an appointment may be proposed: neither a weekend nor a bank holiday."""
    days = days_of(_departement(session), jour, jour + timedelta(days=1))
    return jour.weekday() < 5 and not any(day.genre == FERIE for day in days)


def _departement(session: Session) -> str:
    organisme = session.catalogue.organisme(session.agent.organisme)
    return organisme.departement if organisme is not None else _DEPARTEMENT


@cache
def _bank_holidays(year: int, zone: str) -> dict[str, str]:
    return {
        day.isoformat(): _NAMES.get(name, name)
        for name, day in JoursFeries.for_year(year, zone).items()
    }


@cache
def _all_school_days() -> tuple[tuple[str, str, str], ...]:
    # Read here rather than by the library: it opens its file in the encoding of the machine,
    # and « Noël » comes out wrong on a French Windows.
    data = resources.files("vacances_scolaires_france") / "data" / "data.csv"
    lines = data.read_text(encoding="utf-8").splitlines()
    return tuple(
        (row["date"], "".join(z for z in "ABC" if row[f"vacances_zone_{z.lower()}"] == "True"),
         row["nom_vacances"].replace("'", "’"))
        for row in csv.DictReader(lines)
        if row["nom_vacances"]
    )  # fmt: skip


@cache
def _school_days(zone: str) -> dict[str, str]:
    return {day: name for day, zones, name in _all_school_days() if zone and zone in zones}


@cache
def _last_year() -> int:
    return int(max(day for day, _, _ in _all_school_days())[:4])
