"""A fault at every write, fsync and rename of an exchange in turn: nothing lost, nothing twice."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.siege.serveur import servir
from tests.sync.monde import Monde, changer, contact, empreinte, foyer

from fieldapp.domain.errors import KnownError
from fieldapp.services import integrite
from fieldapp.services.session import Session
from fieldapp.sync import https
from fieldapp.sync.engine import synchronise

resource = pytest.importorskip("resource", reason="limits of a process: not on Windows")

PAGE = 4096
FRAME = PAGE + 24
# Of the frames of SQLite's log, one in so many is refused: `make soak` refuses every one.
STEP = 1 if os.environ.get("FIELDAPP_SOAK") else 3
# What the exchange asks of the disk: each of these calls fails in its turn.
CALLS = ("write", "fsync", "replace", "mkdir", "open")
CODES = (errno.ENOSPC, errno.EIO, errno.EACCES)


@pytest.fixture
def monde(tmp_path: Path) -> Iterator[Monde]:
    """A disk fails in the same way whatever headquarters stores in (its own file, here)."""
    monde = Monde(tmp_path)
    yield monde
    monde.fermer()


@dataclass
class Disque:
    """Calls of the system, counted; the `rang`-th one fails, and all that follow if `puis`.

    A write that fails has written half of its bytes.
    """

    rang: int
    puis: bool
    code: int
    racine: Path
    appels: int = 0
    refus: int = 0

    def watch(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        """The same call, that fails when its turn has come."""

        def call(*args: Any, **kwargs: Any) -> Any:
            # Only what concerns this world: the test's own files are not of the story.
            if isinstance(args[0], str | Path) and not Path(args[0]).is_relative_to(self.racine):
                return real(*args, **kwargs)
            self.appels += 1
            if self.appels == self.rang or (self.puis and self.appels > self.rang):
                self.refus += 1
                if name == "write":
                    real(args[0], bytes(args[1])[: len(args[1]) // 2])
                raise OSError(self.code, os.strerror(self.code))
            return real(*args, **kwargs)

        return call


@contextlib.contextmanager
def disque(monde: Monde, rang: int, *, puis: bool) -> Iterator[Disque]:
    """A disk whose `rang`-th call fails, for what happens inside."""
    faulty = Disque(rang, puis, CODES[rang % len(CODES)], monde.racine)
    with pytest.MonkeyPatch.context() as patch:
        for name in CALLS:
            patch.setattr(os, name, faulty.watch(name, getattr(os, name)))
        # The pieces of an upload are added through a file of Python's own.
        patch.setattr(Path, "open", faulty.watch("open", Path.open))
        yield faulty


@contextlib.contextmanager
def _disk_ends_at(octets: int) -> Iterator[None]:
    """Let no file of this process grow beyond that size: the kernel refuses the write itself."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (octets, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@dataclass
class Equipe:
    """Two posts that write about one family, and what they have written."""

    monde: Monde
    famille: str = ""
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.famille = foyer(self.monde.poste("Nadia"), "Delattre")
        self.monde.poste("Marc")
        self.monde.tournee()

    def travailler(self) -> None:
        """Each notes a contact, and both change the same address."""
        for nom, session in self.monde.postes.items():
            self.notes.append(f"{nom} {len(self.notes)}. " + "Un point sur le budget. " * 40)
            contact(session, self.famille, self.notes[-1])
            changer(session, self.famille, adresse=f"{len(self.notes)} rue Zola")

    def converge(self) -> None:
        """All is everywhere, once; every store is whole and says the same."""
        self.monde.tournee()
        sessions = (self.monde.siege, *self.monde.postes.values())
        assert len({empreinte(session.store) for session in sessions}) == 1
        for session in sessions:
            said = [row["note"] for row in session.store.query("SELECT note FROM contact")]
            assert sorted(said) == sorted(self.notes)
            assert integrite.verify(session) == []


@pytest.mark.parametrize("puis", [False, True], ids=["once", "from then on"])
def test_a_fault_at_every_call_of_the_exchange_loses_nothing(monde: Monde, puis: bool) -> None:
    equipe = Equipe(monde)
    nadia, marc = monde.postes.values()
    refused = 0
    for act in (lambda: monde.synchroniser(nadia), monde.recueillir):
        for rang in range(1, 200):
            equipe.travailler()
            monde.synchroniser(marc)
            if act == monde.recueillir:
                monde.synchroniser(nadia)
            else:
                monde.recueillir()
            with disque(monde, rang, puis=puis) as faulty, contextlib.suppress(KnownError):
                act()
            if not faulty.refus:
                break
            refused += 1
        else:
            pytest.fail("the exchange never ended its calls")
    assert refused > 15
    equipe.converge()


def test_a_disk_that_ends_at_any_write_of_a_store_loses_nothing(monde: Monde) -> None:
    """SQLite is refused a page in the middle, in the store of the post then of headquarters."""
    equipe = Equipe(monde)
    nadia, marc = monde.postes.values()
    for session, act in ((nadia, lambda: monde.synchroniser(nadia)),
                         (monde.siege, monde.recueillir)):  # fmt: skip
        refused = 0
        for frames in range(0, 600, STEP):
            equipe.travailler()
            monde.synchroniser(marc)
            if session is nadia:
                monde.recueillir()
            else:
                monde.synchroniser(nadia)
            session.store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            said = _refusal(act, 32 + frames * FRAME + FRAME // 2)
            refused += said != ""
            assert not said or "rien" in said.lower() or "intact" in said
            if not said and _all_taken(session, equipe):
                break
        else:
            pytest.fail("the exchange never ended its writes")
        assert refused > 3
    equipe.converge()


def _refusal(act: Callable[[], object], octets: int) -> str:
    """What is said when the disk ends there; nothing when the act went through."""
    try:
        with _disk_ends_at(octets):
            act()
    except KnownError as error:
        return error.message
    return ""


def _all_taken(session: Session, equipe: Equipe) -> bool:
    row = session.store.one("SELECT count(*) AS n FROM contact")
    return row is not None and row["n"] == len(equipe.notes)


@pytest.mark.parametrize("puis", [False, True], ids=["once", "from then on"])
def test_a_fault_at_every_call_of_headquarters_by_https(
    monde: Monde, monkeypatch: pytest.MonkeyPatch, puis: bool
) -> None:
    """Files that come in several pieces, and a disk of the server that fails at each call."""
    monkeypatch.setattr(https, "CHUNK", 600)
    equipe = Equipe(monde)
    nadia, _ = monde.postes.values()
    refused = 0
    with servir(monde) as serveur:
        serveur.synchroniser(nadia)
        for rang in range(1, 200):
            equipe.travailler()
            with disque(monde, rang, puis=puis) as faulty, contextlib.suppress(KnownError):
                synchronise(nadia.store, serveur.adresse)
            if not faulty.refus:
                break
            refused += 1
            assert serveur.synchroniser(nadia).refuses == ()
        else:
            pytest.fail("the exchange never ended its calls")
        for session in (*monde.postes.values(), nadia):
            serveur.synchroniser(session)
    assert refused > 15
    equipe.converge()
