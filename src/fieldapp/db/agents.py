"""Agents: the SQL."""

from __future__ import annotations

from fieldapp.db.store import Row, Store
from fieldapp.domain.agent import Agent
from fieldapp.domain.horloge import aujourd_hui


def get_agent(store: Store, agent_id: str) -> Agent | None:
    """Return one agent, or None."""
    row = store.one("SELECT * FROM agent WHERE id = :id AND supprime IS NULL", id=agent_id)
    return None if row is None else _agent(row)


def list_agents(store: Store, unite: str | None = None) -> tuple[Agent, ...]:
    """Return the agents of a unit, or all of them, by name."""
    rows = store.query(
        "SELECT * FROM agent WHERE supprime IS NULL AND (:unite IS NULL OR unite = :unite) "
        "ORDER BY nom",
        unite=unite,
    )
    return tuple(_agent(row) for row in rows)


def gone_since(store: Store, jour: str) -> list[str]:
    """Return those whose day of leaving has come and whose end was not carried out yet."""
    rows = store.query(
        "SELECT id FROM agent WHERE supprime IS NULL AND coalesce(actif, 1) <> 0 "
        "AND parti_le <= :jour ORDER BY id",
        jour=jour,
    )
    return [row["id"] for row in rows]


def agent_names(store: Store) -> dict[str, str]:
    """Return the name of every agent by id, the former ones included."""
    return {row["id"]: row["nom"] or "" for row in store.query("SELECT id, nom FROM agent")}


def agent_ops(store: Store) -> list[Row]:
    """Return (row_id, hlc, fields) of every change of an agent, the oldest first."""
    return store.query(
        "SELECT row_id, hlc, fields FROM op WHERE \"table\" = 'agent' AND row_id IN "
        "(SELECT id FROM agent) ORDER BY hlc"
    )


def _agent(row: Row) -> Agent:
    parti_le = row["parti_le"]
    # The day is known before it comes: nobody has to be there to tell that it has.
    gone = parti_le is not None and parti_le <= aujourd_hui().isoformat()
    return Agent(
        row["id"], row["nom"] or "", row["role"] or "", row["unite"] or "",
        row["organisme"] or "", row["actif"] != 0 and not gone, parti_le,
    )  # fmt: skip
