"""What an exported table is made of: columns with a meaning, and how their values are shown."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping, Sequence
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
    when fewer than five rows share it, and says so (« si moins de 5 … »). `lecture` makes the cell
    of what the SQL gives, where SQL that every database reads cannot. `ecrit` marks a text that
    somebody wrote freely: it may tell an address that is to be hidden.
    """

    nom: str
    genre: str
    description: str
    sql: str
    valeurs: str = ""
    modes: Sequence[str] = MODES
    rare: str = ""
    lecture: Callable[[object], Cell] | None = None
    ecrit: bool = False

    def sens(self, mode: str) -> str:
        """Return what the column means in an export of this mode."""
        if self.rare and mode == STATISTIQUE:
            return f"{self.description}\u00a0; «\u00a0{SECRET}\u00a0» {self.rare}"
        return self.description


@dataclass(frozen=True, slots=True)
class Reserve:
    """Which rows of a table may leave: their column holds one of these values, or none of them
    (`sauf`). It is said once, for the SQL and for what the journal tells of a row."""

    colonne: str
    valeurs: tuple[str, ...]
    sauf: bool = False

    def sql(self, alias: str) -> str:
        """Return the condition on the rows of `alias`."""
        values = ", ".join(f"'{value}'" for value in self.valeurs)
        column = f"{alias}.{self.colonne}"
        if self.sauf:
            return f"coalesce({column}, '') NOT IN ({values})"
        return f"{column} IN ({values})"

    def lets(self, row: Mapping[str, object]) -> bool:
        """Tell whether a row may leave."""
        return (row.get(self.colonne) in self.valeurs) != self.sauf


@dataclass(frozen=True, slots=True)
class Suit:
    """A row whose change changes a line of the exports `modes`: it stands in `table`, and its
    column `par` holds what `sql` gives for the line.

    `via` is the table that links both, when `par` is a column of that one.
    """

    table: str
    sql: str
    par: str = "id"
    modes: Sequence[str] = MODES
    via: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One exported file: a line for each row of `primaire` that is not deleted.

    `jointures` and `si` are the SQL after its name and in its condition; `reserves` narrow every
    export, `statistique_si` the statistical one. `suit` are the other rows that its lines show,
    `parents` (column, table) those without which there is no line. `entiere` is small: it has no
    journal and is always written whole.
    """

    nom: str
    description: str
    primaire: str
    alias: str
    columns: Sequence[Column]
    ordre: str
    jointures: str = ""
    si: str = ""
    reserves: tuple[Reserve, ...] = ()
    statistique_si: Reserve | None = None
    suit: tuple[Suit, ...] = ()
    parents: tuple[tuple[str, str], ...] = ()
    modes: Sequence[str] = MODES
    libre: bool = False
    entiere: bool = False

    @property
    def cle(self) -> str:
        """The column that names a line, after that of the organisme."""
        return self.columns[1].nom

    def in_mode(self, mode: str) -> tuple[Column, ...]:
        """Return the columns of one export, in order."""
        return tuple(column for column in self.columns if mode in column.modes)

    def reserves_in(self, mode: str) -> tuple[Reserve, ...]:
        """Return what narrows one export."""
        own = self.statistique_si if mode == STATISTIQUE else None
        return (*self.reserves, own) if own is not None else self.reserves

    def query(self, mode: str, seulement: str = "") -> str:
        """Return the SELECT of one export; `seulement` narrows it further."""
        fields = ", ".join(f"{column.sql} AS {column.nom}" for column in self.in_mode(mode))
        # What is not filled in comes first: of itself in SQLite, last in PostgreSQL.
        order = ", ".join(f"{name} NULLS FIRST" for name in self.ordre.split(", "))
        return f"SELECT {fields} FROM {self.filtered(mode, seulement)} ORDER BY {order}"

    def filtered(self, mode: str, seulement: str = "") -> str:
        """Return the source of one export with its conditions."""
        conditions = [
            *([] if self.entiere else [f"{self.alias}.supprime IS NULL"]),
            *([self.si] if self.si else []),
            *(reserve.sql(self.alias) for reserve in self.reserves_in(mode)),
            *([seulement] if seulement else []),
        ]
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        return f"{self.primaire} {self.alias} {self.jointures}{where}"


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
    if column.lecture is not None:
        return column.lecture
    if column.genre == OUI_NON:
        return lambda value: None if value is None else bool(value)
    if column.genre == DATE:
        return lambda value: _moment(value, date.fromisoformat)
    if column.genre == MOMENT:
        return lambda value: _moment(value, datetime.fromisoformat)
    return _text if column.genre == TEXTE and not column.valeurs else _plain


def listed(value: object) -> Cell:
    """A JSON list of codes: separated by a comma, without a space."""
    return ",".join(_items(value)) or None


def listed_texts(value: object) -> Cell:
    """A JSON list of words: separated by a semicolon, social security numbers left out."""
    return mask_nir(" ; ".join(_items(value))) or None


def counted(value: object) -> Cell:
    """How many things a JSON list holds; nothing when there is no list."""
    return None if value is None else len(_items(value))


def at_most_five(value: object) -> Cell:
    """A count, five and more counted as five."""
    return min(5, value) if isinstance(value, int) else None


def _items(value: object) -> list[str]:
    """The items of a JSON list of texts; a text that is no such list is one item."""
    if not isinstance(value, str) or not value:
        return []
    try:
        found = json.loads(value)
    except ValueError:
        return [value]
    return [str(item) for item in found] if isinstance(found, list) else [value]


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
