"""A process that forks others and has them die by SIGKILL at a step; run by test_deux_cents.py.

One line a life on its input: `FOLDER ACT NAME STEP NUMBER`. On its output, what that life was told
is saved (`note N`), then `fin CODE STEPS`: how it ended, and its steps when it was not killed.
Forking spares each life the start of Python; this process has one thread and opens no store.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from types import FrameType

from tests.db import conftest as db
from tests.sync.monde import PHRASE, changer, contact

from fieldapp.db import keys
from fieldapp.db.opening import open_store
from fieldapp.services.session import open_session
from fieldapp.siege.founding import open_siege
from fieldapp.siege.ingest import ingest
from fieldapp.sync.engine import synchronise

SAVES = 6
_SOURCE = f"{os.sep}fieldapp{os.sep}"


class Steps:
    """Every call and return in the program is a step, those of SQLite and of the system too."""

    def __init__(self, target: int) -> None:
        self.target, self.done = target, 0

    def watch(self, frame: FrameType, _event: str, _: object) -> None:
        """Count one step; the chosen one is the last of this life."""
        if _SOURCE in frame.f_code.co_filename:
            self.done += 1
            if self.done == self.target:
                os.kill(os.getpid(), signal.SIGKILL)


def say(text: str) -> None:
    """Tell the test, at once and whole."""
    os.write(1, f"{text}\n".encode())


def live(racine: Path, act: str, name: str, number: int, steps: Steps) -> None:
    """Do one act on the store of somebody, until the end or the death."""
    if act == "migration":
        sys.setprofile(steps.watch)
        open_store(racine / name, db.PHRASE).close()
        return
    session = open_siege(racine / name, PHRASE) if name == "siege" else None
    session = session or open_session(racine / name, PHRASE)
    sys.setprofile(steps.watch)
    if act == "ingest":
        ingest(session, racine / "espace")
    elif act == "sync":
        synchronise(session.store, racine / "espace")
    else:
        row = session.store.one("SELECT id FROM foyer ORDER BY id")
        assert row is not None
        for rank in range(number, number + SAVES):
            contact(session, row["id"], f"note {rank}")
            say(f"note {rank}")
            changer(session, row["id"], adresse=f"{rank} rue Zola")


def main() -> None:
    """Serve until the input ends."""
    keys.ARGON2.update(iterations=1, memory_cost=1024)
    for line in sys.stdin:
        racine, act, name, target, number = line.rstrip("\n").split("\t")
        child = os.fork()
        if child == 0:
            steps = Steps(int(target))
            live(Path(racine), act, name, int(number), steps)
            sys.setprofile(None)
            say(f"pas {steps.done}")
            os._exit(0)
        _, status = os.waitpid(child, 0)
        say(f"fin {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main()
