"""The workers of `siege serve` over PostgreSQL: several posts at once, each in its own order."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.siege.serveur import servir
from tests.sync.monde import Monde, changer, contact, device, empreinte, foyer

from fieldapp.db import journal
from fieldapp.db import sync_tables as tables
from fieldapp.db.integrite import gap_problems, own_devices, state_problems
from fieldapp.db.store import Store
from fieldapp.domain.echange import Poste
from fieldapp.domain.errors import KnownError
from fieldapp.services.session import Session
from fieldapp.siege import ingest, serve_rounds
from fieldapp.siege.ingest import Stop
from fieldapp.siege.serve import Ecoute, prepare
from fieldapp.sync.folder import POSTES, bundle_name
from fieldapp.sync.inbox import Arrivage
from fieldapp.sync.transport import Transport

NOMS = ("Nadia", "Marc", "Awa", "Luc")
OUVRIERS = 2


def test_four_posts_at_once_lose_nothing(monde_pg: Monde) -> None:
    monde = monde_pg
    shared = foyer(monde.poste(NOMS[0]), "Delattre")
    for nom in NOMS[1:]:
        monde.poste(nom)
    monde.tournee()
    sessions = list(monde.postes.values())
    with servir(monde, ouvriers=OUVRIERS) as serveur, ThreadPoolExecutor(len(NOMS)) as pool:

        def work(session: Session) -> None:
            for turn in range(4):
                # The same row from everywhere: merges of one row meet.
                changer(session, shared, commune=f"{session.agent.nom} {turn}")
                contact(session, shared, f"Note {turn} de {session.agent.nom}")
                serveur.synchroniser(session)

        list(pool.map(work, sessions))
        for _ in range(2):
            for session in sessions:
                serveur.synchroniser(session)
    siege = monde.siege.store
    for session in sessions:
        own = journal.last_seq(session.store, session.store.device)
        assert journal.last_seq(siege, session.store.device) == own
    assert len({empreinte(s.store) for s in (monde.siege, *sessions)}) == 1
    assert state_problems(siege) == []
    assert gap_problems(siege, own_devices(siege)) == []
    assert tables.chain_problems(siege) == []


def test_two_posts_are_taken_in_at_the_same_time(
    monde_pg: Monde, monkeypatch: pytest.MonkeyPatch
) -> None:
    monde = monde_pg
    one, two = _on_two_lanes(monde)
    monde.tournee()
    met, both = threading.Barrier(2), threading.Event()

    def take_from(store: Store, transport: Transport, poste: Poste, stop: Stop) -> Arrivage:
        if not both.is_set():
            met.wait(60)  # broken, were they served one after the other
            both.set()
        return ingest.take_from(store, transport, poste, stop)

    monkeypatch.setattr(serve_rounds, "take_from", take_from)
    for session in (one, two):
        foyer(session, f"À {session.agent.nom}")
    with servir(monde, ouvriers=OUVRIERS) as serveur, ThreadPoolExecutor(2) as pool:
        list(pool.map(serveur.synchroniser, (one, two)))
    assert both.is_set()
    assert not met.broken


def test_what_comes_while_a_round_serves_its_post_is_taken_after_it(monde_pg: Monde) -> None:
    monde = monde_pg
    nadia = monde.poste("Nadia")
    monde.tournee()
    foyer(nadia, "Delattre")
    last = tables.last_reception(monde.siege.store, device(nadia))
    assert last is not None
    path = monde.espace / POSTES / device(nadia) / bundle_name(last.numero + 1)
    with (
        servir(monde, ouvriers=OUVRIERS) as serveur,
        ThreadPoolExecutor(1) as pool,
        _round_of(monde, device(nadia)),
    ):
        sending = pool.submit(serveur.synchroniser, nadia)
        while not path.exists():
            threading.Event().wait(0.01)
    sending.result()
    row = monde.siege.store.one("SELECT nom FROM foyer")
    assert row is not None
    assert row["nom"] == "Delattre"


def test_a_file_is_written_by_one_worker(tmp_path: Path) -> None:
    monde = Monde(tmp_path)
    with pytest.raises(KnownError, match="siege move"):
        prepare(monde.siege, Ecoute("127.0.0.1", 0, ouvriers=2), monde.espace)
    monde.fermer()


def _on_two_lanes(monde: Monde) -> tuple[Session, Session]:
    """Two posts that different workers serve."""
    lanes: dict[int, Session] = {}
    while len(lanes) < OUVRIERS:
        session = monde.poste(f"Agent {len(monde.postes)}")
        lanes[zlib.crc32(device(session).encode()) % OUVRIERS] = session
    return lanes[0], lanes[1]


@contextmanager
def _round_of(monde: Monde, poste: str) -> Iterator[None]:
    """Another process of headquarters that serves this post, and has looked already."""
    other = monde.siege.store.twin()
    with other.alone_with(poste) as alone:
        assert alone
        yield
    other.close()
