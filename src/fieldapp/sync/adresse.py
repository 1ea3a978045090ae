"""The address of headquarters on the network, and which way a store uses: address or folder."""

from __future__ import annotations

import re
import socket
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from fieldapp.db.opening import meta, set_meta
from fieldapp.db.store import Store
from fieldapp.domain.errors import KnownError
from fieldapp.sync.cle import key_in_use
from fieldapp.sync.space import WAY, folder_of

PORT = 8443
ORDRE = "adresse"
_META = "sync.adresse"
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")


class Adresse(msgspec.Struct, frozen=True):
    """Where headquarters listens: its URLs, tried in order, and the certificate it shows.

    `empreinte` is the SHA-256 of that certificate, hexadecimal; empty means one that a public
    authority signed, checked as any browser does.
    """

    urls: tuple[str, ...]
    empreinte: str


def read_adresse(urls: tuple[str, ...], empreinte: str = "") -> Adresse:
    """Return an address as it was typed, in one form; raises KnownError when it is none.

    The fingerprint is taken as other tools print it too, with colons and capitals.
    """
    printed = empreinte.replace(":", "").replace(" ", "").lower()
    if printed and not _FINGERPRINT.fullmatch(printed):
        raise _not_one("L’empreinte du certificat a 64 chiffres et lettres de a à f.")
    if not urls:
        raise _not_one("Aucune adresse n’est donnée.")
    return Adresse(tuple(_whole(url) for url in urls), printed)


def host_and_port(url: str) -> tuple[str, int]:
    """Return where to connect for a URL that `read_adresse` accepted."""
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or PORT


def answers(adresse: Adresse, patience_s: float = 3.0) -> bool:
    """Tell whether somebody listens at the address; who it is, only an exchange tells."""
    for url in adresse.urls:
        try:
            socket.create_connection(host_and_port(url), patience_s).close()
        except OSError:
            continue
        return True
    return False


def address_of(store: Store) -> Adresse | None:
    """Return the address of headquarters that this store knows, whether it is in use or not."""
    text = meta(store, _META)
    return None if text is None else msgspec.json.decode(text, type=Adresse)


def remember_address(store: Store, adresse: Adresse) -> None:
    """Note the address, and that it is the way to use from now on."""
    with store.atomic():
        set_meta(store, _META, msgspec.json.encode(adresse).decode())
        set_meta(store, WAY, "adresse")


def take_address(store: Store, contenu: bytes) -> None:
    """Note where headquarters says it listens from now on; the way in use stays the same.

    Raises msgspec.DecodeError or KnownError when that is no address.
    """
    told = msgspec.json.decode(contenu, type=Adresse)
    set_meta(store, _META, msgspec.json.encode(read_adresse(told.urls, told.empreinte)).decode())


def way_of(store: Store) -> Path | Adresse | None:
    """Return the way used last, or the one of the invitation."""
    adresse = address_of(store)
    if adresse is not None and meta(store, WAY) == "adresse":
        return adresse
    cle = key_in_use(store)
    return folder_of(store) if cle is None else cle.path


def _whole(url: str) -> str:
    """Check one URL and return it with its port: https, a host, nothing behind."""
    try:
        parts = urlsplit(url.strip() if "//" in url else f"https://{url.strip()}")
        host, port = parts.hostname or "", parts.port or PORT
    except ValueError as error:
        raise _not_one(f"«\u00a0{url}\u00a0» n’en est pas une.") from error
    if parts.scheme != "https" or parts.username or parts.password:
        raise _not_one("Elle commence par https:// et ne contient aucun nom d’utilisateur.")
    if not re.fullmatch(r"[A-Za-z0-9.:_-]{1,253}", host) or parts.path.strip("/") or parts.query:
        raise _not_one(f"«\u00a0{url}\u00a0» n’en est pas une.")
    return f"https://{f'[{host}]' if ':' in host else host}:{port}"


def _not_one(cause: str) -> KnownError:
    return KnownError(
        f"Cette adresse du siège n’est pas utilisable. {cause} Rien n’a changé. Recopiez celle que "
        "le siège a donnée, comme https://siege.exemple:8443."
    )
