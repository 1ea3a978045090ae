"""Bundles leave the space once both sides have them, by the hand that wrote them, never before."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.siege.serveur import servir
from tests.sync.monde import Monde, device, empreinte, foyer

from fieldapp.db import elagage
from fieldapp.services.session import Session
from fieldapp.sync import folder
from fieldapp.sync.folder import POSTES, SIEGE, FolderError
from fieldapp.sync.https import FEW


def lots(monde: Monde, side: str, session: Session) -> list[Path]:
    return sorted((monde.espace / side / device(session)).glob("*.lot"))


def octets_gardes(session: Session) -> int:
    row = session.store.one("SELECT count(*) AS n FROM envoi WHERE octets IS NOT NULL")
    return 0 if row is None else int(row["n"])


def test_only_the_newest_stays_once_all_is_acknowledged(monde: Monde) -> None:
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    for number in range(6):
        foyer(nadia, f"Famille {number}")
        monde.synchroniser(nadia)
    assert len(lots(monde, POSTES, nadia)) == 6
    monde.tournee()
    monde.tournee()
    for side in (POSTES, SIEGE):
        for session in (nadia, marc):
            assert len(lots(monde, side, session)) <= 2
    assert empreinte(nadia.store) == empreinte(marc.store) == empreinte(monde.siege.store)
    foyer(marc, "Encore une")
    monde.tournee()
    assert empreinte(nadia.store) == empreinte(marc.store) == empreinte(monde.siege.store)


def test_nothing_leaves_before_its_receipt(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    for number in range(3):
        foyer(nadia, f"Famille {number}")
        monde.synchroniser(nadia)
    waiting = lots(monde, POSTES, nadia)
    monde.synchroniser(nadia)
    assert lots(monde, POSTES, nadia) == waiting
    monde.recueillir()
    # Headquarters has them, but never touches what it did not write.
    assert lots(monde, POSTES, nadia) == waiting
    assert octets_gardes(nadia) == 3
    monde.synchroniser(nadia)
    assert octets_gardes(nadia) <= 1
    assert lots(monde, POSTES, nadia)[-1].name >= waiting[-1].name


def test_a_file_that_cannot_be_taken_away_is_left_for_another_day(
    monde: Monde, monkeypatch: pytest.MonkeyPatch
) -> None:
    nadia = monde.poste("Nadia")
    for number in range(3):
        foyer(nadia, f"Famille {number}")
        monde.synchroniser(nadia)
    monde.recueillir()
    with monkeypatch.context() as patch:

        def protected(_path: Path) -> None:
            raise FolderError("protégé")

        patch.setattr(folder, "remove", protected)
        assert monde.synchroniser(nadia).refuses == ()
    before = lots(monde, POSTES, nadia)
    monde.synchroniser(nadia)
    assert len(lots(monde, POSTES, nadia)) < len(before)
    assert elagage.acknowledged_files(nadia.store, device(monde.siege)) in ([], [len(before)])


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_a_link_in_the_place_of_a_bundle_is_not_followed(monde: Monde) -> None:
    victim = monde.racine / "precieux"
    victim.write_bytes(b"garder")
    link = monde.espace / "lien.lot"
    link.symlink_to(victim)
    with pytest.raises(FolderError, match="lien"):
        folder.remove(link)
    assert victim.read_bytes() == b"garder"


@pytest.mark.parametrize("monde", ["sqlite"], indirect=True)
def test_by_https_headquarters_takes_away_what_its_writer_asks_it_to(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    with servir(monde) as serveur:
        for number in range(FEW + 2):
            foyer(nadia, f"Famille {number}")
            serveur.synchroniser(nadia)
            # A few together: a request for each would cost as much as the exchange.
            assert len(lots(monde, POSTES, nadia)) <= FEW + 1
        serveur.synchroniser(nadia)
    assert len(lots(monde, POSTES, nadia)) <= 4
    assert len(lots(monde, SIEGE, nadia)) <= 2
    assert empreinte(nadia.store) == empreinte(monde.siege.store)
