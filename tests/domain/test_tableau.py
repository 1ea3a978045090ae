"""Files as people send them: any alphabet, any separator, and a clear word when they are broken."""

import pytest

from fieldapp.domain.errors import KnownError
from fieldapp.domain.tableau import Rangee, decode, read_text

ACCENTS = "Nom;Prénom\r\nLefèvre;Anaïs\r\nCœur;Zoé\r\n"


@pytest.mark.parametrize(
    "alphabet", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_accents_survive_whatever_the_alphabet(alphabet: str) -> None:
    assert decode(ACCENTS.encode(alphabet)) == ACCENTS


def test_an_odd_character_does_not_lose_the_file() -> None:
    assert "Lefèvre" in decode("Lefèvre;".encode("cp1252") + b"\x81\n")


@pytest.mark.parametrize("contenu", [b"", b" \r\n\t", "\ufeff".encode("utf-16"), b"\x00\x00"])
def test_an_empty_file_is_said_to_be_empty(contenu: bytes) -> None:
    with pytest.raises(KnownError, match="vide"):
        decode(contenu)


@pytest.mark.parametrize(
    "contenu",
    [
        bytes(range(256)) * 20,
        b"\x7fELF\x01\x01\x01\x02\x03" + bytes(range(1, 20)) * 9,
        b"\xff\xfe\x00",
    ],
)
def test_a_binary_file_is_refused(contenu: bytes) -> None:
    with pytest.raises(KnownError, match="n’est pas un tableau"):
        decode(contenu)


def columns_of_first(rows: object) -> int:
    assert isinstance(rows, list)
    return len(rows[0].cellules) if rows else 0


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_the_one_that_makes_columns(separator: str) -> None:
    text = separator.join(["Nom", "Prénom", "Adresse"]) + "\n" + separator.join("abc") + "\n"
    rows = list(read_text(text, columns_of_first))
    assert rows == [Rangee(1, ("Nom", "Prénom", "Adresse")), Rangee(2, ("a", "b", "c"))]


def test_a_spreadsheet_may_say_its_separator() -> None:
    rows = list(read_text("sep=,\nNom,Ville\nDurand,Lens\n", columns_of_first))
    assert [(row.ligne, row.cellules[0]) for row in rows] == [(2, "Nom"), (3, "Durand")]


def test_lines_are_those_of_the_file_even_when_a_cell_holds_several() -> None:
    text = 'Nom;"Date de\nNaissance"\n\nDurand;"a\nb"\nDupont;c\n'
    rows = list(read_text(text, columns_of_first))
    assert [(row.ligne, row.vide) for row in rows] == [
        (1, False),
        (3, True),
        (4, False),
        (6, False),
    ]


def test_a_cell_that_never_ends_is_a_broken_file() -> None:
    text = "Nom;Note\nDurand;a\nDupont;" + "x" * 10_000_000
    with pytest.raises(KnownError, match="ligne 3"):
        list(read_text(text, columns_of_first))
