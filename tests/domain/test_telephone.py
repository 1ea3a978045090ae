"""Phone numbers are kept in one form and shown as they are read aloud."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.domain.telephone import (
    chiffres,
    compact,
    format_telephone,
    normalise_fr,
    split_numeros,
)


@pytest.mark.parametrize(
    "typed",
    [
        "0612345678",
        "06 12 34 56 78",
        "06.12.34.56.78",
        "06-12-34-56-78",
        "06/12/34/56/78",
        "+33612345678",
        "+33 6 12 34 56 78",
        "+33 (0)6 12 34 56 78",
        "0033 6 12 34 56 78",
        "612345678",
        " 06\u00a012\u202f34 56 78 ",
    ],
)
def test_one_number_has_one_form(typed: str) -> None:
    assert normalise_fr(typed) == "+33612345678"
    assert format_telephone(typed if typed[0] != "6" else "+33612345678") == "06 12 34 56 78"


@pytest.mark.parametrize(
    "typed", ["0692 12 34 56", "+262 692 12 34 56", "00262692123456", "+262 (0)692 12 34 56"]
)
def test_a_number_of_la_reunion_has_one_form_however_it_is_dialled(typed: str) -> None:
    assert normalise_fr(typed) == "+262692123456"
    assert format_telephone("+262692123456") == "+262 692 12 34 56"
    assert chiffres(typed) == "0692123456"


def test_the_numbers_of_films_are_of_no_country_overseas() -> None:
    assert normalise_fr("06 39 98 00 42") == "+33639980042"
    assert normalise_fr("06 39 01 02 03") == "+262639010203"


@pytest.mark.parametrize("short", ["119", "3919", "115", "17", "112", "114", "36 46"])
def test_short_numbers_stay_as_they_are_dialled(short: str) -> None:
    kept = normalise_fr(short)
    assert kept == short.replace(" ", "")
    assert format_telephone(kept) == kept


def test_a_free_number_has_its_own_groups() -> None:
    assert normalise_fr("0 800 005 696") == "+33800005696"
    assert format_telephone("+33800005696") == "0 800 005 696"


@pytest.mark.parametrize(
    "typed", ["", "06 12 34 56 7", "061234567890", "à rappeler", "123", "06 x"]
)
def test_what_is_no_french_number_is_not_made_one(typed: str) -> None:
    assert normalise_fr(typed) is None


def test_any_spacing_and_any_beginning_finds_the_number() -> None:
    assert chiffres("+33612345678") == "0612345678"
    assert chiffres("06 12 34") == "061234"
    assert chiffres("+33 6 12") == "0612"
    assert chiffres("0033 (0)6 12") == "0612"
    assert chiffres("+3225551234") == "3225551234"
    assert chiffres("Lens") == ""


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("0321000000", ["0321000000"]),
        ("03 21 00 00 00 / 06 12 34 56 78", ["03 21 00 00 00", "06 12 34 56 78"]),
        ("06/12/34/56/78", ["06/12/34/56/78"]),
        ("0612345678 ou 0712345678", ["0612345678", "0712345678"]),
        ("0612345678;0712345678\n3919", ["0612345678", "0712345678", "3919"]),
        ("", []),
    ],
)
def test_a_cell_may_hold_several_numbers(cell: str, numbers: list[str]) -> None:
    assert split_numeros(cell) == numbers


@given(st.integers(100_000_000, 999_999_999))
def test_what_is_shown_can_be_typed_back(number: int) -> None:
    kept = normalise_fr(f"0{number}")
    assert kept is not None
    assert normalise_fr(format_telephone(kept)) == kept
    assert compact(kept) == kept
