"""Proving a store: the file, the journal without gaps, the tables equal to the merged journal."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from fieldapp.db import lots_perdus, retraits, traces
from fieldapp.db.journal import OP_COLUMNS, op_of
from fieldapp.db.store import Store
from fieldapp.db.tables import TABLES, columns
from fieldapp.domain.fusion import merge
from fieldapp.domain.journal import Op, is_private


def file_problems(store: Store) -> list[str]:
    """Return what the database says of its own files; nothing when they are sound."""
    return store.file_problems()


def gap_problems(store: Store, devices: list[str]) -> list[str]:
    """Return the streams, among these, whose sequence does not run from 1 without a gap.

    What headquarters declared lost with a post is explained, and told apart.
    """
    found = []
    for device in devices:
        row = store.one(
            "SELECT count(*) AS n, coalesce(max(seq), 0) AS haut FROM op WHERE device = :device",
            device=device,
        )
        if row is None or row["n"] == row["haut"]:
            continue
        left = row["haut"] - row["n"] - lots_perdus.missing_ops(store, device)
        if left:
            found.append(f"journal\u00a0: {left} modifications manquantes du poste {device}")
    return found


def state_problems(store: Store) -> list[str]:
    """Return the rows whose table differs from the state that the journal rebuilds."""
    found = []
    seen: dict[str, int] = dict.fromkeys(TABLES, 0)
    gone = retraits.taken_away(store)
    for (table, row_id), ops in _rows_of_journal(store):
        if table not in TABLES:
            continue
        actual = store.one(f"SELECT * FROM {table} WHERE id = :id", id=row_id)
        if actual is None and gone and all(op.foyer_id in gone for op in ops):
            continue  # what was written here of a family that was taken away
        seen[table] += 1
        expected = merge(ops).values
        if actual is None:
            found.append(f"état\u00a0: {table} {row_id} absent de sa table")
            continue
        found += [
            f"état\u00a0: {table} {row_id} champ {name}"
            for name in columns(table)
            if actual[name] != store.kept(expected.get(name))
        ]
    for table, count in seen.items():
        row = store.one(f"SELECT count(*) AS n FROM {table}")
        if row is not None and row["n"] > count:
            found.append(f"état\u00a0: {row['n'] - count} lignes de {table} sans journal")
    return found


# Columns that name a row of another table. Ops may arrive before the row that they refer to, so
# nothing is enforced on ingest: what is still missing once all has come is told here.
_REFERENCES = {
    "foyer_id": "foyer", "personne_id": "personne", "structure_id": "structure",
    "contact_id": "contact", "contrat_id": "contrat", "evaluation_id": "evaluation",
    "objectif_id": "objectif", "autre_id": "personne", "document_id": "document",
}  # fmt: skip


def reference_problems(store: Store) -> list[str]:
    """Return how many rows of each table name a row that is not here."""
    found = []
    for table in TABLES:
        for column, target in _REFERENCES.items():
            if column not in columns(table) or target not in TABLES:
                continue
            row = store.one(
                f"SELECT count(*) AS n FROM {table} AS t WHERE t.supprime IS NULL "
                f"AND t.{column} IS NOT NULL AND t.{column} NOT IN "
                "(SELECT foyer_id FROM retrait WHERE fait_le IS NOT NULL) "
                f"AND NOT EXISTS (SELECT 1 FROM {target} AS c WHERE c.id = t.{column})"
            )
            if row is not None and row["n"]:
                found.append(f"références\u00a0: {row['n']} {table} sans leur {target}")
    return found


def trace_problems(store: Store) -> list[str]:
    """Return the lines of the access journal whose chain does not hold."""
    return [f"journal des accès\u00a0: ligne {number}" for number in traces.broken_links(store)]


def own_devices(store: Store) -> list[str]:
    """Return the streams whose every op must be here: our own; at the siège, every post's."""
    if store.name == "siege":
        rows = store.query("SELECT DISTINCT device FROM op")
        return [row["device"] for row in rows if not is_private(row["device"])]
    return [store.device]


def _rows_of_journal(store: Store) -> Iterator[tuple[tuple[str, str], list[Op]]]:
    rows = store.stream(f'SELECT {OP_COLUMNS} FROM op ORDER BY row_id, "table"')
    for key, group in groupby(rows, key=lambda row: (row["table"], row["row_id"])):
        yield key, [op_of(row) for row in group]
