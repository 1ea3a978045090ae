"""`make bench`: measure on the large store and print the table beside the goals."""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

from benchmarks.base import CONTACTS, PERSONNES, PHRASE, large_store
from benchmarks.fenetre import measure_window
from benchmarks.mesure import Mesure, percentile, table
from benchmarks.metier import measure_acts
from fieldapp.services.session import open_session

FOLDER = Path(__file__).resolve().parents[1] / "build" / "bench"


def main() -> int:
    """Make the store when it is not there, measure, print; 1 when a goal is missed."""
    folder = large_store(FOLDER)
    session = open_session(folder, PHRASE)
    mesures = []
    try:
        for mesure in measure_acts(session):
            mesures.append(mesure)
            print(f"{mesure.quoi}: {mesure.median:.1f} ms", file=sys.stderr)
    finally:
        session.close()
    mesures += _window(folder)
    print(f"\n{PERSONNES:,} people, {CONTACTS:,} contacts, encrypted\n")
    print(table(mesures))
    return 0 if all(mesure.tenu for mesure in mesures) else 1


def _window(folder: Path) -> list[Mesure]:
    results = measure_window(folder)
    times, peaks = [r["ms"] for r in results], [r["mb"] for r in results]
    return [
        Mesure(
            "window shown after the passphrase", statistics.median(times), percentile(times), 1000,
            len(results),
        ),
        Mesure(
            "peak memory of the window", statistics.median(peaks), percentile(peaks), 250,
            len(results), "MB",
        ),
    ]  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
