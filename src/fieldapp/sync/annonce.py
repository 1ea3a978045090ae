"""Where headquarters listens, signed by it: by this a post believes a certificate that changed.

Whoever answers at the address may give it; only headquarters can have signed it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fieldapp.db.opening import meta, set_meta
from fieldapp.db.store import Store
from fieldapp.domain.horloge import instant
from fieldapp.sync.adresse import Adresse, read_adresse, take_address
from fieldapp.sync.space import Space
from fieldapp.sync.statement import StatementError, parse, sign

CHEMIN = "/1/adresse"
MAX_BYTES = 16 * 1024
_NATURE = "adresse"
_META = "sync.annonce_le"
_DITE = "sync.annonce_dite"  # at headquarters: the address that it tells since that instant


class Annonce(msgspec.Struct, frozen=True):
    """The URLs and the certificate of headquarters since the UTC instant `le`."""

    espace: str
    urls: tuple[str, ...]
    empreinte: str
    le: str

    @property
    def adresse(self) -> Adresse:
        """The address it tells; raises KnownError when it is none."""
        return read_adresse(self.urls, self.empreinte)


class _Ordre(msgspec.Struct, frozen=True):
    """The order that tells an address, and since when; an older headquarters said no instant."""

    urls: tuple[str, ...]
    empreinte: str
    le: str = ""


def announce(store: Store, espace: str, adresse: Adresse, key: Ed25519PrivateKey) -> bytes:
    """Return the announcement of an address, for headquarters to give to whoever asks."""
    le = _since(store, adresse)
    return sign(_NATURE, Annonce(espace, adresse.urls, adresse.empreinte, le), key)


def order_of_address(store: Store, adresse: Adresse) -> str:
    """Return the order that tells the enrolled posts an address: the same until it changes."""
    order = _Ordre(adresse.urls, adresse.empreinte, _since(store, adresse))
    return msgspec.json.encode(order).decode()


def take_order_of_address(store: Store, contenu: bytes) -> None:
    """Note where headquarters says it listens: what it announced before is not believed any more.

    Raises msgspec.DecodeError or KnownError when that is no address.
    """
    take_address(store, contenu)
    told = msgspec.json.decode(contenu, type=_Ordre)
    remember_instant(store, max(told.le, last_instant(store)))


def _since(store: Store, adresse: Adresse) -> str:
    """Return since when headquarters tells this address.

    A change comes after the one before, whatever the clock says: posts refuse what is older.
    """
    said, last = msgspec.json.encode(adresse).decode(), last_instant(store)
    if last and meta(store, _DITE) == said:
        return last
    le = instant()
    if le <= last:
        le = (datetime.fromisoformat(last) + timedelta(seconds=1)).isoformat(timespec="seconds")
    set_meta(store, _DITE, said)
    remember_instant(store, le)
    return le


def read_annonce(data: bytes, space: Space, since: str) -> Annonce:
    """Return an announcement of the headquarters of this space, not older than `since`.

    Raises StatementError when it cannot be believed, KnownError when it tells no address. An older
    one is refused: the certificate that it names may have been given up because it was stolen.
    """
    statement = parse(data, _NATURE)
    statement.check(space.cle_signature)
    found = statement.read(Annonce)
    if found.espace != space.espace or found.le < since:
        raise StatementError(
            "Cette adresse du siège est d’un autre siège, ou n’est plus la sienne. Rien n’a changé."
        )
    read_adresse(found.urls, found.empreinte)
    return found


def last_instant(store: Store) -> str:
    """Return the instant of the newest announcement given or believed here; empty before any."""
    return meta(store, _META) or ""


def remember_instant(store: Store, le: str) -> None:
    """Note the instant of an announcement that was given, or believed."""
    set_meta(store, _META, le)
