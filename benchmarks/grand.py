"""A large store exchanged: what an exchange of nothing takes then, and the memory of a post.

Each post runs in a process of its own, as it does at work: `python -m benchmarks.grand FOLDER
ADDRESS FINGERPRINT` is one run of one post, and prints what it took as JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from fieldapp.db.opening import open_store
from fieldapp.db.store import Store
from fieldapp.sync.adresse import Adresse, read_adresse
from fieldapp.sync.engine import synchronise

PHRASE = "une base pour mesurer"
_TRIES = 50
_TIMES = 3


@dataclass(frozen=True, slots=True)
class Passage:
    """One run: seconds of an exchange of nothing right after it, changes sent and received, peak
    memory in MB."""

    rien_s: float
    envoyes: int
    recus: int
    pic_mb: int


def run_post(folder: Path, adresse: Adresse) -> Passage:
    """Exchange once, in another process."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.grand", folder, adresse.urls[0], adresse.empreinte],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return Passage(**json.loads(done.stdout))


def exchange_all(folder: Path, adresse: Adresse) -> Passage:
    """Exchange until all has come or left; the last run, with the highest peak.

    Headquarters lets a post go when its answer takes long, and gives it the next time.
    """
    peak, moved = 0, False
    for _ in range(_TRIES):
        passage = run_post(folder, adresse)
        peak = max(peak, passage.pic_mb)
        if moved and not passage.envoyes and not passage.recus:
            return Passage(passage.rien_s, 0, 0, peak)
        moved = moved or passage.envoyes > 0 or passage.recus > 0
    raise SystemExit("the exchange does not end")


def main() -> int:
    """One run of one post."""
    folder, url, empreinte = sys.argv[1:4]
    store = open_store(Path(folder), PHRASE)
    try:
        adresse = read_adresse((url,), empreinte)
        bilan = synchronise(store, adresse)
        rien_s = min(_nothing(store, adresse) for _ in range(_TIMES))
    finally:
        store.close()
    print(
        json.dumps(
            {
                "rien_s": rien_s, "envoyes": bilan.envoyes, "recus": bilan.recus,
                "pic_mb": _peak_mb(),
            }
        )
    )  # fmt: skip
    return 0


def _peak_mb() -> int:
    """The most memory that this process held, in MB. `getrusage` would tell that of the process
    that started it, which holds all the records, where that was more."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) // 1024


def _nothing(store: Store, adresse: Adresse) -> float:
    """The seconds of one more exchange, modules and pages being at hand as in an open program."""
    began = time.perf_counter()
    synchronise(store, adresse)
    return time.perf_counter() - began


if __name__ == "__main__":
    raise SystemExit(main())
