"""A bundle: a signed clear header, and a payload that only its recipient can open.

magic (8 bytes) · length of the header (4, big-endian) · header (JSON)
· payload (age: zstd of JSON lines) · Ed25519 signature (64) over all that precedes
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec
import pyrage
import zstandard
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from fieldapp.domain.errors import BugError, KnownError
from fieldapp.sync.identity import Identity
from fieldapp.sync.records import Content, ContentError, decode

MAGIC = b"FIELDLOT"
FORMAT = 1
MAX_OPS = 5_000
# The parts of a snapshot: their rows are written once each, the size is what limits them.
MAX_SNAPSHOT_OPS = 20_000
MAX_CLEAR = 8 * 1024 * 1024
MAX_HEADER = 4096
SIGNATURE = 64
# Incompressible text grows a little: zstd adds 3 bytes per 128 KiB, age 16 per 64 KiB.
MAX_FILE = MAX_CLEAR + 64 * 1024
_LEVEL = 3


class BundleError(KnownError):
    """A bundle that cannot be taken; the message says why and what to do, in French."""


class Header(msgspec.Struct, frozen=True):
    """The clear part. `numero` counts the bundles from `de` to `a`, `precedent` is the SHA-256 of
    the one before (empty for the first). `premier` and `dernier` are the sequence numbers of the
    changes of a post; the bundles of headquarters mix many streams and say 0. `nombre` counts the
    changes, `morceaux` the chunks of documents. `schema` is what the sender can read."""

    format: int
    espace: str
    de: str
    a: str
    numero: int
    precedent: str
    schema: int
    premier: int
    dernier: int
    nombre: int
    cree_le: str
    morceaux: int = 0


@dataclass(frozen=True, slots=True)
class Expected:
    """What the reader knows before it opens a bundle: who must have sent what, and after which.

    `precedent` is None when the bundle before it is lost: nothing can be compared with it.
    """

    espace: str
    de: str
    cle_signature: str
    numero: int
    precedent: str | None


@dataclass(frozen=True, slots=True)
class Bundle:
    """An opened and checked bundle. `empreinte` is its SHA-256, hexadecimal."""

    header: Header
    empreinte: str
    content: Content


def fingerprint(data: bytes) -> str:
    """Return the name of a bundle in the chain: its SHA-256, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def pack(lines: Iterable[bytes], recipients: Sequence[str]) -> bytes:
    """Return the payload of a bundle: its lines, compressed and sealed for the recipients (age
    public keys); the limits are the caller's."""
    clear = b"\n".join(lines)
    if len(clear) > MAX_CLEAR:
        raise BugError("bundle larger than its limit")
    sealed: bytes = pyrage.encrypt(
        zstandard.ZstdCompressor(level=_LEVEL).compress(clear),
        [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients],
    )
    return sealed


def sign(header: Header, payload: bytes, identity: Identity) -> bytes:
    """Return the whole bundle, signed."""
    head = msgspec.json.encode(header)
    body = b"".join((MAGIC, len(head).to_bytes(4, "big"), head, payload))
    return body + identity.signing.sign(body)


def signed_by(data: bytes, cle: str) -> bool:
    """Tell whether these bytes are a whole bundle signed by this key (hexadecimal)."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(cle)).verify(
            data[-SIGNATURE:], data[:-SIGNATURE]
        )
    except (InvalidSignature, ValueError):
        return False
    return data.startswith(MAGIC)


def signed_header(data: bytes, cle: str) -> Header | None:
    """Return the header of a whole bundle that this key signed, else None."""
    try:
        header, _ = _split(data)
    except BundleError:
        return None
    return header if signed_by(data, cle) else None


def open_bundle(data: bytes, identity: Identity, expected: Expected) -> Bundle:
    """Check everything about a bundle, then open it.

    Raises BundleError with the reason; nothing is decrypted before the signature was checked.
    """
    header, payload = _split(data)
    _check_sender(header, data, expected)
    _check_place(header, identity, expected)
    try:
        compressed = pyrage.decrypt(payload, [identity.sealing])
    except pyrage.DecryptError as error:
        raise _error(
            "Ce lot n’est pas scellé pour ce poste\u00a0: il ne peut pas être ouvert ici."
        ) from error
    try:
        content = decode(_inflate(compressed))
    except ContentError as error:
        raise _error(f"Ce lot ne peut pas être accepté\u00a0: {error}.") from error
    most = MAX_SNAPSHOT_OPS if content.par_lignes else MAX_OPS
    if len(content.ops) != header.nombre or header.nombre > most:
        raise _error("Ce lot n’a pas le nombre de modifications qu’il annonce.")
    if len(content.morceaux) != header.morceaux:
        raise _error("Ce lot n’a pas le nombre de morceaux de documents qu’il annonce.")
    return Bundle(header, fingerprint(data), content)


def _split(data: bytes) -> tuple[Header, bytes]:
    if len(data) > MAX_FILE:
        raise _error("Ce lot dépasse la taille permise (8\u00a0Mo).")
    if not data.startswith(MAGIC):
        if MAGIC.startswith(data[: len(MAGIC)]):
            raise _truncated()
        raise _error("Ce fichier n’est pas un lot de Fieldapp.")
    start = len(MAGIC) + 4
    size = int.from_bytes(data[len(MAGIC) : start], "big")
    if size > MAX_HEADER:
        raise _error("L’en-tête de ce lot est abîmé.")
    if len(data) <= start + size + SIGNATURE:
        raise _truncated()
    try:
        # The format first: a newer one may write its other fields otherwise.
        version = msgspec.json.decode(data[start : start + size], type=dict[str, msgspec.Raw])
        number = msgspec.json.decode(version.get("format", msgspec.Raw(b"0")), type=int)
        if number > FORMAT:
            raise _error(
                "Ce lot vient d’une version plus récente de Fieldapp.",
                "Mettez ce poste à jour, puis synchronisez de nouveau.",
            )
        header = msgspec.json.decode(data[start : start + size], type=Header)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _error("L’en-tête de ce lot est abîmé.") from error
    if header.format != FORMAT:
        raise _error("Le format de ce lot est inconnu.")
    return header, data[start + size : -SIGNATURE]


def _check_sender(header: Header, data: bytes, expected: Expected) -> None:
    if header.de != expected.de:
        raise _error("Ce lot vient d’un expéditeur inconnu ou n’est pas à sa place.")
    if not signed_by(data, expected.cle_signature):
        raise _error("Ce lot est abîmé, incomplet ou modifié\u00a0: sa signature n’est pas bonne.")


def _check_place(header: Header, identity: Identity, expected: Expected) -> None:
    if header.espace != expected.espace:
        raise _error("Ce lot appartient à un autre espace d’échange.")
    if header.a != identity.device:
        raise _error("Ce lot est adressé à un autre destinataire.")
    if header.numero != expected.numero:
        raise _error(
            f"Ce lot porte le numéro {header.numero}, le numéro {expected.numero} est attendu."
        )
    if expected.precedent is not None and header.precedent != expected.precedent:
        raise _error(
            "Ce lot ne suit pas le précédent\u00a0: son expéditeur a sans doute été rétabli "
            "d’une ancienne sauvegarde.",
            "Le siège doit enrôler de nouveau ce poste.",
        )


def _inflate(compressed: bytes) -> bytes:
    """Decompress at most MAX_CLEAR bytes, whatever the payload claims to hold."""
    decompressor = zstandard.ZstdDecompressor(max_window_size=MAX_CLEAR)
    try:
        with decompressor.stream_reader(compressed) as reader:
            clear = reader.read(MAX_CLEAR + 1)
    except zstandard.ZstdError as error:
        raise ContentError("son contenu compressé est abîmé") from error
    if len(clear) > MAX_CLEAR:
        raise ContentError("son contenu dépasse 8\u00a0Mo une fois déplié")
    return clear


def _truncated() -> BundleError:
    return _error(
        "Ce lot est incomplet\u00a0: sa copie n’est peut-être pas finie.",
        "Attendez la fin de la copie, puis synchronisez de nouveau.",
    )


def _error(cause: str, remede: str = "Demandez un nouvel envoi à son expéditeur.") -> BundleError:
    return BundleError(f"{cause} Rien n’a été pris et rien n’a changé ici. {remede}")
