"""A transport asked aside: what the worker does goes on while a network is waited for."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.sync.monde import Monde, contact, empreinte, foyer

from fieldapp.sync.aside import Aside
from fieldapp.sync.engine import synchronise
from fieldapp.sync.folder import AbsentError
from fieldapp.sync.transport import FolderTransport, StoppedError


@dataclass(frozen=True)
class Lent(FolderTransport):
    """A share that answers when it is allowed to."""

    answer: threading.Event = field(default_factory=threading.Event)

    def size(self, side: str, device: str, name: str) -> int | None:
        assert self.answer.wait(30)
        return super().size(side, device, name)


def test_what_the_worker_does_goes_on_while_the_share_is_waited_for(tmp_path: Path) -> None:
    slow = Lent(tmp_path)
    done: list[int] = []

    def idle() -> None:
        done.append(len(done))
        if len(done) == 5:
            slow.answer.set()

    assert Aside(slow, idle).size("postes", "0123456789ab", "x.lot") is None
    assert len(done) >= 5


def test_an_error_of_the_share_comes_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise AbsentError("parti")

    monkeypatch.setattr(FolderTransport, "names", gone)
    with pytest.raises(AbsentError, match="parti"):
        Aside(FolderTransport(tmp_path), lambda: None).names("postes", "0123456789ab")


def test_a_stop_does_not_wait_for_a_dead_share(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fieldapp.sync.aside._STOP_S", 0.05)
    slow = Lent(tmp_path)
    with pytest.raises(StoppedError, match="reste attend ici"):
        Aside(slow, lambda: None, lambda: True).size("postes", "0123456789ab", "x.lot")
    slow.answer.set()


def test_notes_saved_in_the_middle_of_an_exchange_leave_with_it_or_with_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fieldapp.sync.aside._LOOK_S", 0.0)  # a look at every call
    monde = Monde(tmp_path)
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    famille = foyer(nadia, "Delattre")
    monde.tournee()
    notes: list[str] = []

    def idle() -> None:
        if len(notes) < 40:
            notes.append(contact(nadia, famille, f"Note {len(notes)}"))

    for _ in range(3):
        contact(nadia, famille, "Avant.")
        synchronise(nadia.store, monde.espace, idle=idle)
        monde.recueillir()
    assert notes
    monde.tournee()
    assert empreinte(nadia.store) == empreinte(marc.store) == empreinte(monde.siege.store)
    monde.fermer()
