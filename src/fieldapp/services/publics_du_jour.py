"""Families by public, as a filter of their list: computed for the day, never written down.

What an agent may not read makes no public for that agent: the filter tells nothing that the files
would not.
"""

from __future__ import annotations

from dataclasses import replace

from fieldapp.db import accompagnements
from fieldapp.db import publics as rows
from fieldapp.domain import droits
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.services import publics
from fieldapp.services.droits import require
from fieldapp.services.session import Session

# A slice is short enough for a save to go first.
TRANCHE = 100


def advance(session: Session, limit: int = TRANCHE) -> bool:
    """Compute the publics of some families more; return whether those of all are known.

    Once they are, only the families that changed since are computed again.
    """
    require(session, droits.LIRE_FOYER)
    store, agent, today = session.store, session.agent, aujourd_hui().isoformat()
    etat = rows.read_etat(store)
    last = rows.last_order(store)
    if etat is None or (etat.jour, etat.agent_id) != (today, agent.id) or last < etat.ordre:
        rows.forget(store)
        etat = rows.Etat(today, agent.id, last, "")
    changed = rows.changed_families(store, etat.ordre) if last > etat.ordre else ()
    invites = _invited(session)
    _compute(session, changed, invites)
    etat = replace(etat, ordre=last)
    if etat.dernier is not None:
        ids = rows.next_families(store, agent.unite, agent.id, invites, etat.dernier, limit)
        _compute(session, ids, invites)
        etat = replace(etat, dernier=ids[-1] if len(ids) == limit else None)
        changed += ids
    if changed and etat.dernier is None:
        rows.count_all(store)
    rows.write_etat(store, etat)
    return etat.dernier is None


def complete(session: Session) -> None:
    """Compute the publics of every family that the agent may list."""
    while not advance(session):
        pass


def count(session: Session, portee: str = "mes") -> dict[str, int]:
    """Return how many families of a scope are of each public, in the order of the catalogue.

    Only publics that exist are told, and only of families whose publics are known by now.
    """
    require(session, droits.LIRE_FOYER)
    store, agent = session.store, session.agent
    found = rows.count(store, agent.id if portee == "mes" else agent.unite)
    invited = _invited(session) if portee == "mes" else ()
    for code, more in rows.count_invited(store, agent.id, invited).items():
        found[code] = found.get(code, 0) + more
    known = [entree.code for entree in session.catalogue.entrees("publics")]
    return {code: found[code] for code in known if code in found}


def _invited(session: Session) -> tuple[str, ...]:
    """The families to which the agent is invited today: in « mes familles », whoever follows."""
    return accompagnements.invited_to(session.store, session.agent.id, aujourd_hui().isoformat())


def _compute(session: Session, ids: tuple[str, ...], invites: tuple[str, ...]) -> None:
    if not ids:
        return
    agent = session.agent
    found = {
        one.foyer: publics.of_facts(
            session, one.foyer, one.membres, one.liens, one.accompagnements, one.situations
        )
        for one in rows.read_faits(session.store, ids)
        if agent.unite == one.foyer.unite
        or agent.id == one.foyer.referent_id
        or one.foyer.id in invites
    }
    rows.replace(session.store, ids, found)
