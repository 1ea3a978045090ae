"""A post restored from a backup, seen from headquarters: its request, and what it is answered."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from dataclasses import replace

import msgspec

from fieldapp.db import ordres, reprises
from fieldapp.db import postes as postes_db
from fieldapp.db import sync_tables as tables
from fieldapp.db.journal import last_seq
from fieldapp.db.store import Store
from fieldapp.db.sync_tables import WIRE
from fieldapp.domain.echange import Poste, Refus
from fieldapp.domain.errors import KnownError
from fieldapp.domain.horloge import instant
from fieldapp.siege.espace import space_of
from fieldapp.sync.bundle import MAX_FILE, signed_header
from fieldapp.sync.enrolment import Demande, french_day, is_past
from fieldapp.sync.folder import POSTES, SIEGE, bundle_name
from fieldapp.sync.identity import identity_of
from fieldapp.sync.ordres import RETRAIT
from fieldapp.sync.outbox import Channel, cut, prepare
from fieldapp.sync.records import encode_row
from fieldapp.sync.reprise import (
    NATURE_RAPPEL,
    RAPPEL,
    REPRISE,
    Rappel,
    Reponse,
    agrees,
    consent_text,
)
from fieldapp.sync.statement import StatementError, sign
from fieldapp.sync.transport import Branch, Transport


def successor(store: Store, demande: Demande) -> Poste:
    """Return the post that goes on from its former life; raises StatementError with the reason."""
    ancien = postes_db.get_poste(store, demande.reprend)
    if ancien is None:
        raise _refused("Cette reprise concerne un poste que le siège n’a pas enrôlé.")
    text = consent_text(
        demande.espace, ancien.device, demande.device, demande.cle_signature,
        demande.cle_chiffrement, demande.vu,
    )  # fmt: skip
    if not agrees(ancien.cle_signature, demande.preuve, text):
        raise _refused("Cette reprise ne prouve pas qu’elle vient du poste d’avant.")
    if ancien.revoque_le is not None:
        raise _refused("Le poste d’avant a été révoqué.")
    if is_past(ancien.valable_jusque):
        raise _refused(
            "Le certificat du poste d’avant a expiré le "
            f"{french_day(ancien.valable_jusque)}\u00a0: prolongez-le d’abord."
        )
    return replace(
        ancien,
        device=demande.device,
        cle_signature=demande.cle_signature,
        cle_chiffrement=demande.cle_chiffrement,
        enrole_le=instant(),
        curseur=0,
    )


def answer_former_life(store: Store, channel: Channel, poste: Poste) -> bool:
    """Prepare, once, what a post that was restored must know before it goes on; True if prepared.

    All that headquarters has of its former life beyond what it knows to be received, and of other
    lives that went on from that one, then the order that says how far it goes.
    """
    reprise = reprises.reprise_of(store, poste.device)
    if reprise is None or reprise["jusque"] is not None:
        return False
    # With those before it: the backup may date from when that life waited for its own answer.
    lives = reprises.lives(store, reprise)
    rows = [
        row
        for life in lives
        for row in reprises.stream_after(store, life["ancien"], life["vu"], WIRE)
    ]
    # What another restoration of the same backup has sent: the post may hold it unnamed.
    for device in reprises.later_names(store, reprise["ancien"], poste.device):
        rows += reprises.stream_after(store, device, 0, WIRE)
    groups = list(cut(encode_row(row) for row in rows)) or [[]]
    for group in groups[:-1]:
        prepare(store, channel, group, 0)
    for life in lives:
        last = tables.last_reception(store, life["ancien"])
        reponse = Reponse(
            life["ancien"], last_seq(store, life["ancien"]), last.numero if last else 0
        )
        ordres.add_ordre(store, poste.device, REPRISE, msgspec.json.encode(reponse).decode())
    prepare(store, channel, groups[-1], 0)
    reprises.answer(store, reprise, last_seq(store, reprise["ancien"]), instant())
    return True


def tidy_former(store: Store, transport: Transport, device: str) -> None:
    """Take out of the space what was put for a name, once its post has gone on under another.

    The newest stays, and all that was not acknowledged is put again should the name come back.
    """
    if not reprises.is_left(store, device):
        return
    tables.resolve_quarantine(store, _call_of(device))  # called back, it has come
    place = Branch(transport, SIEGE, device)
    with contextlib.suppress(KnownError):  # left for the next round
        place.remove([bundle_name(numero) for numero in place.bundles()[:-1]])


def take_from_former(store: Store, channel: Channel, poste: Poste, limit: int) -> None:
    """Have a post let go the families that its backup may hold and that it may no longer see.

    It is told first that they left: a draft or a personal note may keep one there for a while.
    """
    reprise = reprises.reprise_of(store, poste.device)
    if reprise is None:
        return
    held = reprises.families_held(store, reprise["ancien"], poste.device)
    store.insert_new(
        "retire", ("device", "foyer_id"), [(poste.device, foyer_id) for foyer_id in held]
    )
    for group in cut(encode_row(row) for row in postes_db.departures(store, poste, held)):
        prepare(store, channel, group, 0)
    for start in range(0, len(held), limit):
        some = json.dumps(held[start : start + limit])
        ordres.add_ordre(store, poste.device, RETRAIT, some)


def call_back(store: Store, transport: Transport, poste: Poste) -> None:
    """This headquarters was restored from a backup: have a post begin again, and say so.

    The post sends again by itself what is lacking here; nothing is asked of its agent.
    """
    place = Branch(transport, SIEGE, poste.device)
    if place.size(RAPPEL) is None:
        rappel = Rappel(space_of(store).espace, poste.device, instant())
        place.put(RAPPEL, sign(NATURE_RAPPEL, rappel, identity_of(store).signing))
    tables.put_in_quarantine(
        store, _call_of(poste.device), poste.device, None, "",
        "Les données du siège ont été rétablies d’une ancienne sauvegarde\u00a0: ce poste avait "
        "reçu des lots qu’elle ne connaît pas. Rien n’est perdu\u00a0: à sa prochaine "
        "synchronisation, il renverra de lui-même ce qui manque ici.",
        tell=False,
    )  # fmt: skip


def still_refused(
    store: Store, transport: Transport, poste: Poste, refuses: Sequence[Refus]
) -> tuple[Refus, ...]:
    """Leave out the refused bundles of a name put away whose changes are all here: its post has
    sent them again, and their file may lie in the space for ever."""
    if not refuses or not reprises.sleeps(store, poste.device):
        return tuple(refuses)
    place = Branch(transport, POSTES, poste.device)
    # A bundle may carry what was written under an earlier name: its header does not say which.
    names = (poste.device, *reprises.former_names(store, poste.device))
    known = min(last_seq(store, name) for name in names)
    left = []
    for refus in refuses:
        data = place.read(refus.fichier.rpartition("/")[2], MAX_FILE) or b""
        header = signed_header(data, poste.cle_signature)
        if header is not None and header.dernier <= known and not header.morceaux:
            tables.resolve_quarantine(store, refus.fichier)
        else:
            left.append(refus)
    return tuple(left)


def _call_of(device: str) -> str:
    """Return under which name the call of a post is told of."""
    return f"{SIEGE}/{device}/{RAPPEL}"


def _refused(cause: str) -> StatementError:
    return StatementError(f"{cause} Le poste n’a pas été repris, rien n’a changé ni n’est perdu.")
