"""What an exported table is made of: columns with a meaning, and how their values are shown."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fieldapp.domain.nir import mask_nir

STATISTIQUE, NOMINATIF = "statistique", "nominatif"
MODES = (STATISTIQUE, NOMINATIF)

TEXTE, ENTIER, DECIMAL = "texte", "entier", "décimal"
DATE, MOMENT, OUI_NON = "date", "date et heure", "oui/non"
# An id in the nominative export, a keyed pseudonym in the statistical one.
IDENTIFIANT = "identifiant"

# Shown instead of a value that statistical secrecy hides, as Insee does.
SECRET = "s"

Cell = str | int | float | bool | date | datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its kind, what it means (French), and the SQL that gives it.

    `valeurs` names the list of codes it takes its values from. `modes` are the exports it is in.
    `rare` marks a value that could single a family out: in the statistical export it is hidden
    when fewer than five rows share it.
    """

    nom: str
    genre: str
    description: str
    sql: str
    valeurs: str = ""
    modes: Sequence[str] = MODES
    rare: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One exported file. `source` is the SQL after FROM; `statistique_si` narrows it there."""

    nom: str
    description: str
    source: str
    columns: Sequence[Column]
    ordre: str
    statistique_si: str = ""
    modes: Sequence[str] = MODES

    def in_mode(self, mode: str) -> tuple[Column, ...]:
        """Return the columns of one export, in order."""
        return tuple(column for column in self.columns if mode in column.modes)

    def query(self, mode: str) -> str:
        """Return the SELECT of one export."""
        fields = ", ".join(f"{column.sql} AS {column.nom}" for column in self.in_mode(mode))
        return f"SELECT {fields} FROM {self.filtered(mode)} ORDER BY {self.ordre}"

    def filtered(self, mode: str) -> str:
        """Return the source with the condition of one export."""
        if mode == STATISTIQUE and self.statistique_si:
            return f"{self.source} AND {self.statistique_si}"
        return self.source


class Pseudonyms:
    """Ids turned into pseudonyms by a key of headquarters: the same ones in every export."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, value: str) -> str:
        """Return the pseudonym of an id: 80 bits, hexadecimal, starting with a letter."""
        # A letter first: a spreadsheet reads 12e45678 as a number.
        return "P" + hmac.digest(self._key, value.encode(), "sha256")[:10].hex()


def converter(
    column: Column, mode: str, pseudonyms: Pseudonyms, shown: frozenset[object] | None
) -> Callable[[object], Cell]:
    """Return what turns a value of the store into a cell of the export.

    `shown` are the values that a `rare` column may show, None when all may.
    """
    if column.genre == IDENTIFIANT and mode == STATISTIQUE:
        return lambda value: None if value is None else pseudonyms.of(str(value))
    if shown is not None:
        return lambda value: (
            None if value is None else (_plain(value) if value in shown else SECRET)
        )
    if column.genre == OUI_NON:
        return lambda value: None if value is None else bool(value)
    if column.genre == DATE:
        return lambda value: _moment(value, date.fromisoformat)
    if column.genre == MOMENT:
        return lambda value: _moment(value, datetime.fromisoformat)
    return _text if column.genre == TEXTE and not column.valeurs else _plain


def _text(value: object) -> Cell:
    """A text as it was typed, but for a social security number left in it (R08, L06)."""
    return mask_nir(value) if isinstance(value, str) else _plain(value)


def _plain(value: object) -> Cell:
    return value if isinstance(value, str | int | float) else None


def _moment(value: object, read: Callable[[str], date]) -> Cell:
    """A date as such; one that was typed wrongly stays visible as its text."""
    if not isinstance(value, str) or not value:
        return None
    try:
        return read(value)
    except ValueError:
        return value
