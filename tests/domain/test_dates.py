"""Dates are typed in two keys and read in full words."""

import contextlib
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.domain.dates import (
    age,
    age_en_annees,
    format_date,
    format_date_longue,
    format_duree,
    format_heure,
    format_jour,
    format_moment,
    lire_date,
    parse_heure,
    parse_saisie,
)
from fieldapp.domain.errors import KnownError

MARDI = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("a", MARDI),
        ("A", MARDI),
        ("aujourd’hui", MARDI),
        ("h", date(2026, 11, 23)),
        ("hier", date(2026, 11, 23)),
        ("d", date(2026, 11, 25)),
        ("+15", date(2026, 12, 9)),
        ("-3", date(2026, 11, 21)),
        ("l", date(2026, 11, 30)),
        ("m", date(2026, 12, 1)),
        ("me", date(2026, 11, 25)),
        ("j", date(2026, 11, 26)),
        ("v", date(2026, 11, 27)),
        ("s", date(2026, 11, 28)),
        ("di", date(2026, 11, 29)),
        ("lun", date(2026, 11, 30)),
        ("Vendredi", date(2026, 11, 27)),
        ("24", MARDI),
        ("3", date(2026, 11, 3)),
        ("24/11", MARDI),
        ("1.2", date(2026, 2, 1)),
        ("24/11/26", MARDI),
        ("24/11/2026", MARDI),
        ("24-11-2026", MARDI),
        ("24 11 2026", MARDI),
        ("241126", MARDI),
        ("24112026", MARDI),
        ("2026-11-24", MARDI),
        (" 24/11 ", MARDI),
    ],
)
def test_what_a_worker_types_is_understood(typed: str, meant: date) -> None:
    assert parse_saisie(typed, MARDI) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "32",
        "31/11",
        "29/02/2027",
        "bientôt",
        "24/13",
        "1/2/3/4",
        "++2",
        "+99999",
        "241",
        "1/1/226",
    ],
)
def test_what_is_no_date_is_said_with_an_example(typed: str) -> None:
    with pytest.raises(KnownError) as refused:
        parse_saisie(typed, MARDI)
    assert "n’est pas une date" in refused.value.message
    assert "24/11" in refused.value.message


def test_a_shift_beyond_the_calendar_is_no_date() -> None:
    with pytest.raises(KnownError):
        parse_saisie("+9999", date(9999, 12, 30))


def test_two_figures_of_a_birth_year_are_in_the_past() -> None:
    assert parse_saisie("16/02/52", MARDI, naissance=True) == date(1952, 2, 16)
    assert parse_saisie("24/11/26", MARDI, naissance=True) == MARDI
    assert parse_saisie("25/11/26", MARDI, naissance=True) == date(1926, 11, 25)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("930", time(9, 30)),
        ("0930", time(9, 30)),
        ("9h30", time(9, 30)),
        ("9:30", time(9, 30)),
        ("9 h 30", time(9, 30)),
        ("9h", time(9)),
        ("9", time(9)),
        ("14", time(14)),
        ("1445", time(14, 45)),
        ("0", time(0)),
    ],
)
def test_times_are_understood(typed: str, meant: time) -> None:
    assert parse_heure(typed) == meant


@pytest.mark.parametrize("typed", ["", "24h", "9h60", "960", "tôt", "12345"])
def test_what_is_no_time_is_said(typed: str) -> None:
    with pytest.raises(KnownError, match="n’est pas une heure"):
        parse_heure(typed)


def test_dates_are_shown_as_french_readers_expect() -> None:
    assert format_date("2026-11-24") == "24/11/2026"
    assert format_date(MARDI) == "24/11/2026"
    assert format_jour("2026-11-24") == "mardi 24 novembre"
    assert format_jour("2026-12-01") == "mardi 1er décembre"
    assert format_date_longue("2026-11-01") == "1er novembre 2026"
    assert format_moment("2026-11-24T09:30") == "24/11/2026 à 09:30"
    assert format_moment("2026-11-24") == "24/11/2026"
    assert format_moment(datetime(2026, 11, 24, 9, 5)) == "24/11/2026 à 09:05"  # noqa: DTZ001
    assert format_heure("2026-11-24T09:30") == "09:30"
    assert format_heure(time(9, 5)) == "09:05"


def test_durations_are_short() -> None:
    assert [format_duree(m) for m in (0, 20, 60, 90, 125)] == [
        "0\u00a0min", "20\u00a0min", "1\u00a0h", "1\u00a0h\u00a030", "2\u00a0h\u00a005",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("born", "shown"),
    [
        ("2026-11-24", "0 jour"),
        ("2026-11-12", "12 jours"),
        ("2026-10-24", "1 mois"),
        ("2025-09-20", "14 mois"),
        ("2024-11-25", "23 mois"),
        ("2024-11-24", "2 ans"),
        ("2019-03-02", "7 ans"),
        ("2027-01-01", ""),
    ],
)
def test_ages_of_small_children_are_in_months(born: str, shown: str) -> None:
    assert age(born, MARDI) == shown


def test_a_child_of_the_31st_gets_older_on_the_last_day_of_short_months() -> None:
    assert age("2026-01-31", "2026-02-28") == "1 mois"
    assert age("2024-02-29", "2026-02-28") == "2 ans"


@given(
    st.dates(date(1950, 1, 1), date(2099, 12, 31)), st.dates(date(1950, 1, 1), date(2099, 12, 31))
)
def test_what_is_shown_can_be_typed_back(jour: date, today: date) -> None:
    assert parse_saisie(format_date(jour), today) == jour
    assert parse_saisie(jour.isoformat(), today) == jour
    assert parse_saisie(f"{jour:%d%m%Y}", today) == jour
    assert lire_date(jour.isoformat()) == jour


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_nobody_gets_younger(born: date, day: date) -> None:
    years = age_en_annees(born, day)
    assert (years >= 0) == (day >= born)
    if years >= 2:
        assert age(born, day).endswith("ans")


@given(st.text(max_size=12))
def test_any_text_is_a_date_or_a_french_sentence(text: str) -> None:
    with contextlib.suppress(KnownError):
        parse_saisie(text, MARDI)
    with contextlib.suppress(KnownError):
        parse_heure(text)


@pytest.mark.parametrize("typed", ["01/01/1800", "31/12/9999", "2206-03-01", "24/11/0026"])
def test_a_slip_in_the_year_is_told(typed: str) -> None:
    with pytest.raises(KnownError, match="n’est pas possible ici"):
        parse_saisie(typed, MARDI)


def test_a_page_pasted_into_a_date_is_not_said_again() -> None:
    with pytest.raises(KnownError) as refused:
        parse_saisie("Point sur le budget\n" * 200, MARDI)
    assert len(refused.value.message) < 150
    assert refused.value.message.startswith("«\u00a0Point sur le budget Point")
