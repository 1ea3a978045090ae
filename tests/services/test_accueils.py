"""Welcoming somebody without a file: three things, no name, and one act to open a file later."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.services.agenda_monde import Monde, make_monde

from fieldapp.domain.accueil import SaisieAccueil
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import SaisieFoyer, SaisiePersonne
from fieldapp.services import accueils, contacts, foyers, historique, integrite

TROIS = SaisieAccueil(("LOGEMENT", "BUDGET"), ("ECOUTE", "CONSEILS"), "Auxi le Chateau")


@pytest.fixture
def monde(tmp_path: Path) -> Iterator[Monde]:
    made = make_monde(tmp_path / "poste")
    yield made
    assert integrite.verify(made.nadia) == []
    made.nadia.close()


def test_need_answer_and_commune_are_enough(monde: Monde) -> None:
    noted = accueils.save_accueil(monde.nadia, TROIS)
    assert noted.reponses == ("ECOUTE", "CONSEILS")
    assert (noted.commune, noted.code_insee) == ("Auxi-le-Château", "62060")
    assert (noted.prenom, noted.contact, noted.foyer_id) == (None, None, None)
    assert [one.id for one in accueils.accueils_du_jour(monde.nadia)] == [noted.id]


@pytest.mark.parametrize(
    ("saisie", "champ"),
    [
        (SaisieAccueil((), ("ECOUTE",), "Lens"), "besoins"),
        (SaisieAccueil(("LOGEMENT",), (), "Lens"), "reponses"),
        (SaisieAccueil(("LOGEMENT",), ("AUMONE",), "Lens"), "reponses"),
        (SaisieAccueil(("LOGEMENT",), ("ECOUTE",), " "), "commune"),
        (
            SaisieAccueil(("LOGEMENT",), ("ECOUTE",), "Lens", contact="2 92 03 62 498 123 43"),
            "contact",
        ),
        (SaisieAccueil(("LOGEMENT",), ("ECOUTE",), "Lens", moment="tantôt"), "moment"),
        (SaisieAccueil(("LOGEMENT",), ("ECOUTE",), "Lens", moment="2099-01-01T10:00"), "moment"),
        (
            SaisieAccueil(("LOGEMENT",), ("ECOUTE",), "Lens", prenom="Ana 2 92 03 62 498 123 43"),
            "prenom",
        ),
        (
            SaisieAccueil(("LOGEMENT",), ("ECOUTE",), "Lens", contact="tel 292036249812343 ou 06"),
            "contact",
        ),
    ],
)
def test_what_is_missing_is_said_at_its_field(
    monde: Monde, saisie: SaisieAccueil, champ: str
) -> None:
    with pytest.raises(KnownError) as raised:
        accueils.save_accueil(monde.nadia, saisie)
    assert raised.value.champ == champ
    assert accueils.accueils_du_jour(monde.nadia) == ()


def test_one_more_alike_copies_nothing_of_the_person(monde: Monde) -> None:
    first = accueils.save_accueil(
        monde.nadia,
        SaisieAccueil(
            ("NUMERIQUE",), ("ACCOMPAGNEMENT",), "Frévent", lieu="Mairie de Frévent",
            prenom="Karim", contact="06 11 22 33 44", note="Dossier en ligne", interprete=True,
        ),
    )  # fmt: skip
    more = accueils.repeat_accueil(monde.nadia, first.id)
    assert (more.besoins, more.reponses, more.commune, more.lieu) == (
        first.besoins, first.reponses, first.commune, first.lieu,
    )  # fmt: skip
    assert (more.prenom, more.contact, more.note, more.interprete) == (None, None, "", False)


def test_a_file_is_opened_in_one_act_and_keeps_its_history(monde: Monde) -> None:
    first = accueils.save_accueil(
        monde.julie,
        SaisieAccueil(
            ("LOGEMENT",), ("ECOUTE", "ORIENTATION"), "Frévent", moment="2026-10-05T11:40",
            lieu="Mairie de Frévent", prenom="Karim", contact="06 11 22 33 44", langue="Arabe",
            interprete=True, note="Menacé d’expulsion.", relais_verifie=True,
        ),
    )  # fmt: skip
    foyer = accueils.open_dossier(
        monde.nadia, first.id, SaisieFoyer(personnes=(SaisiePersonne("Benali"),))
    )
    assert (foyer.nom, foyer.commune, foyer.langue, foyer.interprete) == (
        "Benali", "Frévent", "Arabe", True,
    )  # fmt: skip
    dossier = foyers.get_dossier(monde.nadia, foyer.id)
    person = dossier.membres[0].personne
    assert (person.prenom, person.telephone) == ("Karim", "+33611223344")
    (noted,) = contacts.list_contacts(monde.nadia, foyer.id)
    assert (noted.nature, noted.moment, noted.besoins) == (
        "ITINERANCE", "2026-10-05T11:40", ("LOGEMENT",),
    )  # fmt: skip
    assert noted.auteur == "Julie Caudron"
    assert noted.note == (
        "Premier accueil (Mairie de Frévent)\u00a0: écoute, orientation.\n"
        "Relais vérifié.\nMenacé d’expulsion."
    )
    assert accueils.get_accueil(monde.nadia, first.id).foyer_id == foyer.id
    assert [one.id for one in accueils.accueils_of_foyer(monde.nadia, foyer.id)] == [first.id]
    with pytest.raises(KnownError, match="déjà ouvert"):
        accueils.open_dossier(monde.nadia, first.id)
    # One act: taken back whole.
    historique.undo_last(monde.nadia)
    assert accueils.get_accueil(monde.nadia, first.id).foyer_id is None
    with pytest.raises(KnownError):
        foyers.get_dossier(monde.nadia, foyer.id)


def test_a_first_name_alone_opens_a_file_and_nothing_at_all_does_not(monde: Monde) -> None:
    named = accueils.save_accueil(
        monde.nadia, SaisieAccueil(("LOGEMENT",), ("ECOUTE",), "Lens", prenom="Karim")
    )
    assert accueils.open_dossier(monde.nadia, named.id).nom == "Karim"
    nameless = accueils.save_accueil(monde.nadia, TROIS)
    with pytest.raises(KnownError, match="Il manque un nom"):
        accueils.open_dossier(monde.nadia, nameless.id)
    assert accueils.get_accueil(monde.nadia, nameless.id).foyer_id is None


def test_the_secretary_counts_welcomes_but_reads_only_her_own(monde: Monde) -> None:
    theirs = accueils.save_accueil(
        monde.nadia,
        SaisieAccueil(("LOGEMENT",), ("ECOUTE",), "Lens", note="Dit : « je dors dehors »"),
    )
    seen = accueils.get_accueil(monde.sylvie, theirs.id)
    assert (seen.note, seen.besoins, seen.lisible) == ("", (), False)
    with pytest.raises(KnownError, match="pas lisible"):
        historique.history(monde.sylvie, "accueil", theirs.id)
    with pytest.raises(KnownError):
        accueils.repeat_accueil(monde.sylvie, theirs.id)
    own = accueils.save_accueil(monde.sylvie, TROIS)
    assert accueils.get_accueil(monde.sylvie, own.id).besoins == TROIS.besoins
    with pytest.raises(KnownError, match="ne permet pas"):
        accueils.open_dossier(monde.sylvie, own.id)


def test_the_last_one_tells_the_next_its_commune_and_place(monde: Monde) -> None:
    assert accueils.last_accueil(monde.nadia) is None
    accueils.save_accueil(
        monde.nadia, SaisieAccueil(("DROITS",), ("CONSEILS",), "Frévent", lieu="Mairie")
    )
    last = accueils.last_accueil(monde.nadia)
    assert last is not None
    assert (last.commune, last.lieu) == ("Frévent", "Mairie")


def test_a_removed_welcome_comes_back_by_undo(monde: Monde) -> None:
    noted = accueils.save_accueil(monde.nadia, TROIS)
    accueils.delete_accueil(monde.nadia, noted.id)
    assert accueils.accueils_du_jour(monde.nadia) == ()
    historique.undo_last(monde.nadia)
    assert [one.id for one in accueils.accueils_du_jour(monde.nadia)] == [noted.id]
