"""Social security numbers are found wherever they are typed, and nothing else is taken for one."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.domain.nir import find_cartes, find_nir, looks_like_nir, mask_cartes, mask_nir


def key(number: str) -> str:
    digits = number.replace("2A", "19").replace("2B", "18")
    return f"{97 - int(digits) % 97:02d}"


BODY = "1850362498123"
WHOLE = BODY + key(BODY)
CORSICA = "285032A498123"


@pytest.mark.parametrize(
    "number",
    [
        BODY,
        WHOLE,
        "1 85 03 62 498 123",
        f"1 85 03 62 498 123 {key(BODY)}",
        f"1.85.03.62.498.123.{key(BODY)}",
        f"1-85-03-62-498-123-{key(BODY)}",
        f"1\u00a085\u00a003\u00a062\u00a0498\u00a0123\u00a0{key(BODY)}",
        "18503 62498 123",
        f"{BODY} {key(BODY)}",
        CORSICA,
        CORSICA + key(CORSICA),
        f"2 85 03 2A 498 123 {key(CORSICA)}",
        "2 85 03 2b 498 123",
        "1803331476872",
    ],
)
def test_a_number_is_found_however_it_is_written(number: str) -> None:
    text = f"Madame donne son numéro : {number}, à rappeler demain."
    assert [text[a:b] for a, b in find_nir(text)] == [number]
    assert number not in mask_nir(text)
    assert "retiré]" in mask_nir(text)
    assert looks_like_nir(number)


@pytest.mark.parametrize(
    "text",
    [
        "06 12 34 56 78",
        "06 12 34 56 78 et 07 12 34 56 78",
        "0612345678 0712345678",
        "+33 1 23 45 67 89 12",
        "SIRET 552 100 554 00013",
        "32303273870601",
        "FR76 3000 6000 0112 3456 7890 189",
        "FR1420041010050500013M02606",
        "né le 12/03/1985, vu le 24/11/2026 à 10:30",
        "2026-11-24 10:30:15",
        "CAF0027004992",
        "numéro 1234567",
        "IMEI 490154203237518",
        "3560070139451",
        "uuid 0192b3c4-1850-7362-4981-2345abcdef01",
        "1850362498123456789",
        WHOLE[:-2] + f"{(int(WHOLE[-2:]) + 1) % 97:02d}",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert find_nir(text) == ()
    assert mask_nir(text) == text


def test_a_number_is_found_among_others() -> None:
    text = f"Tel 06 12 34 56 78, NIR {WHOLE} 12 rue Basse, puis le 2 85 03 2A 498 123."
    assert [text[a:b] for a, b in find_nir(text)] == [WHOLE, "2 85 03 2A 498 123"]


def test_cells_of_a_spreadsheet_are_numbers() -> None:
    assert looks_like_nir(1803331476872)
    assert looks_like_nir(1803331476872.0)
    assert looks_like_nir(int(WHOLE))
    assert not looks_like_nir(620022002)
    assert not looks_like_nir(None)
    assert not looks_like_nir(True)
    assert not looks_like_nir(1.5)
    assert not looks_like_nir(f"note : {WHOLE}")


def test_bank_cards_are_found_but_not_siret() -> None:
    text = "Elle lit sa carte 4970 1012 3456 7890 puis 4970101234567890."
    card = "4970 1012 3456 789"
    total = next(d for d in "0123456789" if find_cartes(card + d))
    text = f"Elle lit sa carte {card}{total}. SIRET 32303273870601."
    assert [text[a:b] for a, b in find_cartes(text)] == [card + total]
    assert mask_cartes(text) == "Elle lit sa carte [numéro de carte retiré]. SIRET 32303273870601."


bodies = st.builds(
    "{}{:02d}{:02d}{}{:03d}{:03d}".format,
    st.sampled_from("12"),
    st.integers(0, 99),
    st.integers(1, 12),
    st.one_of(st.integers(1, 95).map("{:02d}".format), st.sampled_from(["2A", "2B"])),
    st.integers(1, 990),
    st.integers(1, 999),
)


@given(bodies, st.booleans(), st.sampled_from(["", " ", ".", "\u00a0", "-"]))
def test_every_number_is_found_and_masked(body: str, with_key: bool, separator: str) -> None:
    number = body + (key(body) if with_key else "")
    cuts = (0, 1, 3, 5, 7, 10, 13, 15)
    parts = [number[a:b] for a, b in pairwise(cuts) if number[a:b]]
    text = f"NIR {separator.join(parts)} noté"
    assert len(find_nir(text)) == 1
    assert find_nir(mask_nir(text)) == ()
    assert mask_nir(text) == "NIR [numéro de sécurité sociale retiré] noté"


@given(st.text())
def test_any_text_is_read_without_harm(text: str) -> None:
    for start, end in find_nir(text) + find_cartes(text):
        assert 0 <= start < end <= len(text)
