"""A process that synchronises and kills itself (SIGKILL) at its Nth step; run by test_coupures.py.

usage: python coupure.py FOLDER NAME STEP   (NAME is a post, or `siege`)
Prints the number of steps when it was not killed.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from types import FrameType

from fieldapp.db import keys
from fieldapp.services.session import open_session
from fieldapp.siege.founding import open_siege
from fieldapp.siege.ingest import ingest
from fieldapp.sync.engine import synchronise

PHRASE = "une phrase de passe pour les essais"
# Every call of these modules is a step: between two of them lies every write and every commit.
WATCHED = ("sync/", "siege/", "sync_tables.py", "journal.py", "store.py")


def main() -> None:
    racine, name, target = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    keys.ARGON2.update(iterations=1, memory_cost=1024)
    steps = 0

    def watch(frame: FrameType, event: str, _: object) -> None:
        nonlocal steps
        file = frame.f_code.co_filename
        if event in ("call", "return") and any(part in file for part in WATCHED):
            steps += 1
            if steps == target:
                os.kill(os.getpid(), signal.SIGKILL)

    if name == "siege":
        session = open_siege(racine / "siege", PHRASE)
        sys.setprofile(watch)
        ingest(session, racine / "espace")
    else:
        session = open_session(racine / name, PHRASE)
        sys.setprofile(watch)
        synchronise(session.store, racine / "espace")
    sys.setprofile(None)
    session.close()
    sys.stdout.write(str(steps))


if __name__ == "__main__":
    main()
