"""The permission table, cell by cell: what is not granted here is refused."""

from __future__ import annotations

from itertools import product

import pytest

from fieldapp.domain import droits

ROLES = (droits.TS, droits.RESPONSABLE, droits.SECRETAIRE, droits.SIEGE)
ACTES = {
    name: value
    for name, value in vars(droits).items()
    if name.isupper() and isinstance(value, str) and " " in value
} | {"ORIENTER": droits.ORIENTER, "SYNCHRONISER": droits.SYNCHRONISER}

# Act by act, what TS, RESPONSABLE, SECRETAIRE and SIEGE may do: Dossier, Unité, Tout, nothing.
GRILLE = """
    LIRE_FOYER          U U U -
    ECRIRE_FOYER        U U U -
    ECRIRE_CONTACT      U U - -
    LIRE_ORIENTATION    U U - -
    ORIENTER            U U - -
    LIRE_AGENDA         U U U -
    ECRIRE_AGENDA       U U U -
    ACCUEILLIR          U U U -
    LIRE_EVALUATION     D U - -
    ECRIRE_EVALUATION   D U - -
    LIRE_CONTRAT        D U - -
    ECRIRE_CONTRAT      D U - -
    LIRE_DEMARCHE       U U - -
    ECRIRE_DEMARCHE     U U - -
    LIRE_DOCUMENT       U U - -
    ECRIRE_DOCUMENT     U U - -
    LIRE_SITUATION      U U - -
    ECRIRE_SITUATION    U U - -
    LIRE_OFFRE          U U - -
    PROPOSER_OFFRE      U U - -
    LIRE_CONSERVATION   D U - -
    INVITER_COLLEGUE    D U - -
    FUSIONNER           D U - -
    IMPRIMER            U U - -
    REPORTER            U U - -
    LIRE_ANNUAIRE       T T T T
    ECRIRE_ANNUAIRE     T T T T
    IMPORTER            T T T -
    SYNCHRONISER        T T T T
    VERIFIER            T T T T
    EXPORTER            - - - T
    INVITER             - - - T
    TRANSFERER          - U - T
    REVOQUER            - - - T
    TENIR_CATALOGUE     - - - T
"""
PORTEES = {"D": droits.DOSSIER, "U": droits.UNITE, "T": droits.TOUT, "-": None}
CELLULES = [
    (name, role, PORTEES[cell])
    for name, *cells in (line.split() for line in GRILLE.strip().splitlines())
    for role, cell in zip(ROLES, cells, strict=True)
]

# Who reads a note of a zone: its author, who follows the file, who is of the antenne.
LECTEURS = {
    (droits.TS, "personnel"): {"auteur"},
    (droits.TS, "equipe"): {"auteur", "suit"},
    (droits.TS, "institution"): {"auteur", "antenne", "suit"},
    (droits.TS, "restreint"): {"auteur", "suit"},
    (droits.RESPONSABLE, "personnel"): {"auteur"},
    (droits.RESPONSABLE, "equipe"): {"auteur", "antenne", "suit"},
    (droits.RESPONSABLE, "institution"): {"auteur", "antenne", "suit"},
    (droits.RESPONSABLE, "restreint"): {"auteur", "antenne", "suit"},
}
ZONES = ("personnel", "equipe", "institution", "restreint", "zone_de_demain")


@pytest.mark.parametrize(("name", "role", "portee"), CELLULES)
def test_an_act_reaches_as_far_as_the_grid_says(name: str, role: str, portee: str | None) -> None:
    assert droits.ACTES[role].get(ACTES[name]) == portee


def test_no_act_is_granted_outside_of_the_grid() -> None:
    granted = {acte for acts in droits.ACTES.values() for acte in acts}
    assert granted == {ACTES[name] for name, _, _ in CELLULES}


@pytest.mark.parametrize(("role", "zone"), list(product((*ROLES, "", None), ZONES)))
@pytest.mark.parametrize("auteur", [True, False])
@pytest.mark.parametrize("suit", [True, False])
@pytest.mark.parametrize("antenne", [True, False])
def test_a_note_is_read_by_those_its_zone_names(
    role: str | None, zone: str, auteur: bool, suit: bool, antenne: bool
) -> None:
    qualites = {"auteur": auteur, "suit": suit, "antenne": antenne}
    expected = any(qualites[q] for q in LECTEURS.get((role or "", zone), set()))
    found = droits.can_read_note(
        role, zone, is_author=auteur, follows=suit, same_unite=antenne
    )  # fmt: skip
    assert found is expected
