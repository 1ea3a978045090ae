"""Links between people: the SQL, next to what it fills."""

from __future__ import annotations

from fieldapp.db.store import Row, Store
from fieldapp.domain.lien import Lien


def list_liens(store: Store, foyer_id: str) -> tuple[Lien, ...]:
    """Return the links recorded in a file, the oldest first."""
    rows = store.query(
        "SELECT * FROM lien WHERE foyer_id = :id AND supprime IS NULL ORDER BY id", id=foyer_id
    )
    return tuple(_lien(row) for row in rows)


def liens_of(store: Store, ids: str) -> dict[str, tuple[Lien, ...]]:
    """Return the links of many households (a JSON list of ids), by household, oldest first."""
    found: dict[str, list[Lien]] = {}
    for row in store.query(
        "SELECT * FROM lien WHERE foyer_id IN (SELECT value FROM json_each(:ids)) "
        "AND supprime IS NULL ORDER BY id",
        ids=ids,
    ):
        found.setdefault(row["foyer_id"], []).append(_lien(row))
    return {foyer_id: tuple(links) for foyer_id, links in found.items()}


def get_lien(store: Store, lien_id: str) -> Lien | None:
    """Return one link, or None when it is absent or removed."""
    row = store.one("SELECT * FROM lien WHERE id = :id AND supprime IS NULL", id=lien_id)
    return None if row is None else _lien(row)


def other_homes(store: Store, foyer_id: str, unite: str, agent_id: str) -> dict[str, str]:
    """Return, for people of a file, another household where they live today.

    Only households that the agent may read, and none that has a safe contact or where violence
    is flagged: who lives there is nobody's business elsewhere.
    """
    rows = store.query(
        "SELECT other.personne_id, min(other.foyer_id) AS foyer_id FROM appartenance own "
        "JOIN appartenance other ON other.personne_id = own.personne_id "
        "JOIN foyer f ON f.id = other.foyer_id "
        "WHERE own.foyer_id = :foyer AND own.supprime IS NULL AND other.foyer_id <> :foyer "
        "AND other.supprime IS NULL AND other.fin IS NULL AND coalesce(other.part, 100) > 0 "
        "AND f.supprime IS NULL AND coalesce(f.violence, 0) = 0 "
        "AND (f.unite = :unite OR f.referent_id = :agent) "
        "AND NOT EXISTS (SELECT 1 FROM contact_sur s WHERE s.foyer_id = f.id "
        "AND s.supprime IS NULL) GROUP BY other.personne_id",
        foyer=foyer_id,
        unite=unite,
        agent=agent_id,
    )
    return {row["personne_id"]: row["foyer_id"] for row in rows}


def _lien(row: Row) -> Lien:
    return Lien(
        row["id"], row["foyer_id"] or "", row["personne_id"], row["autre_id"] or "",
        row["genre"] or "", row["etat"], row["debut"], row["fin"], row["inconnu"],
    )  # fmt: skip
