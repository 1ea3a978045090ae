"""The same story by every way between the posts and headquarters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from tests.siege.serveur import servir
from tests.sync.monde import Monde, changer, contact, device, empreinte, foyer

from fieldapp.db import sync_tables as tables
from fieldapp.domain.echange import Bilan
from fieldapp.services.session import Session
from fieldapp.sync.bundle import fingerprint
from fieldapp.sync.folder import POSTES, SIEGE, bundle_name
from fieldapp.sync.https import FEW


@dataclass
class Voie:
    """One way between the posts and headquarters."""

    synchroniser: Callable[[Session], Bilan]
    recueillir: Callable[[], object]


@pytest.fixture(params=["dossier", "https"])
def voie(request: pytest.FixtureRequest, monde: Monde) -> Iterator[Voie]:
    if request.param == "dossier":
        yield Voie(monde.synchroniser, monde.recueillir)
        return
    with servir(monde) as serveur:
        # By HTTPS headquarters takes in by itself.
        yield Voie(serveur.synchroniser, lambda: None)


def test_the_story_is_the_same_by_folder_and_by_https(monde: Monde, voie: Voie) -> None:
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    famille = foyer(nadia, "Delattre", adresse="3 rue Zola")
    contact(nadia, famille, "Visite à domicile.")
    for session in (nadia, marc):
        voie.synchroniser(session)
    voie.recueillir()
    for session in (nadia, marc, nadia):
        voie.synchroniser(session)
    voie.recueillir()
    assert not voie.synchroniser(nadia).en_attente
    assert [row["note"] for row in marc.store.query("SELECT note FROM contact")] == [
        "Visite à domicile."
    ]

    changer(nadia, famille, adresse="5 rue Zola")
    changer(marc, famille, adresse="7 rue Zola")
    for _ in range(3):
        for session in (nadia, marc):
            voie.synchroniser(session)
        voie.recueillir()
    for session in (nadia, marc):
        voie.synchroniser(session)
        assert len(session.store.query("SELECT * FROM conflit")) >= 1
        received, _ = tables.acknowledged_seq(session.store, device(monde.siege))
        assert received == tables.sent_seq(session.store, device(monde.siege)) > 0
    assert empreinte(nadia.store) == empreinte(marc.store) == empreinte(monde.siege.store)
    # The files are the same by both ways: one layout, the very bytes that the post sealed.
    for session in (nadia, marc):
        files = {path.name: path for path in (monde.espace / POSTES / device(session)).iterdir()}
        last = tables.last_envoi(session.store, device(monde.siege))
        assert last is not None
        assert set(files) >= {"demande.json", bundle_name(last.numero)}
        assert len(files) <= 1 + FEW  # by HTTPS those received are taken away a few together
        assert fingerprint(files[bundle_name(last.numero)].read_bytes()) == last.empreinte
        assert (monde.espace / SIEGE / device(session) / "certificat.json").is_file()
