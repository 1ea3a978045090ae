"""A calendar file of ours is one that other programs read; theirs, even odd, are read here."""

# ruff: noqa: DTZ001 - local moments, as calendars write them

import contextlib
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from fieldapp.domain.errors import KnownError
from fieldapp.domain.ics import Evenement, paris_of_utc, utc_of_paris, write_calendar
from fieldapp.domain.ics_lecture import read_calendar

NOW = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
DEPUIS, JUSQU_A = date(2026, 1, 1), date(2028, 1, 1)


def _file(*lines: str) -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR", ""]).encode()


def _event(*lines: str) -> bytes:
    return _file("BEGIN:VEVENT", "UID:1@ailleurs", *lines, "END:VEVENT")


def _read_elsewhere(content: bytes, kind: str = "VEVENT") -> list[Any]:
    """What another library reads; it types every property as any of thirty."""
    return list(Calendar.from_ical(content).walk(kind))


def test_another_program_reads_the_hour_of_paris_in_summer_and_in_winter() -> None:
    content = write_calendar(
        [
            Evenement("ete", datetime(2026, 7, 1, 10, 0), 60, "Visite"),
            Evenement("hiver", datetime(2026, 12, 1, 10, 0), 45, "Bureau", "Mairie"),
        ],
        NOW,
    )
    summer, winter = _read_elsewhere(content)
    assert summer.decoded("dtstart").astimezone(UTC) == datetime(2026, 7, 1, 8, tzinfo=UTC)
    assert winter.decoded("dtstart").astimezone(UTC) == datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert winter.decoded("dtend").astimezone(UTC) == datetime(2026, 12, 1, 9, 45, tzinfo=UTC)
    assert str(winter["location"]) == "Mairie"
    assert summer.decoded("dtstamp") == NOW
    (zone,) = _read_elsewhere(content, "VTIMEZONE")
    assert zone.to_tz().utcoffset(datetime(2026, 7, 1, 12)).total_seconds() == 7200
    assert zone.to_tz().utcoffset(datetime(2026, 12, 1, 12)).total_seconds() == 3600


@given(
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=200)
)
def test_any_title_comes_back_whole_and_no_line_is_too_long(titre: str) -> None:
    content = write_calendar([Evenement("u", datetime(2026, 3, 2, 9), 30, titre)], NOW)
    assert content.count(b"\n") == content.count(b"\r\n")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    (event,) = _read_elsewhere(content)
    assert str(event["summary"]) == titre
    for line in content.split(b"\r\n"):
        line.decode("utf-8")  # no character is cut in two


def test_a_weekly_event_with_a_hole_and_a_moved_one_is_the_same_for_both() -> None:
    content = write_calendar(
        [
            Evenement(
                "serie", datetime(2026, 10, 13, 14), 90, "Permanence",
                jusqu_au=datetime(2026, 11, 10, 14), sauf=(datetime(2026, 10, 20, 14),),
            ),
            Evenement(
                "serie", datetime(2026, 11, 4, 9), 90, "Permanence",
                occurrence=datetime(2026, 11, 3, 14),
            ),
        ],
        NOW,
    )  # fmt: skip
    master, moved = _read_elsewhere(content)
    # Until is said in UTC: in winter, an hour behind Paris.
    assert master["rrule"]["UNTIL"] == [datetime(2026, 11, 10, 13, tzinfo=UTC)]
    assert moved.decoded("recurrence-id").replace(tzinfo=None) == datetime(2026, 11, 3, 14)
    read = read_calendar(content, DEPUIS, JUSQU_A)
    assert [lu.debut for lu in read.evenements] == [
        datetime(2026, 10, 13, 14), datetime(2026, 10, 27, 14), datetime(2026, 11, 4, 9),
        datetime(2026, 11, 10, 14),
    ]  # fmt: skip
    assert read.evenements[2].occurrence == "2026-11-03T14:00"
    assert read.remarques == ()


def test_it_reads_what_another_library_writes() -> None:
    event = Event()
    event.add("uid", "abc@ailleurs")
    event.add("dtstamp", NOW)
    event.add("summary", "Réunion, partenaires ; bilan \\ suite")
    event.add("dtstart", datetime(2026, 5, 4, 9, 30, tzinfo=ZoneInfo("Europe/Paris")))
    event.add("dtend", datetime(2026, 5, 4, 11, 0, tzinfo=ZoneInfo("Europe/Paris")))
    event.add("rrule", {"freq": "weekly", "count": 3, "byday": ["MO", "TH"]})
    calendar = Calendar()
    calendar.add("prodid", "x")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    read = read_calendar(calendar.to_ical(), DEPUIS, JUSQU_A)
    assert [lu.debut.isoformat() for lu in read.evenements] == [
        "2026-05-04T09:30:00", "2026-05-07T09:30:00", "2026-05-11T09:30:00",
    ]  # fmt: skip
    assert read.evenements[0].titre == "Réunion, partenaires ; bilan \\ suite"
    assert read.evenements[0].duree_min == 90


def test_hours_of_other_zones_become_those_of_paris() -> None:
    read = [
        read_calendar(_event(line, "SUMMARY:x"), DEPUIS, JUSQU_A).evenements[0].debut
        for line in (
            "DTSTART:20260701T080000Z",
            "DTSTART;TZID=Romance Standard Time:20260701T100000",
            'DTSTART;TZID="/mozilla.org/20070129_1/Europe/Paris":20260701T100000',
            "DTSTART;TZID=Europe/London:20260701T090000",
            "DTSTART:20260701T100000",
        )
    ]
    assert set(read) == {datetime(2026, 7, 1, 10)}


def test_a_whole_day_and_a_duration_are_understood() -> None:
    (day,) = read_calendar(
        _event("DTSTART;VALUE=DATE:20260714", "DTEND;VALUE=DATE:20260716"), DEPUIS, JUSQU_A
    ).evenements
    assert (day.debut, day.duree_min, day.titre) == (datetime(2026, 7, 14), 2880, "Sans titre")
    (lasting,) = read_calendar(
        _event("DTSTART:20260714T090000", "DURATION:PT1H30M"), DEPUIS, JUSQU_A
    ).evenements
    assert lasting.duree_min == 90


def test_a_folded_line_is_one_line() -> None:
    content = _event("DTSTART:20260714T090000", "SUMMARY:Réu", " nion de syn", "\tthèse")
    assert read_calendar(content, DEPUIS, JUSQU_A).evenements[0].titre == "Réunion de synthèse"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7 rien",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\n",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\nEND:VEVENT\r\n",
        b"BEGIN:VCALENDAR\r\nsans valeur\r\nEND:VCALENDAR\r\n",
        "BEGIN:VCALENDAR\r\nSUMMARY:é\r\nEND:VCALENDAR".encode("latin-1"),
        b"BEGIN:VCALENDAR\r\n" + b"X" * (5 * 1024 * 1024),
    ],
)
def test_a_bad_file_is_refused_in_french_and_nothing_is_read(content: bytes) -> None:
    with pytest.raises(KnownError, match="Rien n’a été importé"):
        read_calendar(content, DEPUIS, JUSQU_A)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (("SUMMARY:Sans date",), "il n’a pas de date"),
        (("DTSTART:20261345T090000",), "date illisible"),
        (("DTSTART:00010101T000000",), "date trop ancienne"),
        (("DTSTART:20260501T090000", "DTEND:20260501T080000"), "il finit avant de commencer"),
        (("DTSTART:20260501T090000", "DURATION:long"), "durée illisible"),
        (("DTSTART;TZID=Ailleurs:20260501T090000",), "fuseau horaire inconnu"),
        (("DTSTART;TZID=Europe:20260501T090000",), "fuseau horaire inconnu"),
        (("DTSTART:20260501T090000", "RRULE:FREQ=WEEKLY;BYDAY=2MO"), "répétition illisible"),
        (("DTSTART:20260501T090000", "RRULE:FREQ=WEEKLY;INTERVAL=0"), "répétition illisible"),
        (("DTSTART:20260501T090000", "RRULE:FREQ=MONTHLY;BYMONTHDAY=99"), "répétition illisible"),
    ],
)
def test_one_bad_event_is_told_and_the_others_are_read(lines: tuple[str, ...], reason: str) -> None:
    content = _file(
        "BEGIN:VEVENT", "UID:mauvais", *lines, "END:VEVENT",
        "BEGIN:VEVENT", "UID:bon", "DTSTART:20260601T090000", "END:VEVENT",
    )  # fmt: skip
    read = read_calendar(content, DEPUIS, JUSQU_A)
    assert [lu.uid for lu in read.evenements] == ["bon"]
    (remark,) = read.remarques
    assert reason in remark


def test_an_endless_event_is_read_within_the_window_only() -> None:
    content = _event("DTSTART:20100104T090000", "RRULE:FREQ=DAILY;INTERVAL=2")
    read = read_calendar(content, date(2026, 11, 1), date(2026, 11, 8))
    assert [lu.debut.day for lu in read.evenements] == [2, 4, 6]


def test_a_file_that_would_fill_the_store_is_refused() -> None:
    daily = ("DTSTART:20260101T090000", "RRULE:FREQ=DAILY", "END:VEVENT")
    lines = [line for n in range(40) for line in ("BEGIN:VEVENT", f"UID:{n}", *daily)]
    with pytest.raises(KnownError, match="plus de 10000 dates"):
        read_calendar(_file(*lines), DEPUIS, JUSQU_A)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=MONTHLY",
        "FREQ=MONTHLY;BYDAY=1TH",
        "FREQ=MONTHLY;BYDAY=-1FR;COUNT=7",
        "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=-1",
        "FREQ=MONTHLY;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=YEARLY",
        "FREQ=YEARLY;BYMONTH=3,9;BYDAY=2TU",
        "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,TU",
        "FREQ=WEEKLY;BYDAY=MO,FR;UNTIL=20260703T080000Z",
        "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;BYMONTH=6",
        "FREQ=DAILY;INTERVAL=3;COUNT=40",
    ],
)
def test_the_meetings_of_a_team_come_back_on_the_days_that_the_standard_says(rule: str) -> None:
    start = datetime(2026, 2, 5, 10)
    content = _event("DTSTART;TZID=Europe/Paris:20260205T100000", f"RRULE:{rule}")
    read = read_calendar(content, date(2026, 5, 1), date(2027, 9, 1))
    expected = rrulestr(rule.replace("T080000Z", "T100000"), dtstart=start)
    assert [lu.debut for lu in read.evenements] == expected.between(
        datetime(2026, 5, 1), datetime(2027, 8, 31, 23)
    )
    assert read.evenements or "COUNT=7" in rule
    assert read.remarques == ()


def test_the_29th_of_february_comes_back_every_four_years() -> None:
    content = _event("DTSTART;VALUE=DATE:20240229", "RRULE:FREQ=YEARLY")
    read = read_calendar(content, date(2024, 1, 1), date(2033, 1, 1))
    assert [lu.debut.year for lu in read.evenements] == [2024, 2028, 2032]


def test_a_repetition_that_is_not_understood_gives_its_first_date_and_says_so() -> None:
    content = _event("DTSTART:20260501T090000", "RRULE:FREQ=YEARLY;BYWEEKNO=20", "SUMMARY:Bilan")
    read = read_calendar(content, DEPUIS, JUSQU_A)
    assert [lu.debut for lu in read.evenements] == [datetime(2026, 5, 1, 9)]
    assert "seule la première date" in read.remarques[0]


def test_a_series_of_another_zone_keeps_its_own_hour_when_paris_changes() -> None:
    content = _event("DTSTART:20260326T080000Z", "RRULE:FREQ=WEEKLY;COUNT=2")
    read = read_calendar(content, DEPUIS, JUSQU_A)
    assert [lu.debut.hour for lu in read.evenements] == [9, 10]


def test_the_nights_when_the_hour_changes_lose_nothing() -> None:
    content = _file(
        *_nights("printemps", "20260329T023000", "20260329T033000"),
        *_nights("automne", "20261025T023000", "20261025T024500"),
    )
    read = read_calendar(content, DEPUIS, JUSQU_A)
    assert [(lu.uid, lu.debut, lu.duree_min) for lu in read.evenements] == [
        ("printemps", datetime(2026, 3, 29, 2, 30), 60),
        ("automne", datetime(2026, 10, 25, 2, 30), 15),
    ]


def _nights(uid: str, debut: str, fin: str) -> tuple[str, ...]:
    zone = "TZID=Europe/Paris"
    return (
        "BEGIN:VEVENT", f"UID:{uid}", f"DTSTART;{zone}:{debut}", f"DTEND;{zone}:{fin}",
        "END:VEVENT",
    )  # fmt: skip


def _zone(
    name: str, standard: str, daylight: str | None, rule: str = "BYMONTH=3;BYDAY=-1SU"
) -> tuple[str, ...]:
    summer = () if daylight is None else (
        "BEGIN:DAYLIGHT", "DTSTART:16010101T020000", f"TZOFFSETTO:{daylight}",
        f"RRULE:FREQ=YEARLY;{rule}", "END:DAYLIGHT",
    )  # fmt: skip
    return (
        "BEGIN:VTIMEZONE", f"TZID:{name}",
        "BEGIN:STANDARD", "DTSTART:16010101T030000", f"TZOFFSETTO:{standard}", "END:STANDARD",
        *summer, "END:VTIMEZONE",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("zone", "hour"),
    [
        (_zone("Bruxelles, Madrid, Paris", "+0100", "+0200"), 10),
        (_zone("Le bureau de Londres", "+0000", "+0100"), 11),
        (_zone("Saint-Denis", "+0400", None), 8),
    ],
)
def test_a_zone_that_only_the_file_knows_is_read_in_it(zone: tuple[str, ...], hour: int) -> None:
    name = zone[1].removeprefix("TZID:")
    content = _file(
        *zone, "BEGIN:VEVENT", "UID:1", f'DTSTART;TZID="{name}":20260701T100000', "END:VEVENT"
    )
    (lu,) = read_calendar(content, DEPUIS, JUSQU_A).evenements
    assert lu.debut == datetime(2026, 7, 1, hour)


@pytest.mark.parametrize(
    "zone",
    [
        _zone("New York du service", "-0500", "-0400", "BYMONTH=3;BYDAY=2SU"),
        _zone("Zone cassée", "une heure", None),
        _zone("Zone vide", "", ""),
    ],
)
def test_a_zone_whose_rules_are_not_clear_is_told_and_not_guessed(zone: tuple[str, ...]) -> None:
    name = zone[1].removeprefix("TZID:")
    content = _file(
        *zone, "BEGIN:VEVENT", "UID:1", f"DTSTART;TZID={name}:20260701T100000", "END:VEVENT"
    )
    read = read_calendar(content, DEPUIS, JUSQU_A)
    assert read.evenements == ()
    assert "fuseau horaire inconnu" in read.remarques[0]


def test_what_is_private_elsewhere_stays_private_in_an_agenda_that_the_antenna_reads() -> None:
    read = read_calendar(
        _event("DTSTART:20260504T170000", "SUMMARY:Gynécologue", "LOCATION:Arras", "CLASS:PRIVATE"),
        DEPUIS,
        JUSQU_A,
    )
    (lu,) = read.evenements
    assert (lu.titre, lu.lieu) == ("Occupé (privé)", "")
    assert "Gynécologue" not in " ".join(read.remarques)


def test_a_social_security_number_in_a_title_is_not_kept() -> None:
    content = _event("DTSTART:20260504T170000", "SUMMARY:Dupont 1 85 03 62 498 123 48")
    (lu,) = read_calendar(content, DEPUIS, JUSQU_A).evenements
    assert lu.titre == "Dupont [numéro de sécurité sociale retiré]"


def test_a_line_folded_inside_a_letter_and_a_line_without_a_value_are_read() -> None:
    content = _event("DTSTART:20260504T170000", "SUMMARY:Réunion", "suite de la description")
    folded = content.replace("é".encode(), b"\xc3\r\n \xa9", 1)
    (lu,) = read_calendar(folded, DEPUIS, JUSQU_A).evenements
    assert lu.titre == "Réunion"


def test_dates_added_to_a_series_are_read_too() -> None:
    content = _event(
        "DTSTART:20260504T090000", "RRULE:FREQ=WEEKLY;COUNT=2", "RDATE:20260520T090000",
        "EXDATE:20260511T090000",
    )  # fmt: skip
    read = read_calendar(content, DEPUIS, JUSQU_A)
    assert [lu.debut.day for lu in read.evenements] == [4, 20]


def test_a_very_long_leave_says_how_much_of_it_is_taken() -> None:
    content = _event("DTSTART;VALUE=DATE:20260504", "DTEND;VALUE=DATE:20261004", "SUMMARY:Congé")
    read = read_calendar(content, DEPUIS, JUSQU_A)
    assert len(read.evenements) == 1
    assert "62 premiers jours" in read.remarques[0]


@given(st.datetimes(min_value=datetime(1997, 1, 1), max_value=datetime(2037, 12, 31)))
def test_paris_is_what_the_world_says_it_is(utc: datetime) -> None:
    there = utc.replace(tzinfo=UTC).astimezone(ZoneInfo("Europe/Paris")).replace(tzinfo=None)
    assert paris_of_utc(utc) == there
    if utc_of_paris(there) != utc:  # the hour that comes twice, once a year
        assert there.month == 10


@given(st.binary(max_size=400))
def test_no_bytes_make_it_fail_otherwise_than_in_french(junk: bytes) -> None:
    for content in (junk, _file("BEGIN:VEVENT").replace(b"END:VCALENDAR", b"") + junk):
        with contextlib.suppress(KnownError):
            read_calendar(content, DEPUIS, JUSQU_A)
