"""Steps towards a right or a solution (démarches): the SQL."""

from __future__ import annotations

import json

from fieldapp.db.store import Row, Store
from fieldapp.domain.contact import EQUIPE
from fieldapp.domain.demarche import OUVERTES, PREVUE, TS, Demarche, Piece

_SELECT = (
    "SELECT d.*, coalesce(a.nom, '') AS auteur, "
    "trim(coalesce(p.prenom, '') || ' ' || coalesce(p.nom, '')) AS personne "
    "FROM demarche d LEFT JOIN agent a ON a.id = d.auteur_id "
    "LEFT JOIN personne p ON p.id = d.personne_id WHERE d.supprime IS NULL"
)


def get_demarche(store: Store, demarche_id: str) -> Demarche | None:
    """Return one step, or None."""
    row = store.one(f"{_SELECT} AND d.id = :id", id=demarche_id)
    return None if row is None else _demarche(row)


def list_demarches(store: Store, foyer_id: str) -> list[Demarche]:
    """Return the steps of a family, in no given order."""
    return [
        _demarche(row)
        for row in store.query(f"{_SELECT} AND d.foyer_id = :foyer_id", foyer_id=foyer_id)
    ]


def list_due(store: Store, unite: str, agent_id: str | None, until: str) -> list[Row]:
    """Return open steps due before an ISO date (excluded), oldest first, with the family.

    Those of the families that the agent follows, and those the agent wrote; of the whole
    unit when no agent is given.
    """
    return store.query(
        "SELECT d.id, d.foyer_id, d.libelle, d.qui, d.echeance, d.zone, d.auteur_id "
        "FROM demarche d JOIN foyer f ON f.id = d.foyer_id "
        "WHERE d.echeance IS NOT NULL AND d.faite_le IS NULL AND d.supprime IS NULL "
        "AND d.etat IN (SELECT value FROM json_each(:etats)) "
        "AND f.supprime IS NULL AND d.echeance < :until AND f.unite = :unite "
        "AND (:agent IS NULL OR f.referent_id = :agent OR d.auteur_id = :agent) "
        "ORDER BY d.echeance LIMIT 200",
        etats=json.dumps(OUVERTES),
        until=until,
        unite=unite,
        agent=agent_id,
    )


def _demarche(row: Row) -> Demarche:
    pieces = json.loads(row["pieces"] or "[]")
    return Demarche(
        row["id"], row["foyer_id"], row["libelle"] or "", row["organisme"], row["qui"] or TS,
        row["echeance"], row["etat"] or PREVUE,
        tuple(Piece(str(p["libelle"]), bool(p["fournie"])) for p in pieces),
        row["personne_id"], row["personne"], row["contact_id"], row["note"],
        row["zone"] or EQUIPE, row["faite_le"], row["auteur_id"] or "", row["auteur"],
    )  # fmt: skip
