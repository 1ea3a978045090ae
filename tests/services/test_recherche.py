"""One box finds a family, a number, a phone, a town, a word of a note or a structure."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from fieldapp.domain.contact import SaisieContact
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Foyer, SaisieContactSur, SaisieFoyer, SaisiePersonne
from fieldapp.domain.horloge import maintenant
from fieldapp.domain.recherche import Resultat
from fieldapp.services.contact_sur import save_contact_sur
from fieldapp.services.contacts import save_contact
from fieldapp.services.foyers import create_foyer
from fieldapp.services.recherche import search, search_families, search_with
from fieldapp.services.session import Session
from fieldapp.services.structures_import import import_structures

Colleague = Callable[..., Session]


def family(session: Session, nom: str, prenom: str = "Marie", commune: str | None = None) -> Foyer:
    personne = SaisiePersonne(nom, prenom)
    return create_foyer(session, SaisieFoyer(personnes=(personne,), commune=commune))


def note(
    session: Session,
    foyer: Foyer,
    texte: str,
    moment: str = "2026-11-13T10:00",
    zone: str = "equipe",
) -> None:
    saisie = SaisieContact(foyer_id=foyer.id, nature="VAD", moment=moment, note=texte, zone=zone)
    save_contact(session, saisie)


def names(results: tuple[Resultat, ...]) -> list[str]:
    return [result.libelle for result in results if result.type == "foyer"]


def test_a_misspelt_name_finds_the_family_and_says_why(nadia: Session) -> None:
    for nom in ("Lefèvre", "Lefebvre", "Lefevre", "Hennebelle", "Caron"):
        family(nadia, nom)
    found = {result.libelle: result.raison for result in search(nadia, "lefevre")}
    assert found == {"Lefèvre": "Sans accent", "Lefebvre": "Sonne pareil", "Lefevre": ""}
    assert [(r.libelle, r.raison) for r in search(nadia, "ennebel")] == [
        ("Hennebelle", "Sonne pareil")
    ]
    assert [(r.libelle, r.raison) for r in search(nadia, "crona")] == []
    assert [(r.libelle, r.raison) for r in search(nadia, "caorn")] == [
        ("Caron", "Orthographe proche")
    ]
    assert [(r.libelle, r.raison) for r in search(nadia, "hennebbele")] == [
        ("Hennebelle", "Sonne pareil")
    ]


@pytest.mark.parametrize(
    "typed",
    ["l'heureux", "L’Heureux", "lheureux", "LHEUREUX", "heureux zoe", "zoé l heureux", "Leureux"],
)
def test_apostrophes_case_and_accents_are_forgiven(nadia: Session, typed: str) -> None:
    family(nadia, "L’Heureux", "Zoé")
    assert names(search(nadia, typed)) == ["L’Heureux"]


def test_a_name_written_in_one_word_is_found_in_two(nadia: Session) -> None:
    family(nadia, "Vandenbroucke")
    family(nadia, "De La Tour")
    assert names(search(nadia, "van den broucke")) == ["Vandenbroucke"]
    assert names(search(nadia, "delatour")) == ["De La Tour"]


def test_names_together_mean_one_family(nadia: Session) -> None:
    family(nadia, "Dupont", "Léa", commune="Lens")
    wanted = family(nadia, "Dupont", "Paul", commune="Frévent")
    family(nadia, "Martin", "Paul")
    for typed in ("dupont paul", "paul dupont", "dupond paul", "dup pau", "dupont frevent"):
        assert [r.foyer_id for r in search(nadia, typed)] == [wanted.id], typed


def test_numbers_and_phones_are_found_however_they_are_typed(nadia: Session, foyer: Foyer) -> None:
    for typed in ("4182307", "#4182307", "418230", "0612345642", "06 12 34 56 42", "06.12.34",
                  "+33 6 12 34 56 42", "#06123"):  # fmt: skip
        found = search(nadia, typed)
        assert [r.foyer_id for r in found] == [foyer.id], typed
    assert "06 12 34 56 42" in search(nadia, "061234")[0].extrait
    assert "n° 4182307" in search(nadia, "4182")[0].extrait


def test_a_town_gives_its_families_the_last_seen_first(nadia: Session, foyer: Foyer) -> None:
    other = family(nadia, "Caron", commune="Lens")
    note(nadia, other, "Appel", "2026-11-20T09:00")
    note(nadia, foyer, "Appel", "2026-11-02T09:00")
    assert [r.foyer_id for r in search(nadia, "lens") if r.type == "foyer"] == [other.id, foyer.id]


def test_the_second_line_says_who_where_and_when(nadia: Session, foyer: Foyer) -> None:
    note(nadia, foyer, "Appel", "2026-11-02T09:00")
    (found,) = search(nadia, "delattre")
    assert found.detail == "Aurélie, 1 enfant · Lens · vu le 02/11/2026"
    assert found.extrait == found.detail
    (child,) = search(nadia, "jade")
    assert child.extrait.startswith("Jade Delattre · ")


def test_a_word_of_a_note_gives_the_passage(nadia: Session, foyer: Foyer) -> None:
    note(nadia, foyer, "Madame explique que depuis le mois dernier la voisine, Mme Lefèvre, garde "
         "les enfants le mercredi ; elle a bon cœur. Facture d’énergie impayée.")  # fmt: skip
    (found,) = [r for r in search(nadia, "lefevre") if r.type == "note"]
    assert found.libelle == "Delattre, visite à domicile du 13/11/2026"
    assert found.foyer_id == foyer.id
    assert "la voisine, Mme Lefèvre, garde les enfants" in found.extrait
    assert found.extrait.startswith("…")
    for typed in ("coeur", "cœur", "impaye", "d'énergie", "facture impayee", '"voisine', "enfant"):
        assert [r.type for r in search(nadia, typed)] == ["note"], typed
    (slip,) = search(nadia, "facutre")
    assert slip.raison == "Orthographe proche"
    assert search(nadia, "facture jamais") == ()


def test_the_most_recent_notes_come_first(nadia: Session, foyer: Foyer) -> None:
    for day in (3, 20, 11):
        note(nadia, foyer, f"Impayé de loyer, point {day}", f"2026-11-{day:02d}T09:00")
    assert [r.libelle[-10:] for r in search(nadia, "loyer")] == [
        "20/11/2026", "11/11/2026", "03/11/2026",
    ]  # fmt: skip


def test_notes_obey_the_zones(nadia: Session, foyer: Foyer, colleague: Colleague) -> None:
    for zone in ("personnel", "equipe", "institution", "restreint"):
        note(nadia, foyer, f"zoneteste {zone}", maintenant(), zone)

    def seen_by(session: Session) -> set[str]:
        return {r.extrait.split()[-1] for r in search(session, "zoneteste")}

    assert seen_by(nadia) == {"personnel", "equipe", "institution", "restreint"}
    assert seen_by(colleague("TS")) == {"institution"}
    assert seen_by(colleague("RESP_ADS")) == {"equipe", "institution", "restreint"}
    assert seen_by(colleague("SECRETAIRE")) == set()
    assert seen_by(colleague("TS", "62-ADS-ARRAS")) == set()


def test_readable_notes_are_found_behind_many_that_are_not(
    nadia: Session, foyer: Foyer, colleague: Colleague
) -> None:
    note(nadia, foyer, "zoneteste", "2026-01-05T09:00", zone="institution")
    for minute in range(60):
        note(nadia, foyer, "zoneteste", f"2026-11-13T10:{minute:02d}", zone="equipe")
    assert len(search(colleague("TS"), "zoneteste")) == 1


@pytest.mark.usefixtures("foyer")
def test_families_of_another_unit_are_not_found(colleague: Colleague) -> None:
    arras = colleague("TS", "62-ADS-ARRAS")
    assert search(arras, "delattre") == search(arras, "4182307") == ()
    assert names(search(colleague("SECRETAIRE"), "delattre")) == ["Delattre"]


@pytest.mark.usefixtures("foyer")
def test_headquarters_searches_the_directory_only(colleague: Colleague, annuaire: Path) -> None:
    siege = colleague("SIEGE")
    import_structures(siege, annuaire)
    assert {r.type for r in search(siege, "delattre médiation")} <= {"structure"}
    assert search(siege, "delattre") == ()
    with pytest.raises(KnownError, match="ne permet pas"):
        search_families(siege, siege.store, "delattre")


@pytest.fixture
def annuaire(tmp_path: Path) -> Path:
    structures = [
        {"source": "essai", "id": "1", "nom": "Cabinet de médiation Lefebvre", "commune": "Arras",
         "code_postal": "62000", "telephone": "0321000001", "date_maj": "2020-01-12"},
        {"source": "essai", "id": "2", "nom": "Mission locale", "commune": "Nantes",
         "code_postal": "44000", "reseaux_porteurs": ["mission-locale"], "date_maj": "2026-11-01"},
        {"source": "essai", "id": "3", "nom": "Mission locale de Béthune", "commune": "Béthune",
         "code_postal": "62400", "telephone": "0321000003", "date_maj": "2026-11-01"},
    ]  # fmt: skip
    path = tmp_path / "annuaire.json"
    path.write_text(json.dumps(structures), encoding="utf-8")
    return path


def test_structures_are_found_by_name_kind_and_town(nadia: Session, annuaire: Path) -> None:
    import_structures(nadia, annuaire)
    found = search(nadia, "mission locale")
    assert [r.libelle for r in found] == ["Mission locale de Béthune", "Mission locale"]
    assert found[0].extrait == "Béthune · Mission locale · 03 21 00 00 03"
    assert [r.libelle for r in search(nadia, "@bethune")] == ["Mission locale de Béthune"]
    assert [r.raison for r in search(nadia, "misson locale")] == ["Orthographe proche"] * 2
    (old,) = search(nadia, "mediation")
    assert "à confirmer" in old.detail
    assert "03 21" not in old.extrait
    assert [r.objet_id for r in search(nadia, "0321000003")] == [found[0].objet_id]


def test_places_are_shared_between_families_notes_and_directory(
    nadia: Session, foyer: Foyer, annuaire: Path
) -> None:
    import_structures(nadia, annuaire)
    for rank in range(14):
        family(nadia, "Mission", f"Locale{rank}")
        note(nadia, foyer, f"mission locale {rank}")
    types = [result.type for result in search(nadia, "mission locale")]
    assert (types.count("foyer"), types.count("note"), types.count("structure")) == (6, 4, 2)
    assert len(search(nadia, "mission locale", limit=3)) == 3
    assert {r.type for r in search(nadia, '"mission locale')} == {"note"}
    assert {r.type for r in search(nadia, "@mission locale")} == {"structure"}


def test_names_that_sound_alike_keep_a_place_among_many_exact_ones(nadia: Session) -> None:
    family(nadia, "Dupond")
    for rank in range(40):
        family(nadia, "Dupont", f"Prénom{rank}")
    assert "Dupond" in names(search(nadia, "dupont"))


def test_a_word_of_notes_is_not_hidden_by_names_that_nearly_are(
    nadia: Session, foyer: Foyer
) -> None:
    for rank in range(9):
        family(nadia, "Visire", f"Prénom{rank}")
    note(nadia, foyer, "Visite prévue")
    found = search(nadia, "visite")
    assert [r.type for r in found].count("foyer") == 2
    assert "note" in {r.type for r in found}


def test_a_safe_contact_hides_the_town_everywhere(nadia: Session, foyer: Foyer) -> None:
    save_contact_sur(nadia, foyer.id, SaisieContactSur(telephone="0698765432"))
    assert names(search(nadia, "lens")) == []
    (found,) = search(nadia, "delattre")
    assert "Lens" not in found.detail
    assert [r.foyer_id for r in search(nadia, "06 98 76")] == [foyer.id]


@pytest.mark.usefixtures("foyer")
@pytest.mark.parametrize("typed", ["", "   ", "!?", "@", "#", '"', "«", "-", "\u00a0"])
def test_nothing_asked_finds_nothing(nadia: Session, typed: str) -> None:
    assert search(nadia, typed) == ()


@pytest.mark.usefixtures("foyer")
@pytest.mark.parametrize(
    "typed",
    ["a AND b", "x NEAR y", "'; DROP", "^d*", "{noms}:d", "(", "é" * 200, "𞤀𞤁", "мария", "d " * 60],
)
def test_anything_may_be_typed(nadia: Session, typed: str) -> None:
    assert isinstance(search(nadia, typed), tuple)


def test_names_of_other_alphabets_are_found(nadia: Session) -> None:
    family(nadia, "Иванова", "Мария")
    assert names(search(nadia, "иван")) == ["Иванова"]


def test_another_connection_searches_while_this_one_writes(nadia: Session, foyer: Foyer) -> None:
    reader = nadia.store.reader()
    try:
        assert [r.foyer_id for r in search_with(nadia, reader, "delattre")] == [foyer.id]
        assert [r.foyer_id for r in search_families(nadia, reader, "delat")] == [foyer.id]
    finally:
        reader.close()
