"""A pli: one file that carries bundles by mail, when there is neither network nor shared folder.

magic (8 bytes) · length of the header (4, big-endian) · header (JSON: from, to, names and sizes)
· the files, one after the other · Ed25519 signature (64) over all that precedes

The files are those of the exchange space, byte for byte: bundles are sealed already. Neither the
header nor the name of the file says anything of a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from fieldapp.domain.errors import KnownError
from fieldapp.domain.horloge import instant
from fieldapp.sync import folder
from fieldapp.sync.bundle import SIGNATURE
from fieldapp.sync.identity import Identity
from fieldapp.sync.wire import largest

MAGIC = b"FIELDPLI"
FORMAT = 1
SUFFIX = ".pli"
# What most mail boxes take, once the mail program has lengthened it by a third.
MAX_CONTENT = 15 * 1024 * 1024
MAX_FILES = 1000
MAX_HEADER = 128 * 1024
MAX_PLI = MAX_CONTENT + MAX_HEADER + 1024

_NOTHING = "Rien n’a été pris et rien n’a changé ici."


class PliError(KnownError):
    """A file received by mail that cannot be taken; the message says why and what to do."""


class AlreadyTakenError(PliError):
    """All that the file carries was taken already."""


class MissingError(PliError):
    """What comes before the bundles of the file, sent by `de`, was not taken."""

    def __init__(self, message: str, de: str) -> None:
        super().__init__(message)
        self.de = de


class Entete(msgspec.Struct, frozen=True):
    """The clear part: `de` and `a` are devices, `fichiers` the names and sizes in bytes; `accuse`
    is the last bundle of the sender that it knows to be received, 0 when it does not say."""

    format: int
    espace: str
    de: str
    a: str
    cree_le: str
    fichiers: list[tuple[str, int]]
    accuse: int = 0


@dataclass(frozen=True, slots=True)
class Pli:
    """A file as it was read; nothing in it is true before `check` accepted it."""

    entete: Entete
    fichiers: Mapping[str, bytes]
    data: bytes

    def check(self, cle: str) -> None:
        """Accept it if this key (hexadecimal) signed the whole, else raise PliError."""
        try:
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(cle)).verify(
                self.data[-SIGNATURE:], self.data[:-SIGNATURE]
            )
        except (InvalidSignature, ValueError) as error:
            raise _error(
                "Ce fichier est abîmé ou modifié\u00a0: sa signature n’est pas bonne."
            ) from error


def pack(
    espace: str, identity: Identity, vers: str, fichiers: Mapping[str, bytes], accuse: int = 0
) -> bytes:
    """Return the bytes of a pli for a device, signed; `accuse` as in its header."""
    sizes = [(name, len(data)) for name, data in fichiers.items()]
    entete = Entete(FORMAT, espace, identity.device, vers, instant(), sizes, accuse)
    head = msgspec.json.encode(entete)
    body = b"".join((MAGIC, len(head).to_bytes(4, "big"), head, *fichiers.values()))
    return body + identity.signing.sign(body)


def open_pli(path: Path) -> Pli:
    """Read a pli that a person received; raises PliError."""
    try:
        data = folder.read(path, MAX_PLI)
    except folder.FolderError as error:
        raise _error(
            "Ce fichier n’a pas pu être lu.", "Enregistrez-le de nouveau, puis ouvrez-le."
        ) from error
    if data is None:
        raise _error("Ce fichier est introuvable.", "Vérifiez son emplacement.")
    return read_pli(data)


def read_pli(data: bytes) -> Pli:
    """Take a pli apart without trusting it; raises PliError."""
    if len(data) > MAX_PLI:
        raise _error("Ce fichier est bien trop gros pour un courrier de Fieldapp.")
    if not data.startswith(MAGIC):
        if data and MAGIC.startswith(data[: len(MAGIC)]):
            raise _truncated()
        raise _error("Ce fichier n’est pas un courrier de Fieldapp.", "Choisissez un fichier .pli.")
    start = len(MAGIC) + 4
    size = int.from_bytes(data[len(MAGIC) : start], "big")
    if size > MAX_HEADER:
        raise _error("L’en-tête de ce fichier est abîmé.")
    if len(data) < start + size + SIGNATURE:
        raise _truncated()
    entete = _entete(data[start : start + size])
    total = sum(length for _name, length in entete.fichiers)
    left = len(data) - start - size - SIGNATURE
    if left < total:
        raise _truncated()
    if left > total:
        raise _error("Ce fichier ne contient pas ce qu’il annonce.")
    fichiers: dict[str, bytes] = {}
    at = start + size
    for name, length in entete.fichiers:
        fichiers[name] = data[at : at + length]
        at += length
    return Pli(entete, fichiers, data)


def write_pli(path: Path, data: bytes) -> None:
    """Write a file where a person chose: whole under its name, or not at all."""
    try:
        folder.put(path, data)
    except folder.FolderError as error:
        raise KnownError(
            "Le fichier n’a pas pu être écrit à cet endroit\u00a0: il est plein, protégé ou n’est "
            "plus là. Rien n’est perdu, tout reste ici. Choisissez un autre endroit."
        ) from error


def _entete(head: bytes) -> Entete:
    try:
        version = msgspec.json.decode(head, type=dict[str, msgspec.Raw])
        number = msgspec.json.decode(version.get("format", msgspec.Raw(b"0")), type=int)
        if number > FORMAT:
            raise _error(
                "Ce fichier vient d’une version plus récente de Fieldapp.",
                "Mettez ce poste à jour, puis ouvrez-le de nouveau.",
            )
        entete = msgspec.json.decode(head, type=Entete)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _error("L’en-tête de ce fichier est abîmé.") from error
    names = {name for name, _length in entete.fichiers}
    sound = entete.format == FORMAT and len(names) == len(entete.fichiers) <= MAX_FILES
    for name, length in entete.fichiers:
        limit = largest(name)
        sound = sound and limit is not None and 0 <= length <= limit
    if not sound:
        raise _error("Ce fichier contient ce qu’un courrier de Fieldapp ne contient jamais.")
    return entete


def _truncated() -> PliError:
    return _error(
        "Ce fichier est incomplet\u00a0: sa copie n’est pas finie, ou le courriel l’a coupé.",
        "Enregistrez-le de nouveau, puis ouvrez-le.",
    )


def _error(cause: str, remede: str = "Demandez à son expéditeur de le renvoyer.") -> PliError:
    return PliError(f"{cause} {_NOTHING} {remede}")
