"""A large store exchanged: what an exchange of nothing takes then, and the memory of a post.

Each post runs in a process of its own, as it does at work: `python -m benchmarks.grand FOLDER
ADDRESS FINGERPRINT` is one run of one post, and prints what it took as JSON.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from fieldapp.db.opening import open_store
from fieldapp.sync.adresse import Adresse, read_adresse
from fieldapp.sync.engine import synchronise

PHRASE = "une base pour mesurer"
_TRIES = 50


@dataclass(frozen=True, slots=True)
class Passage:
    """One run: seconds of the exchange, changes sent and received, peak memory in MB."""

    secondes: float
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
            return Passage(passage.secondes, 0, 0, peak)
        moved = moved or passage.envoyes > 0 or passage.recus > 0
    raise SystemExit("the exchange does not end")


def main() -> int:
    """One run of one post."""
    folder, url, empreinte = sys.argv[1:4]
    store = open_store(Path(folder), PHRASE)
    try:
        began = time.perf_counter()
        bilan = synchronise(store, read_adresse((url,), empreinte))
        took = time.perf_counter() - began
    finally:
        store.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        json.dumps(
            {"secondes": took, "envoyes": bilan.envoyes, "recus": bilan.recus, "pic_mb": peak}
        )
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
