"""What a post and `siege serve` say to each other over HTTPS: paths, limits, what is signed.

A request carries `Authorization: Fieldapp device:seance:compteur:signature`. The `seance` is a
challenge of headquarters, the `compteur` grows with each request of it: a request that is played
again, in this session or in another, is refused. No clock has a say.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

import msgspec

from fieldapp.sync.bundle import MAX_FILE
from fieldapp.sync.statement import MAX_BYTES

CHUNK = 1024 * 1024  # bytes of a file in one request or answer, at most
MAX_ANSWER = 4 * 1024 * 1024
MAX_NAMES = 64  # of files that one request takes away
JOINED = 256 * 1024  # bytes of a first file that comes with the list, at most
SEANCE = "/1/seance"
SANTE = "/sante"
SCHEME = "Fieldapp"
# Codes of a refusal that the program reads; its sentence is for a person.
UNKNOWN = "inconnu"
STALE = "seance"
GAP = "suite"

_BUNDLE = re.compile(r"\d{8}\.lot")
# What may travel, and its largest size in bytes.
KINDS = (
    (_BUNDLE, MAX_FILE),
    (re.compile(r"[a-z][a-z0-9-]{0,60}\.json"), MAX_BYTES),
)

_AUTHORIZATION = re.compile(
    r"Fieldapp ([0-9a-f]{12}):([0-9a-f]{16,128}):([0-9]{1,9}):([A-Za-z0-9+/=]{88})"
)


class Seance(msgspec.Struct, frozen=True):
    """The challenge to sign with, and the signed statement ESPACE.json as it lies in its file."""

    seance: str
    espace: str


class Listing(msgspec.Struct, frozen=True):
    """The files of a branch with their sizes in bytes; `postes` those of the other one, when asked.

    In an answer a line end and the first file may follow, whole: most exchanges have no other.
    """

    noms: dict[str, int]
    postes: dict[str, int] | None = None


class Received(msgspec.Struct, frozen=True):
    """How many bytes of a file headquarters holds so far."""

    recu: int


class Refusal(msgspec.Struct, frozen=True):
    """Why a request is refused: a code, and a French sentence."""

    code: str
    raison: str


@dataclass(frozen=True, slots=True)
class Claim:
    """Who says to speak, in which session; none of it is true before the signature is checked."""

    device: str
    seance: str
    compteur: int
    signature: bytes


def largest(name: str) -> int | None:
    """Return the largest size that a file of this name may have, None for a name that none has."""
    return next((limit for pattern, limit in KINDS if pattern.fullmatch(name)), None)


def is_bundle(name: str) -> bool:
    """Tell whether a name is that of a bundle."""
    return _BUNDLE.fullmatch(name) is not None


def file_path(side: str, device: str, name: str = "") -> str:
    """Return the path of a file of the space, or of the list of a branch."""
    return f"/1/{side}/{device}/{name}"


def signed_text(method: str, target: str, seance: str, compteur: int, body: bytes) -> bytes:
    """Return the exact bytes that a post signs; `target` is the path with its query, as sent."""
    digest = hashlib.sha256(body).hexdigest()
    return "\n".join(("fieldapp https 1", method, target, seance, str(compteur), digest)).encode()


def authorization(claim: Claim) -> str:
    """Return the header that carries a claim."""
    signature = base64.b64encode(claim.signature).decode()
    return f"{SCHEME} {claim.device}:{claim.seance}:{claim.compteur}:{signature}"


def read_authorization(header: str) -> Claim | None:
    """Return the claim of a header, None when it is not one."""
    found = _AUTHORIZATION.fullmatch(header)
    if found is None:
        return None
    try:
        signature = base64.b64decode(found[4], validate=True)
    except binascii.Error:
        return None
    return Claim(found[1], found[2], int(found[3]), signature)
