"""`siege serve` when things go wrong: slow or crowding callers, a full disk, a kill -9."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.siege.demandeur import Demandeur
from tests.siege.serveur import LARGES, Serveur, servir
from tests.sync.monde import PHRASE, Monde, contact, device, empreinte, foyer
from tests.sync.passeur import MONTE, Coupure, Passeur

from fieldapp.db import sync_tables as tables
from fieldapp.db.integrite import file_problems, gap_problems, own_devices, state_problems
from fieldapp.domain.echange import Bilan
from fieldapp.domain.errors import KnownError, OfflineError
from fieldapp.services.session import Session
from fieldapp.siege import serve_rounds
from fieldapp.siege.serve_limits import Limits
from fieldapp.sync import https_session
from fieldapp.sync.adresse import Adresse, host_and_port
from fieldapp.sync.engine import synchronise
from fieldapp.sync.transport import RefusedError


@pytest.fixture
def monde(tmp_path: Path) -> Iterator[Monde]:
    """Whatever headquarters stores in, it listens in the same way (tests/sync/test_voies.py)."""
    monde = Monde(tmp_path)
    yield monde
    monde.fermer()


PRESSE = Limits(
    requests_at_once=1e6, strangers_at_once=1e6, octets_at_once=1e12, first_byte_s=0.3, body_s=0.3
)


def brut(adresse: Adresse) -> ssl.SSLSocket:
    """A bare connection, its certificate not looked at."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    sock = socket.create_connection(host_and_port(adresse.urls[0]), 10)
    return context.wrap_socket(sock)


def fini(sock: ssl.SSLSocket) -> bytes:
    """Read until the other end closes."""
    data = b""
    with contextlib.suppress(ConnectionError, ssl.SSLError):
        while piece := sock.recv(4096):
            data += piece
    sock.close()
    return data


@pytest.mark.parametrize(
    "words",
    [
        b"",
        b"GET /1/sea",
        b"GET /1/seance HTTP/1.1\r\nHost: siege\r\nX-Lent: ",
        b"PUT /1/postes/0123456789ab/1.lot HTTP/1.1\r\nHost: s\r\nContent-Length: 9\r\n\r\nx",
    ],
    ids=["silence", "half a line", "half a header", "half a body"],
)
def test_a_caller_that_never_ends_its_request_is_put_down(monde: Monde, words: bytes) -> None:
    nadia = monde.poste("Nadia")
    foyer(nadia, "Delattre")
    with servir(monde, PRESSE) as serveur:
        slow = [brut(serveur.adresse) for _ in range(20)]
        for sock in slow:
            sock.sendall(words)
        assert serveur.synchroniser(nadia).envoyes == 1  # the others are served meanwhile
        for sock in slow:
            answer = fini(sock)
            assert answer == b"" or answer.startswith((b"HTTP/1.1 404", b"HTTP/1.1 408"))


def test_a_signed_body_that_does_not_come_is_put_down(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    with servir(monde, PRESSE) as serveur:
        serveur.synchroniser(nadia)
        asking = Demandeur(serveur.adresse, nadia)
        target = f"/1/postes/{device(nadia)}/00000009.lot"
        header = asking.signer("PUT", target, b"x" * 9)
        sock = brut(serveur.adresse)
        sock.sendall(
            f"PUT {target} HTTP/1.1\r\nHost: s\r\nAuthorization: {header}\r\n"
            "Content-Length: 9\r\n\r\nx".encode()
        )
        assert fini(sock).startswith(b"HTTP/1.1 408")
        asking.fermer()


@pytest.mark.parametrize("words", [b"\x00" * 50, b"GET / HTTP/9.9\r\n\r\n", b"A: " + b"x" * 40_000])
def test_what_is_not_http_is_put_down(monde: Monde, words: bytes) -> None:
    with servir(monde, PRESSE) as serveur:
        sock = brut(serveur.adresse)
        sock.sendall(words)
        answer = fini(sock)
        assert answer == b"" or answer.startswith(b"HTTP/1.1 4")


def test_what_is_not_tls_is_put_down(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    with servir(monde) as serveur:
        sock = socket.create_connection(host_and_port(serveur.adresse.urls[0]), 10)
        sock.sendall(b"GET /sante HTTP/1.1\r\nHost: s\r\n\r\n")
        with contextlib.suppress(ConnectionError):
            assert b"200" not in sock.recv(4096)
        sock.close()
        serveur.synchroniser(nadia)


def test_one_address_may_not_take_every_connection(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    few = Limits(strangers_at_once=1e6, connections_per_address=5)
    with servir(monde, few) as serveur:
        held = [brut(serveur.adresse) for _ in range(5)]
        with pytest.raises(OfflineError):
            serveur.synchroniser(nadia)
        for sock in held:
            sock.close()
        assert not _patiently(lambda: serveur.synchroniser(nadia)).en_attente


def _patiently(act: Callable[[], Bilan]) -> Bilan:
    """Try again until the server has seen that the connections are closed."""
    for _ in range(200):
        try:
            return act()
        except OfflineError:
            threading.Event().wait(0.02)
    return act()


def test_a_full_server_asks_to_come_back(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    foyer(nadia, "Delattre")
    busy = Limits(strangers_at_once=1e6, connections=1)
    with servir(monde, busy) as serveur, pytest.raises(OfflineError, match="très occupé"):
        serveur.synchroniser(nadia)
    with servir(monde) as serveur:
        assert serveur.synchroniser(nadia).envoyes == 1


def test_a_post_in_a_hurry_waits_and_one_that_insists_comes_back_later(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    hurried = Limits(requests=200, requests_at_once=3, strangers_at_once=1e6)
    with servir(monde, hurried) as serveur:
        for tour in range(5):
            foyer(nadia, f"Famille {tour}")
            assert serveur.synchroniser(nadia).envoyes == 1
    foyer(nadia, "Thorel")
    strict = Limits(requests=0.01, requests_at_once=1, strangers_at_once=1e6)
    with servir(monde, strict) as serveur, pytest.raises(OfflineError, match="très occupé"):
        serveur.synchroniser(nadia)
    curious = Limits(strangers=0.01, strangers_at_once=1)
    with servir(monde, curious) as serveur:
        serveur.synchroniser(nadia)
        https_session._kept.clear()  # a program just opened asks for a challenge, unsigned
        with pytest.raises(OfflineError, match="très occupé"):
            serveur.synchroniser(nadia)


@pytest.mark.parametrize(
    ("code", "error", "said"),
    [(errno.ENOSPC, RefusedError, "plus de place"), (errno.EIO, OfflineError, "très occupé")],
)
def test_a_disk_that_fails_under_the_server_is_said_and_loses_nothing(
    monde: Monde, monkeypatch: pytest.MonkeyPatch, code: int, error: type[KnownError], said: str
) -> None:
    nadia = monde.poste("Nadia")
    with servir(monde) as serveur:
        serveur.synchroniser(nadia)
        foyer(nadia, "Delattre")

        def fail(*_: object) -> None:
            raise OSError(code, os.strerror(code))

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", fail)
            with pytest.raises(error, match=said) as caught:
                serveur.synchroniser(nadia)
            assert "rien n’a été effacé" in caught.value.message
        assert serveur.synchroniser(nadia).refuses == ()
    assert empreinte(nadia.store) == empreinte(monde.siege.store)


@pytest.mark.parametrize("fault", [KnownError("disque plein"), ValueError("un défaut de Delattre")])
def test_a_bundle_outlives_the_failure_of_its_reception(
    monde: Monde, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
    fault: Exception,
) -> None:  # fmt: skip
    nadia = monde.poste("Nadia")
    with servir(monde) as serveur:
        serveur.synchroniser(nadia)
        foyer(nadia, "Delattre")

        def fail(*_: object) -> None:
            raise fault

        with monkeypatch.context() as patch:
            patch.setattr(serve_rounds, "take_from", fail)
            patch.setattr(serve_rounds, "answer", fail)
            assert serveur.synchroniser(nadia).envoyes == 1
            asking = Demandeur(serveur.adresse, nadia)
            assert asking.nu("GET", "/sante").status == 503
        assert tables.acknowledged_seq(nadia.store, device(monde.siege))[0] == 0
        # The next thing that this post sends has all of it taken.
        foyer(nadia, "Thorel")
        serveur.synchroniser(nadia)
        assert asking.nu("GET", "/sante").status == 200
        asking.fermer()
    assert empreinte(nadia.store) == empreinte(monde.siege.store)
    assert "Delattre" not in caplog.text


def test_the_rounds_serve_the_posts_of_the_folder_too(monde: Monde) -> None:
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    contact(nadia, foyer(nadia, "Delattre"), "Note.")
    with servir(monde, Limits(strangers_at_once=1e6, round_s=0.05)) as serveur:
        serveur.synchroniser(marc)
        for _ in range(200):
            monde.synchroniser(nadia)
            if tables.acknowledged_seq(nadia.store, device(monde.siege))[0] == 2:
                break
            threading.Event().wait(0.02)
        serveur.synchroniser(marc)
    assert empreinte(nadia.store) == empreinte(marc.store) == empreinte(monde.siege.store)


def test_several_posts_at_once_and_the_folder_meanwhile(monde: Monde) -> None:
    names = ["Nadia", "Marc", "Inès", "Léa"]
    postes = [monde.poste(name) for name in names]
    with servir(monde) as serveur:

        def work(session: Session) -> None:
            for tour in range(4):
                contact(session, foyer(session, f"Famille {tour}"), "Note.")
                serveur.synchroniser(session)

        with ThreadPoolExecutor(len(postes)) as pool:
            running = [pool.submit(work, session) for session in postes]
            while not all(task.done() for task in running):
                monde.recueillir()
            for task in running:
                task.result()
        for session in postes * 2:
            serveur.synchroniser(session)
    prints = {empreinte(session.store) for session in (monde.siege, *postes)}
    assert len(prints) == 1
    assert tables.open_quarantine(monde.siege.store) == []
    for session in (monde.siege, *postes):
        assert tables.chain_problems(session.store) == []


@contextlib.contextmanager
def processus(monde: Monde, port: int) -> Iterator[tuple[subprocess.Popen[str], Adresse]]:
    """`fieldapp siege serve` as a program of its own."""
    env = {**os.environ, "FIELDAPP_PASSPHRASE": PHRASE}
    running = subprocess.Popen(
        [
            sys.executable, "-m", "fieldapp", "siege", "serve", "--json",
            "--data", str(monde.racine / "siege"), "--adresse", f"127.0.0.1:{port}",
        ],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=env,
    )  # fmt: skip
    assert running.stdout is not None
    told = ""
    for line in running.stdout:
        told += line
        if line.startswith("}"):
            break
    said = json.loads(told)
    try:
        yield running, Adresse(tuple(said["urls"]), said["empreinte"])
    finally:
        if running.poll() is None:
            running.send_signal(signal.SIGTERM)
        running.stdout.read()
        running.wait(30)
        running.stdout.close()


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is POSIX's")
def test_headquarters_killed_in_the_middle_of_a_request_is_taken_up_again(tmp_path: Path) -> None:
    monde = Monde(tmp_path)
    nadia = monde.poste("Nadia")
    kills = (600, 2500, 4200, 5600)
    port = killed = 0
    for tour, octets in enumerate(kills):
        famille = foyer(nadia, f"Famille {tour}")
        contact(nadia, famille, "Une note de plusieurs mots. " * 60)
        with processus(monde, port) as (running, adresse), Passeur(adresse) as passeur:
            port = host_and_port(adresse.urls[0])[1]
            passeur.plans = [Coupure(MONTE, octets, running.kill)]
            with contextlib.suppress(OfflineError):
                synchronise(nadia.store, passeur.adresse)
            killed += not passeur.plans
            running.kill()
            running.wait(30)
        assert file_problems(monde.siege.store) == []
    with processus(monde, port) as (running, adresse):
        for _ in range(2):
            assert synchronise(nadia.store, adresse).refuses == ()
    assert running.returncode == 0  # asked to stop, it ends well
    assert empreinte(nadia.store) == empreinte(monde.siege.store)
    for store in (monde.siege.store, nadia.store):
        assert gap_problems(store, own_devices(store)) == []
        assert state_problems(store) == []
        assert tables.chain_problems(store) == []
    assert killed == len(kills)
    monde.fermer()


def test_stopping_answers_who_is_being_served(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    foyer(nadia, "Delattre")
    with servir(monde) as serveur:
        stopping: list[Serveur] = []

        def stop(*_: object) -> None:
            stopping.append(serveur)
            serveur.pret.server.should_exit = True

        with contextlib.suppress(OfflineError):
            synchronise(nadia.store, serveur.adresse, progress=stop)
        assert stopping
    with servir(monde, LARGES) as again:
        again.synchroniser(nadia)
    assert empreinte(nadia.store) == empreinte(monde.siege.store)
