"""From a family to a structure nothing goes but what the family agreed to, and one sees it."""

from dataclasses import replace

import pytest

from fieldapp.domain.ecrits import (
    Entete,
    FicheFamille,
    FicheLiaison,
    Lieu,
    ce_qui_sort,
    limit_to_accord,
    printable_zones,
)
from fieldapp.domain.errors import KnownError

FICHE = FicheLiaison(
    entete=Entete("Caf du Pas-de-Calais", "Antenne de Lens", auteur="Nadia Lemaire"),
    action="Accueil insertion en crèche",
    personne="Jade",
    age="14 mois",
    enfant=True,
    contact="Mme Delattre",
    telephone="06 12 34 56 42",
    lieu=Lieu("Les Petits Galets", ("3 rue des Tilleuls",)),
    motifs=("Formation du parent",),
    attentes="Deux matinées par semaine.",
)


def test_an_agreement_to_send_sends_the_sheet_as_it_is() -> None:
    assert limit_to_accord(FICHE, "FICHE") == FICHE


def test_an_agreement_to_call_sends_whom_to_call_and_nothing_else() -> None:
    fiche = limit_to_accord(FICHE, "APPEL")
    assert isinstance(fiche, FicheLiaison)
    assert (fiche.age, fiche.motifs, fiche.attentes) == ("", (), "")
    assert fiche.telephone == FICHE.telephone


def test_information_alone_sends_nothing() -> None:
    assert isinstance(limit_to_accord(FICHE, "INFORMATION"), FicheFamille)


@pytest.mark.parametrize("accord", ["INFORMATION", "APPEL", "FICHE"])
@pytest.mark.parametrize("regle", ["pas_de_fiche_nominative", "information_seule"])
def test_no_agreement_makes_a_nominative_sheet_for_a_laep(accord: str, regle: str) -> None:
    fiche = limit_to_accord(FICHE, accord, (regle,))
    assert isinstance(fiche, FicheFamille)
    assert "Lemaire" not in repr(fiche)
    assert "Delattre" not in repr(fiche)


def test_a_refusal_prints_nothing() -> None:
    with pytest.raises(KnownError, match="refusé"):
        limit_to_accord(FICHE, "REFUS", ("pas_de_fiche_nominative",))


@pytest.mark.parametrize("accord", [None, "", "OUI"])
def test_nothing_is_printed_before_the_agreement_is_asked(accord: str | None) -> None:
    with pytest.raises(KnownError) as caught:
        limit_to_accord(FICHE, accord)
    assert caught.value.champ == "accord"


@pytest.mark.parametrize(
    ("regles", "contact_sur"),
    [((), True), (("contact_sur",), False), (("adresse_masquee",), False)],
)
def test_a_number_that_could_put_in_danger_is_not_given(
    regles: tuple[str, ...], contact_sur: bool
) -> None:
    fiche = limit_to_accord(FICHE, "FICHE", regles, contact_sur)
    assert isinstance(fiche, FicheLiaison)
    assert fiche.par_le_service
    assert fiche.telephone == ""


def test_what_leaves_is_read_off_the_sheet() -> None:
    sort, reste = ce_qui_sort(limit_to_accord(FICHE, "FICHE"))
    assert sort == (
        "Prénom et âge de Jade",
        "Nom de Mme Delattre",
        "Téléphone de Mme Delattre",
        "Motifs, attentes",
        "Votre nom et votre service",
    )
    assert reste == ("Adresse", "Notes du fil et besoins", "Les autres membres du foyer")


def test_what_stays_grows_as_the_agreement_shrinks() -> None:
    _, full = ce_qui_sort(limit_to_accord(FICHE, "FICHE"))
    _, call = ce_qui_sort(limit_to_accord(FICHE, "APPEL", contact_sur=True))
    assert "Motifs et attentes" in call
    assert "Adresse et numéros" in call
    assert "Motifs et attentes" not in full
    sort, _ = ce_qui_sort(limit_to_accord(FICHE, "INFORMATION"))
    assert sort[0] == "Rien vers la structure"
    assert ce_qui_sort(None)[0] == ("Rien",)


def test_an_adult_without_a_number_leaves_a_name_only() -> None:
    adult = replace(FICHE, personne="M. Kevin Hennebelle", age="", enfant=False, contact="",
                    telephone="", motifs=(), attentes="")  # fmt: skip
    sort, reste = ce_qui_sort(limit_to_accord(adult, "FICHE"))
    assert sort == ("Nom de M. Kevin Hennebelle", "Votre nom et votre service")
    assert reste[0] == "Adresse et numéros"


def test_personal_and_restricted_notes_enter_no_class() -> None:
    assert printable_zones("EQUIPE") == {"equipe", "institution"}
    assert printable_zones("INSTITUTION") == {"institution"}
    with pytest.raises(KnownError):
        printable_zones("RESTREINT")
