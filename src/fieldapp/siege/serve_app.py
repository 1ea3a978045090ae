"""What `siege serve` answers: a challenge, the files of the space, its address, its health."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fieldapp.db.store import Store
from fieldapp.domain.echange import Poste, Refus
from fieldapp.domain.errors import KnownError
from fieldapp.siege.posts import examine
from fieldapp.siege.serve_files import BadFileError, Files, GapError, Upload, side_of
from fieldapp.siege.serve_gate import Asked, Gate, RefusedError, too_large, unknown
from fieldapp.siege.serve_limits import Limits
from fieldapp.siege.serve_rounds import Rounds, where
from fieldapp.sync.annonce import CHEMIN
from fieldapp.sync.enrolment import DEMANDE
from fieldapp.sync.folder import ESPACE, POSTES, SIEGE, FolderError, bundle_name, read
from fieldapp.sync.space import Space
from fieldapp.sync.statement import MAX_BYTES, StatementError
from fieldapp.sync.transport import FolderTransport
from fieldapp.sync.wire import (
    CHUNK,
    GAP,
    JOINED,
    MAX_NAMES,
    SANTE,
    SEANCE,
    Listing,
    Seance,
    is_bundle,
    largest,
)  # fmt: skip

log = logging.getLogger("fieldapp.siege.serve")

_RANGE = re.compile(r"bytes=(\d{1,12})-(\d{1,12})")
_NUMBER = re.compile(r"\d{1,12}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

Endpoint = Callable[[Request], Awaitable[Response]]


class _Held(msgspec.Struct):
    """A piece that does not follow: what is held."""

    recu: int
    code: str = ""
    raison: str = ""


class Server:
    """The parts of one server: the store with its thread, the gate, the files, and the signed
    announcement of its address."""

    def __init__(
        self, store: Store, space: Space, rounds: Rounds, transport: FolderTransport,
        limits: Limits, annonce: bytes,
    ) -> None:  # fmt: skip
        self._store = store
        self._annonce = annonce
        self._space = space
        self._rounds = rounds
        self._limits = limits
        self._files = Files(transport.root)
        self._gate = Gate(store, limits)
        self._locks: dict[str, asyncio.Lock] = {}

    def app(self) -> Starlette:
        """Return the application."""
        app = Starlette(
            routes=[
                Route(SANTE, self._guarded(self.health), methods=["GET"]),
                Route(SEANCE, self._guarded(self.seance), methods=["GET"]),
                Route(CHEMIN, self._guarded(self.annonce), methods=["GET"]),
                Route("/1/{side}/{device}/", self._guarded(self.listing), methods=["GET"]),
                Route("/1/{side}/{device}/{name}", self._guarded(self.get), methods=["GET"]),
                Route("/1/postes/{device}/{name}", self._guarded(self.put), methods=["PUT"]),
                Route("/1/postes/{device}/{name}", self._guarded(self.delete), methods=["DELETE"]),
            ],
            lifespan=self._life,
        )
        app.router.redirect_slashes = False  # no other routes, not even to guess at
        return app

    async def health(self, request: Request) -> Response:
        """Say whether all goes well, to whoever watches over the machine."""
        self._gate.stranger(request)
        sound = self._rounds.sound
        return _json({"etat": "ok" if sound else "en défaut"}, 200 if sound else 503)

    async def seance(self, request: Request) -> Response:
        """Give a challenge to sign with, and the statement that says whose space this is."""
        self._gate.stranger(request)
        data = await asyncio.to_thread(read, self._files.root / ESPACE, MAX_BYTES)
        if data is None:
            raise RefusedError(503, "espace", "Le dossier d’échange du siège est introuvable.")
        return _json(Seance(self._gate.sessions.issue(), data.decode()))

    async def annonce(self, request: Request) -> Response:
        """Say where headquarters listens, signed, to a post that does not know the certificate."""
        self._gate.stranger(request)
        return Response(self._annonce, media_type="application/json")

    async def listing(self, request: Request) -> Response:
        """List a branch of the post that asks, once its own work is taken in and answered."""
        return await self._answer(request, *await self._whose(request))

    async def _answer(self, request: Request, side: str, poste: Poste) -> Response:
        if side == SIEGE:
            await self._rounds.settle(poste.device, self._limits.answer_s)
        asked = request.query_params
        names, first = await asyncio.to_thread(
            self._files.listing_with_first, side, poste.device, asked.get("apres", ""),
            JOINED if asked.get("joindre") else 0,
        )  # fmt: skip
        own = asked.get("postes")
        sent = (
            None if own is None
            else await asyncio.to_thread(self._files.listing, POSTES, poste.device, own)
        )  # fmt: skip
        body = msgspec.json.encode(Listing(names, sent))
        if first is None:
            return Response(body, media_type="application/json")
        return Response(body + b"\n" + first, media_type="application/octet-stream")

    async def get(self, request: Request) -> Response:
        """Give a piece of a file of the post that asks."""
        side, poste = await self._whose(request)
        name = _name_of(request)
        asked = _RANGE.fullmatch(request.headers.get("range", ""))
        start, end = (int(asked[1]), int(asked[2])) if asked else (0, CHUNK - 1)
        version = request.headers.get("if-range", "")
        found = await asyncio.to_thread(
            self._files.slice, side, poste.device, name, start, end, version
        )
        if found is None:
            raise _absent()
        last = found.start + len(found.data) - 1
        headers = {
            "content-range": f"bytes {found.start}-{last}/{found.total}",
            "etag": found.version,
            "cache-control": "no-store",
        }
        return Response(found.data, 206, headers, "application/octet-stream")

    async def put(self, request: Request) -> Response:
        """Take a piece of a file; the last one puts the file, and has it taken in."""
        device, name = request.path_params["device"], _name_of(request)
        asked = await self._gate.read(request)
        if asked.claim.device != device:
            raise unknown()
        poste = await self._gate.poste(device)
        if poste is None and name == DEMANDE:
            return await self._enrol(request, asked)
        poste = await self._gate.admit(request, asked)
        await self._gate.may_send(poste)
        upload, start = _upload_of(request, device, name)
        async with self._locks.setdefault(device, asyncio.Lock()):
            held = await asyncio.to_thread(self._files.add, upload, start, asked.body)
            if isinstance(held, int):
                return _json(_Held(held), 202)
            fresh = await asyncio.to_thread(
                self._files.keep, upload, held, poste.cle_signature, self._space
            )
        if fresh:
            log.info("reçu %s de %s, %d octets", name, device, upload.total)
        if "apres" in request.query_params:
            answer = await self._answer(request, SIEGE, poste)
            answer.status_code = 201 if fresh else 200
            return answer
        if fresh:
            self._rounds.notice(device)
        return _json(_Held(upload.total), 201 if fresh else 200)

    async def delete(self, request: Request) -> Response:
        """Take away bundles that the post put, once they are taken in; any other file stays."""
        device, name = request.path_params["device"], _name_of(request)
        also = request.query_params.get("aussi", "")
        names = [name, *also.split(",")] if also else [name]
        asked = await self._gate.read(request)
        if asked.claim.device != device:
            raise unknown()
        poste = await self._gate.admit(request, asked)
        if len(names) > MAX_NAMES or not all(map(is_bundle, names)):
            raise _absent()
        last = await self._gate.last_reception(device)
        taken = "" if last is None else bundle_name(last.numero)
        gone = [name for name in names if name <= taken]
        await asyncio.to_thread(self._files.remove, device, gone, poste.cle_signature)
        return _json({})

    async def _enrol(self, request: Request, asked: Asked) -> Response:
        """Admit a laptop that holds an invitation; nothing of any other one is written."""
        upload, _ = _upload_of(request, asked.claim.device, DEMANDE)
        try:
            demande = await self._rounds.run(
                lambda: examine(self._store, self._space, upload.device, asked.body)[0]
            )
        except StatementError as error:
            self._gate.stranger(request)
            raise RefusedError(403, "demande", error.message) from error
        self._gate.check(request, asked, demande.cle_signature)
        await asyncio.to_thread(
            self._files.keep, upload, asked.body, demande.cle_signature, self._space
        )
        answer = await self._rounds.admit(upload.device)
        if isinstance(answer, Refus):
            raise RefusedError(403, "demande", answer.raison)
        log.info("poste admis : %s", upload.device)
        return _json(_Held(upload.total), 201)

    async def _whose(self, request: Request) -> tuple[str, Poste]:
        """Return the branch that a request names, which must be of the post that signed it."""
        side = side_of(request.path_params["side"])
        asked = await self._gate.read(request)
        if side is None:
            raise _absent()
        if request.path_params["device"] != asked.claim.device:
            raise unknown()
        return side, await self._gate.admit(request, asked)

    @contextlib.asynccontextmanager
    async def _life(self, _app: Starlette) -> AsyncIterator[None]:
        self._gate.open()
        rounds = asyncio.create_task(self._rounds.every(self._limits.round_s))
        yield
        rounds.cancel()
        self._rounds.stop()
        self._gate.close()

    def _guarded(self, endpoint: Endpoint) -> Endpoint:
        """Turn every refusal into its answer; a fault of ours says nothing of what it held."""

        async def run(request: Request) -> Response:
            try:
                return await endpoint(request)
            except RefusedError as refused:
                log.info("refusé : %s %d", request.method, refused.status)
                return Response(refused.body, refused.status, media_type="application/json")
            except GapError as gap:
                return _json(_Held(gap.held, GAP, "La suite de l’envoi est attendue."), 409)
            except BadFileError as bad:
                log.info("lot refusé de %s", request.path_params["device"])
                return _json(_Held(0, "lot", str(bad)), 422)
            except FolderError as error:
                code = error.__cause__.errno if isinstance(error.__cause__, OSError) else None
                log.warning("dossier d’échange : %s", errno.errorcode.get(code or 0, "?"))
                return _json(_Held(0, "dossier", ""), 507 if code in _FULL else 503)
            except KnownError as error:
                log.warning("remis à plus tard : %s", type(error).__name__)
                return _json(_Held(0, "attente", ""), 503)
            except Exception as error:  # noqa: BLE001 - one request fails, the server goes on
                log.error("défaut : %s", where(error))
                return _json(_Held(0, "defaut", ""), 500)

        return run


def _name_of(request: Request) -> str:
    name: str = request.path_params["name"]
    if largest(name) is None:
        raise _absent()
    return name


def _upload_of(request: Request, device: str, name: str) -> tuple[Upload, int]:
    """Read the query of a PUT: from which byte, of how many, with which digest."""
    start, total, digest = (request.query_params.get(key, "") for key in ("de", "sur", "empreinte"))
    if not (_NUMBER.fullmatch(start) and _NUMBER.fullmatch(total) and _DIGEST.fullmatch(digest)):
        raise RefusedError(400, "demande", "Cette demande est mal formée. Rien n’a changé.")
    if int(total) > (largest(name) or 0):
        raise too_large()
    return Upload(device, name, int(total), digest), int(start)


def _absent() -> RefusedError:
    return RefusedError(404, "absent", "Il n’y a rien ici.")


def _json(body: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(body), status, media_type="application/json")
