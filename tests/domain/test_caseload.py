"""One row of a caseload becomes one person, whatever the habits of the one who filled it."""

import csv
import io
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.domain.caseload import (
    SaisieUsager,
    cell_text,
    read_naissance,
    read_row,
    split_cp_ville,
    split_nom_prenom,
)
from fieldapp.domain.colonnes import count_recognised, find_header, recognise
from fieldapp.domain.errors import KnownError
from fieldapp.domain.rapport import LigneRejetee
from fieldapp.domain.tableau import Rangee, decode, read_text

TODAY = date(2026, 11, 24)


def read(titles: tuple[object, ...], cells: tuple[object, ...]) -> SaisieUsager | LigneRejetee:
    return read_row(recognise(titles, []), Rangee(7, cells), TODAY)


def taken(titles: tuple[object, ...], cells: tuple[object, ...]) -> SaisieUsager:
    usager = read(titles, cells)
    assert isinstance(usager, SaisieUsager)
    return usager


def test_a_full_row_of_a_department() -> None:
    titles = (
        "N° Allocataire", "Civilité", "Nom bénéficiaire", "Prénom bénéficiaire",
        "Date de\nNaissance", "Adresse", "CP Ville", "Rôle", "ID IODAS\t", "NIR",
        "Adresses\nMails", "N°\nTéléphones", "Référent",
    )  # fmt: skip
    cells = (
        "ISQCJQO", "Monsieur", "CRESPO", "hernan", datetime(1980, 11, 21),  # noqa: DTZ001
        "127 RUE DE GRENELLE", "75007 PARIS ", "dem", 8383, 1803331476872, "hernan@crespo.com",
        620022002, "N. Lemaire",
    )  # fmt: skip
    assert taken(titles, cells) == SaisieUsager(
        ligne=7, nom="Crespo", prenom="Hernan", civilite="M", naissance="1980-11-21",
        role="DEMANDEUR", numero="ISQCJQO", autre_numero="8383", adresse="127 RUE DE GRENELLE",
        code_postal="75007", commune="Paris", telephones=("620022002",),
        courriels=("hernan@crespo.com",), referent="N. Lemaire",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "birth"),
    [
        ("16/02/1952", "1952-02-16"),
        ("16-02-1952", "1952-02-16"),
        ("16.02.1952", "1952-02-16"),
        ("6/2/52", "1952-02-06"),
        ("1952-02-16", "1952-02-16"),
        ("1952/2/16", "1952-02-16"),
        ("1952-02-16T00:00:00", "1952-02-16"),
        ("16/02/1952 00:00:00", "1952-02-16"),
        ("16 février 1952", "1952-02-16"),
        ("1er FEVRIER 1952", "1952-02-01"),
        ("16021952", "1952-02-16"),
        (17021952, "1952-02-17"),
        (6021952, "1952-02-06"),
        ("160252", "1952-02-16"),
        (19040, "1952-02-16"),
        (19040.0, "1952-02-16"),
        (date(1952, 2, 16), "1952-02-16"),
        (datetime(1952, 2, 16), "1952-02-16"),  # noqa: DTZ001
        ("16/02/30", "1930-02-16"),
    ],
)
def test_birth_dates_are_understood(cell: object, birth: str) -> None:
    assert read_naissance([cell], TODAY) == birth


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("31/02/1980", "n’est pas une date"),
        ("hier", "n’est pas une date"),
        ("24", "trop ancienne"),
        ("24/11", "n’est pas une date"),
        ("vers 1980", "n’est pas une date"),
        ("25/11/2026", "dans l’avenir"),
        ("16/02/1852", "année impossible"),
        ("16/02/1902", "trop ancienne"),
    ],
)
def test_a_birth_date_that_cannot_be_refuses_the_row_and_says_why(cell: str, reason: str) -> None:
    result = read(("Nom", "Date de naissance"), ("Durand", cell))
    assert isinstance(result, LigneRejetee)
    assert result.ligne == 7
    assert reason in result.raison


def test_a_row_without_a_name_is_refused() -> None:
    assert read(("Nom", "Prénom", "CP Ville"), ("", None, "62300 LENS")) == LigneRejetee(
        7, "Ni nom ni prénom sur cette ligne."
    )


@pytest.mark.parametrize(
    ("cell", "code", "town"),
    [
        ("62300 LENS CEDEX", "62300", "Lens"),
        ("62300 LENS CEDEX 2", "62300", "Lens"),
        ("59402 Nice", "59402", "Nice"),
        ("2100 SAINT-QUENTIN", "02100", "Saint-Quentin"),
        ("2A004 Ajaccio", "2A004", "Ajaccio"),
        ("62130-SAINT-POL-SUR-TERNOISE", "62130", "Saint-Pol-sur-Ternoise"),
        ("F-62000 Arras", "62000", "Arras"),
        ("Arras 62000", "62000", "Arras"),
        ("Arras (62000)", "62000", "Arras"),
        ("62000", "62000", None),
        ("LENS", None, "Lens"),
        ("", None, None),
    ],
)
def test_postcode_and_town_of_one_cell_are_parted(
    cell: str, code: str | None, town: str | None
) -> None:
    assert split_cp_ville(cell) == (code, town)


def test_two_columns_for_postcode_and_town() -> None:
    usager = taken(("Nom", "Code postal", "Ville"), ("Durand", 2100, "SAINT-QUENTIN CEDEX"))
    assert (usager.code_postal, usager.commune) == ("02100", "Saint-Quentin")


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("DE LA TOUR Jean-Marc", ("De La Tour", "Jean-Marc")),
        ("Jean-Marc DE LA TOUR", ("De La Tour", "Jean-Marc")),
        ("Mme DURAND Inès", ("Durand", "Inès")),
        ("Durand Inès", ("Durand", "Inès")),
        ("DURAND", ("Durand", "")),
    ],
)
def test_name_and_first_name_of_one_cell(cell: str, names: tuple[str, str]) -> None:
    assert split_nom_prenom(cell) == names
    usager = taken(("Nom Prénom", "CP Ville"), (cell, "62000 ARRAS"))
    assert (usager.nom, usager.prenom) == names


def test_names_of_birth_and_of_use() -> None:
    titles = ("Nom de naissance", "Nom d’usage", "Prénom")
    assert taken(titles, ("DUPONT", "MARTIN", "Léa")).nom_naissance == "Dupont"
    assert taken(titles, ("DUPONT", "dupont", "Léa")).nom_naissance is None
    only_birth = taken(titles, ("DUPONT", "", "Léa"))
    assert (only_birth.nom, only_birth.nom_naissance) == ("Dupont", None)


@pytest.mark.parametrize(
    ("cell", "role"),
    [
        ("dem", "DEMANDEUR"),
        ("Conjoint", "CONJOINT"),
        ("CJT", "CONJOINT"),
        ("Enfant", "ENFANT"),
        ("", "DEMANDEUR"),
    ],
)
def test_roles(cell: str, role: str) -> None:
    assert taken(("Nom", "Rôle"), ("Durand", cell)).role == role


def test_an_unknown_role_is_kept_as_other_and_said() -> None:
    usager = taken(("Nom", "Rôle"), ("Durand", "grand-oncle"))
    assert usager.role == "AUTRE"
    assert "grand-oncle" in usager.remarques[0]


def test_a_number_that_lost_its_zeros_gets_them_back() -> None:
    assert taken(("Nom", "N° CAF"), ("Durand", 27004)).numero == "0027004"
    assert taken(("Nom", "N° CAF"), ("Durand", "123 4567 a")).numero == "1234567A"
    assert taken(("Nom", "N° CAF"), ("Durand", "CAF0027004992")).numero == "CAF0027004992"


def test_a_social_security_number_is_never_taken_wherever_it_hides() -> None:
    usager = taken(
        ("Nom", "N° CAF", "Adresse", "Téléphone", "ID Iodas"),
        (
            "Durand",
            "1850362498123",
            "12 rue Basse (1 85 03 62 498 123)",
            "2 85 03 2A 498 123",
            1850362498123.0,
        ),
    )
    assert usager.numero is None
    assert usager.autre_numero is None
    assert usager.telephones == ()
    assert usager.adresse == "12 rue Basse ([numéro de sécurité sociale retiré])"
    assert len(usager.remarques) == 2


def test_several_phones_and_addresses_of_one_person() -> None:
    usager = taken(
        ("Nom", "Tél 1", "Tél 2", "Mail"),
        ("Durand", "0321000000 / 0612345678", 612345678.0, "a@b.fr; c@d.fr"),
    )
    assert usager.telephones == ("0321000000", "0612345678", "612345678")
    assert usager.courriels == ("a@b.fr", "c@d.fr")


def test_an_address_that_is_none_is_said() -> None:
    usager = taken(("Nom", "Mail"), ("Durand", "pas de mail"))
    assert usager.courriels == ()
    assert "pas de mail" in usager.remarques[0]


@pytest.mark.parametrize("cell", [None, "", " ", "N/A", "#N/A", "-", "néant", "\u200b", True])
def test_cells_that_say_nothing(cell: object) -> None:
    assert cell_text(cell) == ""


def test_cells_of_spreadsheets_are_read_as_they_look() -> None:
    assert cell_text(620022002.0) == "620022002"
    assert cell_text(' a\n b\t"') == 'a b "'
    assert cell_text('="0612345678"') == "0612345678"


words = st.text("abcdefghijklmnopqrstuvwxyzàâçéèêëîïôöùûüœ", min_size=3, max_size=12).filter(
    lambda word: word not in {"null", "none", "néant", "neant"} and word == word.upper().lower()
)
people = st.builds(
    SaisieUsager,
    ligne=st.just(0),
    nom=words.map(lambda w: w[0].upper() + w[1:]),
    prenom=words.map(lambda w: w[0].upper() + w[1:]),
    naissance=st.dates(date(1920, 1, 1), TODAY).map(date.isoformat),
    numero=st.integers(1_000_000, 9_999_999).map(str),
    code_postal=st.integers(1000, 95999).map("{:05d}".format),
    commune=words.map(lambda w: w[0].upper() + w[1:]),
)
FORMATS = ("%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d%m%Y")


def row_of(person: SaisieUsager, layout: str) -> dict[str, str]:
    assert person.naissance is not None
    born = date.fromisoformat(person.naissance)
    return {
        "Nom": person.nom.upper(),
        "Prénom": person.prenom,
        "Date de\nnaissance": born.strftime(layout).zfill(8),
        "N° CAF": person.numero or "",
        "CP Ville": f"{person.code_postal} {person.commune}",
    }


@given(
    st.lists(people, min_size=1, max_size=6),
    st.permutations(["Nom", "Prénom", "Date de\nnaissance", "N° CAF", "CP Ville"]),
    st.sampled_from(FORMATS),
    st.sampled_from([";", ",", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)
def test_what_is_written_is_read_back_whatever_the_file(
    persons: list[SaisieUsager], order: list[str], layout: str, separator: str, alphabet: str
) -> None:
    out = io.StringIO()
    writer = csv.DictWriter(out, order, delimiter=separator)
    writer.writeheader()
    writer.writerows(row_of(person, layout) for person in persons)
    rows = list(read_text(decode(out.getvalue().encode(alphabet)), count_recognised))
    head = find_header(rows)
    colonnes = recognise(rows[head].cellules, rows[head + 1 :])
    read_back = [read_row(colonnes, row, TODAY) for row in rows[head + 1 :] if not row.vide]
    assert [
        (u.nom, u.prenom, u.naissance, u.numero, u.code_postal, u.commune)
        for u in read_back
        if isinstance(u, SaisieUsager)
    ] == [(p.nom, p.prenom, p.naissance, p.numero, p.code_postal, p.commune) for p in persons]


@given(st.lists(st.one_of(st.none(), st.text(max_size=15), st.integers(), st.floats(), st.dates())))
def test_any_row_is_read_or_refused_in_french(cells: list[object]) -> None:
    titles = ("Nom", "Prénom", "Date de naissance", "CP Ville", "Tél", "Mail", "N° CAF", "Rôle")
    result = read_row(recognise(titles, []), Rangee(2, tuple(cells)), TODAY)
    if isinstance(result, LigneRejetee):
        assert result.raison.endswith(".")
    else:
        assert result.nom or result.prenom


def test_a_birth_date_must_be_whole() -> None:
    with pytest.raises(KnownError):
        read_naissance(["11/1980"], TODAY)
