"""Look-alikes, a union and its end from the command line."""

from __future__ import annotations

from typing import Any

from tests.cli.conftest import FAMILLE
from tests.ligne import Ligne

Foyer = dict[str, Any]
AUTRE = {
    "personnes": [
        {"nom": "Delatre", "prenom": "Aurelie", "naissance": "1992-03-01"},
        {"nom": "Nowak", "prenom": "Piotr", "role": "CONJOINT"},
    ],
    "commune": "Liévin",
}


def test_the_same_family_twice_is_found_united_and_parted(nadia: Ligne, foyer: Foyer) -> None:
    other = nadia.json("foyer", "add", "-", stdin=AUTRE)
    (pair,) = nadia.json("doublons")
    assert {pair["foyer_id"], pair["autre_foyer_id"]} == {foyer["id"], other["id"]}
    assert "1 doublon possible." in nadia("doublons").sortie

    tried = nadia("fusionner", foyer["id"], other["id"], "--essai").sortie
    assert "adresse\u00a0: 62300 Lens / 62800 Liévin (garde)" in tried
    assert tried.endswith("Rien n’a changé.\n")

    union = nadia.json("fusionner", foyer["id"], other["id"], "--choix", "adresse=autre")
    shown = nadia.json("foyer", "show", other["id"])  # the old id leads to the kept file
    assert (shown["id"], shown["commune"]) == (foyer["id"], "Liévin")
    assert sorted(p["prenom"] for p in shown["personnes"]) == ["Aurélie", "Jade", "Piotr"]
    assert "1 réunion." in nadia("doublons", "--reunis").sortie
    assert nadia("verify").code == 0

    done = nadia("separer", union["id"][:20]).sortie
    assert done.startswith("Séparés\u00a0: ")
    assert nadia.json("foyer", "show", other["id"])["commune"] == "Liévin"
    assert nadia.json("foyer", "show", foyer["id"])["commune"] == "Lens"
    assert nadia.json("doublons") == []  # parted: nobody is asked again


def test_a_family_united_once_may_be_named_by_its_own_id(nadia: Ligne, foyer: Foyer) -> None:
    other = nadia.json("foyer", "add", "-", stdin=AUTRE)
    nadia.json("fusionner", foyer["id"], other["id"])
    assert nadia("separer", other["id"]).code == 0
    again = nadia("separer", foyer["id"])
    assert (again.code, again.sortie) == (1, "")


def test_bad_choices_change_nothing(nadia: Ligne, foyer: Foyer) -> None:
    other = nadia.json("foyer", "add", "-", stdin={**FAMILLE, "numero": None})
    for words in (("--choix", "adresse"), ("--choix", "adresse=milieu"), ("--choix", "nir=autre")):
        refused = nadia("fusionner", foyer["id"], other["id"], *words)
        assert (refused.code, refused.sortie) == (1, "")
        assert "Rien n’a changé" in refused.erreur
    assert nadia("fusionner", foyer["id"], foyer["id"]).code == 1
    assert len(nadia.json("foyer", "list")) == 2
