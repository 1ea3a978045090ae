"""Foreign numbers are checked too, and what nobody could dial is refused in French."""

import pytest

from fieldapp.domain.errors import KnownError
from fieldapp.services.telephones import format_numero, normalise, try_normalise


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("06 12 34 56 78", "+33612345678", "06 12 34 56 78"),
        ("0692 12 34 56", "+262692123456", "+262 692 12 34 56"),
        ("3919", "3919", "3919"),
        ("+32 2 555 12 34", "+3225551234", "+32 2 555 12 34"),
        ("0032 2 555 12 34", "+3225551234", "+32 2 555 12 34"),
    ],
)
def test_numbers_are_kept_in_one_form(typed: str, kept: str, shown: str) -> None:
    assert normalise(typed) == kept
    assert format_numero(kept) == shown


@pytest.mark.parametrize("typed", ["", "06 12 34 56 7", "abc", "+1", "+999 12 34", "123"])
def test_what_nobody_can_dial_is_refused(typed: str) -> None:
    assert try_normalise(typed) is None
    with pytest.raises(KnownError, match="n’est pas un numéro de téléphone"):
        normalise(typed)


def test_a_text_that_is_no_number_is_shown_as_it_is() -> None:
    assert format_numero("voir la mairie") == "voir la mairie"
