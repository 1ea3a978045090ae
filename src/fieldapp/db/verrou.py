"""A lock between the processes that share one store: one of them at a time takes in, or answers."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

PATIENCE_S = 5.0
_PAUSE_S = 0.01


@contextlib.contextmanager
def locked(path: Path, patience_s: float = PATIENCE_S) -> Iterator[bool]:
    """Hold the lock of a file (made if absent); False when another holds it for longer than that.

    The system lets go of it when the process ends, however it ends: there is nothing to clean.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        yield True  # a folder that cannot be written says so at the next write, in better words
        return
    try:
        end = time.monotonic() + patience_s
        while not (held := _try(descriptor)) and time.monotonic() < end:
            threading.Event().wait(_PAUSE_S)
        yield held
    finally:
        os.close(descriptor)


def _try(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
