"""Calendar files (RFC 5545) as other programs read them: what an event holds, and writing them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

PRODID = "-//Fieldapp//Agenda//FR"
FUSEAU = "Europe/Paris"
LINE_OCTETS = 75

# The rules of France since 1996: last Sundays of March and October, at 01:00 UTC.
_VTIMEZONE = (
    "BEGIN:VTIMEZONE",
    f"TZID:{FUSEAU}",
    "BEGIN:DAYLIGHT",
    "DTSTART:19960331T020000",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "TZNAME:CEST",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "DTSTART:19961027T030000",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "TZNAME:CET",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "END:STANDARD",
    "END:VTIMEZONE",
)


@dataclass(frozen=True, slots=True)
class Evenement:
    """One event. `debut` and `duree_min` are local to Paris; `journee` counts whole days.

    `jusqu_au`: repeats every week until that local moment included. `sauf` are the occurrences
    that do not take place. `occurrence` names the one of the series `uid` that this event
    replaces. `annule`: the event is announced as cancelled.
    """

    uid: str
    debut: datetime
    duree_min: int
    titre: str
    lieu: str = ""
    journee: bool = False
    jusqu_au: datetime | None = None
    sauf: tuple[datetime, ...] = ()
    occurrence: datetime | None = None
    annule: bool = False


def write_calendar(evenements: Iterable[Evenement], now: datetime) -> bytes:
    """Return the calendar as a file: UTF-8, CRLF, lines folded at 75 octets.

    `now` is the UTC instant that stamps every event (DTSTAMP).
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODID}", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", *_VTIMEZONE]
    stamp = now.strftime("%Y%m%dT%H%M%SZ")
    for evenement in evenements:
        lines += _event_lines(evenement, stamp)
    lines.append("END:VCALENDAR")
    return b"".join(_fold(line) for line in lines)


def utc_of_paris(moment: datetime) -> datetime:
    """Return the UTC time (naive) of a local moment of Paris; a skipped hour counts as winter's."""
    guess = moment - timedelta(hours=2)
    return guess if _is_summer(guess) else moment - timedelta(hours=1)


def paris_of_utc(moment: datetime) -> datetime:
    """Return the local moment of Paris (naive) of a naive UTC one."""
    return moment + timedelta(hours=2 if _is_summer(moment) else 1)


def _is_summer(utc: datetime) -> bool:
    return _last_sunday(utc.year, 3) <= utc < _last_sunday(utc.year, 10)


def _last_sunday(year: int, month: int) -> datetime:
    last = date(year, month, 31)
    sunday = last - timedelta(days=(last.weekday() + 1) % 7)
    return datetime(sunday.year, sunday.month, sunday.day, 1)  # noqa: DTZ001 - naive UTC


def _event_lines(event: Evenement, stamp: str) -> list[str]:
    lines = ["BEGIN:VEVENT", f"UID:{escape(event.uid)}", f"DTSTAMP:{stamp}"]
    if event.occurrence is not None:
        lines.append(_moment("RECURRENCE-ID", event.occurrence, event.journee))
    lines.append(_moment("DTSTART", event.debut, event.journee))
    end = event.debut + timedelta(minutes=event.duree_min)
    lines.append(_moment("DTEND", end, event.journee))
    if event.jusqu_au is not None:
        until = f"{utc_of_paris(event.jusqu_au):%Y%m%dT%H%M%SZ}"
        if event.journee:
            until = f"{event.jusqu_au:%Y%m%d}"
        lines.append(f"RRULE:FREQ=WEEKLY;UNTIL={until}")
    lines += [_moment("EXDATE", moment, event.journee) for moment in event.sauf]
    lines.append(f"SUMMARY:{escape(event.titre)}")
    if event.lieu:
        lines.append(f"LOCATION:{escape(event.lieu)}")
    # Other calendars must not show the family's hour to whoever may see who is busy.
    lines += ["CLASS:PRIVATE", f"STATUS:{'CANCELLED' if event.annule else 'CONFIRMED'}"]
    lines.append("END:VEVENT")
    return lines


def _moment(name: str, moment: datetime, journee: bool) -> str:
    if journee:
        return f"{name};VALUE=DATE:{moment:%Y%m%d}"
    return f"{name};TZID={FUSEAU}:{moment:%Y%m%dT%H%M%S}"


def escape(text: str) -> str:
    """Return a text as a value: backslash, comma, semicolon and line ends escaped."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(char for char in text if char >= " " or char == "\t")


def _fold(line: str) -> bytes:
    """Cut a line at 75 octets, never inside a character; what follows begins with a space."""
    out, room = [], LINE_OCTETS
    part = b""
    for char in line:
        encoded = char.encode("utf-8")
        if len(part) + len(encoded) > room:
            out.append(part)
            # The space that begins the next line counts as one octet.
            part, room = b"", LINE_OCTETS - 1
        part += encoded
    out.append(part)
    return b"\r\n ".join(out) + b"\r\n"
