"""A caseload is imported line by line, twice without harm, and nothing of it is lost unsaid."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.services.reprise import CELINE, PIOTR, counts, dossier, ops

from fieldapp.domain.contact import SaisieContact
from fieldapp.domain.coordonnee import SaisieCoordonnee
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Filtre, SaisieFoyer, SaisiePersonne
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.rapport import LigneRejetee
from fieldapp.services import historique, usagers
from fieldapp.services.contacts import save_contact
from fieldapp.services.coordonnees import save_coordonnee
from fieldapp.services.foyers import create_foyer, get_dossier, list_foyers, update_foyer
from fieldapp.services.integrite import verify
from fieldapp.services.personnes import update_personne
from fieldapp.services.recherche import search
from fieldapp.services.session import Session
from fieldapp.services.usagers import import_usagers

Colleague = Callable[..., Session]


def test_the_six_hundred_people_of_a_department(nadia: Session, shared: Path) -> None:
    path = shared / "data" / "usagers_600.csv"
    tried = import_usagers(nadia, path, dry_run=True)
    assert list_foyers(nadia, Filtre("unite")).total == 0
    done = import_usagers(nadia, path)
    assert done == tried
    assert counts(done) == (600, 600, 0, 0, 0, 0)
    assert done.colonnes_ignorees == ()
    assert list_foyers(nadia, Filtre("unite")).total == 600
    before = ops(nadia)
    again = import_usagers(nadia, path)
    assert counts(again) == (600, 0, 0, 600, 0, 0)
    assert ops(nadia) == before
    first = dossier(nadia, "CAF0027004992")
    assert (first.foyer.nom, first.foyer.autre_numero) == ("Durand", "IODAS822920")
    assert first.membres[0].personne.telephone == "+33663603510"
    assert first.membres[0].personne.naissance == "1952-02-16"
    assert any(r.raison == "Sonne pareil" for r in search(nadia, "lefevre"))
    assert any("referent.agent3@example.org" in remark for remark in done.remarques)
    assert verify(nadia) == []


def test_the_workbook_with_broken_titles_and_a_column_of_nir(nadia: Session, shared: Path) -> None:
    path = shared / "data" / "usagers_departement.xlsx"
    done = import_usagers(nadia, path)
    assert counts(done) == (1, 1, 0, 0, 0, 0)
    assert "NIR" in done.colonnes_ignorees
    assert any("sécurité sociale" in remark for remark in done.remarques)
    crespo = dossier(nadia, "crespo")
    assert (crespo.foyer.numero, crespo.foyer.autre_numero) == ("ISQCJQO", "8383")
    assert crespo.foyer.adresse == "127 RUE DE GRENELLE"
    assert crespo.membres[0].personne.telephone == "+33620022002"
    assert not nadia.store.query("SELECT 1 FROM op WHERE fields LIKE '%1803331476872%'")
    assert counts(import_usagers(nadia, path)) == (1, 0, 0, 1, 0, 0)


def test_a_file_full_of_habits(nadia: Session, checkout: Path) -> None:
    done = import_usagers(nadia, checkout / "tests" / "data" / "caseload_cp1252.csv")
    assert counts(done) == (7, 4, 0, 0, 1, 2)
    assert done.rejetes == (
        LigneRejetee(9, "La date de naissance «\u00a031/02/1979\u00a0» n’est pas une date."),
        LigneRejetee(10, "Ni nom ni prénom sur cette ligne."),
    )
    assert done.colonnes_ignorees == ("NIR",)
    assert any(remark.startswith("Ligne 11") for remark in done.remarques)
    couple = dossier(nadia, "nowak celine")
    assert [(m.personne.prenom, m.role) for m in couple.membres] == [
        ("Céline", "DEMANDEUR"), ("Piotr", "CONJOINT"),
    ]  # fmt: skip
    assert couple.membres[0].personne.nom_naissance == "Wattel"
    assert couple.foyer.nom == "Nowak"
    assert couple.foyer.commune == "Lens"
    zoe = dossier(nadia, "dhondt")
    assert (zoe.foyer.numero, zoe.foyer.commune, zoe.foyer.code_insee) == (
        "0027004", "Avion", "62065",
    )  # fmt: skip
    assert zoe.membres[0].personne.telephone == "+33321000000"
    assert counts(import_usagers(nadia, checkout / "tests" / "data" / "caseload_cp1252.csv")) == (
        7, 0, 0, 4, 1, 2,
    )  # fmt: skip


def test_a_couple_with_one_phone_and_several_numbers_is_taken_once(
    nadia: Session, write: Callable[..., Path]
) -> None:
    both = PIOTR.replace(";;;;", ";;;;06 12 34 56 78 / 03 21 00 00 01")
    path = write(CELINE + both)
    assert counts(import_usagers(nadia, path)) == (2, 2, 0, 0, 0, 0)
    couple = dossier(nadia, "nowak celine")
    celine, piotr = (m.personne.id for m in couple.membres)
    told = [(one.valeur, set(one.personnes)) for one in couple.coordonnees]
    assert sorted(told) == [("+33321000001", {piotr}), ("+33612345678", {celine, piotr})]
    assert [r.foyer_id for r in search(nadia, "0612345678")] == [couple.foyer.id]
    before = ops(nadia)
    assert counts(import_usagers(nadia, path)) == (2, 0, 0, 2, 0, 0)
    assert ops(nadia) == before, "the same file again writes nothing"

    shared = next(one for one in couple.coordonnees if len(one.personnes) == 2)
    save_coordonnee(nadia, couple.foyer.id, SaisieCoordonnee("0698765432"), shared)
    again = import_usagers(nadia, path)
    assert counts(again) == (2, 0, 0, 2, 0, 0)
    assert any("modifié depuis" in remark for remark in again.remarques)
    assert "+33612345678" not in {one.valeur for one in dossier(nadia, "nowak celine").coordonnees}
    assert verify(nadia) == []


def test_a_changed_file_brings_the_family_up_to_date(
    nadia: Session, write: Callable[..., Path]
) -> None:
    import_usagers(nadia, write(CELINE + PIOTR))
    moved = CELINE.replace("12 rue Haute;Bât. A;62300 Lens", "3 rue Basse;;62000 Arras")
    done = import_usagers(nadia, write(moved + PIOTR))
    assert counts(done) == (2, 0, 1, 1, 0, 0)
    foyer = dossier(nadia, "nowak").foyer
    assert (foyer.adresse, foyer.complement, foyer.commune) == ("3 rue Basse", None, "Arras")
    assert foyer.code_insee == "62041"
    (former,) = dossier(nadia, "nowak").adresses
    assert (former.adresse, former.complement, former.commune) == ("12 rue Haute", "Bât. A", "Lens")
    assert former.fin == aujourd_hui().isoformat()


def test_what_a_worker_corrected_is_not_undone_by_the_same_file(
    nadia: Session, write: Callable[..., Path]
) -> None:
    path = write(CELINE)
    import_usagers(nadia, path)
    found = dossier(nadia, "nowak")
    update_foyer(nadia, found.foyer.id, {"adresse": "9 rue Neuve", "complement": None})
    update_personne(nadia, found.membres[0].personne.id, {"telephone": "0700000000"})
    before = ops(nadia)
    done = import_usagers(nadia, path)
    assert counts(done) == (1, 0, 0, 1, 0, 0)
    assert ops(nadia) == before
    assert any("12 rue Haute" in remark for remark in done.remarques)
    newer = write(CELINE.replace("12 rue Haute", "40 avenue Foch"))
    assert counts(import_usagers(nadia, newer)) == (1, 0, 1, 0, 0, 0)
    assert dossier(nadia, "nowak").foyer.adresse == "40 avenue Foch"


def test_a_partner_who_comes_later_joins_the_family(
    nadia: Session, write: Callable[..., Path]
) -> None:
    import_usagers(nadia, write(CELINE))
    marc = PIOTR.replace("Nowak;Piotr", "Wattel;Marc")
    assert counts(import_usagers(nadia, write(CELINE + marc))) == (2, 1, 0, 1, 0, 0)
    found = dossier(nadia, "nowak")
    assert found.foyer.nom == "Nowak – Wattel"
    assert len(found.membres) == 2


def test_a_family_opened_by_hand_gets_its_number_from_the_file(
    nadia: Session, write: Callable[..., Path]
) -> None:
    saisie = SaisieFoyer(
        personnes=(SaisiePersonne("NOWAK", "celine", naissance="1985-02-16"),), nom="Chez Céline"
    )
    opened = create_foyer(nadia, saisie)
    assert counts(import_usagers(nadia, write(CELINE + PIOTR))) == (2, 1, 1, 0, 0, 0)
    found = get_dossier(nadia, opened.id)
    assert (found.foyer.numero, found.foyer.nom) == ("1234567", "Chez Céline")
    assert len(found.membres) == 2


def test_somebody_known_under_another_number_is_not_created_twice(
    nadia: Session, write: Callable[..., Path]
) -> None:
    import_usagers(nadia, write(CELINE))
    other = write(CELINE.replace("1234567", "7654321") + PIOTR.replace("1234567", "7654321"))
    done = import_usagers(nadia, other)
    assert counts(done) == (2, 1, 0, 0, 1, 0)
    assert any("1234567" in remark and "Ligne 2" in remark for remark in done.remarques)
    assert counts(import_usagers(nadia, other)) == (2, 0, 0, 1, 1, 0)


def test_a_corrected_birth_date_is_the_same_person(
    nadia: Session, write: Callable[..., Path]
) -> None:
    import_usagers(nadia, write(CELINE))
    assert counts(import_usagers(nadia, write(CELINE.replace("1985", "1986")))) == (
        1,
        0,
        1,
        0,
        0,
        0,
    )
    assert dossier(nadia, "nowak").membres[0].personne.naissance == "1986-02-16"


def test_people_without_a_number_are_known_by_their_identity(
    nadia: Session, write: Callable[..., Path]
) -> None:
    rows = (
        ";;Roux;Léa;;;;62300 Lens;\n;;Roux;Léa;;;;62000 Arras;\n"
        ";;Roux;Paul;12/07/1952;;;62000 Arras;\n"
    )
    assert counts(import_usagers(nadia, write(rows))) == (3, 3, 0, 0, 0, 0)
    assert counts(import_usagers(nadia, write(rows))) == (3, 0, 0, 3, 0, 0)
    dated = rows.replace("Léa;;;;62300", "Léa;01/02/1990;;;62300")
    assert counts(import_usagers(nadia, write(dated))) == (3, 0, 1, 2, 0, 0)


def test_a_family_of_another_unit_is_left_alone(
    nadia: Session, colleague: Colleague, write: Callable[..., Path]
) -> None:
    import_usagers(colleague("TS", "62-ADS-ARRAS"), write(CELINE))
    done = import_usagers(nadia, write(CELINE))
    assert counts(done) == (1, 0, 0, 0, 0, 1)
    assert "autre antenne" in done.rejetes[0].raison
    nobody = import_usagers(nadia, write(CELINE.replace("1234567", "")))
    assert counts(nobody) == (1, 0, 0, 0, 0, 1)


def test_the_referent_is_whom_the_file_names(
    nadia: Session, colleague: Colleague, write: Callable[..., Path]
) -> None:
    julie = colleague("TS", nom="Julie Caudron")
    header = "N° CAF;Nom;Prénom;Référent\n"
    rows = (
        "1;Durand;Paul;CAUDRON Julie\n2;Dupont;Inès;julie.caudron@caf.fr\n"
        "3;Roux;Léa;M. Inconnu\n4;Petit;Zoé;\n"
    )
    done = import_usagers(nadia, write(rows, header))
    referents = {ligne.nom: ligne.referent for ligne in list_foyers(nadia, Filtre("unite")).lignes}
    assert referents == {
        "Durand": "Julie Caudron",
        "Dupont": "Julie Caudron",
        "Roux": "",
        "Petit": "",
    }
    assert julie.agent.nom == "Julie Caudron"
    assert any("M. Inconnu" in remark for remark in done.remarques)
    without = write("5;Leroy;Anne\n", "N° CAF;Nom;Prénom\n")
    import_usagers(nadia, without)
    assert dossier(nadia, "leroy").referent == "Nadia Lemaire"


def test_numbers_of_social_security_never_enter_wherever_they_hide(
    nadia: Session, write: Callable[..., Path]
) -> None:
    header = "Matricule;Nom;Prénom;Adresse;Tél\n"
    rows = (
        "1850362498123;Durand;Paul;NIR 1 85 03 62 498 123;\n"
        "7654321;Dupont;Inès;;2 85 03 2A 498 123\n"
        "7654322;Roux;Léa;;\n7654323;Petit;Zoé;;\n"
    )
    done = import_usagers(nadia, write(rows, header))
    assert done.crees == 4
    for hidden in ("1850362498123", "498 123"):
        assert not nadia.store.query(
            "SELECT 1 FROM op WHERE fields LIKE :pattern", pattern=f"%{hidden}%"
        )
    assert sum("sécurité sociale" in remark for remark in done.remarques) == 2


def test_progress_is_told(
    nadia: Session, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usagers, "_BATCH", 2)
    told: list[tuple[int, int]] = []
    rows = "".join(f"{n};;Roux{n};Léa;;;;;\n" for n in range(1, 6))
    import_usagers(nadia, write(rows), progress=lambda done, total: told.append((done, total)))
    assert told == [(2, 5), (4, 5), (5, 5)]


def test_only_roles_that_may_import_do(
    nadia: Session, colleague: Colleague, write: Callable[..., Path]
) -> None:
    assert nadia.agent.unite == "62-ADS-LENS"
    with pytest.raises(KnownError, match="ne permet pas"):
        import_usagers(colleague("SIEGE"), write(CELINE))


def test_an_import_is_taken_back_as_a_whole(
    nadia: Session, write: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    create_foyer(nadia, SaisieFoyer(personnes=(SaisiePersonne("Caron", "Mélanie"),)))
    monkeypatch.setattr(usagers, "_BATCH", 1)
    other = "7654321;dem;Haddad;Samia;01/02/1990;;;62000 Arras;\n"
    done = import_usagers(nadia, write(CELINE + PIOTR + other))
    assert len(done.actes) == 2
    assert historique.undo_import(nadia, done) == "Annulé\u00a0: l’import"
    assert [ligne.nom for ligne in list_foyers(nadia, Filtre("unite")).lignes] == ["Caron"]
    with pytest.raises(KnownError, match="plus d’acte à annuler"):
        historique.undo_import(nadia, done)
    assert verify(nadia) == []


def test_an_import_that_served_since_is_not_taken_back(
    nadia: Session, write: Callable[[str], Path]
) -> None:
    done = import_usagers(nadia, write(CELINE))
    foyer_id = dossier(nadia, "Nowak").foyer.id
    save_contact(nadia, SaisieContact(foyer_id, "TEL_SORTANT", note="Premier appel."))
    with pytest.raises(KnownError, match="a déjà servi"):
        historique.undo_import(nadia, done)
    assert dossier(nadia, "Nowak").foyer.id == foyer_id


def test_an_import_stopped_keeps_the_households_done(
    nadia: Session, write: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usagers, "_BATCH", 1)
    other = "7654321;dem;Haddad;Samia;01/02/1990;;;62000 Arras;\n"
    seen: list[tuple[int, int]] = []
    path = write(CELINE + PIOTR + other)
    done = import_usagers(
        nadia, path, progress=lambda n, total: seen.append((n, total)), stop=lambda: bool(seen)
    )
    assert seen == [(1, 2)]
    assert counts(done) == (2, 2, 0, 0, 0, 0)
    assert "1\u00a0famille n’a pas été lue" in done.remarques[0]
    assert counts(import_usagers(nadia, path)) == (3, 1, 0, 2, 0, 0)
