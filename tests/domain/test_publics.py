"""Publics are computed from who lives there and whose child they are, never typed."""

from __future__ import annotations

import pytest
from tests.fixtures.familles import FAMILLES, JOUR, Famille

from fieldapp.domain.foyer import CONJOINT, DEMANDEUR, ENFANT
from fieldapp.domain.lien import COUPLE, SEPARATION, Lien
from fieldapp.domain.publics import Declare, publics_calcules
from fieldapp.domain.situation import Situation


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


def test_a_death_or_a_separation_of_the_year_is_told_and_no_older_one() -> None:
    for deces, told in (("2026-01-15", True), ("2024-01-15", False)):
        famille = Famille("f").add("a", "MME", "1970", DEMANDEUR)
        famille.add("b", "M", "1968", CONJOINT, deces=deces)
        assert ("DEUIL" in _publics(famille)) is told
    for fin, told in (("2026-06-01", True), ("2020-06-01", False), (None, False)):
        famille = Famille("f").add("a", "MME", "1970", DEMANDEUR).add("b", "M", "1968", CONJOINT)
        couple = Lien("l", "f", "a", "b", COUPLE, SEPARATION, None, fin)
        assert ("SEPARATION" in set(publics_calcules(famille.membres, [couple], JOUR))) is told


def test_what_is_declared_counts_while_it_is_true_and_for_who_lives_there() -> None:
    famille = Famille("f").add("a", "MME", "1990", DEMANDEUR).add("b", "M", "2012", ENFANT)
    famille.add("c", "M", "2010", ENFANT, part=0)

    def told(code: str, who: str | None, debut: str | None = None, fin: str | None = None) -> bool:
        declare = Declare(situations=(Situation("s", "f", who, code, debut, fin),))
        plain = _publics(famille)
        return set(publics_calcules(famille.membres, famille.liens, JOUR, declare)) != plain

    assert told("RSA", None)
    assert told("RSA", "a", "2026-01-01")
    assert not told("RSA", None, "2027-01-01")
    assert not told("RSA", None, None, "2026-01-01")
    assert told("DECROCHAGE", "b")
    assert not told("DECROCHAGE", "c"), "lives elsewhere"
    assert told("INSERTION", "a")
    assert told("HANDICAP_ENFANT", None)
