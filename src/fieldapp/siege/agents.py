"""Agents as headquarters keeps them: their name, role and unit, and the end of their work."""

from __future__ import annotations

import json

from fieldapp.db import agents, journal, traces
from fieldapp.db import postes as postes_db
from fieldapp.db.opening import meta, set_meta
from fieldapp.db.store import Store
from fieldapp.domain.agent import Agent, AgentTenu
from fieldapp.domain.droits import TENIR_CATALOGUE
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import check_date
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.journal import Valeur, moment_of
from fieldapp.domain.portee import hidden_tables
from fieldapp.services.droits import require
from fieldapp.services.session import Session, make_agent
from fieldapp.siege.renewal import sign_again
from fieldapp.siege.revocation import revoke

_ENDED = "fin d’activité"


def list_siege_agents(session: Session) -> tuple[Agent, ...]:
    """Return every worker, the former ones included, by unit and name."""
    require(session, TENIR_CATALOGUE)
    return tuple(sorted(agents.list_agents(session.store), key=lambda a: (a.unite, a.nom)))


def kept_agents(session: Session) -> tuple[AgentTenu, ...]:
    """Return every worker with the days of their work here, and their posts, by unit and name."""
    store = session.store
    known = list_siege_agents(session)
    since: dict[str, str] = {}
    left: dict[str, str] = {}
    for row in agents.agent_ops(store):
        day = moment_of(row["hlc"]).astimezone().date().isoformat()
        since.setdefault(row["row_id"], day)
        if json.loads(row["fields"]).get("actif") == 0:
            left[row["row_id"]] = day
    postes = [p.agent_id for p in postes_db.list_postes(store) if p.revoque_le is None]
    return tuple(
        AgentTenu(
            agent, since.get(agent.id),
            agent.parti_le or (None if agent.actif else left.get(agent.id)),
            postes.count(agent.id),
        )
        for agent in known
    )  # fmt: skip


def add_agent(session: Session, *, nom: str, role: str, unite: str) -> Agent:
    """Add a worker, whom files may name at once; an invitation makes their post.

    Raises KnownError with the field at fault; one who is there already is not doubled.
    """
    require(session, TENIR_CATALOGUE)
    wanted = make_agent(session.catalogue, nom, role, unite)
    for agent in agents.list_agents(session.store, wanted.unite):
        if agent.nom.casefold() == wanted.nom.casefold():
            raise KnownError(
                f"{agent.nom} est déjà dans cette unité. Rien n’a été ajouté. Modifiez sa ligne, "
                "ou précisez le nom.",
                champ="nom",
            )
    with session.store.atomic():
        _write(
            session, wanted.id,
            {"nom": wanted.nom, "role": wanted.role, "unite": wanted.unite,
             "organisme": wanted.organisme, "actif": 1},
        )  # fmt: skip
    return _required(session.store, wanted.id)


def set_agent(
    session: Session, agent_id: str, *, nom: str | None = None, role: str | None = None,
    unite: str | None = None,
) -> Agent:  # fmt: skip
    """Correct a name, change a role or a unit: posts learn it, with a new certificate.

    A post whose agent changes unit lets go of the families it may no longer see. A role that may
    read less ends the agent's posts, unsent work first: a new one is invited, without the notes.
    """
    require(session, TENIR_CATALOGUE)
    current = _required(session.store, agent_id)
    wanted = make_agent(
        session.catalogue, nom or current.nom, role or current.role, unite or current.unite
    )
    with session.store.atomic():
        _write(
            session, agent_id,
            {"nom": wanted.nom, "role": wanted.role, "unite": wanted.unite,
             "organisme": wanted.organisme},
        )  # fmt: skip
        if _hidden(session, wanted.role) - _hidden(session, current.role):
            _end_posts(session, agent_id, "changement de rôle")
        else:
            _follow(session.store, agent_id)
    return _required(session.store, agent_id)


def end_agent(session: Session, agent_id: str, motif: str, le: str | None = None) -> Agent:
    """Note that somebody no longer works here from an ISO day on, today if None.

    Their posts are revoked, unsent work first. Before a day to come nothing changes for them: all
    posts learn the day and stop proposing them on it, theirs shows nothing more, and the first
    reception from that day on revokes it. Raises KnownError with the field at fault.
    """
    require(session, TENIR_CATALOGUE)
    current = _required(session.store, agent_id)
    if current.id == session.agent.id:
        raise KnownError("Le siège ne peut pas mettre fin à son propre accès. Rien n’a changé.")
    motif = " ".join(motif.split())
    if not motif:
        raise KnownError("Il manque le motif de la fin d’activité. Rien n’a changé.", champ="motif")
    today = aujourd_hui().isoformat()
    day = check_date(le, "le") or today
    with session.store.atomic():
        if day > today:
            _write(session, agent_id, {"actif": 1, "parti_le": day})
            set_meta(session.store, _motif_key(agent_id), motif)
        else:
            _write(session, agent_id, {"actif": 0, "parti_le": day})
            _end_posts(session, agent_id, motif)
    return _required(session.store, agent_id)


def end_those_gone(session: Session) -> int:
    """Carry out the ends whose day has come: revoke the posts; return how many agents left.

    Called before each reception, so that what comes next finds them revoked.
    """
    store = session.store
    if not (gone := agents.gone_since(store, aujourd_hui().isoformat())):
        return 0
    with store.alone_with("fin d’activité") as alone:
        if not alone:  # another process does so now
            return 0
        with store.atomic():
            for agent_id in gone:
                _write(session, agent_id, {"actif": 0})
                _end_posts(session, agent_id, meta(store, _motif_key(agent_id)) or _ENDED)
    return len(gone)


def resume_agent(session: Session, agent_id: str) -> Agent:
    """Note that somebody works here again, or will not leave after all.

    One whose posts were revoked needs a new invitation.
    """
    require(session, TENIR_CATALOGUE)
    _required(session.store, agent_id)
    with session.store.atomic():
        _write(session, agent_id, {"actif": 1, "parti_le": None})
    return _required(session.store, agent_id)


def _motif_key(agent_id: str) -> str:
    """Where the reason waits for its day: the posts of the others need not know it."""
    return f"siege.depart.{agent_id}"


def _end_posts(session: Session, agent_id: str, motif: str) -> None:
    for device in [
        p.device for p in postes_db.list_postes(session.store) if p.agent_id == agent_id
    ]:
        # Asked one by one: with a post end the names that it bore before.
        poste = postes_db.get_poste(session.store, device)
        if poste is not None and poste.revoque_le is None:
            revoke(session, device, motif)


def _hidden(session: Session, role: str) -> frozenset[str]:
    return hidden_tables(session.catalogue.role_family(role))


def _write(session: Session, agent_id: str, fields: dict[str, Valeur]) -> None:
    journal.write(session.store, "agent", fields, row_id=agent_id, author=session.agent.id)
    traces.add(session.store, session.agent.id, "agent", agent_id)


def _follow(store: Store, agent_id: str) -> None:
    agent = _required(store, agent_id)
    for device in postes_db.follow_agent(store, agent_id, agent.nom, agent.role, agent.unite):
        poste = postes_db.get_poste(store, device)
        if poste is not None and poste.revoque_le is None:
            sign_again(store, poste)


def _required(store: Store, agent_id: str) -> Agent:
    agent = agents.get_agent(store, agent_id)
    if agent is None:
        raise KnownError("Cet agent n’est pas connu du siège. Rien n’a changé.", champ="agent")
    return agent
