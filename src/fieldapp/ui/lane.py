"""One thread that does one job after the other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue

Job = Callable[[], None]


class Lane:
    """A queue of jobs and the thread that empties it; jobs must not raise."""

    def __init__(self, name: str) -> None:
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._last: Job | None = None
        # A daemon, so that a crash elsewhere never leaves a process without a window; leaving
        # in order goes through `close`, which waits for every job.
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def submit(self, job: Job) -> None:
        """Have a job done after those submitted before it."""
        self._jobs.put(job)

    def breathe(self) -> None:
        """From inside a long job: do the jobs that came meanwhile, then go on.

        To be called only where the long job holds nothing open, such as a transaction.
        """
        if threading.current_thread() is not self._thread:
            return
        while True:
            try:
                job = self._jobs.get_nowait()
            except Empty:
                return
            if job is None:
                self._jobs.put(None)  # the end: for the loop of the thread
                return
            job()

    def close(self, last: Job | None = None) -> None:
        """Finish every job submitted, then `last`, then end the thread; returns when it has ended.

        A long job that breathes never does `last` in its middle.
        """
        self._last = last
        self._jobs.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()
        if self._last is not None:
            self._last()
