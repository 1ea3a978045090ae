"""A process that moves a headquarters and dies at a step of each of its lives; see
test_postgres_demenagement.py.

usage: python demenager.py FOLDER ADDRESS DEATHS
The first life runs to the eve of the switch and tells its steps; each next one is killed at its
share of them. Prints, for each death, « fichier » or « base »: where the headquarters then stores.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType

from fieldapp.db import keys
from fieldapp.siege import moving
from fieldapp.siege.founding import open_siege

PHRASE = "une phrase de passe pour les essais"
WATCHED = ("moving.py", "store_postgres.py", "postgres_", "storage.py", "store.py")


def main() -> None:
    folder, address, deaths = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    keys.ARGON2.update(iterations=1, memory_cost=1024)
    reading, writing = os.pipe()
    _life(partial(_move, folder, address, -1, writing))
    steps = int(os.read(reading, 100))
    for death in range(1, deaths + 1):
        target = steps * death // (deaths + 1)
        ended = _life(partial(_move, folder, address, target, writing))
        assert ended == -signal.SIGKILL, ended
        assert _life(partial(_look, folder, writing)) == 0
        sys.stdout.write(os.read(reading, 100).decode())


def _look(folder: Path, writing: int) -> None:
    session = open_siege(folder, PHRASE)
    os.write(writing, b"fichier\n" if session.store.keeper is session.store else b"base\n")
    session.close()


def _move(folder: Path, address: str, target: int, writing: int) -> None:
    steps = 0

    def watch(frame: FrameType, event: str, _: object) -> None:
        nonlocal steps
        file = frame.f_code.co_filename
        if event in ("call", "return") and any(part in file for part in WATCHED):
            steps += 1
            if steps == target:
                os.kill(os.getpid(), signal.SIGKILL)

    def eve(*_: object) -> None:
        os.write(writing, str(steps).encode())
        os.kill(os.getpid(), signal.SIGKILL)

    if target < 0:
        setattr(moving, "set_meta", eve)  # noqa: B010 - where `moving` looks it up
    session = open_siege(folder, PHRASE)
    sys.setprofile(watch)
    moving.move(session, address)


def _life(act: Callable[[], None]) -> int:
    """Run something in a process of its own; return its exit code, negative when it was killed."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            act()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    main()
