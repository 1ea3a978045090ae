"""Facts that families declared: their SQL."""

from __future__ import annotations

from fieldapp.db.store import Row, Store
from fieldapp.domain.situation import Situation


def list_situations(store: Store, foyer_id: str) -> tuple[Situation, ...]:
    """Return every fact that a household declared, the latest first."""
    rows = store.query(
        "SELECT * FROM situation WHERE foyer_id = :id AND supprime IS NULL "
        "ORDER BY coalesce(debut, '') DESC, id DESC",
        id=foyer_id,
    )
    return tuple(_situation(row) for row in rows)


def situations_of(store: Store, ids: str) -> dict[str, tuple[Situation, ...]]:
    """Return the facts that many households declared (a JSON list of ids), by household."""
    found: dict[str, list[Situation]] = {}
    for row in store.query(
        "SELECT * FROM situation WHERE foyer_id IN (SELECT value FROM json_each(:ids)) "
        "AND supprime IS NULL ORDER BY id",
        ids=ids,
    ):
        found.setdefault(row["foyer_id"], []).append(_situation(row))
    return {foyer_id: tuple(facts) for foyer_id, facts in found.items()}


def get_situation(store: Store, situation_id: str) -> Situation | None:
    """Return one declared fact, or None."""
    row = store.one("SELECT * FROM situation WHERE id = :id AND supprime IS NULL", id=situation_id)
    return None if row is None else _situation(row)


def _situation(row: Row) -> Situation:
    return Situation(
        row["id"], row["foyer_id"], row["personne_id"], row["code"] or "", row["debut"], row["fin"]
    )
