"""« Rien ne se perd »: after every way of the exchange and every accident, each number is that of
its list, and is true: what is told received is at headquarters, what is told here only is not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.sync.monde import Monde, changer, contact, device, foyer
from tests.sync.retablir import reprendre, retablir, sauvegarder
from tests.sync.test_courrier import aller_retour, partir, prendre

from fieldapp.db import changements
from fieldapp.services.session import Session
from fieldapp.siege.revocation import revoke
from fieldapp.sync import reprise
from fieldapp.sync.courrier import open_answer
from fieldapp.sync.etat import accuses, etat_echange, ici_seulement, refusees
from fieldapp.sync.folder import POSTES
from fieldapp.sync.revocation import is_due


def numbers(monde: Monde, session: Session) -> tuple[int, int]:
    """Here only, and received: each is checked against its list and against headquarters."""
    etat, store = etat_echange(session.store), session.store
    listed = ici_seulement(store)
    own = {device(session), *(r.device for r in reprise.rest(store))}
    there = {
        (row["device"], row["seq"]) for row in monde.siege.store.query("SELECT device, seq FROM op")
    }
    here = {
        (row["device"], row["seq"])
        for row in store.query("SELECT device, seq FROM op WHERE device NOT LIKE '%.prive'")
        if row["device"] in own
    }
    # Which changes are in a bundle that mixes former lives is not told: the screen says so.
    assert etat.ici == len(listed) + changements.sealed_again(store, device(monde.siege))
    assert etat.recues == sum(envoi.nombre for envoi in accuses(store))
    assert etat.refusees == len(refusees(store))
    # Never told received and not there; what is there may not be told yet.
    told = {seq for _, seq in here} - {change.seq for change in listed}
    assert all((device(session), seq) in there for seq in told if len(own) == 1)
    return etat.ici, etat.recues


def test_by_mail_lost_late_and_twice(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    famille = foyer(nadia, "Delattre")
    partir(monde, nadia, "perdu.pli")
    assert numbers(monde, nadia) == (1, 0)
    contact(nadia, famille, "Visite.")
    _, envoi = partir(monde, nadia)
    _, reponse = prendre(monde, envoi)
    contact(nadia, famille, "Pendant la réponse.")
    assert numbers(monde, nadia) == (3, 0)
    open_answer(nadia.store, reponse)
    assert numbers(monde, nadia) == (1, 2)
    prendre(monde, envoi, "encore.pli")
    aller_retour(monde, nadia)
    assert numbers(monde, nadia) == (0, 3)
    changer(nadia, famille, commune="Lens")
    monde.tournee()
    assert numbers(monde, nadia) == (0, 4)


def test_after_pruning_and_a_refusal_that_heals(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    for numero in range(4):
        foyer(nadia, f"Famille {numero}")
        monde.tournee()
    assert numbers(monde, nadia) == (0, 4)
    foyer(nadia, "Thorel")
    monde.synchroniser(nadia)
    lot = max((monde.espace / POSTES / device(nadia)).glob("*.lot"))
    lot.write_bytes(lot.read_bytes()[:-1] + b"?")
    monde.recueillir()
    monde.synchroniser(nadia)
    assert etat_echange(nadia.store).refusees == 1
    assert numbers(monde, nadia) == (1, 4)
    monde.tournee()
    assert numbers(monde, nadia) == (0, 5)


def test_a_new_post_that_took_a_snapshot_counts_nothing_of_others(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    famille = foyer(nadia, "Delattre")
    contact(nadia, famille, "Visite.")
    monde.tournee()
    marc = monde.poste("Marc")
    monde.tournee()
    assert numbers(monde, marc) == (0, 0)
    changer(marc, famille, commune="Avion")
    assert numbers(monde, marc) == (1, 0)
    monde.tournee()
    assert numbers(monde, marc) == (0, 1)
    assert numbers(monde, nadia) == (0, 2)


def test_a_post_that_is_taken_up_counts_what_its_former_life_sent(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    famille = foyer(nadia, "Delattre")
    monde.tournee()
    copie = sauvegarder(monde, "Nadia")
    contact(monde.postes["Nadia"], famille, "Après la sauvegarde.")
    monde.tournee()
    nadia = retablir(monde, "Nadia", copie)
    changer(nadia, famille, commune="Avion")
    reprise.take_up(nadia.store)
    assert numbers(monde, nadia) == (1, 1)
    reprendre(monde, nadia)
    monde.tournee()
    assert numbers(monde, nadia) == (0, 2)


@pytest.mark.parametrize("monde", ["sqlite"], indirect=True)  # its file is what is put back
def test_what_a_restored_headquarters_lost_is_here_only_until_it_has_it_again(
    monde: Monde, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sealed again is not received; nor may a post be destroyed on the strength of it."""
    nadia = monde.poste("Nadia")
    for nom in ("Delattre", "Caron", "Bailleul"):
        foyer(nadia, nom)
    monde.tournee()
    copie = _siege_backup(monde)
    for nom in ("Thorel", "Petit"):
        foyer(nadia, nom)
        monde.tournee()  # the first is taken out of the space
    assert numbers(monde, nadia) == (0, 5)
    _siege_restored(monde, copie)
    found, former = False, device(nadia)  # until it is called back it cannot know
    for turn in range(12):
        if turn % 3:
            monde.synchroniser(nadia)
        else:
            monde.recueillir()
        etat = etat_echange(nadia.store)
        at_siege = monde.siege.store.query("SELECT 1 FROM foyer")
        if len(at_siege) < 5 and device(nadia) != former:
            # Put, not received.
            found = True
            assert etat.ici >= 5 - len(at_siege)
            monkeypatch.setattr("fieldapp.sync.revocation.revocation_of", lambda _store: True)
            assert not is_due(nadia.store)
            monkeypatch.undo()
    monde.tournee()
    assert found
    assert len(monde.siege.store.query("SELECT 1 FROM foyer")) == 5
    assert numbers(monde, nadia)[0] == 0


def test_a_post_that_is_ended_counts_to_the_last(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    famille = foyer(nadia, "Delattre")
    monde.tournee()
    contact(nadia, famille, "Jamais envoyé.")
    revoke(monde.siege, device(nadia), "départ")
    monde.recueillir()
    monde.synchroniser(nadia)
    assert numbers(monde, nadia) == (1, 1)
    monde.recueillir()
    monde.synchroniser(nadia)
    assert numbers(monde, nadia) == (0, 2)


def _siege_backup(monde: Monde) -> Path:
    monde.siege.close()
    copie = monde.racine / "sauvegarde-siege"
    shutil.copytree(monde.racine / "siege", copie)
    monde.rouvrir_siege()
    return copie


def _siege_restored(monde: Monde, copie: Path) -> None:
    monde.siege.close()
    shutil.rmtree(monde.racine / "siege")
    shutil.copytree(copie, monde.racine / "siege")
    monde.rouvrir_siege()
