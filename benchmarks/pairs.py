"""The peers of the exchange: Anki's own sync server and PouchDB, driven by their own scripts."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FEW = 100


@dataclass(frozen=True, slots=True)
class Etape:
    """One step: seconds on the clock, bytes that crossed loopback, seconds of both processors."""

    nom: str
    secondes: float
    octets: int
    cpu_s: float


Etapes = dict[str, Etape]


def keep_quickest(known: Etapes, found: Etape) -> None:
    """Keep the quickest run of each step, ours as theirs: the machine is shared."""
    if found.nom not in known or found.secondes < known[found.nom].secondes:
        known[found.nom] = found


def run_anki(python: str, peers: Path, count: int) -> Etapes:
    """What Anki's library and server take for the same steps; nothing when they are not here.

    One of its notes is two rows, nothing is encrypted, it speaks HTTP. Its « first » steps carry
    the whole file, as our snapshot does.
    """
    script = peers / "anki_bench.py"
    has = subprocess.run([python, "-c", "import anki, psutil"], capture_output=True, check=False)
    if not script.exists() or has.returncode:
        print("Anki is not here", file=sys.stderr)
        return {}
    done = subprocess.run(
        [python, script.name, str(count)], cwd=peers, capture_output=True, text=True, check=True
    )
    names = {
        "first full upload": "first send", "no-change sync A": "no change",
        "first full download B": "first reception",
        "100-delta push A": f"{FEW} changed, send", "100-delta pull B": f"{FEW} changed, receive",
        f"{count}-changed push A": f"{count} changed, send",
        f"{count}-changed pull B": f"{count} changed, receive",
        f"{count}-new push A": f"{count} new, send", f"{count}-new pull B": f"{count} new, receive",
    }  # fmt: skip
    return _steps(done.stdout, names)


def run_pouchdb(peers: Path, count: int) -> Etapes:
    """What PouchDB takes to and from express-pouchdb, its modules being beside its script."""
    subprocess.run([sys.executable, "dump.py", str(count)], cwd=peers, check=True)
    done = subprocess.run(
        ["node", "pouch_bench.js", str(count), "http", "1000"],
        cwd=peers, capture_output=True, text=True, check=True,
    )  # fmt: skip
    names = {
        "first push": "first send", "no-change push": "no change",
        "first pull B": "first reception",
        "100-delta push": f"{FEW} changed, send", "100-delta pull B": f"{FEW} changed, receive",
        f"{count}-changed push": f"{count} changed, send",
        f"{count}-changed pull B": f"{count} changed, receive",
    }  # fmt: skip
    return _steps(done.stdout, names)


def records(peers: Path, count: int) -> list[dict[str, Any]]:
    """The records that the peers write too, of some 766 bytes each."""
    spec = importlib.util.spec_from_file_location("payload", peers / "payload.py")
    if spec is None or spec.loader is None or not (peers / "payload.py").exists():
        raise SystemExit(f"{peers} does not hold payload.py: say where the peers are, --peers DIR")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: list[dict[str, Any]] = module.recs(count)
    return found


def _steps(output: str, names: dict[str, str]) -> Etapes:
    found: Etapes = {}
    for line in output.splitlines():
        step = json.loads(line) if line.startswith("{") else {}
        nom = names.get(re.sub(r"\s+", " ", str(step.get("step", ""))))
        if nom:
            cpu = step["cli_cpu"] + step["srv_cpu"]
            keep_quickest(found, Etape(nom, step["s"], step["bytes"], cpu))
    return found
