"""Contracts of mutual commitments, their objectives and commitments: the SQL."""

from __future__ import annotations

import json
from collections.abc import Sequence

from fieldapp.db.store import Row, Store
from fieldapp.domain.contrat import (
    A_FAIRE,
    BROUILLON,
    EN_COURS,
    FAMILLE,
    Contrat,
    Engagement,
    Objectif,
    Signature,
)

_SELECT = (
    "SELECT c.*, coalesce(a.nom, '') AS auteur FROM contrat c "
    "LEFT JOIN agent a ON a.id = c.auteur_id WHERE c.supprime IS NULL"
)
_OPEN = (
    "JOIN foyer f ON f.id = c.foyer_id WHERE c.statut = 'SIGNE' AND c.supprime IS NULL "
    "AND f.supprime IS NULL AND f.unite = :unite "
    "AND (:agent IS NULL OR f.referent_id = :agent OR c.auteur_id = :agent)"
)


def get_contrat(store: Store, contrat_id: str) -> Contrat | None:
    """Return one version with its objectives and commitments, or None."""
    row = store.one(f"{_SELECT} AND c.id = :id", id=contrat_id)
    return None if row is None else _contrat(store, row)


def list_contrats(store: Store, foyer_id: str) -> tuple[Contrat, ...]:
    """Return the versions of a family, the newest first."""
    rows = store.query(
        f"{_SELECT} AND c.foyer_id = :foyer_id ORDER BY c.version DESC, c.id DESC",
        foyer_id=foyer_id,
    )
    return tuple(_contrat(store, row) for row in rows)


def contrat_of_objectif(store: Store, objectif_id: str) -> str | None:
    """Return the id of the contract of an objective, or None."""
    return _owner(store, "objectif", objectif_id)


def contrat_of_engagement(store: Store, engagement_id: str) -> str | None:
    """Return the id of the contract of a commitment, or None."""
    return _owner(store, "engagement", engagement_id)


def naming_document(store: Store, document_id: str) -> list[str]:
    """Return the ids of the contracts whose signed paper is this document."""
    rows = store.query(
        "SELECT id FROM contrat WHERE document_id = :id AND supprime IS NULL", id=document_id
    )
    return [row["id"] for row in rows]


def list_revisions(store: Store, unite: str, agent_id: str | None, until: str) -> list[Row]:
    """Return signed contracts to review before an ISO date (excluded), with the family."""
    return store.query(
        f"SELECT c.id, c.foyer_id, c.version, c.revision_le FROM contrat c {_OPEN} "
        "AND c.revision_le IS NOT NULL AND c.revision_le < :until "
        "ORDER BY c.revision_le LIMIT 200",
        unite=unite,
        agent=agent_id,
        until=until,
    )


def list_engagements_due(store: Store, unite: str, agent_id: str | None, until: str) -> list[Row]:
    """Return commitments of signed contracts due before an ISO date, not done yet."""
    return store.query(
        "SELECT e.id, e.foyer_id, e.libelle, e.partie, e.echeance FROM engagement e "
        f"JOIN contrat c ON c.id = e.contrat_id {_OPEN} AND e.supprime IS NULL "
        "AND e.etat = 'A_FAIRE' AND e.echeance IS NOT NULL AND e.echeance < :until "
        "ORDER BY e.echeance LIMIT 200",
        unite=unite,
        agent=agent_id,
        until=until,
    )


def signatures_of_json(text: str | None) -> tuple[Signature, ...]:
    """Read signatures as they are stored."""
    return tuple(
        Signature(
            str(raw["partie"]), str(raw["nom"]),
            tuple(tuple(int(n) for n in trait) for trait in raw["traits"]), int(raw["hauteur"]),
        )
        for raw in json.loads(text or "[]")
    )  # fmt: skip


def json_of_signatures(signatures: Sequence[Signature]) -> str | None:
    """Write signatures as they are stored: vector strokes, no image."""
    if not signatures:
        return None
    return json.dumps(
        [
            {"partie": s.partie, "nom": s.nom, "traits": s.traits, "hauteur": s.hauteur}
            for s in signatures
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _owner(store: Store, table: str, row_id: str) -> str | None:
    row = store.one(
        f"SELECT contrat_id FROM {table} WHERE id = :id AND supprime IS NULL", id=row_id
    )
    return None if row is None else str(row["contrat_id"])


def _contrat(store: Store, row: Row) -> Contrat:
    return Contrat(
        row["id"], row["foyer_id"], row["version"] or 1, row["statut"] or BROUILLON,
        row["domaine"], row["debut"], row["fin"], row["revision_le"], row["propose_le"],
        row["signe_le"], row["signature_mode"], signatures_of_json(row["signatures"]),
        tuple(json.loads(row["signataires"] or "[]")), row["remplace_id"], row["bilan"],
        row["clos_le"], row["auteur_id"] or "", row["auteur"], _objectifs(store, row["id"]),
        row["document_id"],
    )  # fmt: skip


def _objectifs(store: Store, contrat_id: str) -> tuple[Objectif, ...]:
    commitments: dict[str, list[Engagement]] = {}
    for row in store.query(
        "SELECT e.*, trim(coalesce(p.prenom, '') || ' ' || coalesce(p.nom, '')) AS personne "
        "FROM engagement e LEFT JOIN personne p ON p.id = e.personne_id "
        "WHERE e.contrat_id = :id AND e.supprime IS NULL ORDER BY e.rang, e.id",
        id=contrat_id,
    ):
        commitments.setdefault(row["objectif_id"], []).append(
            Engagement(
                row["id"],
                row["objectif_id"],
                row["partie"] or FAMILLE,
                row["personne_id"],
                row["personne"],
                row["libelle"] or "",
                row["echeance"],
                row["etat"] or A_FAIRE,
            )
        )
    return tuple(
        Objectif(
            row["id"], contrat_id, row["rang"] or 0, row["libelle"] or "", row["critere"] or "",
            row["echeance"], row["etat"] or EN_COURS, tuple(commitments.get(row["id"], ())),
        )
        for row in store.query(
            "SELECT * FROM objectif WHERE contrat_id = :id AND supprime IS NULL ORDER BY rang, id",
            id=contrat_id,
        )
    )  # fmt: skip
