"""The time zones of calendar files: under which names, or by which rules, an hour is that of Paris.

Calendars name zones as they please (« Romance Standard Time », « Paris, Madrid », a name of their
own), and say in the same file how far from UTC such a zone is. What is not a known name is read
there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fieldapp.domain.ics import FUSEAU, paris_of_utc

ToParis = Callable[[datetime], datetime]
# Names under which calendars mean the hour of Paris.
_PARIS = frozenset(
    {
        FUSEAU, "Romance Standard Time", "Europe/Brussels", "Europe/Luxembourg", "Europe/Monaco",
        "Europe/Berlin", "Europe/Madrid", "Europe/Rome", "Europe/Amsterdam",
        "W. Europe Standard Time", "Central European Standard Time", "CET",
    }
)  # fmt: skip
_OFFSET = re.compile(r"([+-])(\d{2})(\d{2})(?:\d{2})?\Z")
_HOUR = timedelta(hours=1)


@dataclass(slots=True)
class Fuseau:
    """What a VTIMEZONE says: its name, that of the world's list, its offsets and their rules."""

    nom: str = ""
    lieu: str = ""
    hiver: list[str] = field(default_factory=list)
    ete: list[str] = field(default_factory=list)
    regles_ete: list[str] = field(default_factory=list)

    def take(self, bloc: str, name: str, value: str) -> None:
        """Note one property; `bloc` is the innermost block (VTIMEZONE, STANDARD, DAYLIGHT)."""
        if name == "TZID":
            self.nom = value.strip()
        elif name == "X-LIC-LOCATION":
            self.lieu = value.strip()
        elif name == "TZOFFSETTO" and bloc in ("STANDARD", "DAYLIGHT"):
            (self.ete if bloc == "DAYLIGHT" else self.hiver).append(value.strip())
        elif name == "RRULE" and bloc == "DAYLIGHT":
            self.regles_ete.append(value.upper())


def to_paris(zone: str, declared: Mapping[str, Fuseau]) -> ToParis:
    """Return what turns a local moment of a zone into that of Paris.

    Floating hours (no zone) are those of Paris. Raises ValueError for a zone that neither the
    world nor the file knows.
    """
    name = zone.strip()
    known = _known(name) if name else _same
    if known is None and name in declared:
        known = _known(declared[name].lieu) or _by_rules(declared[name])
    if known is None:
        raise ValueError(f"fuseau horaire inconnu : {name[:40]}")
    return known


def _known(zone: str) -> ToParis | None:
    # Some programs put their own name before: « /mozilla.org/20070129_1/Europe/Paris ».
    name = "/".join(zone.split("/")[-2:])
    if name in _PARIS:
        return _same
    try:
        there = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
    return lambda moment: paris_of_utc(
        moment.replace(tzinfo=there).astimezone(UTC).replace(tzinfo=None)
    )


def _by_rules(fuseau: Fuseau) -> ToParis | None:
    """A zone that changes hour as Europe does is a fixed number of hours from Paris; one that
    never changes, from UTC. Any other is not guessed."""
    winter, summer = set(fuseau.hiver), set(fuseau.ete)
    if len(winter) != 1 or len(summer) > 1:
        return None
    offset = _offset(winter.pop())
    if offset is None:
        return None
    if not summer:
        return lambda moment: paris_of_utc(moment - offset)
    european = any("BYMONTH=3" in rule and "-1SU" in rule for rule in fuseau.regles_ete)
    if not european or _offset(summer.pop()) != offset + _HOUR:
        return None
    return lambda moment: moment - offset + _HOUR


def _offset(value: str) -> timedelta | None:
    match = _OFFSET.match(value)
    if match is None:
        return None
    length = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return -length if match[1] == "-" else length


def _same(moment: datetime) -> datetime:
    return moment
