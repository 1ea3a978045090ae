"""The power goes in the middle of a save: what was acknowledged is there, and the file is whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.db.conftest import PHRASE

from fieldapp.db.integrite import file_problems, gap_problems, state_problems
from fieldapp.db.opening import create_store, open_store

KILLS = 20
# Saves one contact after another and says the number of each once it is on disk.
WRITER = """
import sys
from pathlib import Path
from fieldapp.db import journal
from fieldapp.db.opening import open_store
store = open_store(Path(sys.argv[1]), sys.argv[2])
n = int(sys.argv[3])
while True:
    with store.atomic():
        foyer = journal.write(store, "foyer", {"nom": f"Famille {n}"}, author="nadia")
        note = {"foyer_id": foyer, "note": f"note {n} " + "x" * (n % 7000)}
        journal.write(store, "contact", note, author="nadia", foyer_id=foyer)
    print(n, flush=True)
    n += 1
"""


def test_a_save_cut_by_a_power_failure_loses_nothing_acknowledged(tmp_path: Path) -> None:
    store, _ = create_store(tmp_path / "poste", PHRASE)
    store.close()
    acknowledged = 0
    for kill in range(KILLS):
        acknowledged = _write_and_kill(store.folder, acknowledged, lines=1 + kill * 2)
    store = open_store(store.folder, PHRASE)
    try:
        numbers = {
            int(row["nom"].removeprefix("Famille ")) for row in store.query("SELECT nom FROM foyer")
        }
        assert set(range(1, acknowledged + 1)) <= numbers
        pairs = store.one(
            "SELECT (SELECT count(*) FROM foyer) AS foyers, (SELECT count(*) FROM contact) AS notes"
        )
        assert pairs is not None
        assert pairs["foyers"] == pairs["notes"], "half of an act was kept"
        assert file_problems(store) == []
        assert gap_problems(store, [store.device]) == []
        assert state_problems(store) == []
    finally:
        store.close()


def _write_and_kill(folder: Path, last: int, lines: int) -> int:
    """Let a program write, kill it after some acknowledged saves, return the last one it told.

    The kill falls anywhere in the save that follows: the writer never stops by itself.
    """
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), PHRASE, str(last + 1)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process, process.stdout:
        for _ in range(lines):
            process.stdout.readline()
        process.kill()
        told = process.stdout.read().split()
    # A line may be cut by the kill; the newest whole number told is at least lines + last.
    return max(last + lines, *(int(number) for number in told[:-1]), last)
