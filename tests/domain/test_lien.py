"""Links between people: what cannot be is refused, what is odd is said, the rest is deduced."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.fixtures.familles import FAMILLES, JOUR, Famille

from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import CONJOINT, DEMANDEUR, ENFANT, Personne
from fieldapp.domain.lien import (
    COUPLE,
    FRATRIE,
    JUMEAUX,
    PARENT,
    PARENT_ADOPTIF,
    SEPARATION,
    VEUVAGE,
    Remarque,
    SaisieLien,
    ancestors,
    check_lien,
)
from fieldapp.domain.lien_deduit import complete, is_deduced


def _people(famille: Famille) -> dict[str, Personne]:
    return {m.personne.id: m.personne for m in famille.membres}


def _check(famille: Famille, saisie: SaisieLien) -> tuple[Remarque, ...]:
    return check_lien(saisie, famille.liens, _people(famille), JOUR)


def _refused(famille: Famille, saisie: SaisieLien) -> KnownError:
    with pytest.raises(KnownError) as caught:
        _check(famille, saisie)
    return caught.value


def test_nobody_is_their_own_ancestor() -> None:
    famille = FAMILLES["jeune_parent"]()
    famille.parents("oceane", "valerie")
    error = _refused(famille, SaisieLien(PARENT, "valerie", "lina"))
    assert error.champ == "autre_id"
    assert "son propre ancêtre" in error.message
    assert _refused(famille, SaisieLien(PARENT, "lina", "lina")).champ == "autre_id"


def test_a_circle_that_came_from_two_laptops_does_not_hang() -> None:
    famille = Famille("cercle").add("a", "M", "1980").add("b", "M", "1981")
    famille.parents("a", "b").parents("b", "a")
    assert ancestors("a", famille.liens) == {"a", "b"}
    assert len(famille.dessin().symboles) == 2
    assert famille.dessin().omis


def test_a_parent_dead_before_the_birth_is_only_a_warning() -> None:
    famille = Famille("f").add("a", "M", "1950", deces="1990-03-01").add("b", "MME", "1990-09-20")
    assert _check(famille, SaisieLien(PARENT, "b", "a")) == ()
    famille.add("c", "M", "1995-01-01")
    assert [r.code for r in _check(famille, SaisieLien(PARENT, "c", "a"))] == ["PARENT_DECEDE"]


def test_a_parent_younger_than_the_child_is_only_a_warning() -> None:
    famille = Famille("f").add("a", "M", "2010").add("b", "M", "1980")
    assert [r.code for r in _check(famille, SaisieLien(PARENT, "b", "a"))] == ["PARENT_PLUS_JEUNE"]
    famille.add("c", "MME", "2015")
    assert [r.code for r in _check(famille, SaisieLien(PARENT, "c", "a"))] == ["PARENT_TRES_JEUNE"]
    assert _check(famille, SaisieLien(PARENT, "a", "b")) == ()


def test_a_child_has_two_birth_parents_at_most_but_may_be_adopted_besides() -> None:
    famille = Famille("f").add("a", "M", "1980").add("b", "MME", "1980").add("c", "M", "1980")
    famille.add("e", "M", "2010").parents("e", "a", "b")
    assert _refused(famille, SaisieLien(PARENT, "e", "c")).champ == "genre"
    assert _refused(famille, SaisieLien(PARENT, "e", inconnu="M")).champ == "genre"
    assert _check(famille, SaisieLien(PARENT_ADOPTIF, "e", "c")) == ()
    assert "déjà parent" in _refused(famille, SaisieLien(PARENT_ADOPTIF, "e", "a")).message


def test_two_people_are_one_couple_at_a_time_but_may_meet_again() -> None:
    famille = Famille("f").add("a", "M", "1980").add("b", "MME", "1980")
    famille.couple("a", "b", SEPARATION, "2010-01-01", debut="2005")
    twice = SaisieLien(COUPLE, "a", "b", debut="2008-01-01")
    assert _refused(famille, twice).champ == "debut"
    assert _refused(famille, SaisieLien(COUPLE, "a", "b")).champ == "autre_id"
    assert _check(famille, replace(twice, debut="2012-01-01")) == ()


def test_a_parent_and_a_child_are_no_couple() -> None:
    famille = FAMILLES["jeune_parent"]()
    assert _refused(famille, SaisieLien(COUPLE, "lina", "oceane")).champ == "autre_id"


def test_dates_are_in_order_and_not_to_come() -> None:
    famille = Famille("f").add("a", "M", "1980").add("b", "MME", "1980")
    wrong = SaisieLien(COUPLE, "a", "b", debut="2020-01-01", fin="2019-01-01")
    assert _refused(famille, wrong).champ == "fin"
    assert _refused(famille, SaisieLien(COUPLE, "a", "b", debut="2090-01-01")).champ == "debut"


@pytest.mark.parametrize(
    ("saisie", "champ"),
    [
        (SaisieLien("ONCLE", "a", "b"), "genre"),
        (SaisieLien(COUPLE, "a", "b", etat="FIANCAILLES"), "etat"),
        (SaisieLien(FRATRIE, "a", "b", etat="PACS"), "etat"),
        (SaisieLien(PARENT, "z", "b"), "autre_id"),
        (SaisieLien(PARENT, "a", "z"), "personne_id"),
        (SaisieLien(PARENT, "a"), "personne_id"),
        (SaisieLien(COUPLE, "a", inconnu="M"), "personne_id"),
        (SaisieLien(PARENT, "a", "b", inconnu="M"), "personne_id"),
        (SaisieLien(PARENT, "a", inconnu="Z"), "personne_id"),
    ],
)
def test_what_is_not_foreseen_is_refused_at_its_field(saisie: SaisieLien, champ: str) -> None:
    famille = Famille("f").add("a", "M", "1980").add("b", "MME", "1980")
    assert _refused(famille, saisie).champ == champ


def test_the_same_sibling_is_not_noted_twice() -> None:
    famille = Famille("f").add("a", "M", "2010").add("b", "M", "2012").fratrie("a", "b")
    assert _refused(famille, SaisieLien(FRATRIE, "a", "b")).champ == "autre_id"


def test_widowhood_without_a_death_is_said() -> None:
    famille = Famille("f").add("a", "M", "1950").add("b", "MME", "1950")
    remarks = _check(famille, SaisieLien(COUPLE, "a", "b", etat=VEUVAGE))
    assert [r.code for r in remarks] == ["VEUVAGE_SANS_DECES"]


def _kinds(famille: Famille) -> set[tuple[str, str | None, str]]:
    return {
        (link.genre, link.personne_id, link.autre_id)
        for link in complete(famille.membres, famille.liens)
        if link.deduit
    }


def test_an_imported_household_already_has_its_links() -> None:
    famille = FAMILLES["jumeaux"]()
    assert _kinds(famille) == {
        (COUPLE, "ida", "eric"),
        *((PARENT, p, c) for p in ("ida", "eric") for c in ("noe", "lou", "max")),
        (JUMEAUX, "lou", "max"),
    }
    assert all(is_deduced(link.id) for link in complete(famille.membres, ()))


def test_what_is_recorded_wins_over_what_is_deduced() -> None:
    famille = FAMILLES["jumeaux"]().parents("noe", "ida", "?M")
    assert not {kind for kind in _kinds(famille) if kind[2] == "noe"}


def test_a_partner_who_left_is_a_separation_and_a_dead_one_is_not() -> None:
    famille = Famille("f").add("a", "MME", "1980", DEMANDEUR)
    famille.add("b", "M", "1980", CONJOINT, fin="2020-05-01")
    famille.add("c", "M", "1980", CONJOINT, deces="2024-01-01", fin="2024-01-01")
    links = {link.autre_id: link for link in complete(famille.membres, ())}
    assert (links["b"].etat, links["b"].fin) == (SEPARATION, "2020-05-01")
    assert (links["c"].etat, links["c"].fin) == (VEUVAGE, "2024-01-01")


def test_with_two_partners_over_time_the_one_at_the_birth_is_the_parent() -> None:
    famille = Famille("f").add("a", "MME", "1980", DEMANDEUR)
    famille.add("b", "M", "1980", CONJOINT, fin="2015-01-01").add("c", "M", "1982", CONJOINT)
    famille.membres[2] = replace(famille.membres[2], debut="2016-01-01")
    famille.add("e", "M", "2012", ENFANT).add("g", "M", "2018", ENFANT).add("h", "M", None, ENFANT)
    parents = {(p, c) for genre, p, c in _kinds(famille) if genre == PARENT}
    assert parents == {("a", "e"), ("b", "e"), ("a", "g"), ("c", "g"), ("a", "h")}


def test_a_role_of_child_beside_someone_too_young_deduces_nothing() -> None:
    famille = Famille("f").add("a", "M", "1990", DEMANDEUR).add("b", "M", "1988", ENFANT)
    assert _kinds(famille) == set()
