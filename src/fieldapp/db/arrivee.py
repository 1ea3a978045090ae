"""Ops that have just come from elsewhere: most of them change one row as its last author left it.

Such an op is carried to its row without merging the past of the row again; whatever is less plain
(a conflict, a deletion) goes the general way of `db/projection.py`. Both give the same state: the
tests compare them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from fieldapp.db.projection import (
    OP_COLUMNS,
    checked,
    guard_open,
    op_of_tuple,
    project,
    rebuild_rows,
    store_conflicts,
)
from fieldapp.db.store import Store
from fieldapp.db.tables import TABLES, columns
from fieldapp.domain.fusion import SUPPRIME, Etat, merge
from fieldapp.domain.journal import Op, OpId, Valeur

_BATCH = 5_000
_LISTS = (list, tuple)
_decode = msgspec.json.Decoder().decode

Key = tuple[str, str]
# hlc, device, seq, base and the names of the fields of an op of the journal
_Line = list[Any]


@dataclass(frozen=True, slots=True)
class _Past:
    """From which op each field of a row has its value.

    Of a past of one op nothing is read: whatever a change replaces there is that `only` op.
    """

    only: OpId | None = None
    heads: Mapping[str, OpId] = field(default_factory=dict)


def names_of_rows(store: Store, row_ids: Iterable[str]) -> dict[str, list[OpId]]:
    """Return the names of the ops that each of these rows has, read off one index."""
    found: dict[str, list[OpId]] = {}
    ordered = list(row_ids)
    for start in range(0, len(ordered), _BATCH):
        for row_id, device, seq in store.tuples(
            f"SELECT row_id, device, seq FROM op WHERE {store.among('row_id')}",
            ids=json.dumps([checked(row_id) for row_id in ordered[start : start + _BATCH]]),
        ):
            found.setdefault(row_id, []).append((device, seq))
    return found


def read_past(
    store: Store, row_ids: Iterable[str]
) -> tuple[dict[str, list[OpId]], list[Op] | None]:
    """Return the names of the ops that each of these rows has, and these ops when they were read.

    They are where reading all costs less than asking again; elsewhere their names suffice.
    """
    if not store.far:
        return names_of_rows(store, row_ids), None
    ops = [
        op_of_tuple(values)
        for values in store.tuples(
            f"SELECT {OP_COLUMNS} FROM op WHERE {store.among('row_id')}",
            ids=json.dumps([checked(row_id) for row_id in row_ids]),
        )
    ]
    names: dict[str, list[OpId]] = {}
    for op in ops:
        names.setdefault(op.row_id, []).append(op.id)
    return names, ops


def take(
    store: Store,
    ops: Sequence[Op],
    before: Mapping[str, Sequence[OpId]],
    known: Sequence[Op] | None = None,
) -> int:
    """Carry new ops to their rows and return how many rows now hold a conflict.

    `before` names the ops that the rows had until now, `known` are these ops themselves when they
    were read (`read_past`): merging them is then quicker than not to.
    """
    by_row: dict[Key, list[Op]] = {}
    for op in ops:
        by_row.setdefault((op.table, op.row_id), []).append(op)
    created: dict[str, list[tuple[str, Mapping[str, Valeur]]]] = {}
    changed: dict[tuple[str, tuple[str, ...]], list[tuple[Valeur, ...]]] = {}
    disagreeing: dict[str, dict[str, Etat]] = {}
    others: list[Key] = []
    pasts = _read_pasts(store, by_row, before) if known is None else {}
    for key, group in by_row.items():
        table, row_id = key
        if table not in TABLES:
            continue  # a table of a newer version: its ops wait in the journal
        if not before.get(row_id):
            # All of its ops are at hand: a new row, or one of a snapshot.
            state = merge(group) if len(group) > 1 else None
            values = group[0].fields if state is None else state.values
            created.setdefault(table, []).append((checked(row_id), values))
            if state is not None and state.conflicts:
                disagreeing.setdefault(table, {})[row_id] = state
        elif known is None and (changes := _follows(group, pasts.get(key))) is not None:
            names = tuple(sorted(changes))
            line = (*[changes[name] for name in names], row_id)
            changed.setdefault((table, names), []).append(line)
        else:
            others.append(key)
    for table, rows in created.items():
        project(store, table, rows, replacing=False)
    conflits = sum(store_conflicts(store, table, states) for table, states in disagreeing.items())
    others += [
        (table, str(line[-1]))
        for (table, names), lines in changed.items()
        if not _update(store, table, names, lines)
        for line in lines
    ]
    if not others:
        return conflits
    counts = Counter(op.row_id for op in ops)
    counts.update({row_id: len(names) for row_id, names in before.items()})
    wanted = set(others)
    at_hand = [op for op in (*ops, *(known or ())) if (op.table, op.row_id) in wanted]
    return conflits + rebuild_rows(store, others, at_hand, counts)


def _read_pasts(
    store: Store, keys: Iterable[Key], before: Mapping[str, Sequence[OpId]]
) -> dict[Key, _Past]:
    """Return the past of these rows, of those that have a plain one."""
    pasts: dict[Key, _Past] = {}
    longer: dict[str, list[str]] = {}
    for table, row_id in keys:
        names = before.get(row_id, ())
        if len(names) == 1:
            pasts[table, row_id] = _Past(names[0])
        elif names:
            longer.setdefault(table, []).append(row_id)
    for table, row_ids in longer.items():
        for start in range(0, len(row_ids), _BATCH):
            some = {row_id: before[row_id] for row_id in row_ids[start : start + _BATCH]}
            for row_id, heads in _heads(store, table, some).items():
                pasts[table, row_id] = _Past(heads=heads)
    return pasts


def _heads(
    store: Store, table: str, before: Mapping[str, Sequence[OpId]]
) -> dict[str, dict[str, OpId]]:
    """Read which op gave each field of these rows its value, without any value; nothing of a row
    whose ops do not follow one another."""
    found: dict[str, list[_Line]] = {}
    for row_id, *line in store.tuples(
        "SELECT row_id, hlc, device, seq, base, "
        "(SELECT group_concat(key, ' ') FROM json_each(fields)) "
        f'FROM op WHERE {store.among("row_id")} AND "table" = :tbl',
        ids=json.dumps(list(before)),
        tbl=table,
    ):
        if (line[1], line[2]) in before[row_id]:  # or it has just come
            found.setdefault(row_id, []).append(line)
    chains = ((row_id, _chain(sorted(lines))) for row_id, lines in found.items())
    return {row_id: heads for row_id, heads in chains if heads is not None}


def _chain(lines: Iterable[_Line]) -> dict[str, OpId] | None:
    """Return the heads of ops of which each replaces what the ones before gave; else None."""
    heads: dict[str, OpId] = {}
    for _hlc, device, seq, base, names in lines:
        fields = (names or "").split()
        if heads or base != "{}":
            named = _decode(base)
            if not all(_replaces(named.get(name), heads.get(name)) for name in fields):
                return None
        heads.update(dict.fromkeys(fields, (device, seq)))
    return None if SUPPRIME in heads else heads


def _replaces(base: object, head: OpId | None) -> bool:
    """Tell whether a `base` names this op and no other; nothing when there is none."""
    if head is None:
        return not base
    return isinstance(base, _LISTS) and len(base) == 1 and tuple(base[0]) == head


def _follows(group: Sequence[Op], past: _Past | None) -> Mapping[str, Valeur] | None:
    """Return what these ops change of a row, which they follow one by one.

    None when they do not, or when only the merge can tell: a value that they say replaces
    nothing may meet another one, and a deletion is a matter of what its author had seen.
    """
    if past is None:
        return None
    if len(group) == 1:
        return group[0].fields if _goes_on(group[0], past.heads, past.only) else None
    heads = dict(past.heads)
    values: dict[str, Valeur] = {}
    for op in group:
        if not _goes_on(op, heads, past.only):
            return None
        heads.update(dict.fromkeys(op.fields, op.id))
        values.update(op.fields)
    return values


def _goes_on(op: Op, heads: Mapping[str, OpId], only: OpId | None) -> bool:
    """Tell whether an op deletes nothing and names what gave each of its fields its value."""
    for name in op.fields:  # not all(): one line a change, of tens of thousands
        if name == SUPPRIME or not _replaces(op.base.get(name), heads.get(name, only)):
            return False
    return True


def _update(
    store: Store, table: str, names: tuple[str, ...], lines: list[tuple[Valeur, ...]]
) -> bool:
    """Write some columns of rows; False when one of them was deleted or is not there."""
    known = columns(table)
    kept = [rank for rank, name in enumerate(names) if name in known]
    if not kept:
        return False
    with guard_open(store):
        written = store.change_rows(
            table,
            [names[rank] for rank in kept],
            [(*(line[rank] for rank in kept), line[-1]) for line in lines],
            where=f"{SUPPRIME} IS NULL",
        )
    return written == len(lines)
