"""Declaring lost the bundles that died with their post, so that those behind them are taken."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from fieldapp.db import lots_perdus, reprises, revocations, traces
from fieldapp.db import sync_tables as tables
from fieldapp.db.store import Store
from fieldapp.domain.droits import REVOQUER
from fieldapp.domain.echange import Poste
from fieldapp.domain.errors import KnownError
from fieldapp.domain.horloge import instant
from fieldapp.domain.perte import LotsPerdus, Trou
from fieldapp.services.droits import require
from fieldapp.services.session import Session
from fieldapp.siege.espace import space_of, transport_of_space
from fieldapp.siege.ingest import take_from
from fieldapp.siege.renewal import required
from fieldapp.siege.revocation import deadline, refusal
from fieldapp.sync.bundle import MAX_FILE, Header, signed_header
from fieldapp.sync.courrier import Courrier, check_addressed
from fieldapp.sync.folder import POSTES, SIEGE, bundle_name
from fieldapp.sync.identity import identity_of
from fieldapp.sync.pli import open_pli
from fieldapp.sync.statement import sign
from fieldapp.sync.transport import Branch, Transport

NATURE = "lot_perdu"


class Declaration(msgspec.Struct, frozen=True):
    """What headquarters signs: these bundles of a post, the last of which has the fingerprint
    `suite`, are lost and are waited for no more."""

    espace: str
    device: str
    premier: int
    dernier: int
    suite: str
    motif: str
    le: str


def declare_lost(
    session: Session,
    device: str,
    motif: str,
    space_dir: Path | None = None,
    pli: Path | None = None,
) -> LotsPerdus:
    """Declare lost the bundles that lack before others of a post that will never send again.

    Those behind them are taken at once; what lacks is said wherever the figures are. A bundle that
    is found after all is taken then. The last file of a post that spoke by mail, `pli`, tells what
    lacks and is taken in; what came by HTTPS lies in the folder, where `siege serve` puts it.
    Raises KnownError: not the right role, no reason, a post that
    may still send, nothing that lacks, folder missing, empty, foreign.
    """
    require(session, REVOQUER)
    store = session.store
    poste = required(store, device)
    motif = " ".join(motif.split())
    if not motif:
        raise KnownError(
            "Il manque le motif. Rien n’a changé. Écrivez en quelques mots pourquoi ces lots ne "
            "viendront plus, sans nommer de famille.",
            champ="motif",
        )
    if not is_mute(store, poste):
        raise KnownError(
            f"Le poste de {poste.nom} peut encore déposer ce qui manque. Rien n’a changé. "
            "Révoquez-le d’abord s’il n’enverra plus rien."
        )
    transport = transport_of_space(store, space_dir) if pli is None else _mail(store, poste, pli)
    holes = list(_holes(store, poste, Branch(transport, POSTES, device)))
    if not holes:
        raise KnownError(
            f"Aucun lot du poste de {poste.nom} ne manque devant un autre. Rien n’a changé. "
            "Ce qui est refusé l’est pour une autre raison, écrite à côté."
        )
    le = instant()
    with store.atomic():
        for hole in holes:
            lots_perdus.declare(store, hole, le, motif, session.agent.id, _act(store, hole, motif))
        if poste.revoque_le is not None and refusal(store, device) is not None:
            revocations.extend(store, device, deadline())
        traces.add(store, session.agent.id, "lot perdu", device)
    arrivage = take_from(store, transport, poste)
    pertes = tuple(p for p in lots_perdus.list_pertes(store) if (p.device, p.le) == (device, le))
    return LotsPerdus(
        poste.nom, pertes, arrivage.recus, tuple(refus.raison for refus in arrivage.refuses)
    )


def _mail(store: Store, poste: Poste, path: Path) -> Transport:
    """Open a file that a post sent by mail, once it is found to be its own and whole."""
    pli = open_pli(path)
    check_addressed(pli, space_of(store).espace, store.device)
    if pli.entete.de != poste.device:
        raise KnownError(
            f"Ce fichier ne vient pas du poste de {poste.nom}. Rien n’a changé. Choisissez le "
            "dernier que ce poste a envoyé."
        )
    pli.check(poste.cle_signature)
    return Courrier(SIEGE, pli.fichiers)


def is_mute(store: Store, poste: Poste) -> bool:
    """Tell whether a post is revoked, or goes on under another name."""
    return poste.revoque_le is not None or reprises.is_replaced(store, poste.device)


def _holes(store: Store, poste: Poste, place: Branch) -> Iterator[Trou]:
    """Go through the bundles that lack, or are too damaged to be one, before one that is whole."""
    last = tables.last_reception(store, poste.device)
    first = last.numero + 1 if last else 1
    for numero in place.bundles(first - 1):
        header = _header(poste, place, numero)
        if header is None:
            continue
        while (known := lots_perdus.hole_at(store, poste.device, first)) is not None:
            first = known.dernier + 1
        if numero > first:
            yield Trou(poste.device, first, numero - 1, header.precedent)
        first = max(first, numero + 1)


def _header(poste: Poste, place: Branch, numero: int) -> Header | None:
    data = place.read(bundle_name(numero), MAX_FILE)
    header = None if data is None else signed_header(data, poste.cle_signature)
    return header if header is not None and header.numero == numero else None


def _act(store: Store, hole: Trou, motif: str) -> str:
    body = Declaration(
        space_of(store).espace, hole.de, hole.premier, hole.dernier, hole.suite, motif, instant()
    )
    return sign(NATURE, body, identity_of(store).signing).decode()
