"""The rounds of headquarters: admit new posts, take in their work, relay it to the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fieldapp.db import documents_joints, reprises
from fieldapp.db import postes as postes_db
from fieldapp.db import suivi_siege as suivi_db
from fieldapp.db import sync_tables as tables
from fieldapp.db.opening import meta, set_meta
from fieldapp.db.store import Store
from fieldapp.domain.document import CORBEILLE_JOURS
from fieldapp.domain.droits import SYNCHRONISER
from fieldapp.domain.echange import BilanSiege, Poste, Refus
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.services.droits import require
from fieldapp.services.session import Session
from fieldapp.siege.agents import end_those_gone
from fieldapp.siege.espace import space_of, transport_of_space
from fieldapp.siege.posts import admit, certify
from fieldapp.siege.relay import relay
from fieldapp.siege.renewal import renew_alive
from fieldapp.siege.reprises import call_back, still_refused, tidy_former
from fieldapp.siege.revocation import refusal
from fieldapp.siege.suivi import remember_round
from fieldapp.sync.enrolment import french_day, is_past
from fieldapp.sync.folder import (
    POSTES,
    SIEGE,
    TamperedError,
    bundle_name,
)
from fieldapp.sync.identity import identity_of
from fieldapp.sync.inbox import Arrivage, Sender, receive
from fieldapp.sync.reprise import RestoredError
from fieldapp.sync.space import Space
from fieldapp.sync.transport import Branch, FolderTransport, Transport

_META_TIDY = "siege.menage"

Progress = Callable[[str, int, int], None]
Stop = Callable[[], bool]


def ingest(
    session: Session,
    space_dir: Path | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> BilanSiege:
    """Take in what lies in the space, then relay it.

    `space_dir` None means the folder used last. One bad bundle holds back its own post only.
    Can be cut at any point and run again. Raises KnownError: not the right role, folder missing,
    empty, foreign, read-only, full.
    """
    require(session, SYNCHRONISER)
    store = session.store
    end_those_gone(session)
    transport = transport_of_space(store, space_dir)
    transport.remember(store)
    return serve_posts(session, transport, progress, stop)


def serve_posts(
    session: Session,
    transport: FolderTransport,
    progress: Progress | None = None,
    stop: Stop | None = None,
    answered: Callable[[Poste], bool] = lambda _poste: True,
) -> BilanSiege:
    """Admit and take in all that lies in a folder of the space, then answer there those posts that
    are to be `answered`."""
    store = session.store
    new, refusals = _admit_all(store, transport)
    postes = postes_db.list_postes(store)
    recus = conflits = 0
    for done, poste in enumerate(postes, start=1):
        if stop is not None and stop():
            break
        arrivage = take_from(store, transport, poste, stop)
        recus += arrivage.recus
        conflits += arrivage.conflits
        refusals += arrivage.refuses
        if progress is not None:
            progress(f"Réception\u00a0: {poste.nom}", done, len(postes))
    envoyes = 0
    postes = [poste for poste in postes if answered(poste)]
    for done, poste in enumerate(postes, start=1):
        if stop is not None and stop():
            break
        try:
            envoyes += answer(store, transport, poste)
        except TamperedError as error:
            refusals.append(_tampered(store, SIEGE, poste, error))
            continue
        if progress is not None:
            progress(f"Envoi\u00a0: {poste.nom}", done, len(postes))
    _tidy(store)
    bilan = BilanSiege(envoyes, recus, conflits, tuple(refusals), tuple(poste.nom for poste in new))
    remember_round(store, bilan)
    return bilan


def _tidy(store: Store) -> None:
    """Erase, once a day, the contents that no document names any more (see CORBEILLE_JOURS)."""
    today = aujourd_hui().isoformat()
    if meta(store, _META_TIDY) == today:
        return
    before = datetime.now(UTC) - timedelta(days=CORBEILLE_JOURS)
    documents_joints.remove_orphans(store, before.isoformat(timespec="seconds"))
    set_meta(store, _META_TIDY, today)


def _admit_all(store: Store, transport: FolderTransport) -> tuple[list[Poste], list[Refus]]:
    """Admit the laptops that ask; one that sends bundles without having asked is told of."""
    known = {poste.device for poste in postes_db.list_postes(store)}
    waiting = [device for device in transport.devices(POSTES) if device not in known]
    answers = {device: _admit(store, transport, device) for device in waiting}
    if any(isinstance(answer, Poste) for answer in answers.values()):
        # The new name of a restored post may have been read before its former one.
        again = [device for device, answer in answers.items() if isinstance(answer, Refus)]
        answers |= {device: _admit(store, transport, device) for device in again}
    return (
        [answer for answer in answers.values() if isinstance(answer, Poste)],
        [answer for answer in answers.values() if isinstance(answer, Refus)],
    )


def _admit(store: Store, transport: FolderTransport, device: str) -> Poste | Refus | None:
    with store.alone_with(device) as alone:
        if not alone or postes_db.get_poste(store, device) is not None:
            return None  # another process admits it
        answer = admit(store, transport, device)
    if answer is not None:
        return answer
    numbers = Branch(transport, POSTES, device).bundles()
    if not numbers:
        return None
    return tables.put_in_quarantine(
        store, f"{POSTES}/{device}/{bundle_name(numbers[0])}", device, None, "",
        "Ce poste n’est pas enrôlé ici et n’a pas déposé de demande. Rien n’a été pris et rien "
        "n’a changé. Donnez-lui une invitation, ou retirez-le du dossier.",
        tell=False,
    )  # fmt: skip


def _tampered(store: Store, side: str, poste: Poste, error: TamperedError) -> Refus:
    """Set one post aside: what was done to its folder must not stop the others."""
    return tables.put_in_quarantine(
        store, f"{side}/{poste.device}", poste.device, None, "", error.message, tell=False
    )


def answer(store: Store, transport: Transport, poste: Poste) -> int:
    """Give one post its certificate, its receipts and what it lacks; return the changes put.

    Nothing is put when another process does so now.
    """
    with store.alone_with(poste.device) as alone:
        if not alone:
            return 0
        if reprises.sleeps(store, poste.device):
            tidy_former(store, transport, poste.device)
            return 0
        space = space_of(store)
        certify(store, transport, poste)
        poste = renew_alive(store, poste)
        try:
            return relay(store, transport, space.espace, identity_of(store), poste)
        except RestoredError:
            call_back(store, transport, poste)
            return 0


def take_from(
    store: Store, transport: Transport, poste: Poste, stop: Stop | None = None
) -> Arrivage:
    """Take in what one enrolled post has put in the space; what was tampered with is set aside.

    Nothing is taken when another process does so now.
    """
    with store.alone_with(poste.device) as alone:
        if not alone:
            return Arrivage(0, 0, ())
        try:
            # On disk before this post's turn ends: receipts are only made in its next one.
            with store.reaching_disk_together():
                arrivage = _take_from(store, transport, space_of(store), poste, stop)
        except TamperedError as error:
            return Arrivage(0, 0, (_tampered(store, POSTES, poste, error),))
        if arrivage.recus:
            reprises.wake(store, poste.device)
        refuses = still_refused(store, transport, poste, arrivage.refuses)
        arrivage = replace(arrivage, refuses=refuses)
        if not arrivage.refuses and (stop is None or not stop()):
            suivi_db.close_refusals(store, poste.device)
        return arrivage


def _take_from(
    store: Store, transport: Transport, space: Space, poste: Poste, stop: Stop | None
) -> Arrivage:
    place = Branch(transport, POSTES, poste.device)
    reason = _closed(store, poste)
    if reason is not None:
        waiting = place.bundles()
        last = tables.last_reception(store, poste.device)
        if not waiting or (last is not None and waiting[-1] <= last.numero):
            return Arrivage(0, 0, ())
        refus = tables.put_in_quarantine(
            store, f"{place.label}/{bundle_name(waiting[-1])}", poste.device, waiting[-1], "",
            reason,
        )  # fmt: skip
        return Arrivage(0, 0, (refus,))
    sender = Sender(space.espace, poste.device, poste.cle_signature, place, own_stream=True)
    return receive(store, identity_of(store), sender, stop=stop)


def _closed(store: Store, poste: Poste) -> str | None:
    """Return why nothing is taken from a post, None when it may send."""
    if poste.revoque_le is not None:
        return refusal(store, poste.device)
    if not is_past(poste.valable_jusque):
        return None
    return (
        f"Le certificat de ce poste a expiré le {french_day(poste.valable_jusque)}. Rien n’a été "
        "pris et rien n’est perdu\u00a0: ce poste garde tout. Renouvelez-le, puis réessayez."
    )
