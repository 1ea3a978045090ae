"""Several processes of headquarters on one database: nothing lost, doubled or passed over."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from tests.sync.monde import PHRASE, Monde, changer, contact, empreinte, foyer
from tests.sync.test_coupures import SCRIPT

from fieldapp.db import journal
from fieldapp.db import sync_tables as tables
from fieldapp.db.integrite import gap_problems, own_devices, state_problems
from fieldapp.db.postes import arrival_head
from fieldapp.db.store import Store
from fieldapp.domain.errors import KnownError
from fieldapp.domain.journal import Op
from fieldapp.siege.founding import open_siege
from fieldapp.siege.store_postgres import PostgresStore

NOMS = ("Nadia", "Marc", "Awa", "Luc")
ROW = "019aaaaa-0000-7000-8000-000000000001"


def test_four_processes_take_everything_once(monde_pg: Monde) -> None:
    first, *others = [monde_pg.poste(nom) for nom in NOMS]
    shared = [foyer(first, f"Famille {number}") for number in range(3)]
    monde_pg.tournee()
    for turn in range(5):
        for rank, session in enumerate((first, *others)):
            # The same rows everywhere: merges of one row meet.
            changer(session, shared[turn % 3], commune=f"{rank}-{turn}", langue=f"{turn}-{rank}")
            contact(session, foyer(session, f"À {rank} {turn}"), f"Note {rank} {turn}")
            monde_pg.synchroniser(session)
    names = list(monde_pg.postes)
    monde_pg.fermer()

    workers = [
        subprocess.Popen(
            [sys.executable, str(SCRIPT), str(monde_pg.racine), "siege", "-1"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for _ in range(4)
    ]  # fmt: skip
    ended = [(worker.communicate()[1], worker.returncode) for worker in workers]
    assert [code for _, code in ended] == [0, 0, 0, 0], ended

    monde_pg.siege = open_siege(monde_pg.racine / "siege", PHRASE)
    for nom in names:
        monde_pg.rouvrir(nom)
    monde_pg.tournee()
    siege = monde_pg.siege.store
    assert len({empreinte(s.store) for s in (monde_pg.siege, *monde_pg.postes.values())}) == 1
    for session in monde_pg.postes.values():
        own = journal.last_seq(session.store, session.store.device)
        assert journal.last_seq(siege, session.store.device) == own
    _sound(siege)


def test_changes_of_one_row_wait_for_each_other(monde_pg: Monde) -> None:
    with _stores(monde_pg, 2) as (one, two), ThreadPoolExecutor(1) as pool:
        with one.atomic():
            journal.ingest(one, [_op("a", 1, nom="Delattre")])
            waiting = pool.submit(journal.ingest, two, [_op("b", 1, commune="Lens")])
            _until(monde_pg, _waits_for_a_lock)
        waiting.result()
        row = one.one("SELECT nom, commune FROM foyer WHERE id = :i", i=ROW)
        assert row is not None
        assert (row["nom"], row["commune"]) == ("Delattre", "Lens")
        _sound(one)


def test_the_relay_passes_over_no_change_that_is_on_its_way(monde_pg: Monde) -> None:
    with _stores(monde_pg, 3) as (slow, quick, relay), ThreadPoolExecutor(1) as pool:
        head, count = _seen(relay)
        with slow.atomic():
            journal.ingest(slow, [_op("a", 1, nom="Delattre")])
            # Numbered after, committed before.
            journal.ingest(quick, [_op("b", 1, row_id="autre", nom="Hennebelle")])
            looking = pool.submit(_seen, relay)
            _until(monde_pg, _waits_for_a_lock)
            assert not looking.done()
        assert looking.result() == (head + 2, count + 2)


def test_two_transactions_that_cross_both_end(monde_pg: Monde) -> None:
    with _stores(monde_pg, 2) as (one, two), ThreadPoolExecutor(2) as pool:
        met = threading.Barrier(2)
        tries = []

        def cross(store: Store, first: str, second: str) -> None:
            def act() -> None:
                with store.atomic():
                    store.claim(first)
                    tries.append(first)
                    if len(tries) <= 2:
                        met.wait(60)
                    store.claim(second)

            store.retried(act)

        ends: list[Future[None]] = [
            pool.submit(cross, one, "x", "y"), pool.submit(cross, two, "y", "x"),
        ]  # fmt: skip
        for end in ends:
            end.result(60)
        assert len(tries) == 3


def test_a_bundle_of_thousands_of_rows_takes_one_lock(monde_pg: Monde) -> None:
    with _stores(monde_pg, 2) as (one, two), ThreadPoolExecutor(1) as pool:
        many = [_op("a", seq, row_id=f"f{seq}", nom=f"Famille {seq}") for seq in range(1, 5001)]
        with one.atomic():
            journal.ingest(one, many)
            locks = one.one("SELECT count(*) AS n FROM pg_locks WHERE locktype = 'advisory'")
            assert locks is not None
            assert locks["n"] < 10
            waiting = pool.submit(journal.ingest, two, [_op("b", 1, row_id="f7", commune="Lens")])
            _until(monde_pg, _waits_for_a_lock)
        waiting.result()
        _sound(one)


def test_one_post_is_served_by_one_process_at_a_time(monde_pg: Monde) -> None:
    nadia = monde_pg.poste("Nadia")
    monde_pg.tournee()
    foyer(nadia, "Delattre")
    monde_pg.synchroniser(nadia)
    with _stores(monde_pg, 1) as (other,):
        with other.alone_with(nadia.store.device) as alone:
            assert alone
            assert monde_pg.recueillir().recus == 0
        assert monde_pg.recueillir().recus == 1


def test_a_bundle_that_another_process_took_meanwhile_is_no_fault(
    monde_pg: Monde, monkeypatch: pytest.MonkeyPatch
) -> None:
    nadia = monde_pg.poste("Nadia")
    monde_pg.tournee()
    foyer(nadia, "Delattre")
    monde_pg.synchroniser(nadia)
    store = monde_pg.siege.store
    last = tables.last_reception(store, nadia.store.device)
    assert monde_pg.recueillir().recus == 1
    # The second process had looked before the first one took it.
    real, looked = tables.last_reception, [last]
    monkeypatch.setattr(
        tables, "last_reception", lambda s, d: looked.pop() if looked else real(s, d)
    )
    bilan = monde_pg.recueillir()
    assert (bilan.recus, bilan.refuses) == (0, ())
    _sound(store)


def test_a_change_that_was_there_already_is_taken_once(monde_pg: Monde) -> None:
    """The first try writes without asking what is there: one that is makes it ask."""
    with _stores(monde_pg, 1) as (store,):
        ops = [_op("a", 1, nom="Delattre"), _op("a", 2, row_id="autre", nom="Petit")]
        journal.ingest(store, ops[:1])
        tries: list[int] = []

        def take() -> None:
            tries.append(len(tries))
            with store.atomic():
                journal.ingest(store, ops)

        store.retried(take)
        assert tries == [0, 1]
        assert journal.last_seq(store, "a") == 2
        _sound(store)


def test_bundles_that_may_not_have_reached_the_disk_are_not_told(monde_pg: Monde) -> None:
    """The base ends between the last bundle of a post and the wait for the disk."""
    with _stores(monde_pg, 2) as (store, other):

        def take() -> None:
            with store.reaching_disk_together():
                with store.atomic():
                    journal.ingest(store, [_op("a", 1, nom="Delattre")])
                backend = store.conn.info.backend_pid
                other.execute(f"SELECT pg_terminate_backend({backend}, 5000)")
                with store.atomic():
                    journal.ingest(store, [_op("a", 2, row_id="autre", nom="Petit")])

        with pytest.raises(KnownError, match="base"):
            take()
        # It was on disk after all: taking both again changes nothing of the first.
        for _ in range(2):
            store.retried(lambda: _take(store))
        assert journal.last_seq(other, "a") == 2
        _sound(other)


def _take(store: Store) -> None:
    with store.atomic():
        journal.ingest(
            store, [_op("a", 1, nom="Delattre"), _op("a", 2, row_id="autre", nom="Petit")]
        )


def _op(device: str, seq: int, *, row_id: str = ROW, **fields: str) -> Op:
    return Op(device, seq, (1 << 56) + seq, "insert", "foyer", row_id, fields, {}, "a", row_id)


def _seen(store: Store) -> tuple[int, int]:
    """The number up to which a relay would note that it read, and how many changes it saw."""
    with store.snapshot():
        row = store.one("SELECT count(*) AS n FROM op")
        assert row is not None
        return arrival_head(store), int(row["n"])


def _sound(store: Store) -> None:
    assert state_problems(store) == []
    assert gap_problems(store, own_devices(store)) == []
    assert tables.chain_problems(store) == []


@contextmanager
def _stores(monde: Monde, count: int) -> Iterator[tuple[Store, ...]]:
    """Connections of their own, as other processes have."""
    assert monde.base is not None
    local = monde.siege.store.keeper
    stores = [PostgresStore(local, monde.base, "CAF62") for _ in range(count)]
    try:
        yield tuple(stores)
    finally:
        for store in stores:
            store.conn.close()


def _waits_for_a_lock(store: Store) -> bool:
    return (
        store.one("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") is not None
    )


def _until(monde: Monde, come: Callable[[Store], bool]) -> None:
    while not come(monde.siege.store):
        pass
