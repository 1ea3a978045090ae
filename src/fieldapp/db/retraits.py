"""Families that left the reach of this post: taken away once nothing of them is only here."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from fieldapp.db import documents_joints
from fieldapp.db.projection import guard_open, rebuild_rows
from fieldapp.db.store import Store
from fieldapp.db.tables import TABLES
from fieldapp.domain.document import CORBEILLE_JOURS
from fieldapp.domain.horloge import instant

SCHEMA: tuple[str, ...] = (
    # `jusque_seq` is the last own change there was when the family was taken away.
    """CREATE TABLE retrait (
        foyer_id TEXT PRIMARY KEY, demande_le TEXT NOT NULL, fait_le TEXT, jusque_seq INTEGER
    ) STRICT, WITHOUT ROWID""",
    # At headquarters: which families each post was told to let go.
    """CREATE TABLE retire (
        device TEXT NOT NULL, foyer_id TEXT NOT NULL, PRIMARY KEY (device, foyer_id)
    ) STRICT, WITHOUT ROWID""",
)

# How long a draft, or a personal note, holds a family back: as long as personal notes live (L08).
SURSIS_JOURS = 30

_AMONG = "IN (SELECT value FROM json_each(:ids))"


def ask(store: Store, foyer_ids: Collection[str]) -> None:
    """Note that headquarters takes these families from this post."""
    store.executemany(
        "INSERT INTO retrait(foyer_id, demande_le) VALUES (?, ?) ON CONFLICT(foyer_id) "
        "DO UPDATE SET demande_le = excluded.demande_le, fait_le = NULL, jusque_seq = NULL",
        [(foyer_id, instant()) for foyer_id in foyer_ids],
    )


def any_asked(store: Store) -> bool:
    """Tell whether headquarters ever took a family from this post."""
    return store.one("SELECT 1 FROM retrait LIMIT 1") is not None


def is_held(store: Store, foyer_id: str) -> bool:
    """Tell whether a family still here waits for a draft begun before it was taken away."""
    row = store.one(
        "SELECT 1 FROM retrait r JOIN brouillon b ON b.foyer_id = r.foyer_id "
        "WHERE r.foyer_id = :f AND r.fait_le IS NULL AND r.demande_le > :limite "
        "AND b.supprime IS NULL LIMIT 1",
        f=foyer_id,
        limite=_limit(),
    )
    return row is not None


def taken_away(store: Store) -> frozenset[str]:
    """Return the families that were taken from this post."""
    rows = store.query("SELECT foyer_id FROM retrait WHERE fait_le IS NOT NULL")
    return frozenset(row["foyer_id"] for row in rows)


def came_back(store: Store, foyer_ids: Collection[str]) -> None:
    """A family taken away comes again: what was written here about it is shown again too."""
    ids = json.dumps(sorted(foyer_ids))
    rows = store.query(f'SELECT DISTINCT "table", row_id FROM op WHERE foyer_id {_AMONG}', ids=ids)
    rebuild_rows(store, [(row["table"], row["row_id"]) for row in rows])
    for row in rows:
        store.touch(row["table"], [row["row_id"]])
    store.touch("resume", foyer_ids)
    store.execute(f"DELETE FROM retrait WHERE foyer_id {_AMONG}", ids=ids)


def begin_again(store: Store) -> None:
    """This store was restored: headquarters says anew which families leave this post.

    Those that the backup says leave, or left, may have come back since.
    """
    rows = store.query("SELECT foyer_id FROM retrait")
    if rows:
        came_back(store, [row["foyer_id"] for row in rows])


def take_away_due(store: Store, acquitte: int) -> int:
    """Take away the families of which nothing is only here; return how many.

    `acquitte` is the last own sequence number that headquarters has acknowledged. A change made
    here afterwards (an act taken back) is taken away in its turn once it is acknowledged.
    """
    with store.atomic():
        due = [
            row["foyer_id"]
            for row in store.query(
                """
                SELECT r.foyer_id FROM retrait r WHERE (r.fait_le IS NULL OR EXISTS (
                    SELECT 1 FROM op WHERE device = :device AND seq > r.jusque_seq
                    AND op.foyer_id = r.foyer_id))
                AND NOT EXISTS (SELECT 1 FROM op WHERE device = :device AND seq > :acquitte
                    AND op.foyer_id = r.foyer_id)
                AND (r.demande_le <= :limite
                    OR NOT EXISTS (SELECT 1 FROM brouillon b WHERE b.foyer_id = r.foyer_id
                        AND b.supprime IS NULL)
                    AND NOT EXISTS (SELECT 1 FROM contact c WHERE c.foyer_id = r.foyer_id
                        AND c.zone = 'personnel' AND c.supprime IS NULL)
                    AND NOT EXISTS (SELECT 1 FROM document d WHERE d.foyer_id = r.foyer_id
                        AND d.zone = 'personnel' AND d.supprime IS NULL))
                """,
                device=store.device,
                acquitte=acquitte,
                limite=_limit(),
            )
        ]
        for foyer_id in due:
            _take_away(store, foyer_id)
        if due:
            before = datetime.now(UTC) - timedelta(days=CORBEILLE_JOURS)
            documents_joints.remove_orphans(store, before.isoformat(timespec="seconds"))
    return len(due)


def _take_away(store: Store, foyer_id: str) -> None:
    """Remove one family from the tables, and from the journal all but what was written here.

    The latter stays in the encrypted journal, whose sequence has no gap: should the
    family come back, headquarters sends the rest.
    """
    rows = _rows_of(store, foyer_id)
    for table, row_ids in rows.items():
        ids = json.dumps(sorted(row_ids))
        store.execute(
            f'DELETE FROM op WHERE "table" = :tbl AND row_id {_AMONG} AND device <> :own',
            tbl=table,
            ids=ids,
            own=store.device,
        )
        store.execute(
            f'DELETE FROM conflit WHERE "table" = :tbl AND row_id {_AMONG}', tbl=table, ids=ids
        )
        if table in TABLES:
            with guard_open(store):
                store.execute(f"DELETE FROM {table} WHERE id {_AMONG}", ids=ids)
            store.touch(table, row_ids)
    store.touch("resume", [foyer_id])
    store.execute(
        "UPDATE retrait SET fait_le = :le, jusque_seq = (SELECT coalesce(max(seq), 0) FROM op "
        "WHERE device = :own) WHERE foyer_id = :f",
        le=instant(),
        own=store.device,
        f=foyer_id,
    )


def _rows_of(store: Store, foyer_id: str) -> dict[str, set[str]]:
    """The rows of one family, by table; a person who lives in another family here stays.

    A draft is its author's and belongs to no family.
    """
    found: dict[str, set[str]] = {"foyer": {foyer_id}}
    rows = store.query(
        'SELECT DISTINCT "table", row_id FROM op WHERE foyer_id = :f AND "table" <> \'brouillon\'',
        f=foyer_id,
    )
    for row in rows:
        found.setdefault(row["table"], set()).add(row["row_id"])
    people = store.query(
        "SELECT personne_id FROM appartenance WHERE foyer_id = :f AND personne_id IS NOT NULL",
        f=foyer_id,
    )
    found.setdefault("personne", set()).update(row["personne_id"] for row in people)
    elsewhere = store.query(
        f"SELECT DISTINCT personne_id FROM appartenance WHERE personne_id {_AMONG} "
        "AND foyer_id <> :f",
        ids=json.dumps(sorted(found["personne"])),
        f=foyer_id,
    )
    found["personne"] -= {row["personne_id"] for row in elsewhere}
    return {table: row_ids for table, row_ids in found.items() if row_ids}


def _limit() -> str:
    """The instant before which an order to take away is no longer held back."""
    before = datetime.now(UTC) - timedelta(days=SURSIS_JOURS)
    return before.isoformat(timespec="seconds")
