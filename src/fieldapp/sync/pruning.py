"""Bundles that their recipient has: whoever wrote them takes them out of the space, nobody else."""

from __future__ import annotations

from collections.abc import Sequence

from fieldapp.db import elagage
from fieldapp.db import sync_tables as tables
from fieldapp.db.store import Store
from fieldapp.domain.errors import KnownError
from fieldapp.sync.folder import bundle_name
from fieldapp.sync.transport import Branch


def prune(store: Store, vers: str, place: Branch) -> int:
    """Take out of the space our own bundles whose receipt is here; return how many."""
    gone = take_out(store, vers, place)
    note_out(store, vers, gone)
    return len(gone)


def take_out(store: Store, vers: str, place: Branch) -> Sequence[int]:
    """Take these bundles out, and return their numbers, for the transaction that notes it.

    The newest stays: a store restored from a backup recognises by it that it lived twice. What
    cannot be taken out now is left for the next time, the exchange is not at fault.
    """
    last = tables.last_envoi(store, vers)
    received = elagage.acknowledged_files(store, vers)
    gone = [numero for numero in received if last is not None and numero < last.numero]
    try:
        return gone if place.remove([bundle_name(numero) for numero in gone]) else ()
    except KnownError:
        return ()


def note_out(store: Store, vers: str, gone: Sequence[int]) -> None:
    """Note that these bundles are out of the space."""
    if gone:
        elagage.forget_files(store, vers, gone)
