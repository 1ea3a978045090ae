"""Reading calendar files (RFC 5545) of other programs: lines, values, zones, repetitions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from fieldapp.domain.errors import KnownError
from fieldapp.domain.ics import PRODID, paris_of_utc
from fieldapp.domain.ics_fuseaux import Fuseau, ToParis, to_paris
from fieldapp.domain.ics_repetition import is_understood, list_days, read_rule
from fieldapp.domain.nir import mask_nir
from fieldapp.domain.rendezvous import DUREE_MAX_MIN

MAX_OCTETS = 5 * 1024 * 1024
MAX_EVENTS = 5000
MAX_OCCURRENCES = 366
MAX_TOTAL = 10_000
OLDEST = 1970
# What other programs keep for their owner; the agenda of a worker is read by the antenna.
_PRIVATE = ("PRIVATE", "CONFIDENTIAL")
OCCUPE = "Occupé (privé)"
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
    ajouts: list[tuple[dict[str, str], str]] = field(default_factory=list)
    notre: bool = False

    def text(self, name: str) -> str:
        found = self.values.get(name)
        return "" if found is None else _unescape(found[1])

    @property
    def prive(self) -> bool:
        """Whether its owner shows it to nobody else; what we wrote ourselves hides nothing."""
        return not self.notre and self.text("CLASS").upper() in _PRIVATE


@dataclass(slots=True)
class _Fichier:
    """What a file holds, before anything is understood."""

    events: list[_Event] = field(default_factory=list)
    fuseaux: dict[str, Fuseau] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Moment:
    """A moment as written, whether it is a whole day, and what makes it that of Paris."""

    ecrit: datetime
    journee: bool
    vers_paris: ToParis

    @property
    def paris(self) -> datetime:
        return self.vers_paris(self.ecrit)


def read_calendar(content: bytes, depuis: date, jusqu_a: date) -> Lecture:
    """Return the occurrences between two days (the last excluded) of a calendar file.

    Raises KnownError when the file is no calendar, is cut short or too large. An event that
    cannot be understood is left out and told in the remarks; the others are read. What is private
    there is taken as time that is not free, without its words; a social security number is masked.
    """
    if len(content) > MAX_OCTETS:
        raise KnownError(_BAD.format("il dépasse 5 Mo"))
    fichier = _read_file(content)
    if len(fichier.events) > MAX_EVENTS:
        raise KnownError(_BAD.format(f"il contient plus de {MAX_EVENTS} évènements"))
    found: dict[tuple[str, str], Lu] = {}
    remarks: list[str] = []
    # Replacements of one occurrence come after their series, whatever the order in the file.
    for event in sorted(fichier.events, key=lambda e: "RECURRENCE-ID" in e.values):
        try:
            for lu in _read_event(event, fichier.fuseaux, depuis, jusqu_a, remarks):
                found[lu.uid, lu.occurrence] = lu
                if len(found) > MAX_TOTAL:
                    raise KnownError(_BAD.format(f"il contient plus de {MAX_TOTAL} dates"))
        except (ValueError, OverflowError) as error:
            remarks.append(f"{_named(event)} n’a pas été compris\u00a0: {_reason(error)}.")
    limits = (depuis.isoformat(), jusqu_a.isoformat())
    kept = [lu for lu in found.values() if limits[0] <= lu.debut.isoformat() < limits[1]]
    if any(lu.titre == OCCUPE for lu in kept):
        remarks.insert(
            0, "Ce qui est privé est repris sans titre ni lieu, comme «\u00a0occupé\u00a0»."
        )
    return Lecture(tuple(sorted(kept, key=lambda lu: (lu.debut, lu.uid))), tuple(remarks))


def _named(event: _Event) -> str:
    title = mask_nir(" ".join(event.text("SUMMARY").split()))[:60] or "sans titre"
    return f"«\u00a0{OCCUPE if event.prive else title}\u00a0»"


def _reason(error: Exception) -> str:
    """Return our own reasons; Python's, in English, are all an unreadable date or number."""
    return (
        str(error) if type(error) is ValueError and _OURS.search(str(error)) else "date illisible"
    )


def _read_file(content: bytes) -> _Fichier:
    try:
        # Some programs fold a line in the middle of a letter: unfolded first, it is whole again.
        text = _unfold(content).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise KnownError(_BAD.format("il n’est pas écrit en UTF-8")) from error
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines or lines[0].strip().upper() != "BEGIN:VCALENDAR":
        raise KnownError(_BAD.format("il ne commence pas comme un agenda"))
    fichier = _Fichier()
    stack: list[str] = []
    zone, ours = Fuseau(), False
    for line in lines:
        name, params, value = _property(line, "VEVENT" in stack)
        if name == "BEGIN":
            stack.append(value.strip().upper())
            if stack[-1] == "VEVENT":
                fichier.events.append(_Event(notre=ours))
            elif stack[-1] == "VTIMEZONE":
                zone = Fuseau()
        elif name == "END":
            if not stack or stack.pop() != value.strip().upper():
                raise KnownError(_BAD.format("ses blocs ne se ferment pas"))
            if value.strip().upper() == "VTIMEZONE":
                fichier.fuseaux[zone.nom] = zone
        elif name == "PRODID":
            ours = value.strip() == PRODID
        elif "VTIMEZONE" in stack:
            zone.take(stack[-1], name, value)
        elif stack and stack[-1] == "VEVENT":
            _take_property(fichier.events[-1], name, params, value)
    if stack:
        raise KnownError(_BAD.format("il est coupé avant la fin"))
    return fichier


def _take_property(event: _Event, name: str, params: dict[str, str], value: str) -> None:
    if name in ("EXDATE", "RDATE"):
        dates = event.sauf if name == "EXDATE" else event.ajouts
        dates += [(params, part) for part in value.split(",")]
    else:
        event.values.setdefault(name, (params, value))


def _unfold(content: bytes) -> bytes:
    content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return content.replace(b"\n ", b"").replace(b"\n\t", b"")


def _property(line: str, lenient: bool) -> tuple[str, dict[str, str], str]:
    """Split « NAME;PARAM=a;OTHER="b:c":value »; a colon inside quotes is not the end.

    In an event, where some programs leave the lines of a description as they were typed, a line
    without a value says nothing (`lenient`).
    """
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
    if lenient:
        return "", {}, ""
    raise KnownError(_BAD.format("une ligne n’a pas de valeur"))


def _unescape(value: str) -> str:
    return re.sub(
        r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value.strip(), flags=re.DOTALL
    )


def _moment(params: dict[str, str], value: str, fuseaux: Mapping[str, Fuseau]) -> _Moment:
    value = value.strip()
    if params.get("VALUE", "").upper() == "DATE" or re.fullmatch(r"\d{8}", value):
        return _Moment(datetime.strptime(value, "%Y%m%d"), True, to_paris("", {}))  # noqa: DTZ007 - a local day
    read = datetime.strptime(value.rstrip("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - as below
    if value.endswith("Z"):
        return _Moment(read, False, paris_of_utc)
    return _Moment(read, False, to_paris(params.get("TZID", ""), fuseaux))


def _duration(event: _Event, start: _Moment, fuseaux: Mapping[str, Fuseau]) -> int:
    if "DTEND" in event.values:
        end = _moment(*event.values["DTEND"], fuseaux).paris
        minutes = (end - start.paris).total_seconds() / 60
    elif "DURATION" in event.values:
        match = _DURATION.match(event.values["DURATION"][1].strip().lstrip("+"))
        if match is None:
            raise ValueError("durée illisible")
        weeks, days, hours, mins, seconds = (int(part or 0) for part in match.groups())
        minutes = (weeks * 7 + days) * 1440 + hours * 60 + mins + seconds / 60
    else:
        minutes = 1440 if start.journee else 0
    if minutes < 0:
        raise ValueError("il finit avant de commencer")
    return round(minutes)


def _read_event(
    event: _Event,
    fuseaux: Mapping[str, Fuseau],
    depuis: date,
    jusqu_a: date,
    remarks: list[str],
) -> Iterator[Lu]:
    uid = event.text("UID")
    if not uid:
        raise ValueError("il n’a pas d’identifiant")
    if "DTSTART" not in event.values:
        raise ValueError("il n’a pas de date")
    start = _moment(*event.values["DTSTART"], fuseaux)
    if start.ecrit.year < OLDEST:
        raise ValueError("date trop ancienne")
    length = _duration(event, start, fuseaux)
    title = mask_nir(" ".join(event.text("SUMMARY").split())) or "Sans titre"
    place = mask_nir(" ".join(event.text("LOCATION").split()))
    if event.prive:
        title, place = OCCUPE, ""
    cancelled = event.text("STATUS").upper() == "CANCELLED"

    def lu(moment: datetime, occurrence: str) -> Lu:
        return Lu(uid, occurrence, moment, length, title[:200], place[:200], cancelled)

    if length > DUREE_MAX_MIN and depuis <= start.paris.date() < jusqu_a:
        days = DUREE_MAX_MIN // 1440
        remarks.append(
            f"{_named(event)} dure longtemps\u00a0: ses {days} premiers jours sont repris."
        )
    if "RECURRENCE-ID" in event.values:
        replaced = _moment(*event.values["RECURRENCE-ID"], fuseaux).paris
        yield lu(start.paris, f"{replaced:%Y-%m-%dT%H:%M}")
    elif "RRULE" not in event.values and not event.ajouts:
        yield lu(start.paris, "")
    else:
        for moment in _occurrences(event, start, fuseaux, (depuis, jusqu_a), remarks):
            yield lu(moment, f"{moment:%Y-%m-%dT%H:%M}")


def _occurrences(
    event: _Event,
    start: _Moment,
    fuseaux: Mapping[str, Fuseau],
    window: tuple[date, date],
    remarks: list[str],
) -> Iterator[datetime]:
    """The moments of a series in the window, those added to it included, those left out not."""
    skipped = {_moment(*one, fuseaux).paris for one in event.sauf}
    added = [_moment(*one, fuseaux).paris for one in event.ajouts]
    rule = read_rule(event.values["RRULE"][1]) if "RRULE" in event.values else {}
    if rule and not is_understood(rule):
        remarks.append(
            f"{_named(event)} se répète d’une manière qui n’est pas comprise\u00a0: seule la "
            "première date est reprise."
        )
        rule = {}
    if not rule:
        added.append(start.paris)
    given = 0
    for moment in (*(_repeat(rule, start, fuseaux, *window) if rule else ()), *sorted(set(added))):
        if moment not in skipped and window[0] <= moment.date() < window[1]:
            skipped.add(moment)
            given += 1
            yield moment
        if given >= MAX_OCCURRENCES:
            return


def _repeat(
    rule: Mapping[str, str],
    start: _Moment,
    fuseaux: Mapping[str, Fuseau],
    depuis: date,
    jusqu_a: date,
) -> Iterator[datetime]:
    """The moments of a rule, in Paris: repeated at the hour of their own zone, whose changes of
    hour are not ours."""
    until = None
    if "UNTIL" in rule:
        last = _moment({}, rule["UNTIL"], fuseaux)
        until = last.paris
        if last.journee:
            until += timedelta(days=1, seconds=-1)
        elif not rule["UNTIL"].endswith("Z"):
            until = start.vers_paris(last.ecrit)
    for written in list_days(rule, start.ecrit, depuis, jusqu_a + timedelta(days=1)):
        moment = start.vers_paris(written)
        if until is not None and moment > until:
            return
        yield moment
