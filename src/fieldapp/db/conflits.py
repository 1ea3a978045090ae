"""Conflicts waiting for a person: the SQL."""

from __future__ import annotations

from fieldapp.db.projection import OP_COLUMNS, op_of
from fieldapp.db.store import Row, Store
from fieldapp.domain.journal import KIND_UNDO, Op


def list_conflits(store: Store) -> list[Row]:
    """Return (table, row_id, champ, foyer_id, nom) of every field in conflict, by family."""
    return store.query(
        "SELECT DISTINCT k.\"table\", k.row_id, k.champ, k.foyer_id, coalesce(f.nom, '') AS nom "
        "FROM conflit k LEFT JOIN foyer f ON f.id = k.foyer_id "
        'ORDER BY nom, k."table", k.row_id, k.champ'
    )


def count_conflits(store: Store) -> int:
    """Return how many fields are in conflict."""
    row = store.one(
        'SELECT count(*) AS n FROM (SELECT DISTINCT "table", row_id, champ FROM conflit) AS champs'
    )
    return 0 if row is None else int(row["n"])


def decisions_since(store: Store, hlc: int) -> list[Op]:
    """Return the ops since a clock value that replaced several values at once, the newest first.

    Only somebody who had several versions in front of him writes one.
    """
    rows = store.query(
        f"SELECT {OP_COLUMNS} FROM op WHERE hlc >= :hlc AND base LIKE '%],[%' ORDER BY hlc DESC",
        hlc=hlc,
    )
    return [op_of(row) for row in rows]


def undone_since(store: Store, hlc: int) -> list[Op]:
    """Return what was taken back on this post since a clock value, the newest first."""
    rows = store.query(
        f"SELECT {OP_COLUMNS} FROM op WHERE hlc >= :hlc AND device = :device "
        f"AND kind = '{KIND_UNDO}' ORDER BY hlc DESC",
        hlc=hlc,
        device=store.device,
    )
    return [op_of(row) for row in rows]
