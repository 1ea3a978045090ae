"""Orientations: the SQL."""

from __future__ import annotations

import json

from fieldapp.db.store import Row, Store
from fieldapp.domain.orientation import OUVERTS, Orientation

_SELECT = (
    "SELECT o.*, coalesce(a.nom, '') AS auteur, coalesce(f.nom, '') AS foyer_nom, "
    "trim(coalesce(p.prenom, '') || ' ' || coalesce(p.nom, '')) AS personne "
    "FROM orientation o LEFT JOIN agent a ON a.id = o.auteur_id "
    "LEFT JOIN foyer f ON f.id = o.foyer_id LEFT JOIN personne p ON p.id = o.personne_id "
    "WHERE o.supprime IS NULL"
)


def get_orientation(store: Store, orientation_id: str) -> Orientation | None:
    """Return one orientation, or None."""
    row = store.one(f"{_SELECT} AND o.id = :id", id=orientation_id)
    return None if row is None else orientation_of(row)


def list_orientations(
    store: Store,
    *,
    unite: str,
    foyer_id: str | None = None,
    referent_id: str | None = None,
    statuts: tuple[str, ...] = (),
    offset: int = 0,
    limit: int = 100,
) -> list[Orientation]:
    """Return orientations, most recent first: those of one family, or of an antenna's families."""
    clauses = ["o.foyer_id = :foyer_id" if foyer_id else "f.unite = :unite"]
    if referent_id is not None:
        clauses.append("f.referent_id = :referent")
    if statuts:
        clauses.append("o.statut IN (SELECT value FROM json_each(:statuts))")
    rows = store.query(
        f"{_SELECT} AND f.supprime IS NULL AND {' AND '.join(clauses)} "
        "ORDER BY o.date DESC, o.id DESC LIMIT :limit OFFSET :offset",
        foyer_id=foyer_id,
        unite=unite,
        referent=referent_id,
        statuts=json.dumps(statuts),
        limit=limit,
        offset=offset,
    )
    return [orientation_of(row) for row in rows]


def list_due(store: Store, unite: str, agent_id: str | None, until: str) -> list[Orientation]:
    """Return open orientations whose reminder is before an ISO date, oldest first."""
    rows = store.query(
        f"{_SELECT} AND f.supprime IS NULL AND o.relance_le IS NOT NULL AND o.relance_le < :until "
        "AND o.statut IN (SELECT value FROM json_each(:statuts)) AND f.unite = :unite "
        "AND (:agent IS NULL OR f.referent_id = :agent OR o.auteur_id = :agent) "
        "ORDER BY o.relance_le LIMIT 200",
        until=until,
        unite=unite,
        agent=agent_id,
        statuts=json.dumps(OUVERTS),
    )
    return [orientation_of(row) for row in rows]


def count_orientations(store: Store, foyer_id: str) -> int:
    """Return how many orientations a family has."""
    row = store.one(
        "SELECT count(*) AS n FROM orientation WHERE foyer_id = :id AND supprime IS NULL",
        id=foyer_id,
    )
    return 0 if row is None else int(row["n"])


def orientation_of(row: Row) -> Orientation:
    """Read an orientation from its row joined with names."""
    return Orientation(
        row["id"], row["foyer_id"], row["personne_id"], row["type"] or "", row["sous_type"],
        row["structure_id"], row["structure_nom"], tuple(json.loads(row["motifs"] or "[]")),
        row["attentes"] or "", row["accord"] or "", row["statut"] or "", row["date"] or "",
        row["relance_le"], row["action_plan"], row["origine"], row["motif_non_aboutie"],
        row["suite_donnee"], row["auteur_id"] or "", row["auteur"], row["foyer_nom"],
        row["personne"],
    )  # fmt: skip
