"""The one thread of `siege serve` that owns the store: it admits, takes in, answers, in turn."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from fieldapp.db import postes as postes_db
from fieldapp.domain.echange import Poste, Refus
from fieldapp.domain.errors import KnownError
from fieldapp.services.session import Session
from fieldapp.siege.ingest import answer, ingest, take_from
from fieldapp.siege.posts import admit
from fieldapp.sync.transport import FolderTransport

log = logging.getLogger("fieldapp.siege.serve")

T = TypeVar("T")


class Rounds:
    """What is put is on disk before anything here runs: a failure costs time, never a bundle."""

    def __init__(self, session: Session, transport: FolderTransport) -> None:
        self._session = session
        self._transport = transport
        self._thread = ThreadPoolExecutor(1, "siege")
        self._waiting: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = False
        self.sound = True

    def notice(self, device: str) -> None:
        """Take in what a post has just put, soon: once for all that it puts before its turn."""
        if device not in self._waiting:
            self._waiting.add(device)
            self._start(lambda: self._take(device))

    async def settle(self, device: str, patience_s: float) -> None:
        """Wait until what a post has put is taken and its answer lies there, or patience ends."""
        # In its turn, hence after what the post has put.
        task = self._start(lambda: self._answer(device))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                await asyncio.shield(task)

    async def admit(self, device: str) -> Poste | Refus | None:
        """Admit the laptop whose request has just been put, if a round has not done so already."""
        return await self.run(lambda: self._admit(device))

    async def every(self, seconds: float) -> None:
        """Serve the posts that use the folder too, again and again."""
        while True:
            await asyncio.sleep(seconds)
            await self._safely(self._round)

    def stop(self) -> None:
        """Let what is running end at its next bundle; what waits is taken up at the next start."""
        self._stopping = True
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _admit(self, device: str) -> Poste | Refus | None:
        store = self._session.store
        with store.alone_with(device):
            known = postes_db.get_poste(store, device)
            return known or admit(store, self._transport, device)

    def _take(self, device: str) -> None:
        # From here on, what arrives asks for a turn of its own.
        self._waiting.discard(device)
        poste = postes_db.get_poste(self._session.store, device)
        if poste is not None:
            take_from(self._session.store, self._transport, poste, lambda: self._stopping)

    def _answer(self, device: str) -> None:
        # What a post has put by the folder is as good as what it puts here.
        self._take(device)
        poste = postes_db.get_poste(self._session.store, device)
        if poste is not None:
            answer(self._session.store, self._transport, poste)

    def _round(self) -> None:
        ingest(self._session, self._transport.root, stop=lambda: self._stopping)

    def _start(self, work: Callable[[], None]) -> asyncio.Task[None]:
        task = asyncio.create_task(self._safely(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def run(self, work: Callable[[], T]) -> T:
        """Run something that uses the store, in its turn."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def _safely(self, work: Callable[[], None]) -> None:
        try:
            await self.run(work)
        except KnownError as error:
            self.sound = False
            log.warning("réception remise à plus tard : %s", type(error).__name__)
        except Exception as error:  # noqa: BLE001 - the server goes on, the bundle waits on disk
            self.sound = False
            log.error("réception remise à plus tard : %s", where(error))
        else:
            self.sound = True


def where(error: BaseException) -> str:
    """Return the type of a fault and its places in the code, never what it says."""
    places = [f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    return f"{type(error).__name__} ({' > '.join(places[-6:])})"
