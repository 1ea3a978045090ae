"""The changes made here, as the synchronisation screen lists them."""

from __future__ import annotations

from fieldapp.db import journal
from fieldapp.db.store import Row, Store
from fieldapp.domain.echange import Changement
from fieldapp.domain.journal import moment_of


def only_here(store: Store, vers: str, received: int) -> list[tuple[int, int]]:
    """Return the ranges (first, last) of own changes that a recipient has not acknowledged, the
    oldest first; it has all up to `received`.

    One that declared a bundle lost acknowledges those behind it: they are not only here, though
    what comes before them is.
    """
    rows = store.query(
        "SELECT premier, dernier FROM envoi WHERE vers = :v AND recu_le IS NOT NULL "
        "AND premier > 0 AND dernier > :r ORDER BY premier",
        v=vers,
        r=received,
    )
    ranges = []
    at = received + 1
    for row in rows:
        if row["premier"] > at:
            ranges.append((at, row["premier"] - 1))
        at = max(at, row["dernier"] + 1)
    last = journal.last_seq(store, store.device)
    return [*ranges, (at, last)] if last >= at else ranges


def lives(store: Store, vers: str) -> list[str]:
    """Return under which names bundles went to a recipient: the present one, then former ones."""
    rows = store.query(
        "SELECT DISTINCT vers FROM envoi WHERE vers LIKE :v || '/%' ORDER BY vers", v=vers
    )
    return [vers, *(row["vers"] for row in rows)]


def received_count(store: Store, vers: str) -> int:
    """Return how many changes are in bundles that a recipient acknowledged, in all lives."""
    row = store.one(
        "SELECT coalesce(sum(nombre), 0) AS n FROM envoi WHERE recu_le IS NOT NULL "
        "AND (vers = :v OR vers LIKE :v || '/%')",
        v=vers,
    )
    return 0 if row is None else int(row["n"])


def sealed_again(store: Store, vers: str) -> int:
    """Return how many changes of former lives are in bundles that wait for their receipt."""
    row = store.one(
        "SELECT coalesce(sum(nombre), 0) AS n FROM envoi "
        "WHERE vers = :v AND octets IS NOT NULL AND premier = 0",
        v=vers,
    )
    return 0 if row is None else int(row["n"])


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


def oldest_from(store: Store, seq: int) -> str | None:
    """Return the instant of this store's first own shared change from a sequence number on."""
    row = store.one(
        "SELECT hlc FROM op WHERE device = :d AND seq >= :s ORDER BY seq LIMIT 1",
        d=store.device,
        s=seq,
    )
    return None if row is None else moment_of(row["hlc"]).isoformat(timespec="seconds")


def _changement(row: Row) -> Changement:
    return Changement(
        row["seq"], row["table"], row["row_id"], row["kind"], row["foyer_id"],
        moment_of(row["hlc"]).isoformat(timespec="seconds"),
    )  # fmt: skip
