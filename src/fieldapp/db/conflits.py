"""Conflicts waiting for a person: the SQL."""

from __future__ import annotations

from fieldapp.db.store import Row, Store


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
