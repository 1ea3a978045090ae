"""Certificates of posts: what headquarters signs, and how it renews it before its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from fieldapp.db import ordres, traces
from fieldapp.db import postes as postes_db
from fieldapp.db import sync_tables as tables
from fieldapp.db.agents import get_agent
from fieldapp.db.store import Store
from fieldapp.domain.droits import REVOQUER
from fieldapp.domain.echange import Poste
from fieldapp.domain.errors import KnownError
from fieldapp.domain.horloge import instant
from fieldapp.services.droits import require
from fieldapp.services.session import Session
from fieldapp.siege.espace import space_of
from fieldapp.sync.enrolment import NATURE_CERTIFICAT, Certificat
from fieldapp.sync.identity import identity_of
from fieldapp.sync.statement import sign

CERTIFICATE_DAYS = 730
# A post heard of since that long is renewed that long before its end: its worker sees nothing.
RENEW_DAYS: Final = 60


def valid_until() -> str:
    """Return until when a certificate signed now holds."""
    return (datetime.now(UTC) + timedelta(days=CERTIFICATE_DAYS)).isoformat(timespec="seconds")


def certificate(store: Store, poste: Poste, delivre_le: str) -> bytes:
    """Return the signed certificate of a post."""
    body = Certificat(
        espace=space_of(store).espace,
        device=poste.device,
        agent_id=poste.agent_id,
        role=poste.role,
        unite=poste.unite,
        organisme=poste.organisme,
        cle_signature=poste.cle_signature,
        cle_chiffrement=poste.cle_chiffrement,
        delivre_le=delivre_le,
        valable_jusque=poste.valable_jusque,
    )
    return sign(NATURE_CERTIFICAT, body, identity_of(store).signing)


def renew(session: Session, device: str) -> Poste:
    """Renew a post, whose certificate may be over: it takes the new one at its next exchange.

    Raises KnownError: not the right role, unknown or revoked post, worker no longer at work.
    """
    require(session, REVOQUER)
    poste = required(session.store, device)
    if poste.revoque_le is not None:
        raise KnownError(
            "Ce poste est révoqué\u00a0: il ne peut pas être renouvelé. Rien n’a changé. Invitez "
            "de nouveau son agent."
        )
    agent = get_agent(session.store, poste.agent_id)
    if agent is None or not agent.actif:
        raise KnownError(
            "L’agent de ce poste n’est plus en activité. Rien n’a changé. Révoquez ce poste, ou "
            "remettez l’agent en activité."
        )
    with session.store.atomic():
        renewed = sign_again(session.store, poste)
        traces.add(session.store, session.agent.id, "renouvellement", device)
    return renewed


def renew_alive(store: Store, poste: Poste) -> Poste:
    """Renew a post that is heard of and whose certificate soon ends; any other is left as it is."""
    now = datetime.now(UTC)
    end = datetime.fromisoformat(poste.valable_jusque)
    last = tables.last_reception(store, poste.device)
    soon = timedelta(days=RENEW_DAYS)
    if poste.revoque_le is not None or not now <= end <= now + soon or last is None:
        return poste
    agent = get_agent(store, poste.agent_id)
    if datetime.fromisoformat(last.recu_le) < now - soon or agent is None or not agent.actif:
        return poste
    with store.atomic():
        return sign_again(store, poste)


def sign_again(store: Store, poste: Poste) -> Poste:
    """Have the next bundle carry a new certificate, in the caller's transaction."""
    renewed = replace(poste, valable_jusque=valid_until())
    postes_db.prolong(store, poste.device, renewed.valable_jusque)
    data = certificate(store, renewed, instant())
    ordres.add_ordre(store, poste.device, NATURE_CERTIFICAT, data.decode())
    return renewed


def required(store: Store, device: str) -> Poste:
    """Return an enrolled post; raises KnownError when there is none of this name."""
    poste = postes_db.get_poste(store, device)
    if poste is None:
        raise KnownError(
            "Aucun poste enrôlé ne porte cet identifiant. Rien n’a changé. La liste des postes est "
            "donnée par «\u00a0fieldapp siege devices\u00a0»."
        )
    return poste
