"""Without network nor share: what waits travels in a file by mail, and the answer comes back."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.siege.serveur import servir
from tests.sync.monde import Monde, changer, contact, device, empreinte, foyer, tout

from fieldapp.db import sync_tables as tables
from fieldapp.domain.errors import KnownError
from fieldapp.domain.siege import CourrierPris
from fieldapp.services.session import Session
from fieldapp.siege.courrier import take_in_file
from fieldapp.siege.revocation import revoke
from fieldapp.sync import reprise
from fieldapp.sync.courrier import Prepare, file_name, open_answer, prepare_file
from fieldapp.sync.etat import etat_echange
from fieldapp.sync.folder import POSTES, bundle_name
from fieldapp.sync.identity import identity_of
from fieldapp.sync.pli import MAX_PLI, AlreadyTakenError, PliError, open_pli, pack, read_pli


def partir(monde: Monde, poste: Session, nom: str = "envoi.pli") -> tuple[Prepare, Path]:
    out = monde.racine / nom
    return prepare_file(poste.store, out), out


def prendre(monde: Monde, envoi: Path, nom: str = "reponse.pli") -> tuple[CourrierPris, Path]:
    taken = take_in_file(monde.siege, envoi)
    (monde.racine / nom).write_bytes(taken.reponse)
    return taken, monde.racine / nom


def aller_retour(monde: Monde, poste: Session) -> None:
    _, envoi = partir(monde, poste)
    _, reponse = prendre(monde, envoi)
    open_answer(poste.store, reponse)


def test_a_post_that_has_only_mail_joins_sends_and_receives(monde: Monde) -> None:
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    famille = foyer(nadia, "Delattre", adresse="3 rue Zola")
    contact(nadia, famille, "Visite à domicile.")
    assert file_name(nadia.store) == f"envoi-{device(nadia)}-00001.pli"
    prepared, envoi = partir(monde, nadia)
    assert (prepared.lots, prepared.modifications, prepared.reste) == (1, 2, False)
    assert b"Delattre" not in envoi.read_bytes()
    assert etat_echange(nadia.store).ici == 2  # nothing is received before headquarters says so

    taken, reponse = prendre(monde, envoi)
    assert taken.bilan.postes == ("Nadia",)
    assert (taken.nom, taken.bilan.recus, taken.deja_pris) == ("Nadia", 2, False)
    assert taken.fichier.startswith(f"reponse-{device(nadia)}-")
    bilan = open_answer(nadia.store, reponse)
    assert not bilan.en_attente
    assert etat_echange(nadia.store).ici == 0

    aller_retour(monde, marc)
    assert [row["note"] for row in marc.store.query("SELECT note FROM contact")] == [
        "Visite à domicile."
    ]
    # Without anything to say the file asks for news.
    changer(marc, famille, adresse="5 rue Zola")
    aller_retour(monde, marc)
    prepared, envoi = partir(monde, nadia)
    assert prepared.modifications == 0
    _, reponse = prendre(monde, envoi)
    assert open_answer(nadia.store, reponse).recus == 1
    assert empreinte(nadia.store) == empreinte(marc.store) == empreinte(monde.siege.store)


def test_one_chain_goes_from_mail_to_folder_to_https_and_back(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    famille = foyer(nadia, "Delattre")

    def dossier() -> None:
        monde.synchroniser(nadia)
        monde.recueillir()
        monde.synchroniser(nadia)

    def https() -> None:
        with servir(monde) as serveur:
            for _ in range(2):
                serveur.synchroniser(nadia)

    ways: tuple[Callable[[], object], ...] = (
        lambda: aller_retour(monde, nadia), dossier, https,
        lambda: aller_retour(monde, nadia), https, dossier,
    )  # fmt: skip
    for turn, way in enumerate(ways):
        changer(nadia, famille, adresse=f"{turn} rue Zola")
        # A file that was prepared and never arrived changes nothing to what follows.
        partir(monde, nadia, f"perdu-{turn}.pli")
        way()
        assert etat_echange(nadia.store).ici == 0, turn
    assert empreinte(nadia.store) == empreinte(monde.siege.store)
    for store in (nadia.store, monde.siege.store):
        assert tables.chain_problems(store) == []
    # What mail had left in the space was taken out, but for the newest.
    lots = list((monde.espace / POSTES / device(nadia)).glob("*.lot"))
    assert len(lots) == 1


def test_the_bundles_are_those_of_the_folder_byte_for_byte(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    foyer(nadia, "Delattre")
    _, envoi = partir(monde, nadia)
    monde.synchroniser(nadia)
    lot = (monde.espace / POSTES / device(nadia) / bundle_name(1)).read_bytes()
    assert read_pli(envoi.read_bytes()).fichiers[bundle_name(1)] == lot


def test_a_file_opened_twice_changes_nothing_and_its_answer_can_be_made_again(
    monde: Monde,
) -> None:
    nadia = monde.poste("Nadia")
    foyer(nadia, "Delattre")
    _, envoi = partir(monde, nadia)
    first, _lost = prendre(monde, envoi)
    before = tout(monde.siege.store)
    again, reponse = prendre(monde, envoi)
    assert (again.deja_pris, again.bilan.recus) == (True, 0)
    assert tout(monde.siege.store) == before
    assert read_pli(again.reponse).fichiers == read_pli(first.reponse).fichiers
    open_answer(nadia.store, reponse)
    before = tout(nadia.store)
    with pytest.raises(AlreadyTakenError, match="déjà été pris"):
        open_answer(nadia.store, reponse)
    assert tout(nadia.store) == before


def test_a_file_that_skips_one_says_which_is_awaited(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    famille = foyer(nadia, "Delattre")
    aller_retour(monde, nadia)
    changer(nadia, famille, adresse="1 rue Zola")
    partir(monde, nadia, "premier.pli")
    pli = open_pli(monde.racine / "premier.pli")
    changer(nadia, famille, adresse="2 rue Zola")
    partir(monde, nadia, "second.pli")
    both = open_pli(monde.racine / "second.pli")
    only_new = {name: both.fichiers[name] for name in both.fichiers if name not in pli.fichiers}
    identity = identity_of(nadia.store)
    (monde.racine / "troué.pli").write_bytes(
        pack(pli.entete.espace, identity, pli.entete.a, only_new)
    )
    before = tout(monde.siege.store)
    with pytest.raises(PliError, match="est attendu"):
        take_in_file(monde.siege, monde.racine / "troué.pli")
    assert tout(monde.siege.store) == before
    prendre(monde, monde.racine / "premier.pli")
    taken, reponse = prendre(monde, monde.racine / "second.pli")
    assert taken.bilan.recus == 1
    open_answer(nadia.store, reponse)
    assert etat_echange(nadia.store).ici == 0


def test_what_has_no_room_leaves_with_the_next_file(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    for name in ("Delattre", "Caron", "Roux"):
        foyer(nadia, name)
        partir(monde, nadia, f"{name}.pli")  # one bundle each
    sizes = [envoi.taille for envoi in tables.pending_envois(nadia.store, device(monde.siege))]
    assert len(sizes) == 3
    out = monde.racine / "petit.pli"
    prepared = prepare_file(nadia.store, out, limite=sizes[0] + sizes[1] + 1500)
    assert (prepared.lots, prepared.reste) == (2, True)
    _, reponse = prendre(monde, out)
    open_answer(nadia.store, reponse)
    assert etat_echange(nadia.store).ici == 1
    aller_retour(monde, nadia)
    assert etat_echange(nadia.store).ici == 0


def test_a_file_for_another_is_refused_and_changes_nothing(
    monde: Monde, tmp_path_factory: pytest.TempPathFactory
) -> None:
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    foyer(nadia, "Delattre")
    _, envoi = partir(monde, nadia)
    _, reponse = prendre(monde, envoi)
    elsewhere = Monde(tmp_path_factory.mktemp("ailleurs"))
    stores = (monde.siege.store, elsewhere.siege.store, marc.store)
    before = [tout(store) for store in stores]
    with pytest.raises(PliError, match="d’un autre organisme"):
        take_in_file(elsewhere.siege, envoi)
    with pytest.raises(PliError, match="autre destinataire"):
        open_answer(marc.store, reponse)
    with pytest.raises(PliError, match="autre destinataire"):
        take_in_file(monde.siege, reponse)
    # Marc signs in the name of Nadia.
    pli = open_pli(envoi)
    forged = pack(pli.entete.espace, identity_of(marc.store), pli.entete.a, pli.fichiers)
    (monde.racine / "faux.pli").write_bytes(forged)
    with pytest.raises(KnownError):
        take_in_file(monde.siege, monde.racine / "faux.pli")
    assert [tout(store) for store in stores] == before
    elsewhere.fermer()


def test_a_stranger_and_what_is_no_pli_are_refused(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    foyer(nadia, "Delattre")
    _, envoi = partir(monde, nadia)
    pli = open_pli(envoi)
    bundles = {name: data for name, data in pli.fichiers.items() if name.endswith(".lot")}
    place = monde.racine / "essai.pli"
    before = tout(monde.siege.store)
    for data, why in (
        (pack(pli.entete.espace, identity_of(nadia.store), pli.entete.a, bundles), "pas enrôlé"),
        (b"", "pas un courrier"),
        (b"%PDF-1.7 facture", "pas un courrier"),
        (b"\0" * (MAX_PLI + 10), "bien trop gros"),
        (envoi.read_bytes()[:100], "incomplet"),
        (envoi.read_bytes()[:-1], "incomplet"),
        (envoi.read_bytes() + b"\0", "ce qu’il annonce"),
    ):
        place.write_bytes(data)
        with pytest.raises(PliError, match=why) as refused:
            take_in_file(monde.siege, place)
        assert "rien n’a changé" in refused.value.message
    with pytest.raises(PliError, match="introuvable"):
        take_in_file(monde.siege, monde.racine / "absent.pli")
    assert tout(monde.siege.store) == before


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_damaged_byte_or_cut_is_refused(
    data: st.DataObject, damaged: tuple[Monde, bytes, Path]
) -> None:
    monde, whole, place = damaged
    at = data.draw(st.integers(0, len(whole) - 1))
    cut = data.draw(st.booleans())
    bit = data.draw(st.integers(1, 255))
    place.write_bytes(
        whole[:at] if cut else whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :]
    )
    before = tout(monde.siege.store)
    with pytest.raises(KnownError) as refused:
        take_in_file(monde.siege, place)
    assert "rien n’a changé" in refused.value.message
    assert tout(monde.siege.store) == before


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Monde, bytes, Path]:
    """A headquarters and the file of a post that it does not know yet."""
    monde = Monde(tmp_path_factory.mktemp("abîmé"))
    nadia = monde.poste("Nadia")
    foyer(nadia, "Delattre")
    _, envoi = partir(monde, nadia)
    return monde, envoi.read_bytes(), monde.racine / "essai.pli"


def test_a_post_restored_from_a_backup_is_told_by_mail_too(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    famille = foyer(nadia, "Delattre")
    aller_retour(monde, nadia)
    nadia.store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copytree(monde.racine / "Nadia", monde.racine / "sauvegarde")
    changer(nadia, famille, adresse="1 rue Zola")
    aller_retour(monde, nadia)
    nadia.close()
    shutil.rmtree(monde.racine / "Nadia")
    (monde.racine / "sauvegarde").rename(monde.racine / "Nadia")
    nadia = monde.rouvrir("Nadia")
    changer(nadia, famille, adresse="2 rue Zola")
    _, envoi = partir(monde, nadia)
    before = tout(monde.siege.store)
    with pytest.raises(PliError, match="ancienne sauvegarde"):
        take_in_file(monde.siege, envoi)
    assert tout(monde.siege.store) == before

    reprise.take_up(nadia.store)
    for _ in range(2):
        aller_retour(monde, nadia)
    assert etat_echange(nadia.store).ici == 0
    assert empreinte(nadia.store) == empreinte(monde.siege.store)


def test_a_revoked_post_hears_it_by_mail_sends_what_is_left_and_says_that_it_ends(
    monde: Monde,
) -> None:
    nadia = monde.poste("Nadia")
    famille = foyer(nadia, "Delattre")
    aller_retour(monde, nadia)
    changer(nadia, famille, adresse="1 rue Zola")
    revoke(monde.siege, device(nadia), "poste volé")
    _, envoi = partir(monde, nadia)
    taken, reponse = prendre(monde, envoi)
    assert taken.bilan.recus == 1
    bilan = open_answer(nadia.store, reponse)
    assert (bilan.revoque, bilan.effacer) == (True, False)
    prepared, _ = partir(monde, nadia)
    assert prepared.bilan.effacer


@pytest.mark.parametrize("monde", ["sqlite"], indirect=True)
def test_headquarters_restored_calls_a_post_back_by_mail_and_gets_again_what_it_lost(
    monde: Monde,
) -> None:
    nadia = monde.poste("Nadia")
    foyer(nadia, "Delattre")
    aller_retour(monde, nadia)
    monde.siege.close()
    shutil.copytree(monde.racine / "siege", monde.racine / "sauvegarde")
    monde.rouvrir_siege()
    foyer(nadia, "Thorel")
    aller_retour(monde, nadia)
    monde.siege.close()
    shutil.rmtree(monde.racine / "siege")
    shutil.copytree(monde.racine / "sauvegarde", monde.racine / "siege")
    monde.rouvrir_siege()
    foyer(nadia, "Leroy")

    # Its next file begins after what the backup knows: headquarters understands, and asks again.
    ancien = device(nadia)
    _, envoi = partir(monde, nadia)
    taken, reponse = prendre(monde, envoi)
    assert taken.rappel
    assert open_answer(nadia.store, reponse).reprise
    for _ in range(3):
        with contextlib.suppress(AlreadyTakenError):  # the last has nothing more to say
            aller_retour(monde, nadia)
    assert device(nadia) != ancien
    noms = [row["nom"] for row in monde.siege.store.query("SELECT nom FROM foyer ORDER BY nom")]
    assert noms == ["Delattre", "Leroy", "Thorel"]
    assert empreinte(nadia.store) == empreinte(monde.siege.store)
    assert etat_echange(nadia.store).ici == 0


@pytest.mark.parametrize("monde", ["sqlite"], indirect=True)
def test_headquarters_that_forgot_its_own_answers_calls_back_too(monde: Monde) -> None:
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    foyer(nadia, "Delattre")
    aller_retour(monde, nadia)
    monde.synchroniser(marc)
    monde.recueillir()
    monde.siege.close()
    shutil.copytree(monde.racine / "siege", monde.racine / "sauvegarde")
    monde.rouvrir_siege()
    # What Marc wrote comes with an answer that the backup will not know to have made.
    foyer(marc, "De Marc")
    monde.synchroniser(marc)
    monde.recueillir()
    _, envoi = partir(monde, nadia)
    _, reponse = prendre(monde, envoi)
    open_answer(nadia.store, reponse)
    monde.siege.close()
    shutil.rmtree(monde.racine / "siege")
    shutil.copytree(monde.racine / "sauvegarde", monde.racine / "siege")
    monde.rouvrir_siege()
    foyer(nadia, "Leroy")
    _, envoi = partir(monde, nadia)
    taken, reponse = prendre(monde, envoi)
    assert taken.rappel
    open_answer(nadia.store, reponse)
    for _ in range(3):
        with contextlib.suppress(AlreadyTakenError):  # the last has nothing more to say
            aller_retour(monde, nadia)
    assert etat_echange(nadia.store).ici == 0
    assert "Leroy" in {r["nom"] for r in monde.siege.store.query("SELECT nom FROM foyer")}
