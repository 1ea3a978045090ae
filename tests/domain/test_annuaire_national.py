"""Structures of the national directory get our types and readable names."""

from datetime import date

import pytest

from fieldapp.domain.annuaire_national import (
    a_confirmer,
    nom_structure,
    type_structure,
    unknown_fields,
)


@pytest.mark.parametrize(
    ("nom", "reseaux", "kind"),
    [
        ("Mission locale - Arras", ["mission-locale"], "MISSION_LOCALE"),
        ("ADEFI", ["mission-locale"], "MISSION_LOCALE"),
        ("France Travail Lens", ["france-travail"], "SITE_ACCUEIL"),
        ("CCAS de Liévin", ["ccas-cias"], "COLLECTIVITE"),
        ("Mairie d’Avion", [], "COLLECTIVITE"),
        ("Cap emploi 62", ["cap-emploi-reseau-cheops"], "ASSOCIATION"),
        ("Les passerelles numériques", [], "ASSOCIATION"),
        ("Maison des ados", [], "MDA"),
        ("Service de médiation familiale", [], "MEDIATION"),
        ("LAEP « Les p’tits bouts »", [], "LAEP"),
        ("Lieu d’accueil enfants-parents", [], "LAEP"),
        ("Espace de rencontre 62", [], "ESPACE_RENCONTRE"),
        ("Multi-accueil Les Lutins", [], "EAJE"),
        ("Centre socioculturel", ["fcsf"], "CENTRE_SOCIAL"),
        ("Foyer", ["chrs"], "CHRS"),
        ("Hébergement d’urgence de femmes", [], "HEBERGEMENT_VIF"),
        ("Maison départementale", ["departements", "maisons-des-solidarites"], "SITE_ACCUEIL"),
        ("Réseau inconnu", ["reseau-de-demain"], "ASSOCIATION"),
    ],
)
def test_a_structure_gets_the_type_that_fits_best(nom: str, reseaux: list[str], kind: str) -> None:
    assert type_structure(nom, reseaux) == kind


@pytest.mark.parametrize(
    ("written", "nom"),
    [
        ("MISSION LOCALE - LA COURNEUVE", "Mission Locale - La Courneuve"),
        ("CCAS DE LENS", "CCAS de Lens"),
        ("SERVICE D'ACCUEIL", "Service d’Accueil"),
        ("France Travail - ARRAS", "France Travail - ARRAS"),
        ("Adefi.", "Adefi"),
    ],
)
def test_names_in_capitals_are_made_readable(written: str, nom: str) -> None:
    assert nom_structure(written) == nom


def test_what_is_older_than_a_year_is_to_be_confirmed() -> None:
    today = date(2026, 11, 24)
    assert a_confirmer("2025-11-23", today)
    assert not a_confirmer("2025-11-24", today)
    assert a_confirmer(None, today)


def test_fields_that_nothing_reads_are_listed() -> None:
    assert unknown_fields([{"id": 1, "score_qualite": 2}, {"lien_source": ""}]) == (
        "score_qualite",
        "lien_source",
    )
