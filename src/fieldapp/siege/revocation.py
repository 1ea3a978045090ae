"""Ending a post: a signed order goes to it, its unsent work is recovered first, then nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from fieldapp.db import ordres, reprises, revocations, traces
from fieldapp.db import postes as postes_db
from fieldapp.db.store import Store
from fieldapp.domain.droits import REVOQUER
from fieldapp.domain.echange import Poste
from fieldapp.domain.errors import KnownError
from fieldapp.domain.horloge import instant
from fieldapp.services.droits import require
from fieldapp.services.session import Session
from fieldapp.siege.espace import space_of
from fieldapp.siege.renewal import required
from fieldapp.sync.enrolment import french_day, is_past
from fieldapp.sync.identity import identity_of
from fieldapp.sync.revocation import NATURE, Revocation
from fieldapp.sync.statement import sign

# How long a revoked post may still bring what it had not sent.
REPRISE_JOURS: Final = 30


def revoke(session: Session, device: str, motif: str) -> Poste:
    """End a post: no file goes to it any more, and a signed order to destroy its store does.

    For 30 days what it had not sent is still taken; it obeys once all of that is acknowledged.
    A laptop that never synchronises again cannot be reached: its store stays encrypted, under
    its passphrase. The names that it bore before end with it, or a backup of then would begin again
    under one. Raises KnownError: not the right role, unknown or revoked post, no reason.
    """
    require(session, REVOQUER)
    store = session.store
    poste = required(store, device)
    motif = " ".join(motif.split())
    if not motif:
        raise KnownError(
            "Il manque le motif de la révocation. Rien n’a changé. Écrivez-le en quelques mots, "
            "sans nommer de famille.",
            champ="motif",
        )
    if poste.revoque_le is not None:
        raise KnownError(
            f"Ce poste est déjà révoqué depuis le {french_day(poste.revoque_le)}. Rien n’a changé."
        )
    with store.atomic():
        for name in (device, *reprises.names_put_away(store, device)):
            named = postes_db.get_poste(store, name)
            if named is not None and named.revoque_le is None:
                _end(session, name, motif)
    return required(store, device)


def _end(session: Session, device: str, motif: str) -> None:
    store, le = session.store, instant()
    body = Revocation(space_of(store).espace, device, motif, le)
    order = sign(NATURE, body, identity_of(store).signing)
    revocations.revoke(store, device, le, motif, deadline(), session.agent.id)
    ordres.add_ordre(store, device, NATURE, order.decode())
    traces.add(store, session.agent.id, "révocation", device)


def reopen_recovery(session: Session, device: str) -> str:
    """Take what a revoked post brings for 30 more days; returns until when (UTC)."""
    require(session, REVOQUER)
    found = revocations.get_revocation(session.store, device)
    if found is None:
        raise KnownError("Ce poste n’est pas révoqué. Rien n’a changé.")
    jusque = deadline()
    with session.store.atomic():
        revocations.extend(session.store, device, jusque)
        traces.add(session.store, session.agent.id, "reprise rouverte", device)
    return jusque


def refusal(store: Store, device: str) -> str | None:
    """Return why the work of a revoked post is refused, None while it is still taken."""
    found = revocations.get_revocation(store, device)
    if found is None or not is_past(found["jusque"]):
        return None
    return (
        f"Ce poste est révoqué depuis le {french_day(found['le'])} et le délai pour reprendre ce "
        f"qu’il n’avait pas envoyé est passé le {french_day(found['jusque'])}. Rien n’a été pris "
        "et rien n’est perdu\u00a0: le lot reste où il est. Rouvrez la reprise de ce poste si son "
        "travail doit encore être reçu."
    )


def deadline() -> str:
    """Return until when unsent work is recovered, counted from now (UTC)."""
    return (datetime.now(UTC) + timedelta(days=REPRISE_JOURS)).isoformat(timespec="seconds")
