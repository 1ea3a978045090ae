"""Signed statements: small JSON files that headquarters or a post signs and everybody can read."""

from __future__ import annotations

import base64
import binascii
from typing import Any, TypeVar

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from fieldapp.domain.errors import KnownError

MAX_BYTES = 1024 * 1024

T = TypeVar("T")


class StatementError(KnownError):
    """A statement that cannot be trusted; the message says why, in French."""


class Statement(msgspec.Struct, frozen=True):
    """A statement as it lies in its file. Nothing in it is true before `check` accepted it."""

    nature: str
    corps: dict[str, Any]
    signature: str

    def check(self, cle: str) -> None:
        """Accept the statement if the key (hexadecimal) signed it, else raise StatementError."""
        try:
            public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(cle))
            public.verify(base64.b64decode(self.signature), _signed(self.nature, self.corps))
        except (InvalidSignature, ValueError, binascii.Error) as error:
            raise StatementError(
                "La signature de ce document n’est pas la bonne\u00a0: il a été modifié ou ne "
                "vient pas de qui il dit venir. Rien n’a été pris, rien n’a changé."
            ) from error

    def read(self, body: type[T]) -> T:
        """Return the body as the struct `body`; fields of a newer version are left aside."""
        try:
            return msgspec.convert(self.corps, body)
        except msgspec.ValidationError as error:
            raise StatementError(
                "Ce document est incomplet ou vient d’une autre version de Fieldapp. Rien n’a "
                "été pris, rien n’a changé. Mettez ce poste à jour ou demandez un nouvel envoi."
            ) from error


def sign(nature: str, body: msgspec.Struct, key: Ed25519PrivateKey) -> bytes:
    """Return the file of a statement of this nature, signed."""
    corps = msgspec.to_builtins(body)
    signature = base64.b64encode(key.sign(_signed(nature, corps))).decode()
    return msgspec.json.format(msgspec.json.encode(Statement(nature, corps, signature)), indent=2)


def parse(data: bytes, nature: str) -> Statement:
    """Read the file of a statement of this nature, without trusting it yet."""
    try:
        if len(data) > MAX_BYTES:
            raise StatementError(
                "Ce document est beaucoup trop gros pour ce qu’il prétend être. Rien n’a été pris."
            )
        statement = msgspec.json.decode(data, type=Statement)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise StatementError(
            "Ce document est abîmé ou incomplet. Rien n’a été pris, rien n’a changé. "
            "Demandez qu’il soit copié de nouveau."
        ) from error
    if statement.nature != nature:
        raise StatementError(
            "Ce document n’est pas celui qui est attendu ici. Rien n’a été pris, rien n’a changé."
        )
    return statement


def _signed(nature: str, corps: dict[str, Any]) -> bytes:
    """The exact bytes that are signed: the nature, so that one statement cannot pass for another,
    then the body in one canonical order, so that reading and writing again changes nothing."""
    return b"fieldapp 1 " + nature.encode() + b"\n" + msgspec.json.encode(corps, order="sorted")
