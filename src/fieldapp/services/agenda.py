"""Reading an agenda: days, what is not settled, overlaps, and the next free moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from fieldapp.db import agents, foyers, rendezvous
from fieldapp.domain import droits
from fieldapp.domain.agent import Agent
from fieldapp.domain.contact import EQUIPE
from fieldapp.domain.errors import KnownError
from fieldapp.domain.horloge import aujourd_hui, maintenant
from fieldapp.domain.rendezvous import (
    A_VENIR,
    Journee,
    RendezVous,
    find_overlaps,
    overlaps,
    shift,
)
from fieldapp.services.droits import can_read_note, in_scope, require, require_foyer
from fieldapp.services.jours import is_working_day
from fieldapp.services.session import Session

UNSETTLED_SHOWN = 20


def get_rendezvous(session: Session, rendezvous_id: str) -> RendezVous:
    """Return one appointment in reach."""
    require(session, droits.LIRE_AGENDA)
    return required(session, rendezvous_id)


def list_rendezvous(
    session: Session, debut: date, fin: date, agent_id: str | None = None, unite: bool = False
) -> tuple[RendezVous, ...]:
    """Return the appointments between two days (the last excluded), in order of time.

    One's own agenda, a colleague's of the antenna, or with `unite` that of the whole antenna.
    """
    require(session, droits.LIRE_AGENDA)
    whose = None if unite else agent_of_unit(session, agent_id)
    found = rendezvous.list_rendezvous(
        session.store,
        unite=session.agent.unite,
        agent_id=whose,
        debut=f"{debut.isoformat()}T00:00",
        fin=f"{fin.isoformat()}T00:00",
    )
    return tuple(readable(session, one) for one in found)


def journee(session: Session, jour: date | None = None) -> Journee:
    """Return the agent's day: its appointments, and the past ones of unknown outcome."""
    day = jour or aujourd_hui()
    found = list_rendezvous(session, day, day + timedelta(days=1))
    return Journee(day.isoformat(), found, a_renseigner(session))


def a_renseigner(session: Session) -> tuple[RendezVous, ...]:
    """Return the agent's past appointments of unknown outcome, the oldest first."""
    require(session, droits.LIRE_AGENDA)
    found = rendezvous.list_unsettled(
        session.store, session.agent.id, maintenant(), UNSETTLED_SHOWN
    )
    now = maintenant()
    return tuple(readable(session, one) for one in found if one.fin <= now)


def list_agendas(session: Session) -> tuple[Agent, ...]:
    """Return the agents of the antenna whose agenda may be shown, oneself first."""
    require(session, droits.LIRE_AGENDA)
    found = [a for a in agents.list_agents(session.store, session.agent.unite) if a.actif]
    return tuple(sorted(found, key=lambda a: (a.id != session.agent.id, a.nom)))


def list_of_foyer(session: Session, foyer_id: str, limit: int = 50) -> tuple[RendezVous, ...]:
    """Return the appointments of a family, most recent first."""
    require(session, droits.LIRE_AGENDA)
    require_foyer(session, droits.LIRE_FOYER, foyer_id)
    found = rendezvous.list_of_foyer(session.store, foyer_id, limit)
    return tuple(readable(session, one) for one in found)


def list_overlaps(
    session: Session,
    debut: str,
    duree_min: int,
    agent_id: str | None = None,
    sauf: str | None = None,
) -> tuple[RendezVous, ...]:
    """Return the appointments of an agent that take some of the same time."""
    day = date.fromisoformat(debut[:10])
    last = date.fromisoformat(shift(debut, duree_min)[:10]) + timedelta(days=1)
    whose = agent_id or session.agent.id
    probe = _probe(whose, debut, duree_min)
    found = list_rendezvous(session, day, last, whose)
    return tuple(one for one in found if one.id != sauf and overlaps(probe, one))


def overlaps_between(
    session: Session, debut: date, fin: date, agent_id: str | None = None
) -> tuple[tuple[RendezVous, RendezVous], ...]:
    """Return the pairs of one agenda that overlap between two days (the last excluded)."""
    return find_overlaps(list_rendezvous(session, debut, fin, agent_id))


def propose_moment(session: Session, rendezvous_id: str) -> str:
    """Return the next free moment at the same hour: a working day, two days from now or later.

    Two days leave time for a letter or a call; the agenda looked at is the worker's own.
    """
    current = required(session, rendezvous_id)
    day = max(aujourd_hui(), date.fromisoformat(current.jour)) + timedelta(days=2)
    for _ in range(60):
        moment = f"{day.isoformat()}T{current.debut[11:]}"
        if is_working_day(session, day) and not list_overlaps(
            session, moment, current.duree_min, agent_id=current.agent_id, sauf=rendezvous_id
        ):
            break
        day += timedelta(days=1)
    return moment


def agent_of_unit(session: Session, agent_id: str | None) -> str:
    """Return whose agenda it is: one's own, or that of a colleague of the antenna."""
    if agent_id is None or agent_id == session.agent.id:
        return session.agent.id
    agent = agents.get_agent(session.store, agent_id)
    if agent is None or agent.unite != session.agent.unite:
        raise KnownError(
            "Cet agenda est celui d’une autre antenne. Rien n’a changé.", champ="agent_id"
        )
    return agent.id


def required(session: Session, rendezvous_id: str) -> RendezVous:
    """Return an appointment of the agent or of the antenna; raises KnownError for any other."""
    found = rendezvous.get_rendezvous(session.store, rendezvous_id)
    own = found is not None and found.agent_id == session.agent.id
    if found is None or not (own or found.unite == session.agent.unite):
        raise KnownError(
            "Ce rendez-vous n’existe pas, ou plus, dans votre agenda. Rien n’a changé."
        )
    return readable(session, found)


def readable(session: Session, one: RendezVous) -> RendezVous:
    """Return the appointment without its reason when the agent may not read the family's notes.

    Of a family that another antenna follows since, the place is not told either.
    """
    if one.foyer_id is None:
        return one
    foyer = foyers.get_foyer(session.store, one.foyer_id)
    if foyer is not None and not in_scope(session, foyer):
        return replace(one, motif="", lieu=None, papiers=None, commune="", lisible=False)
    if not one.motif or one.auteur_id == session.agent.id:
        return one
    if foyer is not None and can_read_note(session, foyer, EQUIPE, one.auteur_id):
        return one
    return replace(one, motif="", lisible=False)


def _probe(agent_id: str, debut: str, duree_min: int) -> RendezVous:
    """An appointment that is not there yet, to look for those that it would overlap."""
    return RendezVous(
        "", None, None, agent_id, "", debut, duree_min, "", None, "", A_VENIR, None, None, False,
        "", None, None, None, "", "", "", "", False,
    )  # fmt: skip
