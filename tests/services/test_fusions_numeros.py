"""Two people made one who had two numbers: both are kept, and go back when they are parted."""

from __future__ import annotations

import pytest

from fieldapp.domain.doublon_fusion import AUTRE, GARDE, ChoixFusion
from fieldapp.domain.foyer import Foyer, SaisieFoyer, SaisiePersonne
from fieldapp.services import coordonnees, foyers, fusions, integrite
from fieldapp.services.session import Session


def _marie(nadia: Session, telephone: str) -> Foyer:
    personne = SaisiePersonne("Dubois", "Marie", naissance="1988-04-12", telephone=telephone)
    return foyers.create_foyer(nadia, SaisieFoyer(personnes=(personne,), commune="Lens"))


@pytest.mark.parametrize("side", [GARDE, AUTRE])
def test_the_number_that_is_not_chosen_is_noted_beside(nadia: Session, side: str) -> None:
    paire = [_marie(nadia, "0612345678"), _marie(nadia, "0639989902")]
    people = [foyers.get_dossier(nadia, foyer.id).membres[0].personne for foyer in paire]
    choix = ChoixFusion(personnes={people[1].id: (people[0].id, {"telephone": side})})
    union = fusions.unite_foyers(nadia, paire[0].id, paire[1].id, choix)
    numbers = {
        one.valeur: one.personnes for one in coordonnees.list_coordonnees(nadia, paire[0].id)
    }
    both = {"+33612345678", "+33639989902"}
    assert {n for n in numbers if n.startswith("+")} == both
    assert all(numbers[number] == (people[0].id,) for number in both)
    assert integrite.verify(nadia) == []

    fusions.separate(nadia, union.id)
    for foyer, number in zip(paire, ("+33612345678", "+33639989902"), strict=True):
        there = {one.valeur for one in coordonnees.list_coordonnees(nadia, foyer.id)}
        assert {n for n in there if n.startswith("+")} == {number}
    assert integrite.verify(nadia) == []
