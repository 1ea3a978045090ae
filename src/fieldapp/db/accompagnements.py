"""Offers made, follow-ups and the colleagues invited to them: the SQL."""

from __future__ import annotations

from fieldapp.db.store import Row, Store
from fieldapp.domain.accompagnement import Accompagnement, CoIntervenant, Proposition

_PROPOSITION = (
    "SELECT p.*, coalesce(a.nom, '') AS auteur FROM proposition p "
    "LEFT JOIN agent a ON a.id = p.auteur_id WHERE p.supprime IS NULL"
)
_CO_INTERVENANT = (
    "SELECT c.*, coalesce(a.nom, '') AS agent FROM co_intervenant c "
    "LEFT JOIN agent a ON a.id = c.agent_id WHERE c.supprime IS NULL"
)

# The families to which an agent (`:agent`) is invited on a day (`:jour`, ISO).
INVITED = (
    "SELECT c.foyer_id FROM co_intervenant c JOIN accompagnement s ON s.id = c.accompagnement_id "
    "WHERE c.agent_id = :agent AND c.foyer_id IS NOT NULL AND c.supprime IS NULL "
    "AND s.supprime IS NULL AND (s.fin IS NULL OR s.fin > :jour) "
    "AND c.debut <= :jour AND (c.fin IS NULL OR c.fin > :jour)"
)


def get_accompagnement(store: Store, accompagnement_id: str) -> Accompagnement | None:
    """Return one follow-up, or None."""
    row = store.one(
        "SELECT * FROM accompagnement WHERE id = :id AND supprime IS NULL", id=accompagnement_id
    )
    return None if row is None else accompagnement_of(row)


def list_accompagnements(store: Store, foyer_id: str) -> tuple[Accompagnement, ...]:
    """Return the follow-ups of a family, open ones first, then most recent."""
    rows = store.query(
        "SELECT * FROM accompagnement WHERE foyer_id = :id AND supprime IS NULL "
        "ORDER BY fin IS NOT NULL, debut DESC",
        id=foyer_id,
    )
    return tuple(accompagnement_of(row) for row in rows)


def open_of(store: Store, ids: str) -> dict[str, tuple[Accompagnement, ...]]:
    """Return the open follow-ups of many households (a JSON list of ids), by household."""
    found: dict[str, list[Accompagnement]] = {}
    for row in store.query(
        "SELECT * FROM accompagnement WHERE foyer_id IN (SELECT value FROM json_each(:ids)) "
        "AND supprime IS NULL AND fin IS NULL ORDER BY id",
        ids=ids,
    ):
        found.setdefault(row["foyer_id"], []).append(accompagnement_of(row))
    return {foyer_id: tuple(suivis) for foyer_id, suivis in found.items()}


def get_proposition(store: Store, proposition_id: str) -> Proposition | None:
    """Return one offer made, or None."""
    row = store.one(f"{_PROPOSITION} AND p.id = :id", id=proposition_id)
    return None if row is None else _proposition(row)


def list_propositions(store: Store, foyer_id: str) -> tuple[Proposition, ...]:
    """Return the offers made to a family, those without an answer first, then most recent."""
    rows = store.query(
        f"{_PROPOSITION} AND p.foyer_id = :id "
        "ORDER BY p.reponse IS NOT NULL, p.propose_le DESC, p.id DESC",
        id=foyer_id,
    )
    return tuple(_proposition(row) for row in rows)


def get_co_intervenant(store: Store, co_intervenant_id: str) -> CoIntervenant | None:
    """Return one invitation, or None."""
    row = store.one(f"{_CO_INTERVENANT} AND c.id = :id", id=co_intervenant_id)
    return None if row is None else _co_intervenant(row)


def list_co_intervenants(store: Store, foyer_id: str) -> tuple[CoIntervenant, ...]:
    """Return every invitation to the follow-ups of a family, past ones included."""
    rows = store.query(
        f"{_CO_INTERVENANT} AND c.foyer_id = :id ORDER BY c.fin IS NOT NULL, c.debut", id=foyer_id
    )
    return tuple(_co_intervenant(row) for row in rows)


def is_co_intervenant(store: Store, foyer_id: str, agent_id: str, jour: str) -> bool:
    """Tell whether an agent is invited to an open follow-up of a family on a day (ISO)."""
    row = store.one(
        f"{INVITED} AND c.foyer_id = :foyer_id",
        foyer_id=foyer_id,
        agent=agent_id,
        jour=jour,
    )
    return row is not None


def invited_to(store: Store, agent_id: str, jour: str) -> tuple[str, ...]:
    """Return the families to whose open follow-ups an agent is invited on a day (ISO)."""
    rows = store.query(INVITED, agent=agent_id, jour=jour)
    return tuple(dict.fromkeys(row["foyer_id"] for row in rows))


def list_revues(store: Store, unite: str, agent_id: str | None, until: str) -> list[Row]:
    """Return open follow-ups to review, or past their planned end, before an ISO date."""
    return store.query(
        "SELECT s.id, s.foyer_id, min(coalesce(s.revue_le, s.fin_prevue), "
        "coalesce(s.fin_prevue, s.revue_le)) AS le FROM accompagnement s "
        "JOIN foyer f ON f.id = s.foyer_id WHERE s.supprime IS NULL AND s.fin IS NULL "
        "AND f.supprime IS NULL AND f.unite = :unite "
        "AND (:agent IS NULL OR f.referent_id = :agent OR s.referent_id = :agent) "
        "AND (s.revue_le < :until OR s.fin_prevue < :until) ORDER BY le LIMIT 200",
        unite=unite,
        agent=agent_id,
        until=until,
    )


def accompagnement_of(row: Row) -> Accompagnement:
    """Read a follow-up from its row."""
    return Accompagnement(
        row["id"], row["foyer_id"], row["niveau"] or "", row["domaine"], row["offre"],
        row["referent_id"], row["debut"], row["fin"], row["motif_sortie"],
        None if row["socle"] is None else bool(row["socle"]), row["fin_prevue"], row["revue_le"],
    )  # fmt: skip


def _proposition(row: Row) -> Proposition:
    return Proposition(
        row["id"], row["foyer_id"], row["offre"] or "", bool(row["socle"]),
        row["fait_generateur"], row["fait_le"], row["propose_le"] or "", row["mode"],
        row["reponse"], row["reponse_le"], row["accompagnement_id"], row["auteur_id"] or "",
        row["auteur"],
    )  # fmt: skip


def _co_intervenant(row: Row) -> CoIntervenant:
    return CoIntervenant(
        row["id"], row["foyer_id"], row["accompagnement_id"], row["agent_id"], row["agent"],
        row["debut"] or "", row["fin"],
    )  # fmt: skip
