"""What headquarters knows of its posts: where each one is, what was refused, who is invited."""

from __future__ import annotations

import json
from dataclasses import asdict

from fieldapp.db import conflits, lots_perdus
from fieldapp.db import suivi_siege as tables
from fieldapp.db.opening import meta, set_meta
from fieldapp.db.store import Row, Store
from fieldapp.domain.droits import INVITER, SYNCHRONISER
from fieldapp.domain.echange import BilanSiege, Refus
from fieldapp.domain.horloge import instant
from fieldapp.domain.siege import (
    A_JOUR,
    EN_ATTENTE,
    EXPIRE,
    REFUSE,
    REMPLACE,
    REVOQUE,
    EtatSiege,
    InvitationOuverte,
    PosteSuivi,
    Reception,
    RefusPoste,
)
from fieldapp.services.droits import require
from fieldapp.services.session import Session
from fieldapp.sync.enrolment import is_past
from fieldapp.sync.space import folder_of

_META = "siege.derniere_reception"


def etat_siege(session: Session) -> EtatSiege:
    """Return all that headquarters watches; no family is named in it."""
    require(session, SYNCHRONISER)
    store = session.store
    return EtatSiege(
        postes=tuple(_poste(row) for row in tables.watched_posts(store)),
        refus=open_refusals(store),
        recues=tables.received_total(store),
        conflits=conflits.count_conflits(store),
        derniere=_last_round(store),
        dossier=folder_of(store),
        pertes=lots_perdus.list_pertes(store),
    )


def open_refusals(store: Store) -> tuple[RefusPoste, ...]:
    """Return the files that are refused now, newest first."""
    return tuple(
        RefusPoste(Refus(row["fichier"], row["raison"], row["vu_le"]), row["agent"], row["de"])
        for row in tables.open_refusals(store)
    )


def list_invitations(session: Session) -> tuple[InvitationOuverte, ...]:
    """Return the invitations that no post has used yet, newest first, the expired ones said so."""
    require(session, INVITER)
    return tuple(
        InvitationOuverte(
            row["agent"], row["role"], row["unite"], row["emise_le"], row["expire_le"],
            is_past(row["expire_le"]),
        )
        for row in tables.open_invitations(session.store)
    )  # fmt: skip


def remember_round(store: Store, bilan: BilanSiege) -> None:
    """Keep the figures of a round of reception, whoever asked for it."""
    found = Reception(
        instant(), bilan.recus, bilan.envoyes, bilan.conflits, len(bilan.refuses),
        len(bilan.postes),
    )  # fmt: skip
    set_meta(store, _META, json.dumps(asdict(found)))


def _last_round(store: Store) -> Reception | None:
    text = meta(store, _META)
    return None if text is None else Reception(**json.loads(text))


def _poste(row: Row) -> PosteSuivi:
    return PosteSuivi(
        device=row["device"],
        nom=row["nom"],
        role=row["role"],
        unite=row["unite"],
        valable_jusque=row["valable_jusque"],
        dernier_lot=row["dernier_lot"],
        dernier_lot_le=row["dernier_lot_le"],
        dernier_signe=row["dernier_signe"],
        recues=row["recues"],
        en_route=row["en_route"],
        attendu=row["attendu"] or "",
        etat=_state(row),
        revoque_le=row["revoque_le"],
        reprise_jusque=row["reprise_jusque"],
        efface_le=row["efface_le"],
        motif=row["motif"] or "",
        muet=bool(row["muet"]),
        refuses=row["refus"],
    )


def _state(row: Row) -> str:
    """A post that never sent anything, lacks a bundle or has changes to take is waited for.

    A name that its post has left is not, whatever lies there for it and however old it is.
    """
    if row["revoque_le"] is not None:
        return REVOQUE
    if row["refus"]:
        return REFUSE
    if row["en_sommeil"] and not row["attendu"]:
        return REMPLACE
    if is_past(row["valable_jusque"]):
        return EXPIRE
    if row["attendu"] or row["en_route"] or row["dernier_signe"] is None:
        return EN_ATTENTE
    return A_JOUR
