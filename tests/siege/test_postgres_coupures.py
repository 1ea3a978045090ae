"""kill -9 of the process that takes in, and of PostgreSQL itself: the next round goes on.

FIELDAPP_KILLS says how many deaths in all, as in tests/sync/test_deux_cents.py: a sixth of that
number here for the process, a thirtieth for PostgreSQL.
"""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.sync.monde import PHRASE, Monde, changer, contact, empreinte, foyer
from tests.sync.test_coupures import run
from tests.sync.test_deux_cents import KILLS as DEATHS
from tests.sync.test_deux_cents import ends_well, ouvrir

from fieldapp.db import sync_tables as tables
from fieldapp.db.integrite import gap_problems, own_devices, state_problems
from fieldapp.db.store import Store
from fieldapp.domain.echange import Reception
from fieldapp.domain.errors import KnownError
from fieldapp.siege.founding import open_siege
from fieldapp.siege.store_postgres import PostgresStore

if TYPE_CHECKING:
    from tests.postgres import Postgres

pytestmark = pytest.mark.skipif(os.name == "nt", reason="SIGKILL is POSIX's")
KILLS = 6


@pytest.fixture
def monde_sur(tmp_path: Path, postgres_sur: Postgres) -> Iterator[Monde]:
    """A world whose headquarters stores in a PostgreSQL that keeps its promises."""
    monde = Monde(tmp_path, postgres_sur.base())
    yield monde
    monde.fermer()


def test_an_ingestion_killed_anywhere_is_taken_up_again(monde_sur: Monde) -> None:
    monde = monde_sur
    nadia = monde.poste("Nadia")
    monde.poste("Marc")
    shared = foyer(nadia, "Delattre")
    monde.tournee()
    steps = killed = 0
    for turn in range(KILLS + 1):
        _work(monde, shared, turn)
        for session in monde.postes.values():
            monde.synchroniser(session)
        done = run(monde, "siege", steps * turn // (KILLS + 1) if turn else -1)
        if turn == 0:
            assert done.returncode == 0, done.stderr
            steps = int(done.stdout)
        killed += done.returncode == -signal.SIGKILL
    assert killed >= KILLS - 2
    _converges(monde, 2 * (KILLS + 1))


def test_a_headquarters_killed_at_chance_loses_nothing(monde_sur: Monde) -> None:
    monde = monde_sur
    famille = foyer(monde.poste("Nadia"), "Delattre")
    monde.poste("Marc")
    monde.tournee()
    contact(monde.postes["Nadia"], famille, "note 0")
    monde.fermer()
    with ouvrir() as pepiniere:
        while pepiniere.morts["ingest"] < DEATHS // 6:
            for name in ("Nadia", "Marc"):
                for act in ("save", "sync"):
                    pepiniere.vivre(monde.racine, act, name, tuer=False)
            for _ in range(3):
                pepiniere.vivre(monde.racine, "ingest", "siege")
    ends_well(monde.racine, ["Nadia", "Marc"], {0, *pepiniere.notes})


def test_a_database_killed_at_chance_loses_nothing(
    monde_sur: Monde, postgres_sur: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monde = monde_sur
    shared = foyer(monde.poste("Nadia"), "Delattre")
    monde.poste("Marc")
    monde.tournee()
    dice = random.Random(DEATHS)
    turns = max(3, DEATHS // 30)
    for turn in range(turns):
        _work(monde, shared, turn)
        for session in monde.postes.values():
            monde.synchroniser(session)
        with monkeypatch.context() as patch:
            _at_call(patch, "_ask", dice.randint(1, 25), lambda: postgres_sur.stop("immediate"))
            with pytest.raises(KnownError, match="ne répond plus"):
                monde.recueillir()
        postgres_sur.start()
    _converges(monde, 2 * turns)


@pytest.mark.parametrize(
    ("act", "rank"),
    [
        ("_send", 1),
        ("_send", 6),
        ("claim_rows", 2),
        ("put_states", 3),
        ("_commit", 4),
        ("_begin", 5),
    ],
)
def test_a_database_killed_in_the_middle_loses_nothing(
    monde_sur: Monde, postgres_sur: Postgres, monkeypatch: pytest.MonkeyPatch, act: str, rank: int
) -> None:
    monde = monde_sur
    nadia = monde.poste("Nadia")
    monde.poste("Marc")
    shared = foyer(nadia, "Delattre")
    monde.tournee()
    for turn in range(2):
        _work(monde, shared, turn)
        for session in monde.postes.values():
            monde.synchroniser(session)

    with monkeypatch.context() as patch:
        _at_call(patch, act, rank, lambda: postgres_sur.stop("immediate"))
        with pytest.raises(KnownError, match="ne répond plus"):
            monde.recueillir()
    with pytest.raises(KnownError, match="injoignable"):
        monde.recueillir()
    postgres_sur.start()

    # The same process goes on, on a new connection.
    _converges(monde, 4)


def test_a_commit_whose_answer_is_lost_is_not_taken_twice(
    monde_sur: Monde, postgres_sur: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monde = monde_sur
    nadia = monde.poste("Nadia")
    monde.poste("Marc")
    shared = foyer(nadia, "Delattre")
    monde.tournee()
    _work(monde, shared, 0)
    for session in monde.postes.values():
        monde.synchroniser(session)
    commit, note, taken = PostgresStore._commit, tables.add_reception, []

    def add_reception(store: Store, reception: Reception) -> None:
        taken.append(reception.numero)
        note(store, reception)

    def commit_then_die(store: PostgresStore) -> None:
        commit(store)
        if taken:
            postgres_sur.stop("immediate")
            store.query("SELECT 1")  # as if the answer of COMMIT had not come

    monkeypatch.setattr(tables, "add_reception", add_reception)
    monkeypatch.setattr(PostgresStore, "_commit", commit_then_die)
    with pytest.raises(KnownError, match="ne répond plus"):
        monde.recueillir()
    monkeypatch.undo()
    postgres_sur.start()
    _converges(monde, 2)


def test_a_headquarters_whose_database_is_away_says_so_and_comes_back(
    monde_sur: Monde, postgres_sur: Postgres
) -> None:
    monde_sur.siege.close()
    postgres_sur.stop()
    with pytest.raises(KnownError, match="injoignable"):
        open_siege(monde_sur.racine / "siege", PHRASE)
    postgres_sur.start()
    monde_sur.siege = open_siege(monde_sur.racine / "siege", PHRASE)


def _work(monde: Monde, shared: str, turn: int) -> None:
    for nom, session in monde.postes.items():
        changer(session, shared, adresse=f"{turn} rue {nom}")
        contact(session, foyer(session, f"Famille {nom} {turn}"), f"Note de {nom} {turn}")


def _at_call(patch: pytest.MonkeyPatch, name: str, rank: int, act: Callable[[], None]) -> None:
    """Have something happen just before a method is called for the nth time."""
    real = getattr(PostgresStore, name)
    calls = [0]

    def counted(store: PostgresStore, *args: object, **named: object) -> object:
        calls[0] += 1
        if calls[0] == rank:
            act()
        return real(store, *args, **named)

    patch.setattr(PostgresStore, name, counted)


def _converges(monde: Monde, notes: int) -> None:
    monde.tournee()
    sessions = (monde.siege, *monde.postes.values())
    assert len({empreinte(session.store) for session in sessions}) == 1
    for session in sessions:
        row = session.store.one("SELECT count(*) AS n, count(DISTINCT note) AS d FROM contact")
        assert row is not None
        assert (row["n"], row["d"]) == (notes, notes)
        assert state_problems(session.store) == []
        assert gap_problems(session.store, own_devices(session.store)) == []
        assert tables.chain_problems(session.store) == []
