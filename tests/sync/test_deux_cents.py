"""kill -9 at chance, again and again: while saving, sending, taking in, beginning, and updating.

With the kills of tests/db, tests/siege and of test_coupures.py, two hundred in each run of the
tests; FIELDAPP_KILLS says how many here, and `make soak` asks for five thousand.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.db import anciens
from tests.db.conftest import PHRASE
from tests.sync.monde import Monde, contact, empreinte, foyer

from fieldapp.db.integrite import file_problems, state_problems
from fieldapp.db.opening import create_store, open_store
from fieldapp.services import integrite

KILLS = int(os.environ.get("FIELDAPP_KILLS", "150"))
pytestmark = pytest.mark.skipif(os.name == "nt", reason="SIGKILL is POSIX's")


@dataclass
class Pepiniere:
    """The process that forks lives, and what they told."""

    process: subprocess.Popen[str]
    dice: random.Random
    notes: list[int] = field(default_factory=list)
    morts: Counter[str] = field(default_factory=Counter)
    # How many steps an act takes, as far as it is known: deaths are drawn among them.
    longueur: dict[str, int] = field(default_factory=dict)
    numero: int = 0

    def vivre(self, racine: Path, act: str, name: str, *, tuer: bool = True) -> bool:
        """One life; returns whether it was killed."""
        kind = f"{act} {name}"
        # A little beyond the end: some lives end well.
        target = self.dice.randint(1, self.longueur.get(kind, 3000) * 5 // 4) if tuer else -1
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.numero += 100
        words = (str(racine), act, name, str(target), str(self.numero))
        self.process.stdin.write("\t".join(words) + "\n")
        self.process.stdin.flush()
        for line in self.process.stdout:
            what, number = line.split()
            if what == "note":
                self.notes.append(int(number))
            elif what == "pas":
                self.longueur[kind] = max(int(number), self.longueur.get(kind, 0))
            else:
                assert int(number) in (0, -signal.SIGKILL)
                self.morts[act] += int(number) != 0
                return int(number) != 0
        raise AssertionError("the nursery ended")


@contextmanager
def ouvrir() -> Iterator[Pepiniere]:
    """The nursery, until the end of one test."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.sync.pepiniere"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        cwd=Path(__file__).parents[2],
    ) as process:  # fmt: skip
        yield Pepiniere(process, random.Random(KILLS))


@pytest.fixture
def pepiniere() -> Iterator[Pepiniere]:
    """The nursery, for one test."""
    with ouvrir() as pepiniere:
        yield pepiniere


def test_a_team_killed_at_every_turn_loses_nothing(tmp_path: Path, pepiniere: Pepiniere) -> None:
    monde = Monde(tmp_path)
    famille = foyer(monde.poste("Nadia"), "Delattre")
    monde.poste("Marc")
    monde.tournee()
    contact(monde.postes["Nadia"], famille, "note 0")
    monde.fermer()
    acts = [
        (act, name) for name in ("Nadia", "Marc") for act in ("save", "sync")
    ] + [("ingest", "siege")] * 2  # fmt: skip
    while sum(pepiniere.morts.values()) < KILLS * 2 // 3:
        for act, name in acts:
            pepiniere.vivre(tmp_path, act, name)
    assert set(pepiniere.morts) == {"save", "sync", "ingest"}
    ends_well(tmp_path, ["Nadia", "Marc"], {0, *pepiniere.notes})


def test_a_first_synchronisation_killed_again_and_again(
    tmp_path: Path, pepiniere: Pepiniere
) -> None:
    """The snapshot: made by headquarters, taken in by the new post, both killed on the way."""
    monde = Monde(tmp_path)
    famille = foyer(monde.poste("Nadia"), "Delattre")
    for number in range(30):
        contact(monde.postes["Nadia"], famille, f"note {number}")
    monde.tournee()
    names = ["Nadia"]
    while sum(pepiniere.morts.values()) < KILLS // 6:
        names.append(f"Poste {len(names)}")
        monde.poste(names[-1])
        monde.fermer()
        for act, name in (("sync", names[-1]), ("ingest", "siege"), ("sync", names[-1])):
            for _ in range(3):
                pepiniere.vivre(tmp_path, act, name)
            pepiniere.vivre(tmp_path, act, name, tuer=False)
        monde = Monde(tmp_path)
    monde.fermer()
    ends_well(tmp_path, names, set(range(30)))


def test_an_update_killed_anywhere_is_done_at_the_next_start(
    tmp_path: Path, pepiniere: Pepiniere
) -> None:
    new, _ = create_store(tmp_path / "neuf", PHRASE)
    shape = anciens.shape(new)
    new.close()
    anciens.first_version(tmp_path / "modele")
    lives = 0
    while pepiniere.morts["migration"] < KILLS // 6:
        shutil.copytree(tmp_path / "modele", tmp_path / "ancien")
        # The first tells how long an update is; then each store is killed some times in a row.
        for _ in range(3):
            pepiniere.vivre(tmp_path, "migration", "ancien", tuer=lives > 0)
            lives += 1
        old = open_store(tmp_path / "ancien", PHRASE)
        assert anciens.shape(old) == shape
        assert file_problems(old) == []
        assert state_problems(old) == []
        old.close()
        shutil.rmtree(tmp_path / "ancien")


def ends_well(racine: Path, names: list[str], saved: set[int]) -> None:
    """Everybody synchronises: what was told to be saved is everywhere once, and all is whole."""
    monde = Monde(racine)
    for name in names:
        monde.rouvrir(name)
    monde.tournee()
    sessions = (monde.siege, *monde.postes.values())
    assert len({empreinte(session.store) for session in sessions}) == 1
    for session in sessions:
        rows = session.store.query("SELECT note FROM contact")
        numbers = [int(row["note"].removeprefix("note ")) for row in rows]
        assert saved <= set(numbers)
        assert len(numbers) == len(set(numbers))
        assert integrite.verify(session) == []
    monde.fermer()
