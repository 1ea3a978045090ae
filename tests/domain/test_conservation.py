"""The clock of retention: two years after the last contact, listed from twenty-two months on."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.domain.conservation import (
    ECHUS,
    FILTRES,
    PROCHES,
    SEUL,
    TOUS,
    Contenu,
    LigneConservation,
    bounds,
    clock,
)
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import kept_until

JOURS = st.dates(date(2020, 1, 1), date(2060, 12, 31))


def _shows(filtre: str, depuis: str, jour: date) -> bool:
    bas, haut = bounds(filtre, jour)
    return bas <= depuis < haut


@pytest.mark.parametrize(
    ("depuis", "echeance"),
    [
        ("2026-11-17T10:00", date(2028, 11, 17)),
        ("2026-11-17", date(2028, 11, 17)),
        ("2024-02-29T09:30", date(2026, 3, 1)),  # there is no 29 February 2026
        ("2026-02-28", date(2028, 2, 28)),
    ],
)
def test_a_file_is_kept_two_years(depuis: str, echeance: date) -> None:
    assert kept_until(depuis) == echeance


def test_the_clock_says_where_the_day_comes_from() -> None:
    assert clock("2026-11-17T10:00", rencontree=True) == (
        "Dernier contact avec la personne le 17/11/2026 + 2\u00a0ans = 17/11/2028. "
        "Modifier le dossier ne repousse pas la date."
    )
    assert clock("2026-11-17", rencontree=False).startswith(
        "Aucun contact avec la personne\u00a0: dossier ouvert le 17/11/2026 + 2\u00a0ans"
    )


def test_a_file_is_listed_two_months_before_its_term_and_due_on_the_day() -> None:
    last = "2024-11-17T18:30"
    assert not _shows(TOUS, last, date(2026, 9, 16))
    assert _shows(PROCHES, last, date(2026, 9, 17))
    assert _shows(PROCHES, last, date(2026, 11, 16))
    assert not _shows(ECHUS, last, date(2026, 11, 16))
    assert _shows(ECHUS, last, date(2026, 11, 17))
    assert not _shows(PROCHES, last, date(2026, 11, 17))


def test_the_29th_of_february_is_due_on_the_first_of_march() -> None:
    assert not _shows(ECHUS, "2024-02-29T10:00", date(2026, 2, 28))
    assert _shows(ECHUS, "2024-02-29T10:00", date(2026, 3, 1))
    # Seen from a 29 February: the 28 of two years before is due, the next day is not.
    assert _shows(ECHUS, "2026-02-28T23:00", date(2028, 2, 29))
    assert not _shows(ECHUS, "2026-03-01T08:00", date(2028, 2, 29))


@given(JOURS, JOURS)
def test_a_filter_shows_exactly_what_the_clock_says(depuis: date, jour: date) -> None:
    due = kept_until(depuis.isoformat()) <= jour
    assert _shows(ECHUS, f"{depuis.isoformat()}T12:00", jour) == due
    assert _shows(ECHUS, depuis.isoformat(), jour) == due
    shown = [_shows(filtre, depuis.isoformat(), jour) for filtre in (TOUS, ECHUS, PROCHES)]
    assert shown in ([True, True, False], [True, False, True], [False, False, False])


@given(JOURS)
def test_what_is_near_its_term_is_at_most_two_months_from_it(jour: date) -> None:
    _, end = bounds(PROCHES, jour)
    last = date.fromisoformat(end) - timedelta(days=1)
    ahead = kept_until(last.isoformat()) - jour
    assert timedelta(days=57) <= ahead <= timedelta(days=62)


def test_a_contact_to_come_is_at_no_term() -> None:
    assert not any(_shows(filtre, "2026-12-24T10:00", date(2026, 11, 23)) for filtre in FILTRES)


def test_a_family_never_met_shows_when_it_was_opened() -> None:
    met = LigneConservation("f", "Caron", "2024-09-03", True, "Nadia Lemaire")
    opened = LigneConservation("f", "Caron", "2024-09-03", False, "Nadia Lemaire")
    assert met.dernier_contact == "03/09/2024"
    assert opened.dernier_contact == "Aucun (ouvert le 03/09/2024)"
    assert met.echeance_mots(date(2026, 9, 2)) == "Le 03/09/2026"
    assert met.echeance_mots(date(2026, 9, 3)) == "Échu 03/09/2026"


def test_what_would_go_is_told_in_words() -> None:
    assert Contenu(2, 12, 1, 0, 1, 1, 3, 2).phrase == (
        "2\u00a0personnes, 12\u00a0contacts, 1\u00a0orientation, 1\u00a0évaluation, "
        "1\u00a0contrat, 3\u00a0documents, 2\u00a0rendez-vous"
    )
    assert Contenu().phrase == SEUL


def test_a_filter_that_does_not_exist_is_refused() -> None:
    with pytest.raises(KnownError, match="echus"):
        bounds("perimes", date(2026, 11, 23))
