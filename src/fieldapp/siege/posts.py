"""Posts: headquarters invites a worker, checks the request of a laptop, signs its certificate."""

from __future__ import annotations

import hmac
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fieldapp.db import journal, morceaux, ordres, reprises
from fieldapp.db import postes as postes_db
from fieldapp.db import sync_tables as tables
from fieldapp.db.agents import get_agent, list_agents
from fieldapp.db.store import Store
from fieldapp.domain.agent import Agent
from fieldapp.domain.droits import INVITER
from fieldapp.domain.echange import Poste, Refus
from fieldapp.domain.errors import KnownError
from fieldapp.domain.horloge import instant
from fieldapp.services.droits import require
from fieldapp.services.session import Session, make_agent
from fieldapp.siege.espace import space_of
from fieldapp.siege.renewal import certificate, valid_until
from fieldapp.siege.reprises import successor
from fieldapp.sync.adresse import ORDRE, address_of
from fieldapp.sync.annonce import order_of_address
from fieldapp.sync.enrolment import (
    CERTIFICAT,
    DEMANDE,
    NATURE_DEMANDE,
    NATURE_INVITATION,
    Demande,
    Invitation,
    Invitee,
    french_day,
    is_past,
    proof,
    token_id,
)
from fieldapp.sync.folder import POSTES, SIEGE
from fieldapp.sync.identity import identity_of, valid_keys
from fieldapp.sync.pli import write_pli
from fieldapp.sync.records import encode_row
from fieldapp.sync.space import Space, folder_of
from fieldapp.sync.statement import MAX_BYTES, StatementError, parse, sign
from fieldapp.sync.transport import Branch, Transport

INVITATION_DAYS = 14


def invite(session: Session, *, nom: str, role: str, unite: str, out: Path) -> Agent:
    """Write a signed invitation for one worker, good once and for 14 days; return the worker.

    A worker of that name in that unit is invited again (a second laptop) rather than doubled.
    Raises KnownError: not the right role, unknown codes, file already there or not writable.
    """
    require(session, INVITER)
    store, space = session.store, space_of(session.store)
    if out.exists():
        raise KnownError(
            "Un fichier porte déjà ce nom. Rien n’a été écrit. Choisissez un autre nom pour "
            "l’invitation."
        )
    wanted = make_agent(session.catalogue, nom, role, unite)
    emise = datetime.now(UTC)
    jeton = secrets.token_hex(32)
    with store.atomic():
        agent = _agent_row(session, wanted)
        ops = postes_db.row_lines(store, "agent", agent.id)
        invitation = Invitation(
            espace=space,
            agent=Invitee(agent.id, agent.nom, agent.role, agent.unite, agent.organisme),
            jeton=jeton,
            lignes=[encode_row(row).decode() for row in ops],
            emise_le=emise.isoformat(timespec="seconds"),
            expire_le=(emise + timedelta(days=INVITATION_DAYS)).isoformat(timespec="seconds"),
            dossier=str(folder_of(store) or ""),
            adresse=address_of(store),
        )
        # The token is the secret that admits a post: headquarters keeps it in its own store.
        postes_db.add_invitation(
            store, token_id(jeton), jeton, agent.id, invitation.emise_le, invitation.expire_le
        )
        write_pli(out, sign(NATURE_INVITATION, invitation, identity_of(store).signing))
    return agent


def admit(store: Store, transport: Transport, device: str) -> Poste | Refus | None:
    """Read the request of a laptop that is not enrolled yet, and sign its certificate.

    Returns the post, the refusal with its reason, or None when it asks nothing.
    """
    space = space_of(store)
    place = Branch(transport, POSTES, device)
    label = f"{place.label}/{DEMANDE}"
    data = place.read(DEMANDE, MAX_BYTES)
    if data is None:
        return None
    try:
        demande, poste = examine(store, space, device, data)
    except StatementError as error:
        return tables.put_in_quarantine(store, label, device, None, "", error.message, tell=False)
    with store.atomic():
        if demande.reprend:
            reprises.add_reprise(store, demande.reprend, device, demande.vu, instant())
        else:
            postes_db.use_invitation(store, demande.jeton, device)
        postes_db.add_poste(store, poste)
        morceaux.note_schema(store, device, demande.schema)
        tables.resolve_quarantine(store, label)
        _tell_address(store, device)
    certify(store, transport, poste)
    return poste


def certify(store: Store, transport: Transport, poste: Poste) -> None:
    """Put the certificate of an enrolled post in the space, if it is not there."""
    place = Branch(transport, SIEGE, poste.device)
    if place.size(CERTIFICAT) is not None:
        return
    place.put(CERTIFICAT, certificate(store, poste, poste.enrole_le))


def _tell_address(store: Store, device: str) -> None:
    """Have a post learn where headquarters listens: its invitation, or the backup that it was
    restored from, may date from before."""
    adresse = address_of(store)
    if adresse is not None:
        ordres.add_ordre(store, device, ORDRE, order_of_address(store, adresse))


def _agent_row(session: Session, wanted: Agent) -> Agent:
    """Find the worker among the agents, or write a new row."""
    for agent in list_agents(session.store, wanted.unite):
        if agent.actif and (agent.nom, agent.role) == (wanted.nom, wanted.role):
            return agent
    journal.write(
        session.store,
        "agent",
        {
            "nom": wanted.nom,
            "role": wanted.role,
            "unite": wanted.unite,
            "organisme": wanted.organisme,
            "actif": 1,
        },
        row_id=wanted.id,
        author=session.agent.id,
    )
    return wanted


def examine(store: Store, space: Space, device: str, data: bytes) -> tuple[Demande, Poste]:
    """Check everything about a request; raises StatementError with the reason."""
    statement = parse(data, NATURE_DEMANDE)
    demande = statement.read(Demande)
    statement.check(demande.cle_signature)
    if demande.espace != space.espace:
        raise _refused("Cette demande d’enrôlement vise un autre espace d’échange.")
    if demande.device != device or device == store.device:
        raise _refused("Cette demande d’enrôlement n’est pas à la place de son poste.")
    if not valid_keys(demande.cle_signature, demande.cle_chiffrement):
        raise _refused("Cette demande d’enrôlement contient des clés inutilisables.")
    if demande.reprend:
        return demande, successor(store, demande)
    invitation = postes_db.get_invitation(store, demande.jeton)
    if invitation is None:
        raise _refused(
            "Cette demande d’enrôlement répond à une invitation que le siège n’a pas émise."
        )
    expected = proof(
        invitation["jeton"], space.espace, device, demande.cle_signature, demande.cle_chiffrement
    )
    if not hmac.compare_digest(expected, demande.preuve):
        raise _refused("Cette demande d’enrôlement ne prouve pas qu’elle détient l’invitation.")
    if invitation["device"] not in (None, device):
        raise _refused("Cette invitation a déjà servi à un autre poste.")
    if is_past(invitation["expire_le"]):
        raise _refused(f"Cette invitation a expiré le {french_day(invitation['expire_le'])}.")
    agent = get_agent(store, invitation["agent_id"])
    if agent is None or not agent.actif:
        raise _refused("L’agent de cette invitation n’est plus en activité.")
    return demande, Poste(
        device=device,
        agent_id=agent.id,
        nom=agent.nom,
        role=agent.role,
        unite=agent.unite,
        organisme=agent.organisme,
        cle_signature=demande.cle_signature,
        cle_chiffrement=demande.cle_chiffrement,
        enrole_le=instant(),
        valable_jusque=valid_until(),
        revoque_le=None,
        curseur=0,
    )


def _refused(cause: str) -> StatementError:
    return StatementError(
        f"{cause} Le poste n’est pas enrôlé et rien n’a changé. Donnez-lui une nouvelle invitation."
    )
