"""Where headquarters listens, signed by it: by this a post believes a certificate that changed.

Whoever answers at the address may give it; only headquarters can have signed it.
"""

from __future__ import annotations

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fieldapp.db.opening import meta, set_meta
from fieldapp.db.store import Store
from fieldapp.domain.horloge import instant
from fieldapp.sync.adresse import Adresse, read_adresse
from fieldapp.sync.space import Space
from fieldapp.sync.statement import StatementError, parse, sign

CHEMIN = "/1/adresse"
MAX_BYTES = 16 * 1024
_NATURE = "adresse"
_META = "sync.annonce_le"


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


def announce(store: Store, espace: str, adresse: Adresse, key: Ed25519PrivateKey) -> bytes:
    """Return the announcement of an address, for headquarters to give to whoever asks.

    Its instant never goes back, whatever the clock says: a post refuses an older one.
    """
    le = max(instant(), last_instant(store))
    remember_instant(store, le)
    return sign(_NATURE, Annonce(espace, adresse.urls, adresse.empreinte, le), key)


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
