"""What headquarters takes in a second: bundles of 50 changes, in PostgreSQL and in its own file.

`python -m benchmarks.siege [--lots 40] [--postes 8] [--ouvriers 1 2 4] [--json]`. PostgreSQL is a
real one, started here with all that makes it safe against a power cut. A bundle is read from the
shared folder, its signature checked, opened, merged and committed: nothing is left out but the
answer to the posts.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.postgres import Postgres, find_programs

from fieldapp.db import journal, postes, sortie
from fieldapp.db import sync_tables as tables
from fieldapp.db.store import Store
from fieldapp.demonstration.annuaire import make_annuaire
from fieldapp.demonstration.ecriture import write_annuaire, write_familles
from fieldapp.demonstration.familles import UNITE, Decor, make_famille
from fieldapp.domain.agent import Agent
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.ids import new_id
from fieldapp.services.catalogue import shipped_catalogue
from fieldapp.services.session import Session, adopt
from fieldapp.siege.founding import init_space, open_siege
from fieldapp.siege.ingest import ingest, take_from
from fieldapp.siege.posts import invite
from fieldapp.sync.engine import synchronise
from fieldapp.sync.enrolment import join
from fieldapp.sync.folder import POSTES
from fieldapp.sync.identity import identity_of
from fieldapp.sync.outbox import Channel, deposit, prepare
from fieldapp.sync.space import known_space
from fieldapp.sync.transport import Branch, FolderTransport

PHRASE = "une base pour mesurer"
GOAL = 250
OPS = 50
CHAMPS = ("notice", "adresse", "complement", "langue")
FAMILLES = 100
# A day of one worker, and the hour in which most close their laptop.
TRAVAILLEURS, LOTS_PAR_JOUR, JOURS, HEURE_DE_POINTE = 30_000, 4, 220, 0.6


@dataclass(frozen=True, slots=True)
class Mesure:
    """One run: where, by how many processes, how many bundles, in how many seconds."""

    base: str
    ouvriers: int
    lots: int
    secondes: float
    python_ms: float  # of processor for each bundle: our processes
    serveur_ms: float  # and those of PostgreSQL
    octets_par_op: float

    @property
    def par_seconde(self) -> float:
        """Bundles taken in a second."""
        return self.lots / self.secondes

    @property
    def processeur_ms(self) -> float:
        """All the processor that a bundle takes, in milliseconds."""
        return self.python_ms + self.serveur_ms


def main() -> int:
    """Measure, print; 1 when PostgreSQL takes fewer bundles a second than the goal."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.siege")
    parser.add_argument("--lots", type=int, default=40, help="bundles of each post")
    parser.add_argument("--postes", type=int, default=8)
    parser.add_argument("--ouvriers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--ouvrier", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.ouvrier is not None:
        _work(options.ouvrier)
        return 0
    programs = find_programs()
    if programs is None:
        raise SystemExit("PostgreSQL is not installed (Debian: postgresql)")
    server = Postgres(programs, durable=True)
    mesures = []
    try:
        for ouvriers in options.ouvriers:
            address = server.base()
            mesures.append(_run(options, ouvriers, address, server))
            server.forget(address)
        mesures.append(_run(options, 1, None, server))
    finally:
        server.remove()
    best = max(m.par_seconde for m in mesures if m.base == "PostgreSQL")
    if options.json:
        print(json.dumps([{**asdict(m), "par_seconde": m.par_seconde} for m in mesures]))
    else:
        _print(mesures, best)
    return 0 if best >= GOAL else 1


def _run(
    options: argparse.Namespace, ouvriers: int, address: str | None, server: Postgres
) -> Mesure:
    with tempfile.TemporaryDirectory() as place:
        racine = Path(place)
        _prepare(racine, options.postes, options.lots, address)
        command = [sys.executable, "-m", "benchmarks.siege", "--ouvrier", str(racine)]
        workers = [
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            for _ in range(ouvriers)
        ]
        for worker in workers:  # each says when its store is open
            assert worker.stdout is not None
            worker.stdout.readline()
        began, used = time.perf_counter(), _processor_s(server)
        for worker in workers:
            assert worker.stdin is not None
            worker.stdin.close()
        own = 0.0
        for worker in workers:
            assert worker.stdout is not None
            own += float(worker.stdout.read())
        seconds, used = time.perf_counter() - began, _processor_s(server) - used
        for worker in workers:
            if worker.wait():
                raise SystemExit("a worker failed")
        session = open_siege(racine / "siege", PHRASE)
        taken = _taken(session.store)
        assert taken == options.postes * options.lots, taken
        weight = _weight(session.store)
        session.close()
    mesure = Mesure(
        "PostgreSQL" if address else "SQLite", ouvriers, taken, seconds,
        own * 1000 / taken, used * 1000 / taken, weight,
    )  # fmt: skip
    print(
        f"{mesure.base}, {ouvriers} process(es): {mesure.par_seconde:.0f} bundles/s, "
        f"{mesure.python_ms:.1f} + {mesure.serveur_ms:.1f} ms of processor each",
        file=sys.stderr,
    )
    return mesure


def _work(racine: Path) -> None:
    """One process of headquarters: open, wait for the start, take until nothing is left."""
    session = open_siege(racine / "siege", PHRASE)
    store, transport = session.store, FolderTransport(racine / "espace")
    print("ready", flush=True)
    sys.stdin.read()
    every = postes.list_postes(store)
    # Each process begins with another post.
    start = os.getpid() % len(every)
    used = time.process_time()
    while sum(take_from(store, transport, p).recus for p in every[start:] + every[:start]):
        pass
    session.close()
    print(time.process_time() - used)


def _processor_s(server: Postgres) -> float:
    """Seconds of processor that the server used, those of its ended processes included."""
    postmaster = int((server.data / "postmaster.pid").read_text().split()[0])
    ticks = 0
    for place in Path("/proc").glob("[0-9]*"):
        try:
            fields = (place / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        if int(place.name) == postmaster:
            ticks += sum(map(int, fields[11:15]))
        elif int(fields[1]) == postmaster:
            ticks += sum(map(int, fields[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _taken(store: Store) -> int:
    """Return how many bundles of changes were taken."""
    row = store.one("SELECT count(*) AS n FROM reception WHERE nombre = :n", n=OPS)
    return 0 if row is None else int(row["n"])


def _weight(store: Store) -> float:
    """Bytes on disk, indexes and tables of the trade included, for each change."""
    ops = store.one("SELECT count(*) AS n FROM op")
    if store.keeper is store:
        octets = sum(path.stat().st_size for path in store.folder.glob("siege.db*"))
    else:
        row = store.one("SELECT pg_database_size(current_database()) AS n")
        octets = 0 if row is None else int(row["n"])
    return octets / int(ops["n"]) if ops else 0.0


def _prepare(racine: Path, count: int, lots: int, address: str | None) -> None:
    """A headquarters, its enrolled posts, and their bundles in the shared folder."""
    founded = init_space(racine / "siege", racine / "espace", "CAF62", PHRASE, address).session
    sessions = []
    for rank in range(count):
        out = racine / f"invitation-{rank}"
        invite(founded, nom=f"Agent {rank}", role="TS", unite=UNITE, out=out)
        joined = join(racine / f"poste-{rank}", out, PHRASE)
        invitee = joined.agent
        agent = Agent(invitee.id, invitee.nom, invitee.role, invitee.unite, invitee.organisme)
        session = adopt(joined.store, agent)
        session.store.before_commit = None  # nobody searches on these posts
        _past(session, rank)
        synchronise(session.store, racine / "espace")
        sessions.append(session)
    ingest(founded, racine / "espace")
    for rank, session in enumerate(sessions):
        _work_days(session, rank, lots)
        _deposit(session, racine / "espace", lots)
        session.close()
    founded.close()


def _past(session: Session, rank: int) -> None:
    """The families that a worker follows already; headquarters has them before the measure."""
    jour = aujourd_hui()
    annuaire = tuple(make_annuaire(session.catalogue, 62, jour))[:5]
    decor = Decor(shipped_catalogue(), annuaire, 62, jour)
    structures = write_annuaire(session, annuaire)
    familles = [make_famille(decor, rank * FAMILLES + n) for n in range(1, FAMILLES + 1)]
    write_familles(session, familles, annuaire, structures, lambda _: None)


def _work_days(session: Session, rank: int, lots: int) -> None:
    """Days of work on these families: seven new contacts for three changes of a family."""
    store, author = session.store, session.agent.id
    rng = random.Random(rank)
    ids = [row["id"] for row in store.query("SELECT id FROM foyer ORDER BY id")]
    contacts = [
        {name: row[name] for name in ("nature", "issue", "moment", "duree_min", "note", "besoins")}
        for row in store.query("SELECT * FROM contact ORDER BY id LIMIT 500")
    ]
    wanted = tables.sent_seq(store, _siege_of(store)) + lots * OPS
    while journal.last_seq(store, store.device) < wanted:
        with store.atomic():
            for _ in range(3):
                journal.write(
                    store, "foyer", {rng.choice(CHAMPS): f"Du {rng.random()}"},
                    row_id=rng.choice(ids), author=author,
                )  # fmt: skip
            rows = []
            for _ in range(7):
                foyer_id = rng.choice(ids)
                champs = {**rng.choice(contacts), "foyer_id": foyer_id, "auteur_id": author}
                rows.append(journal.Nouvelle("contact", new_id(), champs, foyer_id))
            journal.write_many(store, rows, author=author)


def _deposit(session: Session, espace: Path, lots: int) -> None:
    """Seal the work in bundles of fifty changes and put them in the shared folder."""
    store, space = session.store, known_space(session.store)
    assert space is not None
    channel = Channel(space.espace, identity_of(store), space.siege, space.recipients)
    for _ in range(lots):
        after = tables.sent_seq(store, space.siege)
        lines = sortie.own_lines(store, after, OPS)
        prepare(store, channel, [line for line, _ in lines], after + 1)
    deposit(store, channel, Branch(FolderTransport(espace), POSTES, store.device))


def _siege_of(store: Store) -> str:
    space = known_space(store)
    assert space is not None
    return space.siege


def _print(mesures: list[Mesure], best: float) -> None:
    print(f"\nBundles of {OPS} changes taken in a second (goal {GOAL} on PostgreSQL), ", end="")
    print(f"{os.cpu_count()} processors\n")
    for m in mesures:
        place = f"{m.base}, {m.ouvriers} process" + ("es" if m.ouvriers > 1 else "")
        print(
            f"  {place:24} {m.par_seconde:6.0f} /s   {m.processeur_ms:5.1f} ms of processor each "
            f"({m.python_ms:.1f} here, {m.serveur_ms:.1f} in the server)   "
            f"{m.octets_par_op:5.0f} bytes a change"
        )
    each = min(m.processeur_ms for m in mesures if m.base == "PostgreSQL") / 1000
    print(
        f"\nbest {best:.0f} /s beside what else ran; {GOAL} bundles a second need "
        f"{each * GOAL:.1f} processors such as these, free of other work"
    )
    kept = next(m.octets_par_op for m in mesures if m.base == "PostgreSQL")
    peak = TRAVAILLEURS * HEURE_DE_POINTE / 3600
    yearly = TRAVAILLEURS * LOTS_PAR_JOUR * OPS * JOURS
    print(
        f"\n{TRAVAILLEURS:,} workers, each {LOTS_PAR_JOUR} bundles of {OPS} changes a day, "
        f"{JOURS} days a year:\n"
        f"  busiest hour ({HEURE_DE_POINTE:.0%} of them send one): {peak:.0f} bundles/s, "
        f"{peak * each:.1%} of one processor\n"
        f"  all of a day: {TRAVAILLEURS * LOTS_PAR_JOUR * each / 60:.0f} minutes of one processor\n"
        f"  a year: {yearly / 1e9:.1f} thousand million changes, {yearly * kept / 1e12:.2f} TB"
    )


if __name__ == "__main__":
    raise SystemExit(main())
