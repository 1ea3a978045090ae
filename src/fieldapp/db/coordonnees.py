"""Phones and e-mails noted for a household: their SQL."""

from __future__ import annotations

import json

from fieldapp.db.store import Row, Store
from fieldapp.domain.coordonnee import Coordonnee, genre_of


def list_coordonnees(store: Store, foyer_id: str) -> list[Coordonnee]:
    """Return what is noted for a household, without what stands on the records of its people."""
    rows = store.query(
        "SELECT * FROM coordonnee WHERE foyer_id = :id AND supprime IS NULL ORDER BY id",
        id=foyer_id,
    )
    return [coordonnee_of(row) for row in rows]


def get_coordonnee(store: Store, coordonnee_id: str) -> Coordonnee | None:
    """Return one number or e-mail, or None."""
    row = store.one(
        "SELECT * FROM coordonnee WHERE id = :id AND supprime IS NULL", id=coordonnee_id
    )
    return None if row is None else coordonnee_of(row)


def coordonnee_of(row: Row) -> Coordonnee:
    """Read a number or an e-mail from its row."""
    valeur = row["valeur"] or ""
    return Coordonnee(
        row["id"], row["foyer_id"], row["genre"] or genre_of(valeur), valeur, row["usage"],
        row["precision"], tuple(json.loads(row["personnes"] or "[]")), bool(row["preferee"]),
    )  # fmt: skip
