"""The threads of `siege serve` that own a store each: they admit, take in, answer, in turn.

Over a file there is one. Over PostgreSQL each post has its own among several, always the same, so
that what it sends is taken in its order while others are served.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
import traceback
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from fieldapp.db import postes as postes_db
from fieldapp.db.store import Store
from fieldapp.db.verrou import PATIENCE_S
from fieldapp.domain.echange import Poste, Refus
from fieldapp.domain.errors import KnownError
from fieldapp.services.session import Session
from fieldapp.siege.ingest import answer, ingest, take_from
from fieldapp.siege.posts import admit
from fieldapp.sync.transport import FolderTransport

log = logging.getLogger("fieldapp.siege.serve")

T = TypeVar("T")

_PAUSE_S = 0.02


class _Lane:
    """A thread and the store that it alone uses."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.thread = ThreadPoolExecutor(1, "siege")


class Rounds:
    """What is put is on disk before anything here runs: a failure costs time, never a bundle."""

    def __init__(self, session: Session, transport: FolderTransport, ouvriers: int = 1) -> None:
        self._session = session
        self._transport = transport
        self._lanes = [_Lane(session.store)]
        try:
            for _ in range(1, ouvriers):
                self._lanes.append(_Lane(session.store.twin()))
        except BaseException:
            self.stop()
            raise
        self._waiting: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = False
        self.sound = True

    def notice(self, device: str) -> None:
        """Take in what a post has just put, soon: once for all that it puts before its turn."""
        if device not in self._waiting:
            self._waiting.add(device)
            lane = self._lane(device)
            self._start(lambda: self._take(lane.store, device), lane)

    async def settle(self, device: str, patience_s: float) -> None:
        """Wait until what a post has put is taken and its answer lies there, or patience ends."""
        # In its turn, hence after what the post has put.
        lane = self._lane(device)
        task = self._start(lambda: self._answer(lane.store, device), lane)
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
            await self._safely(self._round, self._lanes[0])

    def stop(self) -> None:
        """Let what is running end at its next bundle; what waits is taken up at the next start."""
        self._stopping = True
        for lane in self._lanes:
            lane.thread.shutdown(wait=True, cancel_futures=True)
        for lane in self._lanes[1:]:  # the first has the store of the session
            lane.store.close()

    def _admit(self, device: str) -> Poste | Refus | None:
        store = self._session.store
        with store.alone_with(device):
            known = postes_db.get_poste(store, device)
            return known or admit(store, self._transport, device)

    def _take(self, store: Store, device: str) -> None:
        # From here on, what arrives asks for a turn of its own.
        self._waiting.discard(device)
        with self._turn(store, device):
            poste = postes_db.get_poste(store, device)
            if poste is not None:
                take_from(store, self._transport, poste, lambda: self._stopping)

    def _answer(self, store: Store, device: str) -> None:
        # What a post has put by the folder is as good as what it puts here.
        self._take(store, device)
        with self._turn(store, device):
            poste = postes_db.get_poste(store, device)
            if poste is not None:
                answer(store, self._transport, poste)

    @contextlib.contextmanager
    def _turn(self, store: Store, device: str) -> Iterator[None]:
        """Wait for whoever serves this post now (a round, another process): it may have looked
        before what has just come. Past the patience, what is left waits for the next round."""
        if not store.far:
            yield  # over a file all wait for each other anyway
            return
        end = time.monotonic() + PATIENCE_S
        while not self._stopping:
            with store.alone_with(device) as alone:
                if alone or time.monotonic() > end:
                    yield
                    return
            threading.Event().wait(_PAUSE_S)
        yield

    def _round(self) -> None:
        ingest(self._session, self._transport.root, stop=lambda: self._stopping)

    def _lane(self, device: str) -> _Lane:
        return self._lanes[zlib.crc32(device.encode()) % len(self._lanes)]

    def _start(self, work: Callable[[], None], lane: _Lane) -> asyncio.Task[None]:
        task = asyncio.create_task(self._safely(work, lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def run(self, work: Callable[[], T]) -> T:
        """Run something that uses the store of the session, in its turn."""
        return await asyncio.get_running_loop().run_in_executor(self._lanes[0].thread, work)

    async def _safely(self, work: Callable[[], None], lane: _Lane) -> None:
        try:
            await asyncio.get_running_loop().run_in_executor(lane.thread, work)
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
