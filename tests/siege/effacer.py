"""A process that erases what a moved headquarters left in its file, and dies before the statement
of that file that it is told; see test_postgres_fin_demenagement.py.

usage: python effacer.py FOLDER RANK
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from fieldapp.db import keys
from fieldapp.db.store import Store
from fieldapp.siege import moving_end
from fieldapp.siege.founding import open_siege

PHRASE = "une phrase de passe pour les essais"


def main() -> None:
    folder, rank = Path(sys.argv[1]), int(sys.argv[2])
    keys.ARGON2.update(iterations=1, memory_cost=1024)
    session = open_siege(folder, PHRASE)
    real = Store.execute
    asked = 0

    def execute(store: Store, sql: str, **parameters: Any) -> int:
        nonlocal asked
        asked += 1
        if asked == rank:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(store, sql, **parameters)

    setattr(Store, "execute", execute)  # noqa: B010 - the file; the base has its own
    moving_end.erase_former(session)


if __name__ == "__main__":
    main()
