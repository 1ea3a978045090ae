"""The catalogue inside the store: versioned reference data, deactivated but never deleted."""

from __future__ import annotations

import json
from collections.abc import Iterable

from fieldapp.db.store import Store
from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.valeur import ValeurCatalogue

COLUMNS = ("nature", "code", "libelle", "donnees", "rang", "actif", "version")


def load_references(store: Store, catalogue: Catalogue) -> int:
    """Bring the reference data of this store to a version of the catalogue.

    Returns the number of entries written, 0 when the version is there already. An entry that a
    newer catalogue no longer holds is deactivated: records that bear its code keep its label.
    """
    row = store.one("SELECT max(version) AS version FROM reference")
    if row is not None and row["version"] is not None and row["version"] >= catalogue.version:
        return 0
    rows = [
        (nature, entree.code, entree.libelle, json.dumps(dict(entree.donnees), default=str),
         entree.rang, 1 if entree.actif else 0, catalogue.version)
        for nature, entrees in catalogue.listes.items()
        for entree in entrees
    ]  # fmt: skip
    with store.atomic():
        store.execute("UPDATE reference SET actif = 0")
        store.put_rows("reference", ("nature", "code"), COLUMNS, rows)
    return len(rows)


def apply_valeurs(store: Store, catalogue: Catalogue, valeurs: Iterable[ValeurCatalogue]) -> None:
    """Write what headquarters changed in the catalogue among the reference rows."""
    rows = [
        (valeur.nature, entree.code, entree.libelle,
         json.dumps(dict(entree.donnees), default=str), entree.rang, 1 if entree.actif else 0,
         catalogue.version)
        for valeur in valeurs
        if (entree := catalogue.entree(valeur.nature, valeur.code)) is not None
    ]  # fmt: skip
    if rows:
        with store.atomic():
            store.put_rows("reference", ("nature", "code"), COLUMNS, rows)


def label(store: Store, nature: str, code: str) -> str:
    """Return the label of a code, deactivated ones included; an unknown code is its own label."""
    row = store.one(
        "SELECT libelle FROM reference WHERE nature = :nature AND code = :code",
        nature=nature,
        code=code,
    )
    return code if row is None else str(row["libelle"])
