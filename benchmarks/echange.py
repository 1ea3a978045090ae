"""The exchange of two posts and a siège over HTTPS, beside Anki's own sync in the same run.

`python -m benchmarks.echange [N] [--peers DIR] [--anki PYTHON] [--pouchdb]`. DIR holds the scripts
of the peers and the records that all write (`payload.py`); PYTHON is one that has `anki` and
`psutil`. Without them only our own figures are printed. Seconds depend on the machine and on who
else uses it: the ratios are what to read.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fieldapp.db import journal
from fieldapp.domain.agent import Agent
from fieldapp.services.session import Session, adopt
from fieldapp.siege.founding import init_space
from fieldapp.siege.posts import invite
from fieldapp.sync.adresse import read_adresse
from fieldapp.sync.engine import synchronise
from fieldapp.sync.enrolment import join

PHRASE = "une base pour mesurer"
UNITE = "62-ADS-LENS"
PEERS = Path(__file__).resolve().parents[2] / "shared" / "bench"
FEW = 100


@dataclass(frozen=True, slots=True)
class Etape:
    """One step: seconds on the clock, bytes that crossed loopback, seconds of both processors."""

    nom: str
    secondes: float
    octets: int
    cpu_s: float


class Mesures:
    """Runs steps and notes what each cost."""

    def __init__(self, server: int) -> None:
        self._server = server
        self.etapes: dict[str, Etape] = {}

    def step(self, nom: str, act: Callable[[], object]) -> None:
        """Run one step; of steps of one name the quickest is kept."""
        octets, cpu, began = _loopback(), self._cpu(), time.perf_counter()
        act()
        found = Etape(nom, time.perf_counter() - began, _loopback() - octets, self._cpu() - cpu)
        known = self.etapes.get(nom)
        if known is None or found.secondes < known.secondes:
            self.etapes[nom] = found
        print(f"{nom}: {found.secondes:.3f} s, {found.octets:,} bytes", file=sys.stderr)

    def _cpu(self) -> float:
        own = resource.getrusage(resource.RUSAGE_SELF)
        fields = Path(f"/proc/{self._server}/stat").read_text().rpartition(")")[2].split()
        ticks = int(fields[11]) + int(fields[12])
        return own.ru_utime + own.ru_stime + ticks / os.sysconf("SC_CLK_TCK")


def main() -> int:
    """Measure, print the table; 1 when we are behind a goal of the issue."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.echange")
    parser.add_argument("count", nargs="?", type=int, default=10_000)
    parser.add_argument("--peers", type=Path, default=PEERS)
    parser.add_argument("--anki", default=sys.executable)
    parser.add_argument("--pouchdb", action="store_true")
    args = parser.parse_args()
    anki = _anki(args.anki, args.peers, args.count)
    pouch = _pouchdb(args.peers, args.count) if args.pouchdb else {}
    with tempfile.TemporaryDirectory() as folder:
        ours = _ours(Path(folder), args.count, _records(args.peers, args.count))
    _print(ours, anki, pouch)
    return 0


def _ours(folder: Path, count: int, records: list[dict[str, Any]]) -> dict[str, Etape]:
    founded = init_space(folder / "siege", folder / "espace", "CAF62", PHRASE)
    for nom in ("Nadia", "Marc"):
        invite(founded.session, nom=nom, role="RESP_ADS", unite=UNITE, out=folder / f"{nom}.json")
    founded.session.close()
    server, adresse = _serve(folder)
    try:
        nadia, marc = (_join(folder, nom) for nom in ("Nadia", "Marc"))
        mesures = Mesures(server.pid)

        def sync(post: Session) -> object:
            return synchronise(post.store, adresse)

        sync(nadia)
        sync(marc)
        contacts = _create(nadia, records)
        mesures.step("first send", lambda: sync(nadia))
        for _ in range(3):
            mesures.step("no change", lambda: sync(nadia))
        mesures.step("first reception", lambda: sync(marc))
        _change(nadia, contacts[:FEW], "x")
        mesures.step(f"{FEW} changed, send", lambda: sync(nadia))
        mesures.step(f"{FEW} changed, receive", lambda: sync(marc))
        _change(nadia, contacts, "y")
        mesures.step(f"{count} changed, send", lambda: sync(nadia))
        mesures.step(f"{count} changed, receive", lambda: sync(marc))
        _create(nadia, records)
        mesures.step(f"{count} new, send", lambda: sync(nadia))
        mesures.step(f"{count} new, receive", lambda: sync(marc))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"peak memory of both posts in one process: {peak} MB", file=sys.stderr)
        _check(nadia, marc, 2 * count)
        return mesures.etapes
    finally:
        server.terminate()
        server.wait(20)


def _serve(folder: Path) -> tuple[subprocess.Popen[str], Any]:
    """Start `siege serve` as its users do, and read the address that it prints."""
    process = subprocess.Popen(
        [
            sys.executable, "-m", "fieldapp", "siege", "serve", "--data", str(folder / "siege"),
            "--space", str(folder / "espace"), "--adresse", "127.0.0.1:0", "--json",
        ],
        env={**os.environ, "FIELDAPP_PASSPHRASE": PHRASE}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    text = ""
    while not text.endswith("}\n"):
        line = process.stdout.readline()
        if not line:
            raise SystemExit("the server did not start")
        text += line
    told = json.loads(text)
    return process, read_adresse(tuple(told["urls"]), told["empreinte"])


def _join(folder: Path, nom: str) -> Session:
    joined = join(folder / nom, folder / f"{nom}.json", PHRASE)
    invitee = joined.agent
    agent = Agent(invitee.id, invitee.nom, invitee.role, invitee.unite, invitee.organisme)
    return adopt(joined.store, agent)


def _create(session: Session, records: list[dict[str, Any]]) -> list[str]:
    """Write the records as contacts of one family in twenty; return the ids of the contacts."""
    author = session.agent.id
    ids = []
    with session.store.atomic():
        for rank, record in enumerate(records):
            if rank % 20 == 0:
                fields = {"nom": f"Famille {rank}", "unite": UNITE, "organisme": "CAF62"}
                foyer = journal.write(session.store, "foyer", fields, author=author)
            contact = {
                "foyer_id": foyer, "nature": "VAD", "issue": "ECHANGE", "zone": "equipe",
                "moment": f"{record['date']}T10:00", "auteur_id": author,
                "note": json.dumps(record, ensure_ascii=False),
            }  # fmt: skip
            ids.append(
                journal.write(session.store, "contact", contact, author=author, foyer_id=foyer)
            )
    return ids


def _change(session: Session, contacts: list[str], mark: str) -> None:
    with session.store.atomic():
        for contact_id in contacts:
            row = session.store.one("SELECT * FROM contact WHERE id = :id", id=contact_id)
            assert row is not None
            note = f'{row["note"][:-2]}{mark}"}}'
            journal.write(
                session.store, "contact", {"note": note}, row_id=contact_id,
                author=session.agent.id, foyer_id=row["foyer_id"],
            )  # fmt: skip


def _check(nadia: Session, marc: Session, expected: int) -> None:
    """A figure counts only if everything arrived."""
    sql = "SELECT count(*) AS n, total(length(note)) AS size FROM contact"
    sent, taken = nadia.store.one(sql), marc.store.one(sql)
    assert sent is not None
    assert taken is not None
    assert tuple(sent) == tuple(taken), (tuple(sent), tuple(taken))
    assert sent["n"] == expected


def _anki(python: str, peers: Path, count: int) -> dict[str, Etape]:
    """What Anki's library and server take for the same steps; nothing when they are not here."""
    script = peers / "anki_bench.py"
    has = subprocess.run([python, "-c", "import anki, psutil"], capture_output=True, check=False)
    if not script.exists() or has.returncode:
        print("Anki is not here: ours alone", file=sys.stderr)
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
    found: dict[str, Etape] = {}
    for line in done.stdout.splitlines():
        step = json.loads(line) if line.startswith("{") else {}
        nom = names.get(step.get("step", ""))
        if nom and (nom not in found or step["s"] < found[nom].secondes):
            cpu = step["cli_cpu"] + step["srv_cpu"]
            found[nom] = Etape(nom, step["s"], step["bytes"], cpu)
    return found


def _pouchdb(peers: Path, count: int) -> dict[str, Etape]:
    """What PouchDB takes to and from express-pouchdb, its modules being in DIR."""
    subprocess.run([sys.executable, "dump.py", str(count)], cwd=peers, check=True)
    done = subprocess.run(
        ["node", "pouch_bench.js", str(count), "http", "1000"],
        cwd=peers, capture_output=True, text=True, check=True,
    )  # fmt: skip
    print(done.stdout, file=sys.stderr)
    found: dict[str, Etape] = {}
    for line in done.stdout.splitlines():
        step = json.loads(line) if line.startswith("{") else {}
        nom = re.sub(r"\s+", " ", str(step.get("step", "")))
        if nom:
            found[nom] = Etape(nom, step["s"], step.get("bytes", 0), 0.0)
    return found


def _records(peers: Path, count: int) -> list[dict[str, Any]]:
    """The records that the peers write too, of some 766 bytes each."""
    spec = importlib.util.spec_from_file_location("payload", peers / "payload.py")
    if spec is None or spec.loader is None or not (peers / "payload.py").exists():
        raise SystemExit(f"{peers} does not hold payload.py: say where the peers are, --peers DIR")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: list[dict[str, Any]] = module.recs(count)
    return found


def _loopback() -> int:
    """Bytes received on loopback so far; alone in a network namespace they are this run's."""
    for line in Path("/proc/net/dev").read_text().splitlines():
        name, _, figures = line.partition(":")
        if name.strip() == "lo":
            return int(figures.split()[0])
    return 0


def _print(ours: dict[str, Etape], anki: dict[str, Etape], pouch: dict[str, Etape]) -> None:
    head = (
        f"{'':26}{'ours':>9}{'CPU':>8}{'kB':>9}{'Anki':>9}{'CPU':>8}{'kB':>9}{'time':>8}{'kB':>7}"
    )
    print(head)
    for nom, etape in ours.items():
        line = f"{nom:26}{etape.secondes:8.3f}s{etape.cpu_s:7.2f}s{etape.octets / 1000:9.0f}"
        peer = anki.get(nom)
        if peer is not None:
            line += (
                f"{peer.secondes:8.3f}s{peer.cpu_s:7.2f}s{peer.octets / 1000:9.0f}"
                f"{etape.secondes / peer.secondes:7.2f}x{etape.octets / peer.octets:6.2f}x"
            )
        print(line)
    for nom, etape in pouch.items():
        print(f"PouchDB, {nom}: {etape.secondes:.3f} s, {etape.octets / 1000:.0f} kB")


if __name__ == "__main__":
    raise SystemExit(main())
