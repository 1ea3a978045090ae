"""Follow-ups: the SQL."""

from __future__ import annotations

from fieldapp.db.store import Row, Store
from fieldapp.domain.accompagnement import Accompagnement


def get_accompagnement(store: Store, accompagnement_id: str) -> Accompagnement | None:
    """Return one follow-up, or None."""
    row = store.one(
        "SELECT * FROM accompagnement WHERE id = :id AND supprime IS NULL", id=accompagnement_id
    )
    return None if row is None else _accompagnement(row)


def list_accompagnements(store: Store, foyer_id: str) -> tuple[Accompagnement, ...]:
    """Return the follow-ups of a family, open ones first, then most recent."""
    rows = store.query(
        "SELECT * FROM accompagnement WHERE foyer_id = :id AND supprime IS NULL "
        "ORDER BY fin IS NOT NULL, debut DESC",
        id=foyer_id,
    )
    return tuple(_accompagnement(row) for row in rows)


def _accompagnement(row: Row) -> Accompagnement:
    return Accompagnement(
        row["id"], row["foyer_id"], row["niveau"] or "", row["domaine"], row["offre"],
        row["referent_id"], row["debut"], row["fin"], row["motif_sortie"],
    )  # fmt: skip
