"""The end of a post, seen from it: the signed order, the last sending, then the destruction."""

from __future__ import annotations

import msgspec

from fieldapp.db import effacement, morceaux, ordres, retraits
from fieldapp.db import sync_tables as tables
from fieldapp.db.journal import last_seq
from fieldapp.db.opening import REVOCATION, meta, set_meta
from fieldapp.db.store import Store
from fieldapp.domain.efface import Efface
from fieldapp.domain.errors import BugError
from fieldapp.domain.horloge import instant
from fieldapp.sync.bundle import signed_header
from fieldapp.sync.identity import identity_of
from fieldapp.sync.space import Space, known_space
from fieldapp.sync.statement import StatementError, parse

NATURE = "revocation"
EFFACE = "efface"
_META_DIT = "sync.effacement_dit"


class Revocation(msgspec.Struct, frozen=True):
    """What headquarters signs: this post sends all it holds, is answered, and destroys it."""

    espace: str
    device: str
    motif: str
    le: str


def take_order(store: Store, space: Space, data: bytes) -> None:
    """Keep the order to destroy this store, to be obeyed once nothing is only here.

    Raises StatementError when it is not for this post or not signed by our headquarters.
    """
    _read(store, space, data)
    set_meta(store, REVOCATION, data.decode())


def revocation_of(store: Store) -> Revocation | None:
    """Return the order that this store has received, its signature checked again; or None."""
    text, space = meta(store, REVOCATION), known_space(store)
    return None if text is None or space is None else _read(store, space, text.encode())


def is_due(store: Store) -> bool:
    """Tell whether the order may be obeyed: headquarters has acknowledged every change of here."""
    space = known_space(store)
    if space is None or revocation_of(store) is None:
        return False
    received, _ = tables.acknowledged_seq(store, space.siege)
    # What headquarters asked for again bears the numbers of a former life.
    again = any(envoi.nombre for envoi in tables.pending_envois(store, space.siege))
    whole = received >= last_seq(store, store.device) and not again
    return whole and not content_on_its_way(store, space)


def may_let_go(store: Store, space: Space) -> bool:
    """Tell whether families may leave this post now: no content of here is still to be received."""
    return retraits.any_asked(store) and not content_on_its_way(store, space)


def content_on_its_way(store: Store, space: Space) -> bool:
    """Tell whether headquarters has not acknowledged the content of every document of here."""
    if morceaux.is_due(store, space.siege):
        return True
    key = identity_of(store).cle_signature
    for envoi in tables.pending_envois(store, space.siege):
        header = signed_header(tables.envoi_bytes(store, envoi), key)
        if header is not None and header.morceaux:
            return True
    return False


def announce(store: Store, siege: str) -> bool:
    """Have the last bundle tell headquarters that this store is about to be destroyed, once."""
    if meta(store, _META_DIT) is not None:
        return False
    ordres.add_ordre(store, siege, EFFACE, instant())
    set_meta(store, _META_DIT, instant())
    return True


def wipe(store: Store) -> Efface:
    """Obey: close the store, destroy its keys, remove its files; return what is left to tell.

    Raises BugError when nothing signed asks for it or something is only here still.
    """
    revocation, space = revocation_of(store), known_space(store)
    if revocation is None or space is None or not is_due(store):
        raise BugError("nothing asks for this store to be destroyed now")
    told = Efface(instant(), revocation.motif, space.organisme)
    effacement.destroy(store, told)
    return told


def _read(store: Store, space: Space, data: bytes) -> Revocation:
    statement = parse(data, NATURE)
    statement.check(space.cle_signature)
    found = statement.read(Revocation)
    if (found.espace, found.device) != (space.espace, store.device):
        raise StatementError(
            "Cet ordre d’effacement n’est pas pour ce poste. Rien n’a été effacé, rien n’a "
            "changé. Prévenez le siège."
        )
    return found
