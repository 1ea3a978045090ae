"""Families that change hands: to another antenna, or to colleagues during an absence."""

from __future__ import annotations

from collections.abc import Sequence

from fieldapp.db import agents, foyers, journal, traces, transferts
from fieldapp.domain import droits
from fieldapp.domain.agent import Agent
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Foyer, check_date
from fieldapp.domain.horloge import aujourd_hui, maintenant
from fieldapp.domain.journal import Valeur
from fieldapp.domain.transfert import CONFIER, Tardif, Transfert
from fieldapp.services.droits import require, require_foyer
from fieldapp.services.session import Session


def transfer_foyer(
    session: Session,
    foyer_id: str,
    unite: str,
    referent_id: str | None = None,
    motif: str = "",
    rendezvous: str = CONFIER,
) -> Transfert:
    """Hand a family over to another antenna, which gets the whole file at its next exchange.

    Without a référent the antenna that receives it names one. The former antenna keeps the right
    to finish a draft; what it wrote without knowing is accepted and shown as such. `rendezvous`
    (a key of `RENDEZVOUS`) says what becomes of the appointments to come.
    Raises KnownError: not the right role, another antenna's family, unknown unit or worker.
    """
    foyer = _given(session, foyer_id)
    place = session.catalogue.unite(unite)
    if place is None or place.organisme != foyer.organisme:
        raise KnownError(
            "Cette unité n’existe pas dans cet organisme. Rien n’a changé. Choisissez-la dans la "
            "liste.",
            champ="unite",
        )
    if unite == foyer.unite:
        raise KnownError(
            "Cette famille est déjà suivie par cette unité. Rien n’a changé. Pour changer de "
            "référent, réaffectez le dossier.",
            champ="unite",
        )
    receiver = None if referent_id is None else _worker(session, referent_id, unite)
    with session.store.atomic():
        if rendezvous == CONFIER:
            _hand_over_appointments(session, foyer, unite, receiver)
        _hand_over(session, foyer, unite, receiver, aujourd_hui().isoformat(), motif)
    return transferts.list_transferts(session.store, foyer_id)[-1]


def reassign(
    session: Session,
    foyer_ids: Sequence[str],
    referent_id: str,
    le: str | None = None,
    rendezvous: str = CONFIER,
) -> int:
    """Give many families of the antenna to one colleague, as one act that one undo takes back.

    `le` is the day it counts from (ISO, today if None, never in the future). Families that the
    colleague follows already are left alone. `rendezvous` (a key of `RENDEZVOUS`) says what
    becomes of the appointments to come. Returns how many families changed hands.
    """
    require(session, droits.TRANSFERER)
    day = check_date(le, "le") or aujourd_hui().isoformat()
    if day > aujourd_hui().isoformat():
        raise KnownError(
            "Cette date est à venir\u00a0: les dossiers changent de main dès maintenant. Rien n’a "
            "changé. Choisissez aujourd’hui ou une date passée.",
            champ="le",
        )
    given = [_given(session, foyer_id) for foyer_id in foyer_ids]
    changed = 0
    with session.store.atomic():
        for foyer in given:
            receiver = _worker(session, referent_id, foyer.unite)
            if foyer.referent_id != receiver.id:
                if rendezvous == CONFIER:
                    _hand_over_appointments(session, foyer, foyer.unite, receiver)
                _hand_over(session, foyer, foyer.unite, receiver, day, "")
                changed += 1
    return changed


def count_appointments(
    session: Session, foyer_ids: Sequence[str], *, elsewhere: bool = False
) -> int:
    """Return how many appointments to come follow these families, `elsewhere` to another unit."""
    require(session, droits.TRANSFERER)
    given = [_given(session, foyer_id) for foyer_id in foyer_ids]
    return sum(len(_appointments(session, foyer, elsewhere=elsewhere)) for foyer in given)


def late_rows(session: Session, foyer_id: str, table: str) -> dict[str, Tardif]:
    """Return what the former antenna wrote after the family had left it, by row of a table."""
    require_foyer(session, droits.LIRE_FOYER, foyer_id)
    return transferts.late_rows(session.store, foyer_id, table)


def list_receivers(session: Session, unite: str) -> tuple[Agent, ...]:
    """Return the workers of a unit who may follow a family, by name."""
    require(session, droits.TRANSFERER)
    return tuple(
        agent for agent in agents.list_agents(session.store, unite) if _may(session, agent)
    )


def list_transferts(session: Session, foyer_id: str) -> tuple[Transfert, ...]:
    """Return the transfers of a family, the oldest first."""
    require_foyer(session, droits.LIRE_FOYER, foyer_id)
    return transferts.list_transferts(session.store, foyer_id)


def _appointments(session: Session, foyer: Foyer, *, elsewhere: bool) -> list[str]:
    return transferts.appointments_to_come(
        session.store, foyer.id, foyer.unite, foyer.referent_id, maintenant(), all_of=elsewhere
    )


def _hand_over_appointments(
    session: Session, foyer: Foyer, unite: str, receiver: Agent | None
) -> None:
    """Give the appointments to come to who receives the family; nobody yet keeps their agent.

    They are to be confirmed again: somebody else will be there.
    """
    fields: dict[str, Valeur] = {"unite": unite, "a_confirmer": 1}
    if receiver is not None:
        fields["agent_id"] = receiver.id
    for rendezvous_id in _appointments(session, foyer, elsewhere=unite != foyer.unite):
        journal.write(
            session.store, "rendezvous", fields, row_id=rendezvous_id,
            author=session.agent.id, foyer_id=foyer.id,
        )  # fmt: skip


def _hand_over(
    session: Session, foyer: Foyer, unite: str, receiver: Agent | None, day: str, motif: str
) -> None:
    """Write one change of hands: the family, its open follow-ups, and the transfer itself."""
    store, author = session.store, session.agent.id
    referent_id = None if receiver is None else receiver.id
    journal.write(
        store, "foyer", {"unite": unite, "referent_id": referent_id}, row_id=foyer.id,
        author=author,
    )  # fmt: skip
    for suivi in transferts.open_suivis(store, foyer.id):
        if unite != foyer.unite or suivi["referent_id"] == foyer.referent_id:
            journal.write(
                store, "accompagnement", {"referent_id": referent_id}, row_id=suivi["id"],
                author=author, foyer_id=foyer.id,
            )  # fmt: skip
    journal.write(
        store,
        "transfert",
        {
            "foyer_id": foyer.id, "de_unite": foyer.unite, "vers_unite": unite,
            "de_referent_id": foyer.referent_id, "vers_referent_id": referent_id, "le": day,
            "motif": " ".join(motif.split()) or None, "auteur_id": author,
        },
        author=author,
        foyer_id=foyer.id,
    )  # fmt: skip
    traces.add(store, author, "transfert", foyer.id)


def _given(session: Session, foyer_id: str) -> Foyer:
    """Return a family that the agent may hand over; headquarters may any, without reading it."""
    reach = require(session, droits.TRANSFERER)
    if reach != droits.TOUT:
        return require_foyer(session, droits.TRANSFERER, foyer_id)
    foyer = foyers.get_foyer(session.store, foyer_id)
    if foyer is None:
        raise KnownError(
            "Ce dossier n’est pas connu du siège. Rien n’a changé. Vérifiez son identifiant, ou "
            "attendez que son antenne ait synchronisé."
        )
    return foyer


def _worker(session: Session, agent_id: str, unite: str) -> Agent:
    found = agents.get_agent(session.store, agent_id)
    if found is None or found.unite != unite or not _may(session, found):
        raise KnownError(
            "Cette personne ne peut pas recevoir ce dossier\u00a0: elle n’est pas travailleur "
            "social en activité dans cette unité. Rien n’a changé. Choisissez-en un qui l’est.",
            champ="referent_id",
        )
    return found


def _may(session: Session, agent: Agent) -> bool:
    family = session.catalogue.role_family(agent.role)
    return agent.actif and family in (droits.TS, droits.RESPONSABLE)
