"""From the journal to the tables of the trade: the merged state of rows, written as it is.

The guards of `db/tables.py` are open only here, for the length of one projection.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from fieldapp.db.store import Row, Store
from fieldapp.db.tables import TABLES, columns
from fieldapp.domain.errors import KnownError
from fieldapp.domain.fusion import Etat, merge
from fieldapp.domain.journal import Op, Valeur

OP_COLUMNS = 'device, seq, hlc, kind, "table", row_id, fields, base, author, foyer_id, schema'

_decode = msgspec.json.Decoder().decode


def rebuild_rows(store: Store, keys: Iterable[tuple[str, str]]) -> int:
    """Write again the merged state of these rows and return how many hold a conflict."""
    by_table: dict[str, dict[str, None]] = {}
    for table, row_id in keys:
        by_table.setdefault(table, {})[row_id] = None
    conflits = 0
    for table, row_ids in by_table.items():
        if table not in TABLES:
            continue  # a table of a newer version: its ops wait in the journal
        grouped = _ops_of_rows(store, table, list(row_ids))
        states = [(row_id, merge(grouped[row_id])) for row_id in row_ids if row_id in grouped]
        project(store, table, [(row_id, state.values) for row_id, state in states])
        for row_id, state in states:
            # A row with a single op cannot disagree with itself: most rows of a first exchange.
            if len(grouped[row_id]) > 1:
                conflits += _store_conflicts(store, table, row_id, state)
    return conflits


def row_ops(store: Store, table: str, row_id: str) -> list[Op]:
    """Return every op of one row, oldest clock first."""
    rows = store.query(
        f'SELECT {OP_COLUMNS} FROM op WHERE row_id = :row_id AND "table" = :tbl '
        "ORDER BY hlc, device, seq",
        row_id=row_id,
        tbl=table,
    )
    return [op_of(row) for row in rows]


def op_of(row: Row) -> Op:
    """Read an op from a row that bears OP_COLUMNS."""
    return Op(
        row["device"], row["seq"], row["hlc"], row["kind"], row["table"], row["row_id"],
        _decode(row["fields"]), _decode(row["base"]), row["author"], row["foyer_id"],
        row["schema"],
    )  # fmt: skip


@contextlib.contextmanager
def guard_open(store: Store) -> Iterator[None]:
    """Let writes reach the tables of the trade; only the journal may ask."""
    store.execute("UPDATE garde SET ouvert = 1")
    yield
    # On an error the transaction rolls back, and the guard with it.
    store.execute("UPDATE garde SET ouvert = 0")


def project(
    store: Store,
    table: str,
    rows: Iterable[tuple[str, Mapping[str, Valeur]]],
    *,
    replacing: bool = True,
) -> None:
    """Write the state of rows into their table, replacing what it held unless told otherwise."""
    names = columns(table)
    marks = ", ".join("?" * (len(names) + 1))
    sql = f"INSERT INTO {table}(id, {', '.join(names)}) VALUES ({marks})"
    if replacing:
        sets = ", ".join(f"{name} = excluded.{name}" for name in names)
        sql += f" ON CONFLICT(id) DO UPDATE SET {sets}"
    with guard_open(store):
        store.executemany(
            sql, [(row_id, *(values.get(name) for name in names)) for row_id, values in rows]
        )


def _ops_of_rows(store: Store, table: str, row_ids: list[str]) -> dict[str, list[Op]]:
    grouped: dict[str, list[Op]] = {}
    for start in range(0, len(row_ids), 500):
        marks = ",".join(f"'{_checked(row_id)}'" for row_id in row_ids[start : start + 500])
        for row in store.query(
            f'SELECT {OP_COLUMNS} FROM op WHERE row_id IN ({marks}) AND "table" = :tbl',
            tbl=table,
        ):
            op = op_of(row)
            grouped.setdefault(op.row_id, []).append(op)
    return grouped


def _checked(row_id: str) -> str:
    """Refuse an id that is not made of letters, digits and hyphens before it meets the SQL."""
    if not row_id or not row_id.replace("-", "").replace("_", "").isalnum() or len(row_id) > 64:
        raise KnownError(
            "Un identifiant reçu n’a pas la forme attendue. Les données reçues sont refusées "
            "et rien n’a changé ici."
        )
    return row_id


def _store_conflicts(store: Store, table: str, row_id: str, state: Etat) -> int:
    store.execute(
        'DELETE FROM conflit WHERE row_id = :row_id AND "table" = :tbl', row_id=row_id, tbl=table
    )
    store.executemany(
        'INSERT INTO conflit("table", row_id, champ, device, seq, foyer_id) VALUES (?,?,?,?,?,?)',
        [
            (table, row_id, name, op.device, op.seq, op.foyer_id)
            for name, losers in state.conflicts.items()
            for op in losers
        ],
    )
    return 1 if state.conflicts else 0


def drop_conflicts(store: Store, table: str, row_id: str, changed: Mapping[str, Valeur]) -> None:
    """Forget the conflicts of these fields: a local write has seen, and replaced, every value."""
    for name in changed:
        store.execute(
            'DELETE FROM conflit WHERE row_id = :row_id AND "table" = :tbl AND champ = :champ',
            row_id=row_id,
            tbl=table,
            champ=name,
        )
