"""What an export writes, in order: dictionary, tables line by line, syntheses, what is gone."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from fieldapp.db.exports import ExportFait
from fieldapp.db.opening import meta, set_meta
from fieldapp.db.store import Store
from fieldapp.services.session import Session
from fieldapp.siege import dictionary, syntheses
from fieldapp.siege.bordereau import LIBRE, RESTREINTE
from fieldapp.siege.columns import (
    IDENTIFIANT,
    TEXTE,
    Cell,
    Column,
    Pseudonyms,
    Table,
    converter,
)
from fieldapp.siege.etendue import Etendue, extent_since, gone, whole_extent
from fieldapp.siege.sheets import Batch, Sheet, batch_of
from fieldapp.siege.tables import all_tables
from fieldapp.siege.textes_masques import Masques

DICTIONNAIRE, SUPPRESSIONS = "dictionnaire", "suppressions"
_META_KEY = "siege.pseudonymes"
# Rows read, turned and written together: half a million contacts never stand in memory.
_ROWS = 1000

_SUPPRESSIONS = (
    Column("organisme", TEXTE, "Organisme du siège", ""),
    Column("fichier", TEXTE, "Fichier où la ligne se trouvait", ""),
    Column("identifiant", IDENTIFIANT, "Identifiant de la ligne, dans sa deuxième colonne", ""),
)
_ABOUT = {
    DICTIONNAIRE: "Une ligne par colonne de chaque fichier",
    SUPPRESSIONS: "Une ligne par ligne d’un export précédent à retirer\u00a0: effacée, ou qui ne "
    "doit plus sortir",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """A table to write. `gone` gives, once it is written, the lines that are no more."""

    sheet: Sheet
    description: str
    diffusion: str
    masquees: int = 0
    entiere: bool = True
    gone: Callable[[], Sequence[str]] = list


@dataclass(frozen=True, slots=True)
class Programme:
    """Everything that an export writes. `colonnes` tells whether two have the same columns."""

    etendue: Etendue
    plans: Sequence[Plan]
    colonnes: str
    pseudonymes: Pseudonyms


def pseudonyms(store: Store) -> Pseudonyms:
    """Return the pseudonyms of this headquarters; their key never leaves its store."""
    with store.atomic():
        key = meta(store, _META_KEY)
        if key is None:
            key = secrets.token_hex(32)
            set_meta(store, _META_KEY, key)
    return Pseudonyms(bytes.fromhex(key))


def make_programme(session: Session, mode: str, last: ExportFait | None) -> Programme:
    """Return what an export writes; `last` is the export that it follows, if it does."""
    store, catalogue = session.store, session.catalogue
    tables = [
        table
        for table in all_tables(catalogue, session.agent.organisme)
        if mode in table.modes
    ]  # fmt: skip
    if last is None:
        etendue = whole_extent(store, mode, tables)
    else:
        etendue = extent_since(store, mode, tables, last)
    names = pseudonyms(store)
    masques = Masques(session)
    plans = [_table_plan(store, table, etendue, names, masques) for table in tables]
    plans += [
        Plan(
            _small(synthese.nom, syntheses.COLUMNS, synthese.rows), synthese.description, LIBRE,
            synthese.masquees,
        )
        for synthese in syntheses.syntheses(store, catalogue)
    ]  # fmt: skip
    described: list[tuple[str, str, Sequence[Column]]] = [
        (DICTIONNAIRE, _ABOUT[DICTIONNAIRE], dictionary.COLUMNS),
        *((plan.sheet.nom, plan.description, plan.sheet.columns) for plan in plans),
    ]
    colonnes = _digest(described)
    if last is not None:
        described.append((SUPPRESSIONS, _ABOUT[SUPPRESSIONS], _SUPPRESSIONS))
    rows = list(dictionary.dictionary(described, mode))
    own = Plan(_small(DICTIONNAIRE, dictionary.COLUMNS, rows), _ABOUT[DICTIONNAIRE], LIBRE)
    return Programme(etendue, [own, *plans], colonnes, names)


def suppressions_plan(
    session: Session, programme: Programme, removed: Sequence[tuple[str, str]]
) -> Plan:
    """Return the table of the lines (file, id) that readers of earlier exports must take out."""
    rule = converter(_SUPPRESSIONS[2], programme.etendue.mode, programme.pseudonymes, None)
    organisme = session.agent.organisme
    rows = [(organisme, fichier, rule(row_id)) for fichier, row_id in removed]
    return Plan(_small(SUPPRESSIONS, _SUPPRESSIONS, rows), _ABOUT[SUPPRESSIONS], RESTREINTE)


def _table_plan(
    store: Store, table: Table, etendue: Etendue, names: Pseudonyms, masques: Masques
) -> Plan:
    mode, seulement = etendue.mode, etendue.seulement(table)
    columns = table.in_mode(mode)
    present: set[str] = set()
    sheet = Sheet(
        table.nom,
        columns,
        _count(store, table, etendue),
        _batches(store, table, etendue, names, masques, present),
    )
    return Plan(
        sheet,
        table.description,
        LIBRE if table.libre else RESTREINTE,
        entiere=not seulement,
        gone=lambda: gone(store, table, etendue, present),
    )


def _small(nom: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> Sheet:
    """A table that is at hand already."""
    return Sheet(nom, columns, len(rows), [batch_of(rows, len(columns))])


def _count(store: Store, table: Table, etendue: Etendue) -> int:
    source = table.filtered(etendue.mode, etendue.seulement(table))
    row = store.one(f"SELECT count(*) AS n FROM {source}", **etendue.parametres)
    return 0 if row is None else int(row["n"])


def _batches(
    store: Store,
    table: Table,
    etendue: Etendue,
    names: Pseudonyms,
    masques: Masques,
    present: set[str],
) -> Iterator[Batch]:
    """Read a table some rows at a time, and turn each column by its own rule.

    The ids of the lines are noted in `present` when the export does not cover everything.
    """
    mode = etendue.mode
    columns = table.in_mode(mode)
    rules = [converter(c, mode, names, _shown(table, c, etendue)) for c in columns]
    rank = [column.nom for column in columns].index(table.cle)
    sql = table.query(mode, etendue.seulement(table))
    stream = store.tuples(sql, **etendue.parametres)
    while rows := list(islice(stream, _ROWS)):
        values = list(zip(*rows, strict=True))
        if etendue.depuis is not None:
            present.update(values[rank])
        cells = [list(map(rule, given)) for rule, given in zip(rules, values, strict=True)]
        yield masques.hide(columns, cells)


def _shown(table: Table, column: Column, etendue: Etendue) -> frozenset[object] | None:
    values = etendue.visibles.get(f"{table.nom}.{column.nom}")
    return None if values is None else frozenset(values)


def _digest(described: Sequence[tuple[str, str, Sequence[Column]]]) -> str:
    """A print of the columns of all files: two exports that differ cannot follow each other."""
    text = "\n".join(
        f"{nom}.{column.nom} {column.genre}" for nom, _, columns in described for column in columns
    )
    return hashlib.sha256(text.encode()).hexdigest()
