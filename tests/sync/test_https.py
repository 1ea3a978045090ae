"""The exchange by HTTPS: the same story as by folder, and a network that misbehaves."""

from __future__ import annotations

from tests.siege.serveur import servir
from tests.sync.monde import Monde, contact, empreinte, foyer


def test_a_round_trip(monde: Monde) -> None:
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    contact(nadia, foyer(nadia, "Delattre"), "Visite à domicile.")
    with servir(monde) as serveur:
        b = serveur.synchroniser(nadia)
        print(b)
        b = serveur.synchroniser(marc)
        print(b)
        b = serveur.synchroniser(nadia)
        print(b)
    assert empreinte(nadia.store) == empreinte(marc.store) == empreinte(monde.siege.store)
