"""The gate of `siege serve`: who asks, whether it is really they, and how much they may ask."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import msgspec
from starlette.requests import ClientDisconnect, Request

from fieldapp.db import postes as postes_db
from fieldapp.db import revocations, sync_tables
from fieldapp.db.store import Reader, Store
from fieldapp.domain.echange import Poste, Reception
from fieldapp.domain.errors import BugError
from fieldapp.siege.serve_limits import Buckets, Limits
from fieldapp.siege.serve_sessions import Sessions, is_signed
from fieldapp.sync.enrolment import french_day, is_past
from fieldapp.sync.wire import (
    CHUNK,
    STALE,
    UNKNOWN,
    Claim,
    Refusal,
    read_authorization,
    signed_text,
)

T = TypeVar("T")


class RefusedError(Exception):
    """A request that is refused: the status, a code for the program, a French sentence."""

    def __init__(self, status: int, code: str, raison: str) -> None:
        super().__init__(code)
        self.status = status
        self.body = msgspec.json.encode(Refusal(code, raison))


@dataclass(frozen=True, slots=True)
class Asked:
    """A request whose signature is not checked yet, with its whole body."""

    claim: Claim
    text: bytes
    body: bytes


class Gate:
    """Checks, in this order: how often, the claim, the post, its signature, then the count."""

    def __init__(self, store: Store, limits: Limits) -> None:
        self._limits = limits
        self._store = store
        self._reader: Reader | None = None
        self._thread = ThreadPoolExecutor(1, "porte")
        self._requests = Buckets(limits.requests, limits.requests_at_once)
        self._octets = Buckets(limits.octets, limits.octets_at_once)
        self._strangers = Buckets(limits.strangers, limits.strangers_at_once)
        self.sessions = Sessions()

    def open(self) -> None:
        """Open the reading connection: what is asked here never waits for what is taken in."""
        self._reader = self._store.reader()

    def stranger(self, request: Request) -> None:
        """Count a request that nobody signed, against its address."""
        host = request.client.host if request.client else ""
        if self._strangers.take(host):
            raise _busy()

    async def read(self, request: Request) -> Asked:
        """Read a whole request, within its size and its time; its claim is well made."""
        claim = read_authorization(request.headers.get("authorization", ""))
        if claim is None or not self.sessions.is_open(claim.seance):
            self.stranger(request)
            raise RefusedError(401, STALE, "La liaison avec le siège est à ouvrir de nouveau.")
        body = await self._body(request)
        target = request.scope["raw_path"].decode("latin-1")
        if query := request.scope["query_string"].decode("latin-1"):
            target = f"{target}?{query}"
        text = signed_text(request.method, target, claim.seance, claim.compteur, body)
        return Asked(claim, text, body)

    async def admit(self, request: Request, asked: Asked) -> Poste:
        """Return the post that signed a request."""
        poste = await self.poste(asked.claim.device)
        if poste is None:
            self.stranger(request)
            raise unknown()
        self.check(request, asked, poste.cle_signature)
        await self._slow_down(poste.device, len(asked.body))
        return poste

    async def may_send(self, poste: Poste) -> None:
        """Refuse what a revoked or expired post sends; what lies there for it stays its own."""
        if poste.revoque_le is not None and not await self._recovers(poste.device):
            raise RefusedError(
                403, "revoque",
                f"Le siège a retiré ce poste de l’échange le {french_day(poste.revoque_le)}. Tout "
                "ce qui est saisi reste sur ce poste et rien n’a été effacé. Prévenez le siège.",
            )  # fmt: skip
        if poste.revoque_le is None and is_past(poste.valable_jusque):
            raise RefusedError(
                403, "expire",
                f"Le certificat de ce poste a expiré le {french_day(poste.valable_jusque)}. Tout "
                "ce qui est saisi reste sur ce poste et rien n’a été effacé. Demandez au "
                "siège de renouveler ce poste.",
            )  # fmt: skip

    def check(self, request: Request, asked: Asked, cle: str) -> None:
        """Accept a request that the holder of the key signed, once."""
        claim = asked.claim
        if not is_signed(cle, claim.signature, asked.text):
            self.stranger(request)
            raise RefusedError(
                403, "signature",
                "La signature de ce poste n’est pas la bonne. Le siège n’a rien pris et rien n’a "
                "changé. Prévenez le siège.",
            )  # fmt: skip
        if not self.sessions.advance(claim.seance, claim.device, claim.compteur):
            self.stranger(request)
            raise RefusedError(401, "rejeu", "Cette demande a déjà été faite. Rien n’a changé.")

    async def poste(self, device: str) -> Poste | None:
        """Return an enrolled post as the store knows it now."""
        return await self._read(lambda reader: postes_db.get_poste(reader, device))

    async def last_reception(self, device: str) -> Reception | None:
        """Return the newest bundle of a post that is taken in for good."""
        return await self._read(lambda reader: sync_tables.last_reception(reader, device))

    async def _recovers(self, device: str) -> bool:
        """Whether a revoked post may still bring what it had not sent, and take its last order."""
        found = await self._read(lambda reader: revocations.get_revocation(reader, device))
        return found is not None and not is_past(found["jusque"])

    def close(self) -> None:
        """Let go of the reading connection."""
        self._thread.shutdown(wait=True)
        if self._reader is not None:
            self._reader.close()

    async def _read(self, question: Callable[[Reader], T]) -> T:
        if self._reader is None:
            raise BugError("the gate is not open")
        return await asyncio.get_running_loop().run_in_executor(
            self._thread, question, self._reader
        )

    async def _slow_down(self, device: str, octets: int) -> None:
        """Make a post in a hurry wait a little, and one that insists come back later."""
        wait = max(self._requests.take(device), self._octets.take(device, octets))
        if wait > self._limits.patience_s:
            raise _busy()
        if wait:
            await asyncio.sleep(wait)

    async def _body(self, request: Request) -> bytes:
        declared = request.headers.get("content-length", "0")
        if not declared.isdecimal() or int(declared) > CHUNK:
            raise too_large()
        body = bytearray()
        try:
            async with asyncio.timeout(self._limits.body_s):
                async for piece in request.stream():
                    body += piece
                    if len(body) > CHUNK:
                        raise too_large()
        except TimeoutError as error:
            raise RefusedError(408, "lent", "La demande n’est pas arrivée à temps.") from error
        except ClientDisconnect as error:
            raise RefusedError(400, "coupe", "La demande s’est interrompue.") from error
        return bytes(body)


def unknown() -> RefusedError:
    """The post is none of this headquarters."""
    return RefusedError(
        401, UNKNOWN,
        "Ce siège ne connaît pas ce poste. Tout ce qui est saisi reste sur ce poste et rien n’a "
        "été effacé. Demandez une nouvelle invitation au siège.",
    )  # fmt: skip


def too_large() -> RefusedError:
    """The request, or the file it announces, is larger than any may be."""
    return RefusedError(
        413, "taille",
        "Cet envoi dépasse la taille permise. Le siège ne l’a pas pris et tout reste sur ce "
        "poste. Prévenez le siège.",
    )  # fmt: skip


def _busy() -> RefusedError:
    return RefusedError(429, "debit", "Trop de demandes à la fois. Réessayez dans un instant.")
