"""Appointments: the SQL."""

from __future__ import annotations

from fieldapp.db.store import Row, Store
from fieldapp.domain.rendezvous import A_VENIR, DUREE_MAX_JOURS, RendezVous

_SELECT = (
    "SELECT r.*, coalesce(a.nom, '') AS agent, coalesce(f.nom, '') AS foyer_nom, "
    "coalesce(f.commune, '') AS commune, coalesce(f.violence, 0) AS violence, "
    "EXISTS (SELECT 1 FROM contact_sur s WHERE s.foyer_id = r.foyer_id AND s.supprime IS NULL) "
    "AS sur FROM rendezvous r LEFT JOIN agent a ON a.id = r.agent_id "
    "LEFT JOIN foyer f ON f.id = r.foyer_id WHERE r.supprime IS NULL"
)


def get_rendezvous(store: Store, rendezvous_id: str) -> RendezVous | None:
    """Return one appointment, or None."""
    row = store.one(f"{_SELECT} AND r.id = :id", id=rendezvous_id)
    return None if row is None else rendezvous_of(row)


def list_rendezvous(
    store: Store, *, unite: str, agent_id: str | None, debut: str, fin: str
) -> list[RendezVous]:
    """Return what begins or goes on between two local moments (the last excluded), by hour.

    The agenda of one agent, or with None that of the whole unit. Whole days of other calendars
    begin up to two months before.
    """
    rows = store.query(
        f"{_SELECT} AND r.debut < :fin AND r.debut >= date(:debut, '-{DUREE_MAX_JOURS} days') "
        "AND strftime('%Y-%m-%dT%H:%M', r.debut, '+' || coalesce(r.duree_min, 0) || ' minutes') "
        ">= :debut "
        f"AND {'r.agent_id = :agent' if agent_id else 'r.unite = :unite'} ORDER BY r.debut, r.id",
        debut=debut,
        fin=fin,
        agent=agent_id,
        unite=unite,
    )
    found = [rendezvous_of(row) for row in rows]
    # One that ends at the very moment the window begins is over.
    return [r for r in found if r.fin > debut or r.debut >= debut]


def list_unsettled(store: Store, agent_id: str, before: str, limit: int) -> list[RendezVous]:
    """Return the agent's appointments with families, over by a moment, of unknown outcome."""
    rows = store.query(
        f"{_SELECT} AND r.agent_id = :agent AND r.statut = '{A_VENIR}' AND r.foyer_id IS NOT NULL "
        "AND r.debut < :before AND f.supprime IS NULL ORDER BY r.debut DESC LIMIT :limit",
        agent=agent_id,
        before=before,
        limit=limit,
    )
    return [rendezvous_of(row) for row in reversed(rows)]


def list_of_foyer(store: Store, foyer_id: str, limit: int) -> list[RendezVous]:
    """Return the appointments of a family, most recent first."""
    rows = store.query(
        f"{_SELECT} AND r.foyer_id = :foyer_id ORDER BY r.debut DESC LIMIT :limit",
        foyer_id=foyer_id,
        limit=limit,
    )
    return [rendezvous_of(row) for row in rows]


def list_serie(store: Store, uid: str) -> list[RendezVous]:
    """Return the appointments that share a calendar name, in order of time."""
    rows = store.query(f"{_SELECT} AND r.uid = :uid ORDER BY r.debut, r.id", uid=uid)
    return [rendezvous_of(row) for row in rows]


def ids_by_occurrence(
    store: Store, uid: str, agent_id: str
) -> dict[str, tuple[str, str | None, bool]]:
    """Return (id, origin, deleted) by occurrence for a calendar name, deleted rows included.

    In one agent's agenda: a meeting of the whole team stands in each one's.
    """
    rows = store.query(
        "SELECT id, coalesce(occurrence, '') AS occurrence, origine, supprime FROM rendezvous "
        "WHERE uid = :uid AND agent_id = :agent_id ORDER BY supprime IS NULL",
        uid=uid,
        agent_id=agent_id,
    )
    return {
        row["occurrence"]: (row["id"], row["origine"], row["supprime"] is not None) for row in rows
    }


def matching_contact(
    store: Store, foyer_id: str, jour: str, nature: str, issue: str, auteur_id: str
) -> str | None:
    """Return a contact that already tells this meeting: same family, day, nature and outcome."""
    row = store.one(
        "SELECT c.id FROM contact c WHERE c.foyer_id = :foyer_id AND c.supprime IS NULL "
        "AND substr(c.moment, 1, 10) = :jour AND c.nature = :nature AND c.issue = :issue "
        "AND c.auteur_id = :auteur AND c.zone <> 'personnel' AND NOT EXISTS "
        "(SELECT 1 FROM rendezvous r WHERE r.contact_id = c.id AND r.supprime IS NULL) "
        "ORDER BY c.moment LIMIT 1",
        foyer_id=foyer_id,
        jour=jour,
        nature=nature,
        issue=issue,
        auteur=auteur_id,
    )
    return None if row is None else str(row["id"])


def rendezvous_of(row: Row) -> RendezVous:
    """Read an appointment from its row joined with its agent and its family."""
    safe = bool(row["sur"]) or bool(row["violence"])
    return RendezVous(
        row["id"], row["foyer_id"], row["personne_id"], row["agent_id"] or "", row["unite"] or "",
        row["debut"] or "", row["duree_min"] or 0, row["nature"] or "", row["lieu"],
        row["motif"] or "", row["statut"] or A_VENIR, row["contact_id"], row["papiers"],
        bool(row["a_confirmer"]), row["uid"] or row["id"], row["recurrence"], row["occurrence"],
        row["origine"], row["auteur_id"] or "", row["agent"], row["foyer_nom"],
        "" if safe else row["commune"], safe,
    )  # fmt: skip
