"""Columns are recognised as departments really title them, and NIR columns are left out."""

import pytest

from fieldapp.domain.colonnes import canonical, count_recognised, find_header, recognise
from fieldapp.domain.errors import KnownError
from fieldapp.domain.tableau import Rangee


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("N° CAF", "numero"),
        ("N° Allocataire", "numero"),
        ("Nº ALLOCATAIRE", "numero"),
        ("Matricule", "numero"),
        ("numero_allocataire", "numero"),
        ("ID IODAS\t", "autre_numero"),
        ("Nom bénéficiaire", "nom"),
        ("Nom d'usage", "nom"),
        ("NOM D’USAGE", "nom"),
        ("Nom de naissance", "nom_naissance"),
        ("Nom de jeune fille", "nom_naissance"),
        ("Prénom(s)", "prenom"),
        ("Prenom usager", "prenom"),
        ("Nom et prénom", "nom_prenom"),
        ("Date de\nNaissance", "naissance"),
        ("Né(e) le", "naissance"),
        ("Date de naissance (jj/mm/aaaa)", "naissance"),
        ("Adresse", "adresse"),
        ("Complément adresse", "complement"),
        ("Complément d'adresse", "complement"),
        ("CP Ville", "cp_ville"),
        ("CP / Ville", "cp_ville"),
        ("Code postal", "code_postal"),
        ("Commune", "commune"),
        ("N°\nTéléphones", "telephone"),
        ("Téléphone portable", "telephone"),
        ("Adresses\nMails", "courriel"),
        ("Adresses Mails", "courriel"),
        ("E-mail", "courriel"),
        ("Référent", "referent"),
        ("Rôle", "role"),
        ("Civilité", "civilite"),
        ("NIR", "nir"),
        ("N° Sécurité sociale", "nir"),
    ],
)
def test_a_title_is_recognised(title: str, field: str) -> None:
    other = "Prénom" if field == "nom" else "Nom"
    colonnes = recognise((other, title), [])
    if field == "nir":
        assert colonnes.nir == (" ".join(title.split()),)
    else:
        assert colonnes.champs[field] == (1,)
        assert colonnes.ignorees == ()


@pytest.mark.parametrize("title", ["Tags", "PA", "Structure", "N°", "Date CER", "Observations"])
def test_unknown_columns_are_listed_not_guessed(title: str) -> None:
    assert recognise(("Nom", title, "Prénom"), []).ignorees == (title,)


def test_two_phone_columns_count_two_name_columns_do_not() -> None:
    colonnes = recognise(("Nom", "Tél fixe", "Tél portable", "Nom d’usage"), [])
    assert colonnes.champs["telephone"] == (1, 2)
    assert colonnes.champs["nom"] == (0,)
    assert colonnes.ignorees == ("Nom d’usage",)


def test_a_column_of_social_security_numbers_is_left_out_under_any_name() -> None:
    rows = [Rangee(n, ("Durand", 1803331476872 + n)) for n in range(2, 9)]
    colonnes = recognise(("Nom", "Matricule"), rows)
    assert colonnes.nir == colonnes.ignorees == ("Matricule",)
    assert "numero" not in colonnes.champs


def test_a_column_without_title_is_said_when_something_is_in_it() -> None:
    rows = [Rangee(2, ("Durand", "", "note"))]
    assert recognise(("Nom", None, ""), rows).ignorees == ("colonne 3 (sans titre)",)


def test_the_titles_may_come_after_a_title_of_the_file() -> None:
    rows = [
        Rangee(1, ("Liste du mardi", None)),
        Rangee(2, (None, None)),
        Rangee(3, ("Nom", "Commune")),
        Rangee(4, ("Durand", "Lens")),
    ]
    assert find_header(rows) == 2
    assert count_recognised(rows) == 2


def test_a_file_without_titles_is_refused_with_what_is_needed() -> None:
    with pytest.raises(KnownError) as refused:
        find_header([Rangee(1, ("Durand", "Paul")), Rangee(2, ("Dupont", "Inès"))])
    assert "«\u00a0Nom\u00a0»" in refused.value.message
    assert "Rien n’a été importé" in refused.value.message


def test_a_title_keeps_its_words_only() -> None:
    assert canonical("Date de\nNaissance (jj/mm/aaaa) ") == "date naissance"
    assert canonical("(Nom)") == "nom"
