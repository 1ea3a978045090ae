"""From the journal to the tables of the trade: the merged state of rows, written as it is.

The guards of `db/tables.py` are open only here, for the length of one projection.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from fieldapp.db.store import Row, Store
from fieldapp.db.tables import TABLES, columns
from fieldapp.domain.errors import KnownError
from fieldapp.domain.fusion import Etat, merge
from fieldapp.domain.journal import Op, OpId, Valeur

OP_NAMES = (
    "device", "seq", "hlc", "kind", '"table"', "row_id", "fields", "base", "author", "foyer_id",
    "schema",
)  # fmt: skip
OP_COLUMNS = ", ".join(OP_NAMES)

_BATCH = 500
_ID = re.compile(r"[\w-]{1,64}")
_decode = msgspec.json.Decoder().decode


def rebuild_rows(
    store: Store,
    keys: Iterable[tuple[str, str]],
    known: Sequence[Op] = (),
    counts: Mapping[str, int] | None = None,
) -> int:
    """Write again the merged state of these rows and return how many hold a conflict.

    `known` are ops at hand, and `counts` how many each row has when the caller knows: rows made of
    ops at hand are not read again.
    """
    by_table: dict[str, dict[str, None]] = {}
    for table, row_id in keys:
        by_table.setdefault(table, {})[row_id] = None
    at_hand = _by_row(known)
    conflits = 0
    for table, row_ids in by_table.items():
        if table not in TABLES:
            continue  # a table of a newer version: its ops wait in the journal
        grouped = _ops_of_rows(store, table, list(row_ids), at_hand.get(table, {}), counts)
        states = {row_id: merge(grouped[row_id]) for row_id in row_ids if row_id in grouped}
        project(store, table, [(row_id, state.values) for row_id, state in states.items()])
        # A row with a single op cannot disagree with itself: most rows of a first exchange.
        several = {row_id: state for row_id, state in states.items() if len(grouped[row_id]) > 1}
        conflits += store_conflicts(store, table, several)
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
    return op_of_tuple(tuple(row[name.strip('"')] for name in OP_NAMES))


def op_of_tuple(values: tuple[Any, ...]) -> Op:
    """Read an op from the plain values of OP_COLUMNS."""
    device, seq, hlc, kind, table, row_id, fields, base, author, foyer_id, schema = values
    return Op(
        device, seq, hlc, kind, table, row_id, _decode(fields), _decode(base), author, foyer_id,
        schema,
    )  # fmt: skip


@contextlib.contextmanager
def guard_open(store: Store) -> Iterator[None]:
    """Let writes reach the tables of the trade; only the journal may ask."""
    store.set_guard(True)
    yield
    # On an error the transaction rolls back, and the guard with it.
    store.set_guard(False)


def project(
    store: Store,
    table: str,
    rows: Iterable[tuple[str, Mapping[str, Valeur]]],
    *,
    replacing: bool = True,
) -> None:
    """Write the state of rows into their table, replacing what it held unless told otherwise."""
    with guard_open(store):
        store.put_states(table, columns(table), rows, replacing=replacing)


def _ops_of_rows(
    store: Store,
    table: str,
    row_ids: list[str],
    known: Mapping[str, dict[OpId, Op]],
    counts: Mapping[str, int] | None,
) -> dict[str, list[Op]]:
    """Every op of these rows; to tell those whose every op is `known`, one index is counted."""
    grouped: dict[str, list[Op]] = {}
    for start in range(0, len(row_ids), _BATCH):
        batch = [checked(row_id) for row_id in row_ids[start : start + _BATCH]]
        whole = counts or _counts(store, [row_id for row_id in batch if row_id in known])
        to_read = []
        for row_id in batch:
            ops = known.get(row_id, {})
            if ops and whole.get(row_id) == len(ops):
                grouped[row_id] = list(ops.values())
            else:
                to_read.append(row_id)
        if not to_read:
            continue
        for values in store.tuples(
            f'SELECT {OP_COLUMNS} FROM op WHERE {store.among("row_id")} AND "table" = :tbl',
            ids=json.dumps(to_read),
            tbl=table,
        ):
            op = known.get(values[5], {}).get(values[:2]) or op_of_tuple(values)
            grouped.setdefault(op.row_id, []).append(op)
    return grouped


def _by_row(ops: Iterable[Op]) -> dict[str, dict[str, dict[OpId, Op]]]:
    """These ops by table, row and name."""
    found: dict[str, dict[str, dict[OpId, Op]]] = {}
    for op in ops:
        found.setdefault(op.table, {}).setdefault(op.row_id, {})[op.id] = op
    return found


def _counts(store: Store, row_ids: list[str]) -> dict[str, int]:
    """How many ops bear each of these row ids, whatever their table."""
    if not row_ids:
        return {}
    rows = store.query(
        f"SELECT row_id, count(*) AS n FROM op WHERE {store.among('row_id')} GROUP BY row_id",
        ids=json.dumps(row_ids),
    )
    return {row["row_id"]: int(row["n"]) for row in rows}


def checked(row_id: str) -> str:
    """Refuse an id that is not made of letters, digits and hyphens before it meets the SQL."""
    if not _ID.fullmatch(row_id):
        raise KnownError(
            "Un identifiant reçu n’a pas la forme attendue. Les données reçues sont refusées "
            "et rien n’a changé ici."
        )
    return row_id


def store_conflicts(store: Store, table: str, states: Mapping[str, Etat]) -> int:
    """Write what these rows disagree on, and return how many of them do."""
    if not states:
        return 0
    store.send(
        f'DELETE FROM conflit WHERE "table" = :tbl AND {store.among("row_id")}',
        tbl=table,
        ids=json.dumps(list(states)),
    )
    store.insert_new(
        "conflit",
        ('"table"', "row_id", "champ", "device", "seq", "foyer_id"),
        [
            (table, row_id, name, op.device, op.seq, op.foyer_id)
            for row_id, state in states.items()
            for name, losers in state.conflicts.items()
            for op in losers
        ],
    )
    return sum(1 for state in states.values() if state.conflicts)


def drop_conflicts(store: Store, table: str, row_id: str, changed: Mapping[str, Valeur]) -> None:
    """Forget the conflicts of these fields: a local write has seen, and replaced, every value."""
    for name in changed:
        store.execute(
            'DELETE FROM conflit WHERE row_id = :row_id AND "table" = :tbl AND champ = :champ',
            row_id=row_id,
            tbl=table,
            champ=name,
        )
