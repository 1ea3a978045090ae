"""What the synchronisation screen shows: only here, received, refused, and the list behind each."""

from __future__ import annotations

from fieldapp.db import changements
from fieldapp.db import sync_tables as tables
from fieldapp.db.store import Store
from fieldapp.domain.echange import Changement, Envoi, EtatEchange, Refus
from fieldapp.sync import reprise
from fieldapp.sync.enrolment import certificate_of, validite_of
from fieldapp.sync.folder import POSTES, bundle_name
from fieldapp.sync.space import known_space


def etat_echange(store: Store) -> EtatEchange:
    """Return the three counters of « Rien ne se perd »."""
    space = known_space(store)
    siege = space.siege if space else ""
    received, moment = _received(store, siege)
    here = _only_here(store, siege, received)
    left = sum(last - first + 1 for first, last in here)
    return EtatEchange(
        ici=left + reprise.rest_count(store) + changements.sealed_again(store, siege),
        plus_ancienne=changements.oldest_from(store, here[0][0]) if here else None,
        recues=changements.received_count(store, siege),
        accuse_le=moment,
        refusees=tables.refused_count(store, siege),
        rattache=space is not None,
        en_attente=space is not None and certificate_of(store) is None,
        validite=validite_of(store),
    )


def ici_seulement(store: Store, limit: int = 500) -> tuple[Changement, ...]:
    """Return the changes that headquarters has not acknowledged, newest first."""
    space = known_space(store)
    siege = space.siege if space else ""
    received, _ = _received(store, siege)
    found = [
        change
        for first, last in reversed(_only_here(store, siege, received))
        for change in changements.changes_between(store, first, last, limit)
    ]
    for reste in reprise.rest(store):  # to be sent again: they count too
        found += changements.changes_between(
            store, reste.envoye + 1, reste.jusque, limit, reste.device
        )
    return tuple(found[:limit])


def _only_here(store: Store, siege: str, received: int) -> list[tuple[int, int]]:
    """Return the ranges of own changes that headquarters does not have; the bundles of a life that
    is being taken up do not count."""
    known = "" if reprise.pending(store) is not None else siege
    return changements.only_here(store, known, received)


def _received(store: Store, siege: str) -> tuple[int, str | None]:
    """Return the last own change that headquarters has, and when it said so.

    While a restored post is taken up, its former receipts still count.
    """
    demarche = reprise.pending(store)
    if demarche is not None:
        return demarche.vu, None
    return tables.acknowledged_seq(store, siege)


def accuses(store: Store, limit: int = 500) -> tuple[Envoi, ...]:
    """Return the bundles of changes that headquarters acknowledged, newest first.

    Those of the lives before this post was taken up come with them.
    """
    space = known_space(store)
    if space is None:
        return ()
    envois = [
        envoi
        for vers in changements.lives(store, space.siege)
        for envoi in tables.list_envois(store, vers, limit)
        if envoi.recu_le is not None and envoi.nombre
    ]
    return tuple(sorted(envois, key=lambda one: (one.recu_le or "", one.numero), reverse=True))


def modifications_de(store: Store, envoi: Envoi, limit: int = 500) -> tuple[Changement, ...]:
    """Return the changes of one bundle of this post, newest first.

    None are known of a bundle that mixed streams, as that of a post taken up again.
    """
    return _of(store, envoi, limit) if envoi.premier else ()


def refusees(store: Store, limit: int = 500) -> tuple[Changement, ...]:
    """Return the changes of the bundles that headquarters cannot take, newest first."""
    space = known_space(store)
    pending = tables.pending_envois(store, space.siege) if space else []
    refused = [envoi for envoi in reversed(pending) if envoi.refus is not None and envoi.premier]
    return tuple(change for envoi in refused for change in _of(store, envoi, limit))[:limit]


def _of(store: Store, envoi: Envoi, limit: int) -> tuple[Changement, ...]:
    _siege, _slash, life = envoi.vers.partition("/")
    return tuple(changements.changes_between(store, envoi.premier, envoi.dernier, limit, life))


def refus(store: Store) -> tuple[Refus, ...]:
    """Return what is refused now: files from headquarters that this post cannot take, and bundles
    of this post that headquarters cannot take. Both are kept."""
    space = known_space(store)
    if space is None:
        return ()
    own = [
        Refus(f"{POSTES}/{store.device}/{bundle_name(envoi.numero)}", envoi.refus, envoi.cree_le)
        for envoi in tables.pending_envois(store, space.siege)
        if envoi.refus is not None
    ]
    return (*own, *tables.open_quarantine(store))
