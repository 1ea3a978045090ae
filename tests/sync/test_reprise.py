"""A post restored from a backup: it is recognised, taken up by one command, and nothing is lost."""

from __future__ import annotations

import shutil

import pytest
from tests.sync.monde import ARRAS, LENS, Monde, changer, contact, device, empreinte, foyer, tout
from tests.sync.retablir import noms, ops, reprendre, retablir, saine, sauvegarder

from fieldapp.db import retraits
from fieldapp.db import sync_tables as tables
from fieldapp.domain.errors import KnownError
from fieldapp.services.transferts import transfer_foyer
from fieldapp.sync import reprise
from fieldapp.sync.folder import POSTES, SIEGE


def test_what_the_backup_lacked_comes_back_and_what_is_new_leaves_once(monde: Monde) -> None:
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    famille = foyer(nadia, "Delattre", commune="Lens")
    monde.tournee()
    copie = sauvegarder(monde, "Nadia")
    nadia = monde.postes["Nadia"]
    foyer(nadia, "Saisie après la sauvegarde")
    changer(nadia, famille, commune="Avion")
    monde.tournee()

    nadia = retablir(monde, "Nadia", copie)
    ancien = device(nadia)
    foyer(nadia, "Saisie après le rétablissement")
    changer(nadia, famille, adresse="3 rue du Puits")
    changer(nadia, famille, adresse="5 rue du Puits")
    contact(nadia, famille, "Une note à garder pour soi.", zone="personnel")
    with pytest.raises(KnownError, match="Reprendre ce poste"):
        monde.synchroniser(nadia)
    assert reprise.is_due(nadia.store)
    reprendre(monde, nadia)

    assert device(nadia) != ancien
    assert nadia.store.device == device(nadia)
    assert noms(nadia) == ["Delattre", "Saisie après la sauvegarde",
                           "Saisie après le rétablissement"]  # fmt: skip
    monde.tournee()
    for session in (nadia, marc, monde.siege):
        row = session.store.one("SELECT commune, adresse FROM foyer WHERE id = :i", i=famille)
        assert row is not None
        assert tuple(row) == ("Avion", "5 rue du Puits")
        assert session.store.query("SELECT * FROM conflit") == []
        saine(session)
    assert ops(nadia) == ops(monde.siege) == ops(marc)
    assert len(set(ops(nadia))) == len(ops(nadia))
    assert empreinte(nadia.store) == empreinte(marc.store) == empreinte(monde.siege.store)


def test_a_post_is_found_to_be_restored_even_when_nothing_of_its_own_is_left_in_the_space(
    monde: Monde,
) -> None:
    """Its files were lost with the key that carried them; headquarters took away what the former
    life had acknowledged, so its next bundle never comes: what it acknowledges tells why."""
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    foyer(nadia, "Delattre")
    monde.tournee()
    copie = sauvegarder(monde, "Nadia")
    nadia = monde.postes["Nadia"]
    for nom in ("Thorel", "Caron", "Petit"):
        foyer(nadia, nom)
        foyer(marc, f"{nom} de Marc")
        monde.tournee()
    monde.tournee()

    nadia = retablir(monde, "Nadia", copie)
    for fichier in (monde.espace / POSTES / device(nadia)).glob("*.lot"):
        fichier.unlink()
    attendu = tables.last_reception(nadia.store, device(monde.siege))
    restes = sorted((monde.espace / SIEGE / device(nadia)).glob("*.lot"))
    assert attendu is not None
    assert int(restes[0].stem) > attendu.numero + 1, "headquarters took the next bundle away"
    foyer(nadia, "Saisie après le rétablissement")
    with pytest.raises(KnownError, match="Reprendre ce poste"):
        monde.synchroniser(nadia)
    reprendre(monde, nadia)
    monde.tournee()
    assert set(noms(nadia)) >= {"Delattre", "Thorel", "Caron", "Petit",
                                "Saisie après le rétablissement"}  # fmt: skip
    assert noms(nadia) == noms(monde.siege) == noms(marc)
    assert len(set(ops(monde.siege))) == len(ops(monde.siege))
    for session in (nadia, marc, monde.siege):
        saine(session)


def test_a_backup_that_lacks_nothing_of_its_own_goes_on_without_doubling(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    foyer(nadia, "Delattre")
    copie = sauvegarder(monde, "Nadia")
    # The former life sends what the backup holds too, then dies.
    monde.synchroniser(monde.postes["Nadia"])
    nadia = retablir(monde, "Nadia", copie)
    foyer(nadia, "Thorel")
    with pytest.raises(KnownError, match="ancienne sauvegarde"):
        monde.synchroniser(nadia)
    reprendre(monde, nadia)
    assert noms(monde.siege) == noms(nadia) == ["Delattre", "Thorel"]
    assert len(set(ops(monde.siege))) == len(ops(monde.siege))
    saine(nadia)


def test_two_backups_put_back_one_after_the_other_double_nothing(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    foyer(nadia, "Delattre")
    monde.tournee()
    premiere = sauvegarder(monde, "Nadia")
    foyer(monde.postes["Nadia"], "Thorel")
    monde.tournee()
    nadia = retablir(monde, "Nadia", premiere)
    famille = foyer(nadia, "Leroy")
    shutil.rmtree(premiere)
    seconde = sauvegarder(monde, "Nadia")
    nadia = monde.postes["Nadia"]
    changer(nadia, famille, commune="Lens")
    with pytest.raises(KnownError):
        monde.synchroniser(nadia)
    reprendre(monde, nadia)
    # The second backup holds, under its first name, what has left under another since.
    nadia = retablir(monde, "Nadia", seconde)
    changer(nadia, famille, adresse="3 rue du Puits")
    with pytest.raises(KnownError):
        monde.synchroniser(nadia)
    reprendre(monde, nadia)
    assert noms(nadia) == noms(monde.siege) == ["Delattre", "Leroy", "Thorel"]
    row = monde.siege.store.one("SELECT commune, adresse FROM foyer WHERE id = :i", i=famille)
    assert row is not None
    assert tuple(row) == ("Lens", "3 rue du Puits")
    assert monde.siege.store.query("SELECT * FROM conflit") == []
    assert len(set(ops(monde.siege))) == len(ops(monde.siege))
    saine(nadia)


def test_nothing_leaves_before_headquarters_has_answered(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    foyer(nadia, "Delattre")
    monde.tournee()
    reprise.take_up(nadia.store)
    foyer(nadia, "Thorel")
    assert monde.synchroniser(nadia).envoyes == 0
    foyer(nadia, "Leroy")
    assert monde.synchroniser(nadia).en_attente
    monde.recueillir()
    assert monde.synchroniser(nadia).envoyes == 2
    monde.recueillir()
    assert noms(monde.siege) == ["Delattre", "Leroy", "Thorel"]


def test_a_late_bundle_of_the_former_life_is_still_taken(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    foyer(nadia, "Delattre")
    monde.tournee()
    copie = sauvegarder(monde, "Nadia")
    nadia = monde.postes["Nadia"]
    foyer(nadia, "Thorel")
    monde.synchroniser(nadia)
    cle = max((monde.espace / POSTES / device(nadia)).glob("*.lot"))
    emporte = cle.read_bytes()  # on a key that stays in a drawer
    foyer(nadia, "Leroy")
    monde.synchroniser(nadia)
    dernier = max((monde.espace / POSTES / device(nadia)).glob("*.lot"))
    assert dernier != cle
    cle.unlink()
    nadia = retablir(monde, "Nadia", copie)
    foyer(nadia, "Martin")
    with pytest.raises(KnownError):
        monde.synchroniser(nadia)
    assert dernier.exists()
    reprendre(monde, nadia)
    assert noms(monde.siege) == ["Delattre", "Martin"]
    cle.write_bytes(emporte)
    monde.tournee()
    assert noms(monde.siege) == noms(nadia) == ["Delattre", "Leroy", "Martin", "Thorel"]
    saine(nadia)


def test_a_store_copied_on_two_laptops_becomes_two_posts(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    foyer(nadia, "Delattre")
    monde.tournee()
    copie = sauvegarder(monde, "Nadia")
    nadia = monde.postes["Nadia"]
    shutil.copytree(copie, monde.racine / "Jumeau")
    jumeau = monde.rouvrir("Jumeau")
    foyer(nadia, "De Nadia")
    foyer(jumeau, "Du jumeau")
    monde.synchroniser(nadia)
    with pytest.raises(KnownError):
        monde.synchroniser(jumeau)
    reprendre(monde, jumeau)
    foyer(nadia, "De Nadia encore")
    monde.tournee()
    monde.tournee()
    attendus = ["De Nadia", "De Nadia encore", "Delattre", "Du jumeau"]
    assert noms(nadia) == noms(jumeau) == noms(monde.siege) == attendus


def test_only_the_former_keys_may_ask_and_not_for_a_revoked_post(monde: Monde) -> None:
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc", ARRAS)
    monde.tournee()
    reprise.take_up(marc.store)
    demarche = reprise.pending(marc.store)
    assert demarche is not None
    faux = reprise.Demarche(device(nadia), demarche.nouveau, 0, 0, demarche.accord, demarche.le)
    reprise.remember(marc.store, faux)
    monde.synchroniser(marc)
    avant = tout(monde.siege.store)
    (refus,) = monde.recueillir().refuses
    assert "ne prouve pas" in refus.raison
    assert tout(monde.siege.store) == avant


@pytest.mark.parametrize("monde", ["sqlite"], indirect=True)
def test_headquarters_restored_calls_its_posts_back_and_gets_again_what_it_lost(
    monde: Monde,
) -> None:
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    famille = foyer(nadia, "Delattre")
    monde.tournee()
    monde.siege.close()
    shutil.copytree(monde.racine / "siege", monde.racine / "sauvegarde-siege")
    monde.rouvrir_siege()
    foyer(nadia, "Thorel")
    changer(nadia, famille, commune="Avion")
    monde.tournee()
    monde.siege.close()
    shutil.rmtree(monde.racine / "siege")
    shutil.copytree(monde.racine / "sauvegarde-siege", monde.racine / "siege")
    monde.rouvrir_siege()
    foyer(nadia, "Leroy")
    monde.recueillir()
    called = tables.open_quarantine(monde.siege.store)
    assert [refus for refus in called if refus.fichier.endswith("/rappel.json")]
    for _ in range(3):
        monde.tournee()
    assert tables.open_quarantine(monde.siege.store) == []  # they came: nothing is refused any more
    for session in (nadia, marc, monde.siege):
        assert noms(session) == ["Delattre", "Leroy", "Thorel"]
        saine(session)
    assert empreinte(nadia.store) == empreinte(marc.store) == empreinte(monde.siege.store)
    assert ops(nadia) == ops(monde.siege) == ops(marc)


def test_a_backup_made_while_the_post_waits_for_its_new_name_is_taken_up_too(monde: Monde) -> None:
    """Restored once, saved before headquarters answers, then restored from that backup."""
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    famille = foyer(nadia, "Delattre", commune="Lens")
    monde.tournee()
    premiere = sauvegarder(monde, "Nadia")
    foyer(monde.postes["Nadia"], "Partie avec le premier disque")
    monde.tournee()

    nadia = retablir(monde, "Nadia", premiere)
    foyer(nadia, "Saisie avant la réponse")
    with pytest.raises(reprise.RestoredError):
        monde.synchroniser(nadia)
    reprise.take_up(nadia.store)
    monde.synchroniser(nadia)  # its request is there, the answer is not
    seconde = monde.racine / "seconde"
    monde.postes["Nadia"].close()
    shutil.copytree(monde.racine / "Nadia", seconde)
    nadia = monde.rouvrir("Nadia")
    monde.recueillir()
    foyer(nadia, "Sous le deuxième nom")
    changer(nadia, famille, commune="Avion")
    for _ in range(4):  # so many that what headquarters answered has left the folder
        foyer(nadia, "Encore")
        monde.tournee()

    nadia = retablir(monde, "Nadia", seconde)
    foyer(nadia, "Saisie après le second rétablissement")
    changer(nadia, famille, adresse="3 rue du Puits")
    with pytest.raises(reprise.RestoredError):
        monde.synchroniser(nadia)
    assert reprise.is_due(nadia.store)
    reprendre(monde, nadia)
    monde.tournee()
    assert sorted(noms(nadia)) == sorted([
        "Delattre", "Partie avec le premier disque", "Saisie avant la réponse",
        "Sous le deuxième nom", *["Encore"] * 4, "Saisie après le second rétablissement",
    ])  # fmt: skip
    assert ops(nadia) == ops(marc) == ops(monde.siege)
    assert empreinte(nadia.store) == empreinte(marc.store) == empreinte(monde.siege.store)
    assert not reprise.is_due(nadia.store)
    for session in (nadia, marc, monde.siege):
        saine(session)


@pytest.mark.parametrize("monde", ["sqlite"], indirect=True)
def test_the_files_under_the_former_name_leave_the_space_once_received(monde: Monde) -> None:
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    foyer(nadia, "Delattre")
    monde.tournee()
    copie = sauvegarder(monde, "Nadia")
    nadia = monde.postes["Nadia"]
    ancien = device(nadia)
    for nom in ("Un", "Deux", "Trois"):
        foyer(nadia, nom)
        monde.synchroniser(nadia)  # no receipt comes meanwhile, so nothing is pruned
        foyer(marc, f"{nom} de Marc")
        monde.synchroniser(marc)
    monde.recueillir()
    foyer(marc, "Encore de Marc")
    monde.synchroniser(marc)
    monde.recueillir()
    lost = monde.espace / POSTES / ancien
    assert len(list(lost.glob("*.lot"))) >= 3
    assert len(list((monde.espace / SIEGE / ancien).glob("*.lot"))) >= 2
    nadia = retablir(monde, "Nadia", copie)
    foyer(nadia, "Après")
    with pytest.raises(KnownError):
        monde.synchroniser(nadia)
    reprise.take_up(nadia.store)
    monde.synchroniser(nadia)
    assert len(list(lost.glob("*.lot"))) >= 3  # nothing leaves before headquarters has answered
    for _ in range(3):
        monde.tournee()
    # The newest stays: a second laptop of that name knows by it that it lived twice.
    assert len(list(lost.glob("*.lot"))) == 1
    assert len(list((monde.espace / SIEGE / ancien).glob("*.lot"))) == 1
    de_marc = [f"{nom} de Marc" for nom in ("Un", "Deux", "Trois", "Encore")]
    expected = sorted(["Delattre", "Un", "Deux", "Trois", "Après", *de_marc])
    assert noms(nadia) == noms(marc) == noms(monde.siege) == expected
    for session in (nadia, marc, monde.siege):
        saine(session)


def test_a_family_that_left_and_came_back_since_the_backup_is_there_again(monde: Monde) -> None:
    """The backup remembers that the family leaves; headquarters gave it back afterwards."""
    nadia = monde.poste("Nadia")
    ines = monde.poste("Inès", ARRAS)
    partie, gardee = foyer(nadia, "Delattre"), foyer(nadia, "Thorel")
    contact(nadia, gardee, "Pour moi.", zone="personnel")  # it holds that family back
    for famille in (partie, gardee):
        contact(nadia, famille, "Premier entretien.")
    monde.tournee()
    for famille in (partie, gardee):
        transfer_foyer(monde.siege, famille, ARRAS)
    monde.tournee()
    monde.tournee()
    assert retraits.taken_away(nadia.store) == {partie}
    copie = sauvegarder(monde, "Nadia")
    for famille in (partie, gardee):
        contact(ines, famille, "Reçu à Arras.")
        transfer_foyer(monde.siege, famille, nadia.agent.unite)
    monde.tournee()
    foyer(monde.postes["Nadia"], "Saisie après la sauvegarde")
    monde.tournee()

    nadia = retablir(monde, "Nadia", copie)
    foyer(nadia, "Saisie après le rétablissement")
    with pytest.raises(reprise.RestoredError):
        monde.synchroniser(nadia)
    reprendre(monde, nadia)
    monde.tournee()
    assert noms(nadia) == [
        "Delattre", "Saisie après la sauvegarde", "Saisie après le rétablissement", "Thorel",
    ]  # fmt: skip
    assert empreinte(nadia.store, LENS) == empreinte(monde.siege.store, LENS)
    assert retraits.taken_away(nadia.store) == frozenset()
    saine(nadia)
