"""Contacts: the SQL."""

from __future__ import annotations

import json

from fieldapp.db.store import Row, Store
from fieldapp.domain.contact import Contact

_SELECT = (
    "SELECT c.*, coalesce(a.nom, '') AS auteur FROM contact c "
    "LEFT JOIN agent a ON a.id = c.auteur_id WHERE c.supprime IS NULL"
)


def get_contact(store: Store, contact_id: str) -> Contact | None:
    """Return one contact, or None."""
    row = store.one(f"{_SELECT} AND c.id = :id", id=contact_id)
    return None if row is None else contact_of(row)


def list_contacts(
    store: Store, foyer_id: str, offset: int, limit: int, agent_id: str
) -> list[Contact]:
    """Return the contacts of a family, most recent first, without other people's drafts."""
    rows = store.query(
        f"{_SELECT} AND c.foyer_id = :foyer_id AND (c.zone <> 'personnel' OR c.auteur_id = :agent)"
        " ORDER BY c.moment DESC, c.id DESC LIMIT :limit OFFSET :offset",
        foyer_id=foyer_id,
        agent=agent_id,
        limit=limit,
        offset=offset,
    )
    return [contact_of(row) for row in rows]


def count_contacts(store: Store, foyer_id: str, agent_id: str) -> int:
    """Return how many contacts a family has, without other people's drafts."""
    row = store.one(
        "SELECT count(*) AS n FROM contact WHERE foyer_id = :foyer_id AND supprime IS NULL "
        "AND (zone <> 'personnel' OR auteur_id = :agent)",
        foyer_id=foyer_id,
        agent=agent_id,
    )
    return 0 if row is None else int(row["n"])


def list_day(store: Store, agent_id: str, jour: str) -> list[Contact]:
    """Return what an agent noted for one day (ISO date), in order of time."""
    rows = store.query(
        f"{_SELECT} AND c.auteur_id = :agent AND c.moment >= :jour AND c.moment < :fin "
        "ORDER BY c.moment, c.id",
        agent=agent_id,
        jour=jour,
        fin=jour + "T99",
    )
    return [contact_of(row) for row in rows]


def list_due(store: Store, unite: str, agent_id: str | None, until: str) -> list[Row]:
    """Return next steps due before an ISO date (excluded), oldest first, with the family.

    Those of the families that the agent follows, and those the agent wrote; of the whole
    unit when no agent is given.
    """
    return store.query(
        "SELECT c.id, c.foyer_id, c.suite, c.suite_le, c.nature, c.zone, c.auteur_id, f.nom "
        "FROM contact c JOIN foyer f ON f.id = c.foyer_id "
        "WHERE c.suite_le IS NOT NULL AND c.suite_faite_le IS NULL AND c.supprime IS NULL "
        "AND f.supprime IS NULL AND c.suite_le < :until AND f.unite = :unite "
        "AND (:agent IS NULL OR f.referent_id = :agent OR c.auteur_id = :agent) "
        "ORDER BY c.suite_le LIMIT 200",
        until=until,
        unite=unite,
        agent=agent_id,
    )


def list_personal(store: Store, agent_id: str, before: str) -> list[Row]:
    """Return an agent's personal notes whose moment is before an ISO date, the oldest first."""
    return store.query(
        "SELECT c.id, c.foyer_id, c.moment, c.note AS texte, f.nom FROM contact c "
        "JOIN foyer f ON f.id = c.foyer_id WHERE c.zone = 'personnel' AND c.auteur_id = :agent "
        "AND c.supprime IS NULL AND c.moment < :before ORDER BY c.moment LIMIT 50",
        agent=agent_id,
        before=before,
    )


def expired_personal(store: Store, before: str) -> list[str]:
    """Return the ids of personal notes whose moment is before an ISO date (L08)."""
    rows = store.query(
        "SELECT id FROM contact WHERE zone = 'personnel' AND moment < :before", before=before
    )
    return [row["id"] for row in rows]


def contact_of(row: Row) -> Contact:
    """Read a contact from its row joined with its author's name."""
    return Contact(
        row["id"], row["foyer_id"], row["personne_id"], row["nature"] or "", row["issue"] or "",
        row["moment"] or "", row["duree_min"], row["note"] or "",
        tuple(json.loads(row["besoins"] or "[]")), row["zone"] or "equipe",
        row["auteur_id"] or "", row["auteur"], row["suite"], row["suite_le"],
        row["suite_faite_le"],
    )  # fmt: skip
