"""Enrolment seen from a post: read the invitation, ask headquarters, receive the certificate."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from fieldapp.db.journal import ingest
from fieldapp.db.opening import create_store, meta, set_meta
from fieldapp.db.store import Store
from fieldapp.domain.errors import KnownError
from fieldapp.domain.horloge import instant
from fieldapp.domain.journal import SCHEMA_VERSION
from fieldapp.domain.validite import Validite, validite
from fieldapp.sync.adresse import Adresse, remember_address
from fieldapp.sync.folder import POSTES, SIEGE
from fieldapp.sync.identity import Identity, identity_of
from fieldapp.sync.records import ContentError, decode
from fieldapp.sync.space import Space, known_space, remember_folder, remember_space
from fieldapp.sync.statement import MAX_BYTES, StatementError, parse, sign
from fieldapp.sync.transport import Branch, Transport

NATURE_INVITATION = "invitation"
NATURE_DEMANDE = "demande"
NATURE_CERTIFICAT = "certificat"
DEMANDE = "demande.json"
CERTIFICAT = "certificat.json"
_META_JETON = "sync.jeton"
_META_CERTIFICAT = "sync.certificat"


class Invitee(msgspec.Struct, frozen=True):
    """The worker who is invited; codes of the catalogue."""

    id: str
    nom: str
    role: str
    unite: str
    organisme: str


class Invitation(msgspec.Struct, frozen=True):
    """What headquarters hands over, by hand or by mail: good once, for one worker.

    `lignes` are the journal lines of the worker's own row, so that the post starts with the same
    row as headquarters. `dossier` is where headquarters sees the shared folder: a hint. `adresse`
    is where it listens, if it does: then it is the way that the post uses first.
    """

    espace: Space
    agent: Invitee
    jeton: str
    lignes: list[str]
    emise_le: str
    expire_le: str
    dossier: str
    adresse: Adresse | None = None


class Demande(msgspec.Struct, frozen=True):
    """What a post asks: here are my keys, and the proof that I hold the invitation's token.

    The token itself never lies in the shared folder: whoever reads it there cannot take the place.
    A post restored from a backup holds no new token: `reprend` is its former name, `preuve` the
    signature of its former keys, `vu` the last change that it knows to be received (reprise.py).
    `schema` is what the post can read.
    """

    espace: str
    device: str
    cle_signature: str
    cle_chiffrement: str
    jeton: str
    preuve: str
    faite_le: str
    reprend: str = ""
    vu: int = 0
    schema: int = 1


class Certificat(msgspec.Struct, frozen=True):
    """What headquarters answers: this device is that worker's, with these keys, until then."""

    espace: str
    device: str
    agent_id: str
    role: str
    unite: str
    organisme: str
    cle_signature: str
    cle_chiffrement: str
    delivre_le: str
    valable_jusque: str


@dataclass(frozen=True, slots=True)
class Rattachement:
    """A post that has just joined. `code_secours` is the recovery key, to be printed once."""

    store: Store
    code_secours: str
    agent: Invitee


def read_invitation(path: Path) -> Invitation:
    """Read and check an invitation file; raises KnownError when it cannot be used."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise KnownError(
            "Le fichier d’invitation n’a pas pu être lu. Rien n’a été créé. Vérifiez son "
            "emplacement, puis réessayez."
        ) from error
    statement = parse(data, NATURE_INVITATION)
    invitation = statement.read(Invitation)
    statement.check(invitation.espace.cle_signature)
    if is_past(invitation.expire_le):
        raise StatementError(
            f"Cette invitation a expiré le {french_day(invitation.expire_le)}. Rien n’a été créé. "
            "Demandez une nouvelle invitation au siège."
        )
    return invitation


def join(folder: Path, invitation_path: Path, passphrase: str) -> Rattachement:
    """Create the store of a post from an invitation; the first synchronisation will enrol it."""
    invitation = read_invitation(invitation_path)
    store, code_secours = create_store(folder, passphrase)
    accept(store, invitation)
    return Rattachement(store, code_secours, invitation.agent)


def accept(store: Store, invitation: Invitation) -> None:
    """Attach a store to the space of an invitation.

    Raises KnownError when the store already belongs to another space.
    """
    known = known_space(store)
    if known is not None and known != invitation.espace:
        raise KnownError(
            "Ce poste est déjà rattaché à un autre siège. Rien n’a changé. Utilisez un autre "
            "dossier de données pour cette invitation."
        )
    try:
        content = decode("\n".join(invitation.lignes).encode())
    except ContentError as error:
        raise StatementError(
            "Cette invitation vient d’une autre version de Fieldapp. Rien n’a été pris. Demandez "
            "une nouvelle invitation au siège."
        ) from error
    with store.atomic():
        identity_of(store)
        remember_space(store, invitation.espace)
        if invitation.dossier:
            remember_folder(store, Path(invitation.dossier))
        if invitation.adresse is not None:
            remember_address(store, invitation.adresse)
        set_meta(store, _META_JETON, invitation.jeton)
        ingest(store, content.ops)


def certificate_of(store: Store) -> Certificat | None:
    """Return the certificate of this post, or None while headquarters has not answered."""
    text = meta(store, _META_CERTIFICAT)
    return None if text is None else msgspec.json.decode(text, type=Certificat)


def forget_certificate(store: Store) -> None:
    """Let the certificate go: this post asks for another one."""
    store.execute("DELETE FROM meta WHERE cle = :cle", cle=_META_CERTIFICAT)


def ask(store: Store, transport: Transport, space: Space, identity: Identity) -> None:
    """Put the enrolment request in the space, once."""
    jeton = meta(store, _META_JETON)
    place = Branch(transport, POSTES, identity.device)
    if jeton is None or place.read(DEMANDE, MAX_BYTES) is not None:
        return
    demande = Demande(
        espace=space.espace,
        device=identity.device,
        cle_signature=identity.cle_signature,
        cle_chiffrement=identity.cle_chiffrement,
        jeton=token_id(jeton),
        preuve=proof(jeton, space.espace, identity.device, identity.cle_signature,
                     identity.cle_chiffrement),
        faite_le=instant(),
        schema=SCHEMA_VERSION,
    )  # fmt: skip
    place.put(DEMANDE, sign(NATURE_DEMANDE, demande, identity.signing))


def fetch_certificate(
    store: Store, transport: Transport, space: Space, identity: Identity
) -> Certificat | None:
    """Take the certificate that headquarters has put for this post, if it is there.

    Raises StatementError when what lies there is not ours or not signed by our headquarters.
    """
    data = Branch(transport, SIEGE, identity.device).read(CERTIFICAT, MAX_BYTES)
    if data is None:
        return None
    return take_certificate(store, data, space, identity)


def take_certificate(store: Store, data: bytes, space: Space, identity: Identity) -> Certificat:
    """Keep a certificate, unless a later one is here already; return the one that holds.

    Raises StatementError when it is not ours or not signed by our headquarters.
    """
    statement = parse(data, NATURE_CERTIFICAT)
    statement.check(space.cle_signature)
    certificat = statement.read(Certificat)
    if (certificat.espace, certificat.device, certificat.cle_signature) != (
        space.espace, identity.device, identity.cle_signature,
    ):  # fmt: skip
        raise StatementError(
            "Le certificat déposé par le siège n’est pas celui de ce poste. Rien n’a été pris et "
            "rien n’a changé ici. Prévenez le siège."
        )
    known = certificate_of(store)
    if known is not None and known.delivre_le > certificat.delivre_le:
        return known
    set_meta(store, _META_CERTIFICAT, msgspec.json.encode(certificat).decode())
    return certificat


def validite_of(store: Store) -> Validite | None:
    """Return until when the certificate of this post holds, None without one."""
    certificat = certificate_of(store)
    return None if certificat is None else validite(certificat.valable_jusque)


def token_id(jeton: str) -> str:
    """Return the public name of a token: its SHA-256, hexadecimal."""
    return hashlib.sha256(jeton.encode()).hexdigest()


def proof(jeton: str, *bound: str) -> str:
    """Return what only the holder of the token can compute, bound to the keys it speaks for."""
    return hmac.new(jeton.encode(), "\n".join(bound).encode(), hashlib.sha256).hexdigest()


def is_past(moment: str) -> bool:
    """Tell whether an instant (UTC, ISO) is over."""
    return datetime.fromisoformat(moment) < datetime.fromisoformat(instant())


def french_day(moment: str) -> str:
    """Write the day of an instant as it is read: 24/11/2026."""
    return datetime.fromisoformat(moment).astimezone().strftime("%d/%m/%Y")
