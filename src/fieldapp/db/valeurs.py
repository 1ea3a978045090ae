"""Values of the catalogue kept by headquarters: the SQL; they come with the journal."""

from __future__ import annotations

import json
from types import MappingProxyType

from fieldapp.db.store import Row, Store
from fieldapp.domain.valeur import ValeurCatalogue


def list_valeurs(store: Store) -> tuple[ValeurCatalogue, ...]:
    """Return every value, by list and rank."""
    rows = store.query(
        "SELECT * FROM valeur_catalogue WHERE supprime IS NULL AND nature IS NOT NULL "
        "AND code IS NOT NULL ORDER BY nature, rang, id"
    )
    return tuple(_valeur(row) for row in rows)


def row_of(store: Store, nature: str, code: str) -> Row | None:
    """Return the row of a value, the oldest should two bear its code, or None."""
    return store.one(
        "SELECT * FROM valeur_catalogue WHERE nature = :n AND code = :c AND supprime IS NULL "
        "ORDER BY id LIMIT 1",
        n=nature,
        c=code,
    )


def _valeur(row: Row) -> ValeurCatalogue:
    try:
        donnees = json.loads(row["donnees"] or "{}")
    except ValueError:
        donnees = {}
    return ValeurCatalogue(
        row["nature"], row["code"], row["libelle"] or row["code"], row["description"],
        row["rang"], row["debut"], row["fin"],
        MappingProxyType(donnees if isinstance(donnees, dict) else {}),
    )  # fmt: skip
