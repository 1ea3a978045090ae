"""Dates and times as workers type them, and as French readers expect to see them."""

import calendar
import re
from datetime import date, datetime, time, timedelta

from fieldapp.domain.errors import KnownError, SaisieError
from fieldapp.domain.texte import NBSP, cite, fold

JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip

_RELATIVE = {"a": 0, "aujourd hui": 0, "auj": 0, "h": -1, "hier": -1, "d": 1, "demain": 1}
_WEEKDAYS = {"l": 0, "m": 1, "me": 2, "j": 3, "v": 4, "s": 5, "di": 6} | {
    name[:length]: rank for rank, name in enumerate(JOURS) for length in (3, len(name))
}
_NUMERIC = re.compile(r"(\d{1,2})(?:[/. -](\d{1,2})(?:[/. -](\d{4}|\d{2}))?)?\Z")
_COMPACT = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})\Z")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})\Z")


class AnneeError(SaisieError):
    """A date whose year cannot be meant."""


# A year out of these is a slip of the finger, and a calendar cannot count on from the last ones.
ANNEES = range(1900, 2101)


def parse_saisie(texte: str, aujourd_hui: date, *, naissance: bool = False) -> date:
    """The date that a worker means.

    Accepts `a` today, `h` yesterday, `d` tomorrow, `+15`, `-3`, `l m me j v s di` or names of
    days (the next one, never today), `24`, `24/11`, `24/11/26`, `24/11/2026`, `241126`. What is
    left out is the current month or year. With `naissance`, two figures of a year never make a
    date to come (« 52 » is 1952). Raises KnownError when it is no date.
    """
    saisie = fold(texte) if texte.strip()[:1].isalpha() else texte.strip()
    if saisie in _RELATIVE:
        return _shift(aujourd_hui, _RELATIVE[saisie], texte)
    if saisie in _WEEKDAYS:
        return aujourd_hui + timedelta(days=(_WEEKDAYS[saisie] - aujourd_hui.weekday() - 1) % 7 + 1)
    if re.fullmatch(r"[+-] ?\d{1,4}", saisie):
        return _shift(aujourd_hui, int(saisie.replace(" ", "")), texte)
    if match := _ISO.match(saisie):
        return _build(int(match[1]), int(match[2]), int(match[3]), texte)
    match = _COMPACT.match(saisie) or _NUMERIC.match(saisie)
    if match is None:
        raise _not_a_date(texte)
    day, month, year = match.groups()
    full_year = _full_year(year, aujourd_hui) if year else aujourd_hui.year
    result = _build(full_year, int(month or aujourd_hui.month), int(day), texte)
    if naissance and year and len(year) == 2 and result > aujourd_hui:
        return _build(full_year - 100, result.month, result.day, texte)
    return result


def _full_year(year: str, aujourd_hui: date) -> int:
    return int(year) if len(year) == 4 else aujourd_hui.year // 100 * 100 + int(year)


def _shift(jour: date, days: int, texte: str) -> date:
    try:
        return _plausible(jour + timedelta(days=days))
    except OverflowError as error:
        raise _not_a_date(texte) from error


def _build(year: int, month: int, day: int, texte: str) -> date:
    try:
        return _plausible(date(year, month, day))
    except ValueError as error:
        raise _not_a_date(texte) from error


def _plausible(jour: date) -> date:
    if jour.year not in ANNEES:
        raise AnneeError(
            f"L’année {jour.year:04d} n’est pas possible ici.",
            "Vérifiez-la.",
            garde="Le reste est gardé.",
        )
    return jour


def _not_a_date(texte: str) -> KnownError:
    return SaisieError(
        f"{cite(texte)} n’est pas une date.",
        "Essayez 24/11, +15, lun ou h pour hier.",
        garde="Le reste est gardé.",
    )


def parse_heure(texte: str) -> time:
    """The time that a worker means: `930`, `9h30`, `9:30`, `9h`, `9`. Raises KnownError."""
    match = re.fullmatch(
        r"(\d{1,2})(?: ?[h:.] ?(\d{2})?|(\d{2}))? ?(?:h|min|mn)?", texte.strip().lower()
    )
    if match is not None:
        hour, minute = int(match[1]), int(match[2] or match[3] or 0)
        if hour < 24 and minute < 60:
            return time(hour, minute)
    raise SaisieError(
        f"{cite(texte)} n’est pas une heure.",
        "Essayez 930, 9h30 ou 9:30.",
        garde="Le reste est gardé.",
    )


def lire_date(valeur: str | date) -> date:
    """A stored date (« 2026-11-24 ») or the day of a stored moment; a date is given back."""
    if isinstance(valeur, datetime):
        return valeur.date()
    return valeur if isinstance(valeur, date) else date.fromisoformat(valeur[:10])


def format_date(valeur: str | date) -> str:
    """« 24/11/2026 »."""
    jour = lire_date(valeur)
    return f"{jour.day:02d}/{jour.month:02d}/{jour.year:04d}"


def format_jour(valeur: str | date) -> str:
    """« mardi 24 novembre »; the first of a month is « 1er »."""
    jour = lire_date(valeur)
    return f"{JOURS[jour.weekday()]} {_day(jour)} {MOIS[jour.month - 1]}"


def format_date_longue(valeur: str | date) -> str:
    """« 24 novembre 2026 », as a letter is dated."""
    jour = lire_date(valeur)
    return f"{_day(jour)} {MOIS[jour.month - 1]} {jour.year}"


def _day(jour: date) -> str:
    return "1er" if jour.day == 1 else str(jour.day)


def format_heure(valeur: str | time | datetime) -> str:
    """« 09:30 », from a time or a stored moment (« 2026-11-24T09:30 »)."""
    if isinstance(valeur, str):
        return valeur[11:16]
    return f"{valeur.hour:02d}:{valeur.minute:02d}"


def format_moment(valeur: str | datetime) -> str:
    """« 24/11/2026 à 09:30 »; the day alone when the moment holds no hour."""
    heure = format_heure(valeur)
    return f"{format_date(valeur)} à {heure}" if heure else format_date(valeur)


def age(naissance: str | date, le: str | date) -> str:
    """The age on a day: « 12 jours », « 14 mois » up to two years, then « 7 ans ».

    Empty when the birth is after that day.
    """
    ne, jour = lire_date(naissance), lire_date(le)
    if ne > jour:
        return ""
    months = (jour.year - ne.year) * 12 + jour.month - ne.month - _not_yet(ne, jour)
    if months >= 24:
        return f"{months // 12} ans"
    if months >= 1:
        return f"{months} mois"
    days = (jour - ne).days
    return f"{days} jour" + ("s" if days > 1 else "")


def age_en_annees(naissance: str | date, le: str | date) -> int:
    """Whole years on a day; negative when the birth is after it."""
    ne, jour = lire_date(naissance), lire_date(le)
    return jour.year - ne.year - ((jour.month, jour.day) < (ne.month, ne.day))


def _not_yet(ne: date, jour: date) -> bool:
    """Whether the day of the month of birth has not come; the 31st comes on the 30th of June."""
    return jour.day < min(ne.day, calendar.monthrange(jour.year, jour.month)[1])


def format_duree(minutes: int) -> str:
    """« 20 min », « 1 h », « 1 h 30 », with no-break spaces."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}{NBSP}min"
    return f"{hours}{NBSP}h" + (f"{NBSP}{rest:02d}" if rest else "")
