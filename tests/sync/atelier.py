"""A workshop of bad bundles: whole ones, signed by the right key, wrong in one chosen way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pyrage
import zstandard
from tests.sync.monde import Monde, device

from fieldapp.db import sync_tables as tables
from fieldapp.services.session import Session
from fieldapp.sync.bundle import FORMAT, MAGIC
from fieldapp.sync.folder import POSTES, bundle_name
from fieldapp.sync.identity import Identity, identity_of
from fieldapp.sync.space import Space, known_space

Lines = list[Any]


@dataclass
class Atelier:
    """Makes the next bundle of a post for headquarters; `premier` is the first one it sent."""

    monde: Monde
    poste: Session
    premier: bytes = b""

    @property
    def identity(self) -> Identity:
        return identity_of(self.poste.store)

    @property
    def space(self) -> Space:
        space = known_space(self.poste.store)
        assert space is not None
        return space

    def header(self, **changes: object) -> dict[str, object]:
        last = tables.last_envoi(self.poste.store, self.space.siege)
        values: dict[str, object] = {
            "format": FORMAT, "espace": self.space.espace, "de": self.identity.device,
            "a": device(self.monde.siege), "numero": last.numero + 1 if last else 1,
            "precedent": last.empreinte if last else "", "schema": 1, "premier": self.seq,
            "dernier": self.seq, "nombre": 1, "cree_le": "2026-11-22T08:00:00+00:00",
        }  # fmt: skip
        return {**values, **changes}

    @property
    def seq(self) -> int:
        return tables.sent_seq(self.poste.store, self.space.siege) + 1

    def op(self, **changes: object) -> list[object]:
        values: dict[str, object] = {
            "device": self.identity.device, "seq": self.seq, "hlc": 1 << 56, "kind": "insert",
            "table": "foyer", "row_id": "019aaaaa-0000-7000-8000-000000000001",
            "fields": {"nom": "Leroy", "unite": "62-ADS-LENS"}, "base": {}, "author": "x",
            "foyer_id": "019aaaaa-0000-7000-8000-000000000001", "schema": 1,
        }  # fmt: skip
        return ["op", *{**values, **changes}.values()]

    def clear(self, *lines: object) -> bytes:
        return b"\n".join(msgspec.json.encode(line) for line in lines)

    def payload(self, clear: bytes, to: str | None = None) -> bytes:
        recipient = pyrage.x25519.Recipient.from_str(to or self.space.cle_chiffrement)
        sealed: bytes = pyrage.encrypt(zstandard.ZstdCompressor().compress(clear), [recipient])
        return sealed

    def assemble(self, head: bytes, payload: bytes, identity: Identity | None = None) -> bytes:
        body = MAGIC + len(head).to_bytes(4, "big") + head + payload
        return body + (identity or self.identity).signing.sign(body)

    def bundle(
        self,
        *,
        header: dict[str, object] | None = None,
        clear: bytes | None = None,
        payload: bytes | None = None,
        identity: Identity | None = None,
    ) -> bytes:
        clear = self.clear(self.op()) if clear is None else clear
        return self.assemble(
            msgspec.json.encode(self.header() if header is None else header),
            self.payload(clear) if payload is None else payload,
            identity,
        )

    def place(self) -> Path:
        """Where the next bundle of the post belongs."""
        numero = int(str(self.header()["numero"]))
        folder = self.monde.espace / POSTES / self.identity.device
        folder.mkdir(exist_ok=True)
        return folder / bundle_name(numero)


Recipe = Callable[[Atelier], bytes]
