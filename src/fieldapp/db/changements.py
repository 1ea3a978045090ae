"""The changes made here, as the synchronisation screen lists them."""

from __future__ import annotations

from fieldapp.db.store import Row, Store
from fieldapp.domain.echange import Changement
from fieldapp.domain.journal import moment_of


def changes_after(store: Store, seq: int, limit: int) -> list[Changement]:
    """Return this store's own shared changes after a sequence number, newest first."""
    rows = store.query(
        'SELECT seq, hlc, kind, "table", row_id, foyer_id FROM op '
        "WHERE device = :d AND seq > :s ORDER BY seq DESC LIMIT :limit",
        d=store.device,
        s=seq,
        limit=limit,
    )
    return [_changement(row) for row in rows]


def changes_between(
    store: Store, premier: int, dernier: int, limit: int, device: str = ""
) -> list[Changement]:
    """Return this store's own shared changes from a sequence number to another, newest first.

    `device` is the name of a former life of this store, when they are of one.
    """
    rows = store.query(
        'SELECT seq, hlc, kind, "table", row_id, foyer_id FROM op '
        "WHERE device = :d AND seq BETWEEN :premier AND :dernier ORDER BY seq DESC LIMIT :limit",
        d=device or store.device,
        premier=premier,
        dernier=dernier,
        limit=limit,
    )
    return [_changement(row) for row in rows]


def oldest_after(store: Store, seq: int) -> str | None:
    """Return the instant of this store's first own shared change after a sequence number."""
    row = store.one(
        "SELECT hlc FROM op WHERE device = :d AND seq > :s ORDER BY seq LIMIT 1",
        d=store.device,
        s=seq,
    )
    return None if row is None else moment_of(row["hlc"]).isoformat(timespec="seconds")


def _changement(row: Row) -> Changement:
    return Changement(
        row["seq"], row["table"], row["row_id"], row["kind"], row["foyer_id"],
        moment_of(row["hlc"]).isoformat(timespec="seconds"),
    )  # fmt: skip
