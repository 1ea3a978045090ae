"""What an export writes, in order: dictionary, tables line by line, syntheses."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from fieldapp.db.opening import meta, set_meta
from fieldapp.db.store import Store
from fieldapp.services.session import Session
from fieldapp.siege import dictionary, syntheses
from fieldapp.siege.bordereau import LIBRE, RESTREINTE
from fieldapp.siege.columns import NOMINATIF, Cell, Column, Pseudonyms, Table, converter
from fieldapp.siege.masking import THRESHOLD
from fieldapp.siege.sheets import Batch, Sheet, batch_of
from fieldapp.siege.tables import (
    ACCOMPAGNEMENTS,
    CONTACTS,
    FOYERS,
    NOMENCLATURES,
    PERSONNES,
    STRUCTURES,
    orientations,
)

_META_KEY = "siege.pseudonymes"
# Rows read, turned and written together: half a million contacts never stand in memory.
_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Plan:
    """A table to write, and whether it may circulate."""

    sheet: Sheet
    description: str
    masquees: int
    diffusion: str


def pseudonyms(store: Store) -> Pseudonyms:
    """Return the pseudonyms of this headquarters; their key never leaves its store."""
    with store.atomic():
        key = meta(store, _META_KEY)
        if key is None:
            key = secrets.token_hex(32)
            set_meta(store, _META_KEY, key)
    return Pseudonyms(bytes.fromhex(key))


def make_plans(session: Session, mode: str) -> list[Plan]:
    """Return every table of an export, in the order of its sheets, the dictionary first."""
    store, catalogue = session.store, session.catalogue
    restricted = tuple(kind.code for kind in catalogue.types_orientation if kind.restreinte)
    tables = [
        table
        for table in (
            FOYERS, PERSONNES, ACCOMPAGNEMENTS, CONTACTS, orientations(restricted), STRUCTURES,
            NOMENCLATURES,
        )
        if mode in table.modes
    ]  # fmt: skip
    names = pseudonyms(store)
    plans = [
        Plan(
            Sheet(
                table.nom, table.in_mode(mode), _count(store, table, mode),
                _batches(store, table, mode, names),
            ),
            table.description,
            0,
            LIBRE if table in (STRUCTURES, NOMENCLATURES) else RESTREINTE,
        )
        for table in tables
    ]  # fmt: skip
    plans += [
        Plan(
            _small(synthese.nom, syntheses.COLUMNS, synthese.rows),
            synthese.description,
            synthese.masquees,
            LIBRE,
        )
        for synthese in syntheses.syntheses(store, catalogue)
    ]
    files: list[tuple[str, str, Sequence[Column]]] = [
        (plan.sheet.nom, plan.description, plan.sheet.columns) for plan in plans
    ]
    about = "Une ligne par colonne de chaque fichier"
    files.insert(0, ("dictionnaire", about, dictionary.COLUMNS))
    rows = list(dictionary.dictionary(files, mode))
    return [Plan(_small("dictionnaire", dictionary.COLUMNS, rows), about, 0, LIBRE), *plans]


def _small(nom: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> Sheet:
    """A table that is at hand already."""
    return Sheet(nom, columns, len(rows), [batch_of(rows, len(columns))])


def _count(store: Store, table: Table, mode: str) -> int:
    row = store.one(f"SELECT count(*) AS n FROM {table.filtered(mode)}")
    return 0 if row is None else int(row["n"])


def _batches(store: Store, table: Table, mode: str, names: Pseudonyms) -> Iterator[Batch]:
    """Read a table some rows at a time, and turn each column by its own rule."""
    columns = table.in_mode(mode)
    rules = [
        (column.nom, converter(column, mode, names, _shown(store, table, column, mode)))
        for column in columns
    ]
    stream = store.stream(table.query(mode))
    while rows := list(islice(stream, _ROWS)):
        yield [[change(row[nom]) for row in rows] for nom, change in rules]


def _shown(store: Store, table: Table, column: Column, mode: str) -> frozenset[object] | None:
    """The values that enough rows share to be shown, where a rare one could name a family."""
    if mode == NOMINATIF or not column.rare:
        return None
    rows = store.query(
        f"SELECT {column.sql} AS valeur FROM {table.filtered(mode)} "
        f"GROUP BY 1 HAVING count(*) >= {THRESHOLD:d}"
    )
    return frozenset(row["valeur"] for row in rows)
