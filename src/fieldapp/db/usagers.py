"""Who is already in the store, as an import compares: households by number, people by identity."""

from __future__ import annotations

from dataclasses import dataclass

from fieldapp.db.projection import row_ops
from fieldapp.db.store import Row, Store

_PEOPLE = """
SELECT p.id, p.nom, p.prenom, p.nom_naissance, p.civilite, p.naissance, p.telephone, p.courriel,
  a.foyer_id, a.role, f.commune
FROM appartenance a JOIN personne p ON p.id = a.personne_id JOIN foyer f ON f.id = a.foyer_id
WHERE f.organisme = :organisme AND a.supprime IS NULL AND p.supprime IS NULL
  AND f.supprime IS NULL
"""
_NUMEROS = """
SELECT n.id, n.foyer_id, n.valeur, n.personnes, n.supprime FROM coordonnee n
JOIN foyer f ON f.id = n.foyer_id WHERE f.organisme = :organisme AND f.supprime IS NULL
"""


@dataclass(frozen=True, slots=True)
class Connus:
    """All the households and people of an organisme; `numeros` with those that were removed."""

    foyers: list[Row]
    personnes: list[Row]
    numeros: list[Row]


def known_people(store: Store, organisme: str) -> Connus:
    """Read them once: an import of thousands of lines compares with each."""
    foyers = store.query(
        "SELECT * FROM foyer WHERE organisme = :organisme AND supprime IS NULL",
        organisme=organisme,
    )
    return Connus(
        foyers,
        store.query(_PEOPLE, organisme=organisme),
        store.query(_NUMEROS, organisme=organisme),
    )


def former_values(store: Store, table: str, row_id: str) -> dict[str, set[object]]:
    """Return every value that each field of a row ever had, from the journal."""
    found: dict[str, set[object]] = {}
    for op in row_ops(store, table, row_id):
        for champ, value in op.fields.items():
            found.setdefault(champ, set()).add(value)
    return found
