"""A post that lived twice: its later changes take the name of a new stream, and none is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from fieldapp.db.projection import OP_COLUMNS, op_of, rebuild_rows
from fieldapp.db.store import Row, Store
from fieldapp.domain.journal import PRIVATE_SUFFIX, Op, OpId

SCHEMA: tuple[str, ...] = (
    # At headquarters: `ancien` was restored from a backup and goes on as `nouveau`. `vu` is the
    # last change that the post knows to be received, `jusque` the last one that headquarters had
    # when it answered, NULL until then.
    """CREATE TABLE reprise (
        nouveau TEXT PRIMARY KEY, ancien TEXT NOT NULL, vu INTEGER NOT NULL, le TEXT NOT NULL,
        jusque INTEGER
    ) STRICT, WITHOUT ROWID""",
    # Names put away: nothing is prepared for them until they send again.
    "CREATE TABLE poste_en_sommeil (device TEXT PRIMARY KEY, le TEXT NOT NULL) "
    "STRICT, WITHOUT ROWID",
)

_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


# On the post


def first_difference(store: Store, device: str, ops: Iterable[Op]) -> int | None:
    """Return the first sequence number under which a stream says here something else."""
    for op in sorted((op for op in ops if op.device == device), key=lambda op: op.seq):
        row = store.one(
            f"SELECT {OP_COLUMNS} FROM op WHERE device = :d AND seq = :s", d=device, s=op.seq
        )
        known = None if row is None else op_of(row)
        if known is not None and (known.hlc, known.row_id, known.fields) != (
            op.hlc, op.row_id, dict(op.fields),
        ):  # fmt: skip
            return op.seq
    return None


def rename_stream(store: Store, ancien: str, nouveau: str, depuis: int) -> None:
    """Give the changes of a stream from `depuis` on to a new stream, in order.

    Only changes that never left under these names may be renamed. What they say of each other
    follows. The private stream, which never leaves, is renamed as a whole.
    """
    taken = store.one("SELECT coalesce(max(seq), 0) AS haut FROM op WHERE device = :d", d=nouveau)
    first = 1 + (0 if taken is None else int(taken["haut"]))
    rows = _stream(store, ancien, depuis)
    names = {(ancien, row["seq"]): (nouveau, rank) for rank, row in enumerate(rows, start=first)}
    _rename(store, rows, names)
    prive, prive_nouveau = ancien + PRIVATE_SUFFIX, nouveau + PRIVATE_SUFFIX
    store.execute(
        "UPDATE op SET device = :n, base = replace(base, :old, :new) WHERE device = :d",
        n=prive_nouveau,
        old=f'"{prive}"',
        new=f'"{prive_nouveau}"',
        d=prive,
    )
    # What it counted in the former stream means nothing in the new one.
    store.execute("UPDATE retrait SET jusque_seq = 0 WHERE jusque_seq IS NOT NULL")


def drop_twins(store: Store, device: str) -> None:
    """Let go the changes of a stream, of which none left yet, that are here under another name.

    A backup may hold changes that another restoration has sent since. The others close ranks.
    """
    rows = _stream(store, device, 0)
    twins: dict[OpId, OpId] = {}
    for row in rows:
        twin = store.one(
            'SELECT device, seq FROM op WHERE row_id = :r AND "table" = :t AND hlc = :h '
            "AND fields = :f AND device <> :d",
            r=row["row_id"],
            t=row["table"],
            h=row["hlc"],
            f=row["fields"],
            d=device,
        )
        if twin is not None:
            twins[device, row["seq"]] = (twin["device"], twin["seq"])
    if not twins:
        return
    store.executemany("DELETE FROM op WHERE device = ? AND seq = ?", list(twins))
    kept = [row for row in rows if (device, row["seq"]) not in twins]
    names = {(device, row["seq"]): (device, rank) for rank, row in enumerate(kept, start=1)}
    _rename(store, kept, {**names, **twins})
    rebuild_rows(store, [(row["table"], row["row_id"]) for row in rows])


def _stream(store: Store, device: str, depuis: int) -> list[Row]:
    return store.query(
        'SELECT ordre, device, seq, hlc, "table", row_id, fields, base FROM op '
        "WHERE device = :d AND seq >= :s ORDER BY seq",
        d=device,
        s=depuis,
    )


def _rename(store: Store, rows: Sequence[Row], names: Mapping[OpId, OpId]) -> None:
    """Write these changes under their new names, lowest first: none meets another on the way."""
    store.executemany(
        "UPDATE op SET device = ?, seq = ?, base = ? WHERE ordre = ?",
        [
            (*names[row["device"], row["seq"]], _renamed(row["base"], names), row["ordre"])
            for row in rows
        ],
    )
    rebuild_rows(store, [(row["table"], row["row_id"]) for row in rows])
    for row in rows:
        store.touch(row["table"], [row["row_id"]])


def _renamed(base: str, names: Mapping[OpId, OpId]) -> str:
    decoded = _decode(base)
    for name, ids in decoded.items():
        if isinstance(ids, list):
            decoded[name] = [list(names.get((device, seq), (device, seq))) for device, seq in ids]
    return _encode(decoded).decode()


def archive_chain(store: Store, siege: str, ancien: str) -> None:
    """Put away the bundles exchanged under the former name: both chains begin again at 1.

    Their changes stay in the journal; what headquarters lacks of them is sent again from there.
    """
    store.execute(
        "UPDATE envoi SET vers = :a, octets = NULL, refus = NULL WHERE vers = :s",
        a=f"{siege}/{ancien}",
        s=siege,
    )
    # The files of the former life stay: its twin on another laptop may need them.
    store.execute("DELETE FROM lot_a_effacer WHERE vers = :s", s=siege)
    store.execute("UPDATE reception SET de = :a WHERE de = :s", a=f"{siege}/{ancien}", s=siege)
    store.execute(
        "UPDATE reception SET accuse = 0 WHERE de = :a AND accuse IS NULL", a=f"{siege}/{ancien}"
    )
    store.execute("UPDATE quarantaine SET resolu_le = vu_le, numero = NULL WHERE resolu_le IS NULL")


def unsay_received(store: Store, siege: str, ancien: str, jusque: int) -> None:
    """Take back the receipts of what headquarters, restored itself, no longer has."""
    store.execute(
        "UPDATE envoi SET recu_le = NULL WHERE vers = :a AND dernier > :j",
        a=f"{siege}/{ancien}",
        j=jusque,
    )


# At headquarters


def add_reprise(store: Store, ancien: str, nouveau: str, vu: int, le: str) -> None:
    """Record that a post goes on under a new name."""
    store.execute(
        "INSERT INTO reprise(ancien, nouveau, vu, le) VALUES (:a, :n, :vu, :le)",
        a=ancien,
        n=nouveau,
        vu=vu,
        le=le,
    )


def reprise_of(store: Store, nouveau: str) -> Row | None:
    """Return the former life of a post, None when it has none."""
    return store.one("SELECT * FROM reprise WHERE nouveau = :n", n=nouveau)


def is_replaced(store: Store, device: str) -> bool:
    """Tell whether a post was restored, and goes on under another name that was answered."""
    row = store.one(
        "SELECT 1 FROM reprise WHERE ancien = :d AND jusque IS NOT NULL LIMIT 1", d=device
    )
    return row is not None


def is_left(store: Store, device: str) -> bool:
    """Tell whether a post has sent something under the name that came after this one."""
    row = store.one(
        "SELECT 1 FROM reprise r JOIN reception c ON c.de = r.nouveau "
        "WHERE r.ancien = :d AND r.jusque IS NOT NULL LIMIT 1",
        d=device,
    )
    return row is not None


def former_names(store: Store, device: str) -> list[str]:
    """Return the names that a post bore before, the latest first."""
    names: list[str] = []
    while (row := reprise_of(store, device)) is not None and row["ancien"] not in names:
        device = row["ancien"]
        names.append(device)
    return names


def lives(store: Store, reprise: Row) -> list[Row]:
    """Return this taking up and those before it, the latest first."""
    found = [reprise]
    while (before := reprise_of(store, found[-1]["ancien"])) is not None and before not in found:
        found.append(before)
    return found


def answer(store: Store, reprise: Row, jusque: int, le: str) -> None:
    """Note up to which change the former life is known here, and put its name away.

    So are other names that went on from it: a backup may be restored twice.
    """
    store.execute(
        "UPDATE reprise SET jusque = :j WHERE nouveau = :n", j=jusque, n=reprise["nouveau"]
    )
    others = store.query(
        "SELECT nouveau FROM reprise WHERE ancien = :a AND nouveau <> :n",
        a=reprise["ancien"],
        n=reprise["nouveau"],
    )
    store.insert_new(
        "poste_en_sommeil",
        ("device", "le"),
        [(reprise["ancien"], le), *((row["nouveau"], le) for row in others)],
    )


def sleeps(store: Store, device: str) -> bool:
    """Tell whether this name is put away."""
    row = store.one("SELECT 1 FROM poste_en_sommeil WHERE device = :d", d=device)
    return row is not None


def names_put_away(store: Store, device: str) -> list[str]:
    """Return the other names of a post that are put away: its lives before this one, and what else
    went on from them. A name that a second laptop still bears is not among them."""
    found, pending = [device], [device]
    while pending:
        rows = store.query(
            "SELECT ancien, nouveau FROM reprise WHERE ancien = :d OR nouveau = :d",
            d=pending.pop(),
        )
        for name in (name for row in rows for name in (row["ancien"], row["nouveau"])):
            if name not in found and sleeps(store, name):
                found.append(name)
                pending.append(name)
    return found[1:]


def wake(store: Store, device: str) -> None:
    """A name put away sends again, from a second laptop that bears it: it is answered again."""
    store.execute("DELETE FROM poste_en_sommeil WHERE device = :d", d=device)


def families_held(store: Store, ancien: str, device: str) -> list[str]:
    """Return the families that the former life may hold and that the new one may not see."""
    rows = store.query(
        "SELECT foyer_id FROM portee WHERE device = :a UNION SELECT foyer_id FROM retire "
        "WHERE device = :a EXCEPT SELECT foyer_id FROM portee WHERE device = :d",
        a=ancien,
        d=device,
    )
    return [row["foyer_id"] for row in rows]


def later_names(store: Store, ancien: str, but: str) -> list[str]:
    """Return the other names under which a life has gone on, and theirs."""
    found: list[str] = []
    waiting = [ancien]
    while waiting:
        rows = store.query("SELECT nouveau FROM reprise WHERE ancien = :a", a=waiting.pop())
        new = [r["nouveau"] for r in rows if r["nouveau"] != but and r["nouveau"] not in found]
        found += new
        waiting += new
    return found


def stream_after(store: Store, device: str, seq: int, wire: str) -> Iterable[Row]:
    """Go through the changes of a stream after a sequence number, in order."""
    return store.stream(
        f"SELECT {wire} FROM op WHERE device = :d AND seq > :s ORDER BY seq", d=device, s=seq
    )
