"""What a cell of the export shows of a value of the store."""

from __future__ import annotations

import pytest

from fieldapp.siege.columns import NOMINATIF, STATISTIQUE, TEXTE, Column, Pseudonyms, converter

NIR = "1 85 05 78 006 084 91"


@pytest.mark.parametrize("mode", [NOMINATIF, STATISTIQUE])
def test_a_social_security_number_left_in_a_note_is_not_exported(mode: str) -> None:
    cell = converter(Column("note", TEXTE, "Note", "c.note"), mode, Pseudonyms(b"cle"), None)
    shown = cell(f"Vu avec {NIR} au 06 12 34 56 78")
    assert isinstance(shown, str)
    assert "006" not in shown
    assert "06 12 34 56 78" in shown


def test_a_code_is_exported_as_it_stands() -> None:
    column = Column("nature", TEXTE, "Nature", "c.nature", "natures_contact")
    assert converter(column, NOMINATIF, Pseudonyms(b"cle"), None)("TEL_SORTANT") == "TEL_SORTANT"
