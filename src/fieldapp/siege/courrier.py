"""What a post sent by mail: headquarters opens the file, takes it in, and makes the answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fieldapp.db import postes as postes_db
from fieldapp.db import sync_tables as tables
from fieldapp.db.store import Store
from fieldapp.domain.droits import SYNCHRONISER
from fieldapp.domain.echange import BilanSiege, Poste
from fieldapp.domain.errors import KnownError
from fieldapp.domain.siege import CourrierPris
from fieldapp.services.droits import require
from fieldapp.services.session import Session
from fieldapp.siege.agents import end_those_gone
from fieldapp.siege.espace import space_of
from fieldapp.siege.ingest import answer, take_from
from fieldapp.siege.posts import admit, examine
from fieldapp.siege.reprises import call_back
from fieldapp.siege.suivi import remember_round
from fieldapp.sync.courrier import Courrier, check_addressed, check_bundles
from fieldapp.sync.enrolment import DEMANDE
from fieldapp.sync.folder import SIEGE
from fieldapp.sync.identity import identity_of
from fieldapp.sync.inbox import Arrivage
from fieldapp.sync.pli import (
    SUFFIX,
    AlreadyTakenError,
    Pli,
    PliError,
    open_pli,
    pack,
)


def take_in_file(
    session: Session, path: Path, stop: Callable[[], bool] | None = None
) -> CourrierPris:
    """Take in a file that a post prepared, and make the answer for it.

    A file that was taken already changes nothing; its answer is made again, in case it was lost.
    Raises PliError for a file that is foreign, cut, damaged or out of order; nothing changed then.
    """
    require(session, SYNCHRONISER)
    store, space = session.store, space_of(session.store)
    end_those_gone(session)
    pli = open_pli(path)
    check_addressed(pli, space.espace, store.device)
    device = pli.entete.de
    poste = postes_db.get_poste(store, device)
    cle = poste.cle_signature if poste is not None else _asking(store, pli)
    pli.check(cle)
    courrier = Courrier(SIEGE, pli.fichiers)
    taken = False
    last = tables.last_reception(store, device)
    if poste is not None and poste.revoque_le is None and (
        pli.entete.accuse > (last.numero if last else 0)
    ):  # fmt: skip
        # It was acknowledged here, by a life that this backup does not remember.
        return _call_back(store, courrier, poste, Arrivage(0, 0, ()))
    try:
        check_bundles(store, pli, cle)
    except AlreadyTakenError:
        taken = True
    admitted = poste is None
    if poste is None:
        poste = _admit(store, courrier, device)
    arrivage = Arrivage(0, 0, ()) if taken else _take(store, courrier, poste, pli, stop)
    if arrivage.inconnus and poste.revoque_le is None:
        return _call_back(store, courrier, poste, arrivage)
    sent = answer(store, courrier, poste)
    bilan = BilanSiege(
        sent, arrivage.recus, arrivage.conflits, arrivage.refuses,
        (poste.nom,) if admitted else (),
    )  # fmt: skip
    if not taken:
        remember_round(store, bilan)
    return CourrierPris(
        nom=poste.nom,
        bilan=bilan,
        deja_pris=taken,
        reponse=pack(space.espace, identity_of(store), device, courrier.sortants),
        fichier=_answer_name(store, device),
        reste=courrier.plein,
    )


def _call_back(store: Store, courrier: Courrier, poste: Poste, arrivage: Arrivage) -> CourrierPris:
    """Answer a post that this headquarters, restored from a backup, has forgotten a part of."""
    call_back(store, courrier, poste)
    bilan = BilanSiege(0, arrivage.recus, arrivage.conflits, (), ())
    remember_round(store, bilan)
    return CourrierPris(
        nom=poste.nom,
        bilan=bilan,
        deja_pris=False,
        reponse=pack(space_of(store).espace, identity_of(store), poste.device, courrier.sortants),
        fichier=_answer_name(store, poste.device),
        reste=False,
        rappel=True,
    )


def _asking(store: Store, pli: Pli) -> str:
    """Return the key of a post that is not enrolled yet, once its request is found good."""
    data = pli.fichiers.get(DEMANDE)
    if data is None:
        raise PliError(
            "Ce fichier vient d’un poste qui n’est pas enrôlé ici et ne demande pas à l’être. "
            "Rien n’a été pris et rien n’a changé ici. Donnez une invitation à ce poste."
        )
    demande, _poste = examine(store, space_of(store), pli.entete.de, data)
    return demande.cle_signature


def _admit(store: Store, courrier: Courrier, device: str) -> Poste:
    admitted = admit(store, courrier, device)
    if not isinstance(admitted, Poste):
        raise PliError(
            admitted.raison
            if admitted is not None
            else "Ce fichier ne contient pas de demande. Rien n’a été pris et rien n’a changé ici."
        )
    return admitted


def _take(
    store: Store,
    courrier: Courrier,
    poste: Poste,
    pli: Pli,
    stop: Callable[[], bool] | None,
) -> Arrivage:
    before = tables.last_reception(store, poste.device)
    arrivage = take_from(store, courrier, poste, stop)
    waits = any(name.endswith(".lot") for name in pli.fichiers)
    moved = arrivage.recus or tables.last_reception(store, poste.device) != before
    if waits and not moved and not arrivage.refuses and not (stop is not None and stop()):
        raise KnownError(
            "Le siège s’occupe déjà de ce poste dans un autre programme. Rien n’a été pris et rien "
            "n’a changé. Ouvrez ce fichier de nouveau dans un instant."
        )
    return arrivage


def _answer_name(store: Store, device: str) -> str:
    last = tables.last_envoi(store, device)
    return f"reponse-{device}-{last.numero if last else 0:05d}{SUFFIX}"
