"""A commune is found however a worker or a file writes it."""

import csv
from pathlib import Path

import pytest

from fieldapp.services.communes import find_communes, get_commune, resolve


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("lens", "Lens"),
        ("LENS", "Lens"),
        ("62400", "Béthune"),
        ("etaples", "Étaples"),
        ("st pol s/ternoise", "Saint-Pol-sur-Ternoise"),
        ("ST POL SUR TERNOISE", "Saint-Pol-sur-Ternoise"),
        ("62130 saint-p", "Saint-Pol-sur-Ternoise"),
        ("neuville ss montreuil", "Neuville-sous-Montreuil"),
        ("Arras Cedex 9", "Arras"),
        ("bethunne", "Béthune"),
        ("boulogne", "Boulogne-sur-Mer"),
        ("loison", "Loison-sous-Lens"),
    ],
)
def test_the_first_answer_is_the_one_meant(typed: str, expected: str) -> None:
    assert find_communes(typed)[0].nom == expected


def test_home_comes_first_and_may_be_another_departement() -> None:
    assert find_communes("boulogne", departement="92")[0].nom == "Boulogne-Billancourt"
    assert find_communes("montreuil")[0].nom == "Montreuil-sur-Mer"
    # A whole name elsewhere is still better than a part of a name at home (Le Touquet-Paris-Plage).
    assert find_communes("paris")[0].nom == "Paris"


def test_a_postal_code_narrows_the_names() -> None:
    assert [c.nom for c in find_communes("el", code_postal="62300")] == ["Éleu-dit-Leauwette"]
    assert {c.nom for c in find_communes("62300")} == {"Lens", "Éleu-dit-Leauwette"}


def test_nothing_typed_or_nothing_like_it_gives_nothing() -> None:
    assert find_communes("") == ()
    assert find_communes("xqzwv") == ()


@pytest.mark.parametrize(
    ("code", "town", "insee"),
    [
        ("62000", "ARRAS", "62041"),
        ("62015", "Arras Cedex", "62041"),
        ("62300", "Lenss", "62498"),
        ("2100", "Saint Quentin", "02691"),
        ("75013", "PARIS 13", "75056"),
        (None, "Lens", "62498"),
        ("62 300", "lens", "62498"),
        ("62800", None, "62510"),
    ],
)
def test_an_address_names_its_commune(code: str | None, town: str | None, insee: str) -> None:
    found = resolve(code, town)
    assert found is not None
    assert found.code_insee == insee


@pytest.mark.parametrize(
    ("code", "town"),
    [(None, None), ("62300", None), ("62999", "Nulle-Part"), (None, "Saint-Aubin")],
)
def test_a_doubt_is_left_to_the_worker(code: str | None, town: str | None) -> None:
    assert resolve(code, town) is None


def test_a_commune_is_known_by_its_code() -> None:
    lens = get_commune("62498")
    assert lens is not None
    assert (lens.nom, lens.departement, lens.code_postal) == ("Lens", "62", "62300")
    assert get_commune("00000") is None


def test_the_communes_of_a_sector_file_are_found_by_their_names(shared: Path) -> None:
    with (shared / "data" / "zones_62.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [(row["city_code"], row["city_name"]) for row in csv.DictReader(file)]
    # A few have merged since the file was written: their codes no longer exist.
    known = [(code, name) for code, name in rows if get_commune(code)]
    assert len(known) >= 880
    missed = [
        name
        for code, name in known[::9]
        if code not in {c.code_insee for c in find_communes(name)[:3]}
    ]
    assert missed == []
