"""Opening a file with little, keeping who lives there since when, and finding it in a list."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.services.conftest import LENS, Colleague

from fieldapp.domain.accompagnement import SaisieAccompagnement
from fieldapp.domain.contact import SaisieContact
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Filtre, Foyer, SaisieFoyer, SaisiePersonne
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.services import accompagnements, contacts, foyers, historique, personnes
from fieldapp.services.session import Session


def _noms(session: Session, filtre: Filtre | None = None, **options: object) -> list[str]:
    page = foyers.list_foyers(session, filtre, **options)  # type: ignore[arg-type]
    return [ligne.nom for ligne in page.lignes]


def test_a_name_is_enough(nadia: Session) -> None:
    foyer = foyers.create_foyer(nadia, SaisieFoyer(nom="Wattel"))
    assert (foyer.nom, foyer.unite, foyer.referent_id) == ("Wattel", LENS, nadia.agent.id)
    assert foyer.ouvert_le == aujourd_hui().isoformat()


def test_no_name_at_all_is_refused(nadia: Session) -> None:
    for saisie in (SaisieFoyer(), SaisieFoyer(nom="  "), SaisieFoyer(commune="Lens")):
        with pytest.raises(KnownError) as refused:
            foyers.create_foyer(nadia, saisie)
        assert refused.value.champ == "nom"


def test_a_household_bears_the_names_of_its_adults(nadia: Session) -> None:
    saisie = SaisieFoyer(
        personnes=(
            SaisiePersonne("Delattre", "Aurélie"),
            SaisiePersonne("Hennebelle", "Julien", role="CONJOINT"),
            SaisiePersonne("Nowak", "Jade", role="ENFANT"),
        )
    )
    assert foyers.create_foyer(nadia, saisie).nom == "Delattre – Hennebelle"


def test_the_town_is_found_behind_what_is_typed(nadia: Session) -> None:
    saisie = SaisieFoyer(nom="Wattel", code_postal="62800", commune="lievin")
    foyer = foyers.create_foyer(nadia, saisie)
    assert (foyer.commune, foyer.code_insee) == ("Liévin", "62510")


def test_a_file_number_belongs_to_one_family(nadia: Session, foyer: Foyer) -> None:
    with pytest.raises(KnownError, match="autre famille") as refused:
        foyers.create_foyer(nadia, SaisieFoyer(nom="Wattel", numero=foyer.numero))
    assert refused.value.champ == "numero"
    foyers.update_foyer(nadia, foyer.id, {"numero": foyer.numero})


def test_everything_is_refused_together_or_written_together(nadia: Session) -> None:
    bad = SaisiePersonne("Wattel", "Léo", naissance="2026-02-30")
    with pytest.raises(KnownError) as refused:
        foyers.create_foyer(nadia, SaisieFoyer(nom="Wattel", personnes=(bad,)))
    assert refused.value.champ == "naissance"
    assert _noms(nadia) == []


@pytest.mark.parametrize(
    ("personne", "champ"),
    [
        (SaisiePersonne(), "nom"),
        (SaisiePersonne("A", naissance="2999-01-01"), "naissance"),
        (SaisiePersonne("A", naissance="0202-01-01"), "naissance"),
        (SaisiePersonne("Caron 185036249812348"), "nom"),
        (SaisiePersonne("A", telephone="12"), "telephone"),
        (SaisiePersonne("A", civilite="DR"), "civilite"),
        (SaisiePersonne("A", role="VOISIN"), "role"),
    ],
)
def test_a_person_at_fault_is_named(
    nadia: Session, foyer: Foyer, personne: SaisiePersonne, champ: str | None
) -> None:
    with pytest.raises(KnownError) as refused:
        personnes.add_personne(nadia, foyer.id, personne)
    assert refused.value.champ == champ


def test_nobody_dies_before_being_born(nadia: Session, foyer: Foyer) -> None:
    grandmother = personnes.add_personne(
        nadia, foyer.id, SaisiePersonne("Caron", "Odette", naissance="1900-02-28")
    )
    with pytest.raises(KnownError) as refused:
        personnes.update_personne(nadia, grandmother.id, {"deces": "1899-12-31"})
    assert refused.value.champ == "deces"
    dead = personnes.update_personne(nadia, grandmother.id, {"deces": "1900-02-28"})
    assert dead.deces == "1900-02-28"
    with pytest.raises(KnownError) as refused:
        personnes.update_personne(nadia, grandmother.id, {"naissance": "1901-01-01"})
    assert refused.value.champ == "naissance"


def test_a_person_who_leaves_stays_in_the_past(nadia: Session, foyer: Foyer) -> None:
    jade = next(
        m for m in foyers.get_dossier(nadia, foyer.id).membres if m.personne.prenom == "Jade"
    )
    personnes.end_appartenance(nadia, jade.appartenance_id, "2026-01-15")
    gone = next(m for m in foyers.get_dossier(nadia, foyer.id).membres if m.role == "ENFANT")
    assert gone.fin == "2026-01-15"
    assert not gone.present(aujourd_hui())
    (ligne,) = foyers.list_foyers(nadia).lignes
    assert ligne.composition == "Aurélie"


def test_unknown_fields_are_named(nadia: Session, foyer: Foyer) -> None:
    with pytest.raises(KnownError, match="religion"):
        foyers.update_foyer(nadia, foyer.id, {"religion": "?"})
    person = foyers.get_dossier(nadia, foyer.id).membres[0].personne
    with pytest.raises(KnownError, match="nationalite"):
        personnes.update_personne(nadia, person.id, {"nationalite": "?"})


def test_a_possible_duplicate_is_shown_before_it_exists(nadia: Session, foyer: Foyer) -> None:
    found = foyers.find_doublons(nadia, "Delattre", "Aurélie", "1992-03-01")
    assert [ligne.foyer_id for ligne in found] == [foyer.id]
    assert foyers.find_doublons(nadia, "Delattre", "Zoé") == ()


def test_the_list_follows_every_change(nadia: Session, foyer: Foyer) -> None:
    hier = (aujourd_hui() - timedelta(days=1)).isoformat()
    contacts.save_contact(nadia, SaisieContact(foyer.id, "VAD", suite="x", suite_le=hier))
    suivi = accompagnements.open_accompagnement(nadia, SaisieAccompagnement(foyer.id, "SOCIAL"))
    (ligne,) = foyers.list_foyers(nadia).lignes
    assert (ligne.niveau, ligne.echeance, ligne.echeance_genre) == ("SOCIAL", hier, "SUITE")
    assert (ligne.composition, ligne.commune) == ("Aurélie, 1 enfant", "Lens")
    closed = accompagnements.close_accompagnement(nadia, suivi.id, "OBJECTIFS")
    assert closed.motif_sortie == "OBJECTIFS"
    assert foyers.list_foyers(nadia).lignes[0].niveau == ""
    historique.undo_last(nadia)
    assert foyers.list_foyers(nadia).lignes[0].niveau == "SOCIAL"


def test_the_list_sorts_filters_and_pages(nadia: Session, colleague: Colleague) -> None:
    for nom, commune in (("Wattel", "Avion"), ("Évrard", "Lens"), ("Nowak", "Liévin")):
        foyers.create_foyer(nadia, SaisieFoyer(nom=nom, commune=commune))
    foyers.create_foyer(colleague("TS"), SaisieFoyer(nom="Caron", commune="Vimy"))
    assert _noms(nadia) == ["Évrard", "Nowak", "Wattel"]
    assert _noms(nadia, Filtre("unite")) == ["Caron", "Évrard", "Nowak", "Wattel"]
    assert _noms(nadia, tri="commune", descendant=True) == ["Nowak", "Évrard", "Wattel"]
    assert _noms(nadia, Filtre(texte="evr")) == ["Évrard"]
    assert _noms(nadia, Filtre("unite"), offset=1, limit=2) == ["Évrard", "Nowak"]
    assert foyers.list_foyers(nadia, Filtre("unite"), limit=1).total == 4
    with pytest.raises(KnownError, match="tri"):
        foyers.list_foyers(nadia, tri="humeur")


def test_opening_a_file_is_one_act(nadia: Session, foyer: Foyer) -> None:
    assert historique.undo_last(nadia) == "Annulé\u00a0: dossier et ses personnes créé"
    with pytest.raises(KnownError):
        foyers.get_dossier(nadia, foyer.id)
    assert _noms(nadia) == []
