"""Structures of the directory: the SQL."""

from __future__ import annotations

import json
from collections.abc import Sequence

from fieldapp.db.store import Row, Store
from fieldapp.domain.structure import Structure


def get_structure(store: Store, structure_id: str) -> Structure | None:
    """Return one structure, or None."""
    row = store.one("SELECT * FROM structure WHERE id = :id AND supprime IS NULL", id=structure_id)
    return None if row is None else structure_of(row)


def find_by_source(store: Store, source: str, source_id: str) -> Structure | None:
    """Return the structure that a directory calls `source_id`, or None."""
    row = store.one(
        "SELECT * FROM structure WHERE source = :source AND source_id = :source_id "
        "AND supprime IS NULL",
        source=source,
        source_id=source_id,
    )
    return None if row is None else structure_of(row)


def list_structures(
    store: Store, types: Sequence[str], departement: str | None, jour: str, limit: int
) -> list[Structure]:
    """Return the open structures of these types (all when empty), by name.

    `departement` keeps those whose postcode begins with it; `jour` is the ISO date of opening.
    """
    rows = store.query(
        "SELECT * FROM structure WHERE supprime IS NULL "
        "AND (fermee_le IS NULL OR fermee_le > :jour) "
        "AND (:types = '[]' OR type IN (SELECT value FROM json_each(:types))) "
        "AND (:departement IS NULL OR code_postal >= :departement AND code_postal < :fin) "
        "ORDER BY nom LIMIT :limit",
        types=json.dumps(list(types)),
        departement=departement,
        fin=None if departement is None else departement + "\uffff",
        jour=jour,
        limit=limit,
    )
    return [structure_of(row) for row in rows]


def structure_of(row: Row) -> Structure:
    """Read a structure from its row."""
    return Structure(
        row["id"], row["nom"] or "", row["type"] or "", row["source"] or "LOCAL",
        row["source_id"], row["siret"], row["adresse"], row["complement"], row["code_postal"],
        row["commune"], row["code_insee"], row["telephone"], row["courriel"], row["site_web"],
        row["latitude"], row["longitude"], row["description"], row["horaires"],
        row["conditions"], row["date_maj"], bool(row["a_confirmer"]),
        bool(row["adresse_masquee"]), row["fermee_le"],
    )  # fmt: skip
