"""The keys of a store: what it signs with and what others seal for it, kept inside the store."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from fieldapp.db.opening import meta, set_meta
from fieldapp.db.store import Store

_META = "sync.identite"


class _Secrets(msgspec.Struct, frozen=True):
    """`device` is the name the store takes in the exchange, when it is not yet its own."""

    signature: str
    chiffrement: str
    device: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who this store is in the exchange: its device, its two private keys, their public parts."""

    device: str
    signing: Ed25519PrivateKey
    sealing: pyrage.x25519.Identity

    @property
    def cle_signature(self) -> str:
        """The public signing key, hexadecimal."""
        return self.signing.public_key().public_bytes_raw().hex()

    @property
    def cle_chiffrement(self) -> str:
        """The public sealing key, as age writes it."""
        return str(self.sealing.to_public())


def identity_of(store: Store) -> Identity:
    """Return the keys of this store, making them the first time."""
    with store.atomic():
        text = meta(store, _META)
        if text is None:
            signing = Ed25519PrivateKey.generate()
            text = msgspec.json.encode(
                _Secrets(signing.private_bytes_raw().hex(), str(pyrage.x25519.Identity.generate()))
            ).decode()
            set_meta(store, _META, text)
    secrets = msgspec.json.decode(text, type=_Secrets)
    return Identity(
        secrets.device or store.device,
        Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secrets.signature)),
        pyrage.x25519.Identity.from_str(secrets.chiffrement),
    )


def new_identity(store: Store, device: str) -> Identity:
    """Give this store other keys, and another name in the exchange."""
    signing, sealing = Ed25519PrivateKey.generate(), pyrage.x25519.Identity.generate()
    secrets = _Secrets(signing.private_bytes_raw().hex(), str(sealing), device)
    set_meta(store, _META, msgspec.json.encode(secrets).decode())
    return Identity(device, signing, sealing)


def valid_keys(cle_signature: str, cle_chiffrement: str) -> bool:
    """Tell whether two public keys are keys at all."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(cle_signature))
        pyrage.x25519.Recipient.from_str(cle_chiffrement)
    except (ValueError, pyrage.RecipientError):
        return False
    return True
