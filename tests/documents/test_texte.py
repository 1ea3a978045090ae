"""A worker types as it comes; what is printed follows the rules of French typography."""

import pytest

from fieldapp.documents.texte import long_date, paragraphs, printable, short_date
from fieldapp.domain import signes


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ('Elle dit "oui" !', "Elle dit «\u00a0oui\u00a0»\u00a0!"),
        ("l'enfant d'Aurélie", "l’enfant d’Aurélie"),
        ("Loyer : 320 € ; retard 20 %", "Loyer\u00a0: 320\u00a0€\u00a0; retard 20\u00a0%"),
        ("deux\nlignes\tet  espaces", "deux lignes et espaces"),
        ("e\u0301te\u0301", "été"),
        ("Istanbul Ğ Ş ı, Łódź, Țară", "Istanbul Ğ Ş ı, Łódź, Țară"),
        ("😀😀 bien", "· bien"),
        ("2\u00ad000 \u200bmots", "2000 mots"),
        ("\u00a0 ", ""),
        ("ﬁche → suite", "fiche -> suite"),
    ],
)
def test_what_is_typed_and_what_is_printed(typed: str, printed: str) -> None:
    assert printable(typed) == printed


def test_signs_that_are_not_printed_are_told_once_each() -> None:
    with signes.noting() as absent:
        printable("Юлия, née à Łódź, dite مريم 😀 Ю")
    assert {"Ю", "م", "😀"} <= absent.keys()
    assert not absent.keys() & set("Łódź éa")
    assert "Ю л и я" in signes.sentence(absent)
    assert "et d’autres" in signes.sentence("бвгджзиклмнпф")
    assert signes.sentence({}) == ""
    printable("Ю")  # nobody listens


def test_empty_lines_make_no_paragraph() -> None:
    assert paragraphs("Un.\n\n \r\nDeux.\u2028Trois.") == ["Un.", "Deux.", "Trois."]


def test_dates_are_written_as_people_read_them() -> None:
    assert short_date("2026-12-04") == "04/12/2026"
    assert long_date("2026-12-01") == "1er\u00a0décembre\u00a02026"
    assert short_date("courant 2024") == long_date("courant 2024") == "courant 2024"


def test_a_social_security_number_left_in_a_note_never_reaches_paper() -> None:
    shown = printable("Son numéro 1 85 05 78 006 084 91, joignable au 06 12 34 56 78.")
    assert "006" not in shown
    assert "06 12 34 56 78" in shown
