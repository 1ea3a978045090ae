"""Small French wordings shared by screens: counts, days and hours as they are said."""

from __future__ import annotations

from datetime import datetime, timedelta

from fieldapp.domain.dates import JOURS, format_date, format_heure
from fieldapp.domain.horloge import aujourd_hui


def plural(count: int, word: str) -> str:
    """« 1 refusée », « 1 374 refusées »: the word takes an s from two."""
    return f"{nombre(count)} {word}{'s' if count > 1 else ''}"


def nombre(count: int) -> str:
    """« 1 374 »: thousands apart, by a space that no line ends at (the font has no thin one)."""
    return f"{count:,}".replace(",", "\u00a0")


def modifications(count: int) -> str:
    """« 14 modifications »."""
    return plural(count, "modification")


def jour_et_heure(instant: str) -> str:
    """« aujourd’hui 09:52 », « hier 17:20 », « vendredi 20/11, 17:31 », of a UTC instant."""
    local = datetime.fromisoformat(instant).astimezone()
    hour = format_heure(local)
    day = local.date()
    today = aujourd_hui()
    if day == today:
        return f"aujourd’hui {hour}"
    if day == today - timedelta(days=1):
        return f"hier {hour}"
    if day.year == today.year:
        return f"{JOURS[day.weekday()]} {format_date(day)[:5]}, {hour}"
    return f"{format_date(day)}, {hour}"


def initiales(nom: str) -> str:
    """Return the initials of a name, two at most."""
    parts = [part for part in nom.split() if part]
    chosen = parts if len(parts) < 2 else [parts[0], parts[-1]]
    return "".join(part[0] for part in chosen).upper()
