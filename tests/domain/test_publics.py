"""Publics are computed from who lives there and whose child they are, never typed."""

from __future__ import annotations

import pytest
from tests.fixtures.familles import FAMILLES, JOUR, Famille

from fieldapp.domain.foyer import DEMANDEUR, ENFANT
from fieldapp.domain.publics import publics_calcules


def _publics(famille: Famille) -> set[str]:
    return set(publics_calcules(famille.membres, famille.liens, JOUR))


@pytest.mark.parametrize(
    ("nom", "monoparent"),
    [
        ("triples", True),
        ("pere_inconnu", True),
        ("deux_foyers", True),
        ("place_ailleurs", True),
        ("jumeaux", False),
        ("deux_meres", False),
        ("veuf", False),
        ("seule", False),
        ("couple_sans_enfant", False),
    ],
)
def test_a_lone_parent_has_neither_partner_nor_other_parent_at_home(
    nom: str, monoparent: bool
) -> None:
    assert ("MONOPARENTS" in _publics(FAMILLES[nom]())) is monoparent


def test_children_under_three_and_six_are_counted_on_the_day() -> None:
    assert {"MONOPARENTS_MOINS_3", "PARENTS_ENFANTS_MOINS_6"} <= _publics(FAMILLES["triples"]())
    assert "PARENTS_ENFANTS_MOINS_6" in _publics(FAMILLES["deux_meres"]())
    mother = Famille("f").add("a", "MME", "1990", DEMANDEUR).add("b", "M", "2020-11-24", ENFANT)
    assert "PARENTS_ENFANTS_MOINS_6" not in _publics(mother), "six years today"
    assert "MONOPARENTS_MOINS_3" not in _publics(mother)


def test_a_young_mother_at_her_parents_is_a_lone_parent_of_a_baby() -> None:
    assert "MONOPARENTS_MOINS_3" in _publics(FAMILLES["jeune_parent"]())


def test_grandparents_are_not_parents_of_the_children_they_raise() -> None:
    assert not _publics(FAMILLES["grands_parents"]()) & {"MONOPARENTS", "PARENTS_ENFANTS_MOINS_6"}


def test_a_grown_child_or_one_who_left_makes_no_lone_parent() -> None:
    famille = Famille("f").add("a", "MME", "1970", DEMANDEUR).add("b", "M", "2000", ENFANT)
    famille.add("c", "M", "2015", ENFANT, part=0)
    assert "MONOPARENTS" not in _publics(famille)
    assert _publics(famille) == set()


def test_ages_tell_the_young() -> None:
    famille = Famille("f").add("a", "MME", "1970", DEMANDEUR).add("b", "M", "2010", ENFANT)
    assert {"JEUNES_12_25", "ADOS", "JEUNES_15_17"} <= _publics(famille)


def test_unknown_birth_dates_tell_no_age() -> None:
    assert _publics(FAMILLES["sans_dates"]()) == set()
