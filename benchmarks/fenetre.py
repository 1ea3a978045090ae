"""The window on the large store, in a process of its own: time until it shows, peak of memory.

Run as a program it prints one JSON line: milliseconds from the passphrase to the first painted
screen, and the peak of the resident memory in MB once that screen has all it asked for.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.base import PHRASE

RUNS = 5
TIMEOUT_S = 120
SETTLE_MS = 2000


def measure_window(folder: Path) -> list[dict[str, float]]:
    """Open the window a few times, each in a fresh process."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("FIELDAPP_PASSPHRASE", None)
    environment["QT_LOGGING_RULES"] = "qt.qpa.*=false"
    results = []
    for _ in range(RUNS):
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.fenetre", str(folder)],
            env=environment, stdout=subprocess.PIPE, text=True, check=True, timeout=TIMEOUT_S,
        )  # fmt: skip
        result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
        results.append(result)
    return results


def _peak_mb() -> float:
    import resource  # Unix only: elsewhere the line is not measured

    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kilobytes / 1024


def _main(folder: Path) -> None:
    # Imported here: the parent process must not load Qt.
    from PySide6.QtCore import QEventLoop, QTimer

    from fieldapp.services.catalogue import shipped_catalogue
    from fieldapp.ui.application import Application
    from fieldapp.ui.main_window import MainWindow
    from fieldapp.ui.pages import PAGES
    from fieldapp.ui.tasks import Tasks

    app: Any = Application()
    tasks = Tasks()
    window = MainWindow(folder, shipped_catalogue(), tasks, PAGES)
    window.show()
    app.processEvents()
    loop = QEventLoop()
    window.opened.connect(loop.quit)
    began = time.perf_counter()
    window.unlock(PHRASE)
    loop.exec()
    window.repaint()
    app.processEvents()
    elapsed = (time.perf_counter() - began) * 1000
    # Let what the first screen asked for come, then look at the memory.
    QTimer.singleShot(SETTLE_MS, loop.quit)
    loop.exec()
    print(json.dumps({"ms": elapsed, "mb": _peak_mb()}), flush=True)
    os._exit(0)  # nothing to save: the measure is over


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
