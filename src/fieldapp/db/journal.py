"""The journal: every change of a row of the trade is one op, written in the same transaction.

Nothing else writes those tables: the guards of `db/tables.py` refuse it. Local writes and ops
received from elsewhere end in the same projection of the merged state (`domain/fusion.py`).
"""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from fieldapp.db.arrivee import read_past, take
from fieldapp.db.prive import forget_older
from fieldapp.db.projection import (
    OP_COLUMNS,
    OP_NAMES,
    drop_conflicts,
    guard_open,
    op_of,
    project,
    rebuild_rows,
    row_ops,
)
from fieldapp.db.search import ARRIVED
from fieldapp.db.store import Row, Store
from fieldapp.db.tables import PRIVATE_TABLES, columns
from fieldapp.domain.errors import BugError, KnownError
from fieldapp.domain.fusion import SUPPRIME, merge
from fieldapp.domain.ids import new_id
from fieldapp.domain.journal import (
    BASE_SEEN,
    KIND_DELETE,
    KIND_INSERT,
    KIND_REDO,
    KIND_UNDO,
    KIND_UPDATE,
    PRIVATE_SUFFIX,
    SCHEMA_VERSION,
    Op,
    OpId,
    Valeur,
    is_private,
    moment_of,
)

_BATCH = 5_000
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


@dataclass(frozen=True, slots=True)
class Ingestion:
    """What came of received ops: new ones, known ones, rows that now hold a conflict."""

    nouvelles: int
    doublons: int
    conflits: int


def write(
    store: Store,
    table: str,
    fields: Mapping[str, Valeur],
    *,
    row_id: str | None = None,
    author: str,
    foyer_id: str | None = None,
    prive: bool = False,
    kind: str | None = None,
    base: Mapping[str, object] | None = None,
) -> str:
    """Insert or update one row and return its id; a write that changes nothing writes no op.

    A row stays on the stream where it was born: `prive` counts at its creation only, and asking
    for a private change of a shared row is a BugError. `foyer_id` is the file the row belongs to.
    `kind` and `base` are for undo, which says what it takes back.
    """
    unknown = set(fields) - set(columns(table))
    if unknown:
        raise BugError(f"unknown columns {sorted(unknown)} for {table}")
    with store.atomic():
        _alone(store, table, row_id)
        current = None if row_id is None else _row(store, table, row_id)
        row_id = row_id or new_id()
        foyer_id = row_id if table == "foyer" else foyer_id
        prive = prive or table in PRIVATE_TABLES
        own_base: dict[str, object] = {}
        changed: dict[str, Valeur]
        if current is None:
            changed = {name: value for name, value in fields.items() if value is not None}
        else:
            # An undo that changes nothing is told all the same, or it would be the next one too.
            undo = kind in (KIND_UNDO, KIND_REDO)
            changed = dict(fields) if undo else _changed(table, current, fields)
            if not changed:
                return row_id
            own_base, prive = _seen(store, table, row_id, changed, prive)
        op = _new_op(
            store,
            kind or (KIND_INSERT if current is None else KIND_UPDATE),
            table,
            row_id,
            changed,
            {**own_base, **(base or {})},
            author,
            foyer_id,
            prive,
        )
        _append(store, [op])
        if table in PRIVATE_TABLES:
            forget_older(store, op)
        _show(store, op, current)
        _touch(store, [op])
        return row_id


def _changed(table: str, current: Row, fields: Mapping[str, Valeur]) -> dict[str, Valeur]:
    """The fields that differ from the row; all of them for a draft, whose past is forgotten."""
    changed = {name: value for name, value in fields.items() if current[name] != value}
    if changed and table in PRIVATE_TABLES:
        whole = {**{name: current[name] for name in columns(table)}, **changed}
        return {name: value for name, value in whole.items() if value is not None}
    return changed


def _seen(
    store: Store, table: str, row_id: str, changed: Mapping[str, Valeur], prive: bool
) -> tuple[dict[str, object], bool]:
    """The versions that a change replaces, and whether the row was born private."""
    ops = row_ops(store, table, row_id)
    born_private = any(is_private(op.device) for op in ops)
    if prive and not born_private:
        raise BugError(f"{table} {row_id} is shared and cannot turn private")
    state = merge(ops)
    return {name: state.base_for(name) for name in changed}, born_private


def _show(store: Store, op: Op, current: Row | None) -> None:
    """Write the row as it is after a local op; `current` is the row before, if there was one."""
    if current is None:
        project(store, op.table, [(op.row_id, op.fields)])
    elif current[SUPPRIME] is not None or SUPPRIME in op.fields:
        # An edit may bring a deleted row back: only the merge tells.
        rebuild_rows(store, [(op.table, op.row_id)])
    else:
        project(store, op.table, [(op.row_id, {**dict(current), **op.fields})])
        drop_conflicts(store, op.table, op.row_id, op.fields)


@dataclass(frozen=True, slots=True)
class Nouvelle:
    """A row that is not there yet, for `write_many`; `foyer_id` is the file it belongs to."""

    table: str
    row_id: str
    fields: Mapping[str, Valeur]
    foyer_id: str | None = None


def write_many(store: Store, rows: Sequence[Nouvelle], *, author: str) -> None:
    """Insert many new rows as one act: the guarantees of `write`, without reading each row first.

    Nothing private comes this way. A row whose id is there already is a BugError.
    """
    with store.atomic():
        _alone(store)
        if store.act_hlc is None:
            store.act_hlc = next_hlc(store)
        first = last_seq(store, store.device) + 1
        ops = [
            Op(
                store.device, seq, store.act_hlc, KIND_INSERT, row.table, row.row_id,
                {name: value for name, value in row.fields.items() if value is not None}, {},
                author, row.row_id if row.table == "foyer" else row.foyer_id, SCHEMA_VERSION,
            )
            for seq, row in enumerate(rows, start=first)
        ]  # fmt: skip
        by_table: dict[str, list[Op]] = {}
        for op in ops:
            by_table.setdefault(op.table, []).append(op)
        for table, group in by_table.items():
            unknown = {name for op in group for name in op.fields} - set(columns(table))
            if unknown or table in PRIVATE_TABLES:
                raise BugError(f"cannot insert columns {sorted(unknown)} in {table}")
            project(store, table, [(op.row_id, op.fields) for op in group], replacing=False)
        _append(store, ops)
        _touch(store, ops)


def delete(
    store: Store, table: str, row_id: str, *, author: str, foyer_id: str | None = None
) -> None:
    """Mark a row as deleted; its journal keeps what it held."""
    with store.atomic():
        _alone(store, table, row_id)
        current = _row(store, table, row_id)
        if current is None or current[SUPPRIME] is not None:
            return
        seen = merge(row_ops(store, table, row_id)).seen()
        now = moment_of(next_hlc(store)).isoformat(timespec="seconds")
        write(
            store,
            table,
            {SUPPRIME: now},
            row_id=row_id,
            author=author,
            foyer_id=foyer_id,
            kind=KIND_DELETE,
            base={BASE_SEEN: seen},
        )


def settle(
    store: Store,
    table: str,
    row_id: str,
    champ: str,
    valeur: Valeur,
    *,
    author: str,
    foyer_id: str | None = None,
    vues: Iterable[OpId] = (),
) -> None:
    """Decide a conflict: one op that names, and so replaces, every value of the field.

    Unlike `write` it writes an op even for the value shown; `vues` were set aside by a decision.
    """
    with store.atomic():
        _alone(store, table, row_id)
        base = merge(row_ops(store, table, row_id)).base_for(champ)
        base += [[device, seq] for device, seq in vues if [device, seq] not in base]
        change = (KIND_UPDATE, table, row_id, {champ: valeur}, {champ: base})
        _append(store, [op := _new_op(store, *change, author, foyer_id, False)])
        rebuild_rows(store, [(table, row_id)])
        _touch(store, [op])


def ingest(store: Store, ops: Sequence[Op]) -> Ingestion:
    """Take ops from elsewhere, in any order and as often as they come, and merge their rows.

    Raises KnownError, with nothing written, when an op comes from a private stream, contradicts
    an op already here under the same name (a restored backup), or holds a value that its column
    cannot take.
    """
    if any(map(is_private, {op.device for op in ops})):
        raise KnownError(
            "Ces données contiennent un brouillon personnel, qui ne doit jamais quitter son "
            "poste. Elles sont refusées et rien n’a changé ici. Signalez-le au siège."
        )
    with store.atomic():
        # Before anything of these rows is read: whoever held one has then written all of it.
        store.claim_rows((op.table, op.row_id) for op in ops)
        past, known = read_past(store, {op.row_id for op in ops})
        nouvelles = _append(store, ops)
        with guard_open(store):
            if nouvelles == len(ops):
                conflits = take(store, ops, past, known)
            else:
                _refuse_forks(store, ops)
                seen = {name for names in past.values() for name in names}
                new = [op for op in ops if op.id not in seen]
                # The same change twice in one bundle is the general way's to sort out.
                conflits = (
                    take(store, new, past, known)
                    if len(new) == nouvelles
                    else rebuild_rows(store, ((op.table, op.row_id) for op in ops))
                )
        _touch(store, ops, arrived=True)
        return Ingestion(nouvelles, len(ops) - nouvelles, conflits)


def ops_after(store: Store, device: str, seq: int, limit: int) -> list[Op]:
    """Return the ops of one stream after `seq`, in order, `limit` at most."""
    rows = store.query(
        f"SELECT {OP_COLUMNS} FROM op WHERE device = :device AND seq > :seq "
        "ORDER BY seq LIMIT :limit",
        device=device,
        seq=seq,
        limit=limit,
    )
    return [op_of(row) for row in rows]


def last_seq(store: Store, device: str) -> int:
    """Return the highest sequence number of a stream, 0 when it is empty."""
    row = store.one("SELECT max(seq) AS seq FROM op WHERE device = :device", device=device)
    return 0 if row is None or row["seq"] is None else int(row["seq"])


def next_hlc(store: Store) -> int:
    """Return the clock value of the current act.

    It follows the wall clock and never goes back behind our own ops. A clock from the future,
    received from elsewhere, never advances it.
    """
    physical = (time.time_ns() // 1_000_000) << 16
    row = store.one(
        "SELECT (SELECT hlc FROM op WHERE device = :own ORDER BY seq DESC LIMIT 1) AS own, "
        "(SELECT hlc FROM op WHERE device = :prive ORDER BY seq DESC LIMIT 1) AS prive",
        own=store.device,
        prive=store.device + PRIVATE_SUFFIX,
    )
    own = [row[name] or 0 for name in ("own", "prive")] if row is not None else []
    return max(physical, *(1 + hlc for hlc in own))


def _new_op(
    store: Store,
    kind: str,
    table: str,
    row_id: str,
    fields: Mapping[str, Valeur],
    base: Mapping[str, object],
    author: str,
    foyer_id: str | None,
    prive: bool,
) -> Op:
    device = store.device + PRIVATE_SUFFIX if prive else store.device
    if store.act_hlc is None:
        store.act_hlc = next_hlc(store)
    return Op(
        device, last_seq(store, device) + 1, store.act_hlc, kind, table, row_id, fields, base,
        author, foyer_id, SCHEMA_VERSION,
    )  # fmt: skip


def _alone(store: Store, table: str = "", row_id: str | None = None) -> None:
    """Hold our own streams, whose next number is ours alone, and the row that is to change."""
    store.claim(store.device)
    if row_id is not None:
        store.claim_rows([(table, row_id)])


def _append(store: Store, ops: Iterable[Op]) -> int:
    """Add ops to the journal and return how many were not there yet."""
    return store.insert_new(
        "op",
        OP_NAMES,
        [(*op[:6], _encode(op.fields).decode(), _encode(op.base).decode(), *op[8:]) for op in ops],
    )


def _touch(store: Store, ops: Iterable[Op], *, arrived: bool = False) -> None:
    """Note the rows of these ops, and their families, for what is derived from them.

    The notes that `arrived` are indexed just after: only what is taken away leaves at once.
    """
    if store.before_commit is None:
        return  # headquarters derives nothing
    rows: defaultdict[str, set[str]] = defaultdict(set)
    for op in ops:
        waits = arrived and op.table == "contact" and SUPPRIME not in op.fields
        rows[ARRIVED if waits else op.table].add(op.row_id)
        if op.foyer_id is not None:
            rows["resume"].add(op.foyer_id)
    for table, row_ids in rows.items():
        store.touch(table, row_ids)


def _row(store: Store, table: str, row_id: str) -> Row | None:
    return store.one(f"SELECT * FROM {table} WHERE id = :id", id=row_id)


def _refuse_forks(store: Store, ops: Sequence[Op]) -> None:
    """Refuse an op that bears the name of another one: its device lived twice."""
    known: dict[OpId, tuple[int, str, str]] = {}
    row_ids = list({op.row_id: None for op in ops})
    for start in range(0, len(row_ids), _BATCH):
        for device, seq, hlc, row_id, fields in store.tuples(
            f"SELECT device, seq, hlc, row_id, fields FROM op WHERE {store.among('row_id')}",
            ids=json.dumps(row_ids[start : start + _BATCH]),
        ):
            known[device, seq] = (hlc, row_id, fields)
    for op in ops:
        hlc, row_id, fields = known.get(op.id, (0, "", "{}"))
        if (hlc, row_id) != (op.hlc, op.row_id) or _decode(fields) != dict(op.fields):
            raise KnownError(
                f"Le poste {op.device} a transmis deux versions différentes de son journal "
                "(sauvegarde restaurée\u00a0?). Rien n’a été pris ni perdu. Choisissez "
                "«\u00a0Reprendre ce poste\u00a0» sur le poste qui a été rétabli."
            )


# What readers of the journal need of the projection, under one name.
__all__ = [
    "OP_COLUMNS", "Ingestion", "delete", "ingest", "last_seq", "next_hlc",
    "op_of", "ops_after", "rebuild_rows", "row_ops", "settle", "write",
]  # fmt: skip
