"""Reading calendar files (RFC 5545) of other programs: lines, values, zones, repetitions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fieldapp.domain.errors import KnownError
from fieldapp.domain.ics import FUSEAU, paris_of_utc

MAX_OCTETS = 5 * 1024 * 1024
MAX_EVENTS = 5000
MAX_OCCURRENCES = 366
MAX_TOTAL = 10_000
OLDEST = 1970
# Names under which calendars mean the hour of Paris.
_PARIS = frozenset(
    {
        FUSEAU, "Romance Standard Time", "Europe/Brussels", "Europe/Luxembourg", "Europe/Monaco",
        "Europe/Berlin", "Europe/Madrid", "Europe/Rome", "Europe/Amsterdam",
        "W. Europe Standard Time", "Central European Standard Time", "CET",
    }
)  # fmt: skip
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DURATION = re.compile(r"(?:P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?)\Z")
_OURS = re.compile(r"\A(durée|il |répétition|fuseau|date trop)")
_BAD = (
    "Ce fichier n’est pas un agenda lisible ({}). Rien n’a été importé, rien n’a changé. "
    "Exportez-le de nouveau depuis votre agenda, au format iCalendar (.ics)."
)


@dataclass(frozen=True, slots=True)
class Lu:
    """One occurrence read: the moment is local to Paris.

    `occurrence` names it within the series `uid` (empty for an event that happens once).
    """

    uid: str
    occurrence: str
    debut: datetime
    duree_min: int
    titre: str
    lieu: str
    annule: bool


@dataclass(frozen=True, slots=True)
class Lecture:
    """What a file holds: the occurrences of the window asked for, and French remarks."""

    evenements: tuple[Lu, ...]
    remarques: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RapportCalendrier:
    """What became of the occurrences of a file; `remarques` are French sentences.

    `propres` are events that this agenda itself had exported: they are left as they are here.
    """

    lus: int
    crees: int
    mis_a_jour: int
    inchanges: int
    retires: int
    propres: int
    remarques: tuple[str, ...] = ()


@dataclass(slots=True)
class _Event:
    """The properties of one VEVENT as they are read."""

    values: dict[str, tuple[dict[str, str], str]] = field(default_factory=dict)
    sauf: list[tuple[dict[str, str], str]] = field(default_factory=list)

    def text(self, name: str) -> str:
        found = self.values.get(name)
        return "" if found is None else _unescape(found[1])


def read_calendar(content: bytes, depuis: date, jusqu_a: date) -> Lecture:
    """Return the occurrences between two days (the last excluded) of a calendar file.

    Raises KnownError when the file is no calendar, is cut short or too large. An event that
    cannot be understood is left out and told in the remarks; the others are read.
    """
    if len(content) > MAX_OCTETS:
        raise KnownError(_BAD.format("il dépasse 5 Mo"))
    events = _events(content)
    if len(events) > MAX_EVENTS:
        raise KnownError(_BAD.format(f"il contient plus de {MAX_EVENTS} évènements"))
    found: dict[tuple[str, str], Lu] = {}
    remarks: list[str] = []
    # Replacements of one occurrence come after their series, whatever the order in the file.
    for event in sorted(events, key=lambda e: "RECURRENCE-ID" in e.values):
        try:
            for lu in _read_event(event, depuis, jusqu_a, remarks):
                found[lu.uid, lu.occurrence] = lu
                if len(found) > MAX_TOTAL:
                    raise KnownError(_BAD.format(f"il contient plus de {MAX_TOTAL} dates"))
        except (ValueError, OverflowError) as error:
            title = event.text("SUMMARY") or "sans titre"
            remarks.append(
                f"«\u00a0{title[:60]}\u00a0» n’a pas été compris\u00a0: {_reason(error)}."
            )
    limits = (depuis.isoformat(), jusqu_a.isoformat())
    kept = [lu for lu in found.values() if limits[0] <= lu.debut.isoformat() < limits[1]]
    return Lecture(tuple(sorted(kept, key=lambda lu: (lu.debut, lu.uid))), tuple(remarks))


def _reason(error: Exception) -> str:
    """Return our own reasons; Python's, in English, are all an unreadable date or number."""
    return (
        str(error) if type(error) is ValueError and _OURS.search(str(error)) else "date illisible"
    )


def _events(content: bytes) -> list[_Event]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise KnownError(_BAD.format("il n’est pas écrit en UTF-8")) from error
    lines = [line for line in _unfold(text) if line.strip()]
    if not lines or lines[0].strip().upper() != "BEGIN:VCALENDAR":
        raise KnownError(_BAD.format("il ne commence pas comme un agenda"))
    events: list[_Event] = []
    stack: list[str] = []
    for line in lines:
        name, params, value = _property(line)
        if name == "BEGIN":
            stack.append(value.upper())
            if stack[-1] == "VEVENT":
                events.append(_Event())
        elif name == "END":
            if not stack or stack.pop() != value.upper():
                raise KnownError(_BAD.format("ses blocs ne se ferment pas"))
        elif stack and stack[-1] == "VEVENT":
            if name == "EXDATE":
                events[-1].sauf += [(params, part) for part in value.split(",")]
            else:
                events[-1].values.setdefault(name, (params, value))
    if stack:
        raise KnownError(_BAD.format("il est coupé avant la fin"))
    return events


def _unfold(text: str) -> list[str]:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\n ", "").replace("\n\t", "").split("\n")


def _property(line: str) -> tuple[str, dict[str, str], str]:
    """Split « NAME;PARAM=a;OTHER="b:c":value »; a colon inside quotes is not the end."""
    parts: list[str] = []
    current, quoted = "", False
    for rank, char in enumerate(line):
        if char == '"':
            quoted = not quoted
        elif char in ";:" and not quoted:
            parts.append(current.strip())
            current = ""
            if char == ":":
                pairs = (part.partition("=") for part in parts[1:])
                params = {key.upper(): value for key, _, value in pairs}
                return parts[0].upper(), params, line[rank + 1 :]
        else:
            current += char
    raise KnownError(_BAD.format("une ligne n’a pas de valeur"))


def _unescape(value: str) -> str:
    return re.sub(
        r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value.strip(), flags=re.DOTALL
    )


def _moment(params: dict[str, str], value: str) -> tuple[datetime, bool]:
    """Return a moment local to Paris, and whether it is a whole day."""
    value = value.strip()
    if params.get("VALUE", "").upper() == "DATE" or re.fullmatch(r"\d{8}", value):
        return datetime.strptime(value, "%Y%m%d"), True  # noqa: DTZ007 - a local day
    read = datetime.strptime(value.rstrip("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - as below
    if value.endswith("Z"):
        return paris_of_utc(read), False
    # Some programs put their own name before: « /mozilla.org/20070129_1/Europe/Paris ».
    zone = "/".join(params.get("TZID", "").strip().split("/")[-2:])
    if not zone or zone in _PARIS:
        return read, False
    try:
        known = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"fuseau horaire inconnu : {zone[:40]}") from error
    utc = read.replace(tzinfo=known).astimezone(UTC).replace(tzinfo=None)
    return paris_of_utc(utc), False


def _duration(event: _Event, start: datetime, whole_day: bool) -> int:
    if "DTEND" in event.values:
        minutes = (_moment(*event.values["DTEND"])[0] - start).total_seconds() / 60
    elif "DURATION" in event.values:
        match = _DURATION.match(event.values["DURATION"][1].strip().lstrip("+"))
        if match is None:
            raise ValueError("durée illisible")
        weeks, days, hours, mins, seconds = (int(part or 0) for part in match.groups())
        minutes = (weeks * 7 + days) * 1440 + hours * 60 + mins + seconds / 60
    else:
        minutes = 1440 if whole_day else 0
    if minutes < 0:
        raise ValueError("il finit avant de commencer")
    return round(minutes)


def _read_event(event: _Event, depuis: date, jusqu_a: date, remarks: list[str]) -> Iterator[Lu]:
    uid = event.text("UID")
    if not uid:
        raise ValueError("il n’a pas d’identifiant")
    if "DTSTART" not in event.values:
        raise ValueError("il n’a pas de date")
    start, whole_day = _moment(*event.values["DTSTART"])
    if start.year < OLDEST:
        raise ValueError("date trop ancienne")
    length = _duration(event, start, whole_day)
    title = " ".join(event.text("SUMMARY").split()) or "Sans titre"
    place = " ".join(event.text("LOCATION").split())
    cancelled = event.text("STATUS").upper() == "CANCELLED"

    def lu(moment: datetime, occurrence: str) -> Lu:
        return Lu(uid, occurrence, moment, length, title[:200], place[:200], cancelled)

    if "RECURRENCE-ID" in event.values:
        replaced, _ = _moment(*event.values["RECURRENCE-ID"])
        yield lu(start, f"{replaced:%Y-%m-%dT%H:%M}")
        return
    if "RRULE" not in event.values:
        yield lu(start, "")
        return
    rule = _rule(event.values["RRULE"][1])
    if rule.get("FREQ") not in ("DAILY", "WEEKLY"):
        remarks.append(
            f"«\u00a0{title[:60]}\u00a0» se répète autrement que chaque jour ou chaque semaine"
            "\u00a0: seule la première date est reprise."
        )
        yield lu(start, f"{start:%Y-%m-%dT%H:%M}")
        return
    skipped = {_moment(*value)[0] for value in event.sauf}
    for moment in _repeat(rule, start, depuis, jusqu_a):
        if moment not in skipped:
            yield lu(moment, f"{moment:%Y-%m-%dT%H:%M}")


def _rule(value: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in value.strip().split(";"))
    return {key.upper(): val.upper() for key, _, val in pairs}


def _repeat(
    rule: dict[str, str], start: datetime, depuis: date, jusqu_a: date
) -> Iterator[datetime]:
    """The moments of a daily or weekly rule inside the window; COUNT counts those before it."""
    interval = int(rule.get("INTERVAL", "1"))
    if interval < 1:
        raise ValueError("répétition illisible")
    left = int(rule["COUNT"]) if "COUNT" in rule else None
    until = None
    if "UNTIL" in rule:
        until, whole_day = _moment({}, rule["UNTIL"])
        if whole_day:
            until += timedelta(days=1, seconds=-1)
    days = [day for day in rule.get("BYDAY", "").split(",") if day]
    if any(day not in _DAYS for day in days):
        raise ValueError("répétition illisible")
    wanted = {_DAYS.index(day) for day in days}
    if rule["FREQ"] == "WEEKLY" and not wanted:
        wanted = {start.weekday()}
    first_monday = start.date() - timedelta(days=start.weekday())
    moment, given = start, 0
    if left is None and start.date() < depuis:
        moment += timedelta(days=(depuis - start.date()).days)
    while moment.date() < jusqu_a and given < MAX_OCCURRENCES:
        if (until is not None and moment > until) or left == 0:
            return
        if rule["FREQ"] == "WEEKLY":
            on = ((moment.date() - first_monday).days // 7) % interval == 0
        else:
            on = (moment.date() - start.date()).days % interval == 0
        if on and (not wanted or moment.weekday() in wanted):
            left = None if left is None else left - 1
            if moment.date() >= depuis:
                given += 1
                yield moment
        moment += timedelta(days=1)
