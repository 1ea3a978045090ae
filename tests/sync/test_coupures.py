"""kill -9 in the middle of a synchronisation: the next one goes on, nothing lost, nothing twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.sync.monde import Monde, changer, contact, empreinte, foyer

from fieldapp.db import sync_tables as tables
from fieldapp.db.integrite import file_problems, gap_problems, own_devices, state_problems

SCRIPT = Path(__file__).with_name("coupure.py")
pytestmark = pytest.mark.skipif(os.name == "nt", reason="SIGKILL is POSIX's")


def run(monde: Monde, name: str, step: int) -> subprocess.CompletedProcess[str]:
    """Let another process synchronise while ours has its stores closed."""
    names = list(monde.postes)
    monde.fermer()
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(monde.racine), name, str(step)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    monde.__post_init__()
    for other in names:
        monde.rouvrir(other)
    return done


@pytest.mark.parametrize("name", ["Nadia", "siege"])
def test_a_sync_killed_anywhere_is_taken_up_again(tmp_path: Path, name: str) -> None:
    monde = Monde(tmp_path)
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    shared = foyer(nadia, "Delattre")
    monde.tournee()
    steps = notes = killed = 0
    for eighth in range(8):
        nadia, marc = monde.postes["Nadia"], monde.postes["Marc"]
        contact(nadia, shared, f"Note {eighth}")
        contact(marc, foyer(marc, f"Famille {eighth}"), f"Autre {eighth}")
        notes += 2
        changer(marc, shared, adresse=f"{eighth} rue Zola")
        monde.synchroniser(marc)
        if name == "siege":
            monde.synchroniser(nadia)
        else:
            monde.recueillir()
        if eighth == 0:
            counted = run(monde, name, -1)
            assert counted.returncode == 0, counted.stderr
            steps = int(counted.stdout)
            continue
        done = run(monde, name, steps * eighth // 8)
        killed += done.returncode == -signal.SIGKILL
        for session in (monde.siege, *monde.postes.values()):
            assert file_problems(session.store) == []
    assert killed >= 6

    monde.tournee()
    stores = [monde.siege.store, *(session.store for session in monde.postes.values())]
    assert len({empreinte(store) for store in stores}) == 1
    for store in stores:
        assert gap_problems(store, own_devices(store)) == []
        assert state_problems(store) == []
        assert tables.chain_problems(store) == []
        count = store.one("SELECT count(*) AS n FROM contact")
        assert count is not None
        assert count["n"] == notes
    monde.fermer()
