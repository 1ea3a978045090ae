"""Much work leaves in slices: one is opened while the one before it is written, and none is
believed for that."""

from __future__ import annotations

import threading

import pytest
from tests.sync.monde import Monde, contact, empreinte, foyer

from fieldapp.db import sync_tables as tables
from fieldapp.domain.errors import OfflineError
from fieldapp.services.session import Session
from fieldapp.sync import bundle, engine, inbox
from fieldapp.sync.engine import synchronise
from fieldapp.sync.folder import POSTES, bundle_name
from fieldapp.sync.transport import FolderTransport


@pytest.fixture
def nadia(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> Session:
    """Nadia, whose long notes make a bundle of two or three, and who has much to send."""
    monkeypatch.setattr("fieldapp.sync.outbox.SLICE", 20_000)
    monkeypatch.setattr("fieldapp.sync.snapshot.SLICE", 20_000)
    monkeypatch.setattr(engine, "SLICE", 20_000)
    nadia = monde.poste("Nadia")
    famille = foyer(nadia, "Delattre")
    for number in range(9):
        contact(nadia, famille, f"Note {number} " + "bien longue " * 700)
    return nadia


def test_a_change_larger_than_a_slice_goes_alone(monde: Monde, nadia: Session) -> None:
    famille = foyer(nadia, "Lefebvre")
    contact(nadia, famille, "x" * 50_000)
    monde.synchroniser(nadia)
    envois = tables.list_envois(nadia.store, monde.siege.store.device, 20)
    assert [envoi.nombre for envoi in reversed(envois)] == [3, 2, 2, 2, 2, 1]
    assert monde.recueillir().recus == 12


def test_slices_are_opened_aside_and_end_in_the_same_state(
    monde: Monde, nadia: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    whole = bundle.open_bundle

    def watched(*args: object) -> object:
        opened.append(threading.current_thread().name)
        return whole(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(inbox, "open_bundle", watched)
    marc = monde.poste("Marc")
    monde.tournee()
    assert any(name.startswith("ouverture") for name in opened)
    assert empreinte(marc.store) == empreinte(nadia.store) == empreinte(monde.siege.store)


def test_a_damaged_slice_holds_back_itself_and_what_follows_only(
    monde: Monde, nadia: Session
) -> None:
    monde.synchroniser(nadia)
    third = monde.espace / POSTES / nadia.store.device / bundle_name(3)
    sound = third.read_bytes()
    third.write_bytes(sound[:-9] + b"abimement")
    bilan = monde.recueillir()
    assert bilan.recus == 5
    assert [refus.fichier.rpartition("/")[2] for refus in bilan.refuses] == [bundle_name(3)]
    third.write_bytes(sound)
    assert monde.recueillir().recus == 5
    monde.tournee()
    assert empreinte(nadia.store) == empreinte(monde.siege.store)


def test_a_way_that_is_cut_at_the_next_slice_keeps_the_one_that_came(
    monde: Monde, nadia: Session
) -> None:
    monde.synchroniser(nadia)
    marc = monde.poste("Marc")
    monde.synchroniser(marc)
    monde.recueillir()

    class Cut(FolderTransport):
        def read(self, side: str, device: str, name: str, limit: int) -> bytes | None:
            if name == bundle_name(2):
                raise OfflineError("Le réseau est coupé.")
            return super().read(side, device, name, limit)

    with pytest.raises(OfflineError):
        synchronise(marc.store, Cut(monde.espace))
    last = tables.last_reception(marc.store, monde.siege.store.device)
    assert last is not None
    assert last.numero == 1
    monde.tournee()
    assert empreinte(marc.store) == empreinte(nadia.store)
