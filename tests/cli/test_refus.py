"""What is refused is said in the words of somebody who has no window: nothing of it is kept."""

from __future__ import annotations

from typing import Any

import pytest
from tests.ligne import Ligne

Foyer = dict[str, Any]
NIR_MAL_TAPE = "185057800608499"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"personnes": [{"nom": "X", "naissance": "24/11/1990"}]},
         "Champ «\u00a0naissance\u00a0»\u00a0: la date «\u00a024/11/1990\u00a0» n’est pas "
         "reconnue. Rien n’a été enregistré. Écrivez-la AAAA-MM-JJ, comme 2026-11-24."),
        ({"personnes": [{"nom": "X", "naissance": "2999-01-01"}]},
         "Champ «\u00a0naissance\u00a0»\u00a0: cette date est dans l’avenir. Rien n’a été "
         "enregistré. Vérifiez l’année."),
        ({"personnes": [{"nom": "X", "telephone": "06 12"}]},
         "Champ «\u00a0telephone\u00a0»\u00a0: «\u00a006 12\u00a0» n’est pas un numéro de "
         "téléphone complet. Rien n’a été enregistré. Donnez les dix chiffres, ou +\u00a0et "
         "l’indicatif du pays."),
        ({"referent_id": "zz"}, "Champ «\u00a0referent_id\u00a0»\u00a0: ce collègue n’est pas "
         "connu de ce poste. Rien n’a été enregistré."),
        ({"adresse_depuis": "2999-01-01"}, "l’année 2999 n’est pas possible"),
        ({"accompagnements": [{"niveau": "SOCIAL", "debut": "2999-01-01"}]},
         "l’année 2999 n’est pas possible"),
        ({"notice": "PIGEON"}, "n’est pas prévue pour «\u00a0notice\u00a0». Rien n’a été "),
        ({"personnes": {}}, "Champ «\u00a0personnes\u00a0»\u00a0: une liste est attendue, pas un "
         "objet. Rien n’a été enregistré."),
    ],
)  # fmt: skip
def test_a_refusal_names_the_field_and_promises_nothing_of_a_form(
    nadia: Ligne, foyer: Foyer, change: dict[str, Any], said: str
) -> None:
    done = nadia("foyer", "set", foyer["id"], "-", stdin=change)
    assert (done.code, done.sortie) == (1, "")
    assert said in done.erreur
    assert "saisie" not in done.erreur
    assert nadia.json("foyer", "show", foyer["id"]) == foyer


@pytest.mark.parametrize(
    "family",
    [
        {"nom": NIR_MAL_TAPE},
        {"nom": "Delattre", "personnes": [{"nom": NIR_MAL_TAPE}]},
        {"personnes": [{"nom": "Delattre", "prenom": "1 85 05 78 006 084"}]},
        {"personnes": [{"nom": "Delattre", "nom_naissance": f"née {NIR_MAL_TAPE}"}]},
    ],
)
def test_a_name_never_holds_as_many_figures_as_a_social_security_number(
    nadia: Ligne, family: dict[str, Any]
) -> None:
    done = nadia("foyer", "add", "-", stdin=family)
    assert done.code == 1
    assert "sécurité sociale" in done.erreur
    assert nadia.json("foyer", "list") == []


def test_an_orientation_is_refused_without_the_words_of_its_screen(
    nadia: Ligne, foyer: Foyer
) -> None:
    saisie = {"foyer_id": foyer["id"], "type": "MEDIATION", "accord": "FICHE", "motifs": ["Bail"]}
    for change, said in (
        ({"accord": "OUI"}, "La valeur «\u00a0OUI\u00a0» n’est pas prévue pour «\u00a0accord"),
        ({"sous_type": "x"}, "La valeur «\u00a0x\u00a0» n’est pas prévue pour «\u00a0sous_type"),
        ({"motifs": []}, "Champ «\u00a0motifs\u00a0»\u00a0: choisissez un à trois motifs."),
        ({"relance_le": "2020-03-01"},
         "Champ «\u00a0relance_le\u00a0»\u00a0: la relance est avant l’orientation."),
    ):  # fmt: skip
        done = nadia("orientation", "add", "-", stdin={**saisie, **change})
        assert (done.code, done.erreur.strip().startswith(said)) == (1, True), done.erreur
        assert "Rien n’a été enregistré" in done.erreur
        for word in ("saisie", "brouillon", "champ 4", "possibles\u00a0: ."):
            assert word not in done.erreur
    made = nadia.json("orientation", "add", "-", stdin=saisie)
    nadia.json("orientation", "set", made["id"], "-", stdin={"statut": "ANNULEE"})
    back = nadia("orientation", "set", made["id"], "-", stdin={"statut": "TRANSMISE"})
    assert (back.code, "Ctrl+Z" in back.erreur) == (1, False)
    assert "dans la fenêtre" in back.erreur
