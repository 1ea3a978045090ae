"""The drawing of a family: the right rows, neighbours and signs, and nothing on top of anything."""

from __future__ import annotations

from tests.fixtures.familles import FAMILLES

from fieldapp.domain.genogramme.dessin import (
    CARRE,
    CERCLE,
    E_COUPLE,
    E_FOYER,
    E_NOM,
    L_ACCUEIL,
    L_ADOPTION,
    L_COUPLE,
    L_FILIATION,
    LOSANGE,
    Dessin,
    Symbole,
    Trait,
    inside,
)


def _at(dessin: Dessin, cle: str) -> Symbole:
    return next(s for s in dessin.symboles if s.cle == cle)


def _row(dessin: Dessin, rang: int) -> list[str]:
    row = [s for s in dessin.symboles if s.rang == rang]
    return [s.cle for s in sorted(row, key=lambda s: s.x)]


def _rows(dessin: Dessin) -> list[list[str]]:
    return [_row(dessin, rang) for rang in range(dessin.rangs)]


def _beside(dessin: Dessin, one: str, other: str) -> bool:
    row = _row(dessin, _at(dessin, one).rang)
    return abs(row.index(one) - row.index(other)) == 1


def _lines(dessin: Dessin, genre: str) -> list[Trait]:
    return [t for t in dessin.traits if t.genre == genre]


def _words(dessin: Dessin, genre: str) -> list[str]:
    return [" ".join(e.lignes) for e in dessin.etiquettes if e.genre == genre]


def _label(dessin: Dessin, cle: str) -> tuple[str, ...]:
    return next(e.lignes for e in dessin.etiquettes if e.genre == E_NOM and e.cle == cle)


def _hangs_from(dessin: Dessin, child: str) -> set[str]:
    """Return the unions whose lines arrive at the top of a child."""
    symbol = _at(dessin, child)
    return {
        t.cle
        for t in dessin.traits
        if t.genre != L_COUPLE
        and abs(t.points[-1][0] - symbol.x) <= 14
        and symbol.y - symbol.cote / 2 - 1 <= t.points[-1][1] <= symbol.y
        and t.points[0][1] < t.points[-1][1]
    }


# -- each family -------------------------------------------------------------------------------


def test_parents_who_each_live_with_somebody_new_stand_in_one_chain() -> None:
    dessin = FAMILLES["recomposee"]().dessin()
    assert dessin.rangs == 2
    chain = _row(dessin, 0)
    assert chain in (
        ["ines", "luc", "sonia", "karim", "hana"],
        ["hana", "karim", "sonia", "luc", "ines"],
    )
    assert _hangs_from(dessin, "nora") == {"sonia+karim"}
    assert _hangs_from(dessin, "adam") == {"karim+hana"}
    assert sorted(_words(dessin, E_COUPLE)) == ["divorcés, 03/2019", "séparés, 02/2015"]
    assert len(dessin.marques) == 2
    assert not _at(dessin, "zoe").ici


def test_half_siblings_hang_from_their_own_parents() -> None:
    dessin = FAMILLES["demi_fratrie"]().dessin()
    assert _row(dessin, 0) == ["yann", "aline", "marc"]
    assert _row(dessin, 1) == ["lise", "paul", "rose"]
    assert _hangs_from(dessin, "lise") == _hangs_from(dessin, "paul") == {"aline+yann"}
    assert _hangs_from(dessin, "rose") == {"aline+marc"}


def test_grandparents_and_grandchildren_share_an_outline_round_the_absent_parents() -> None:
    dessin = FAMILLES["grands_parents"]().dessin()
    assert next(sorted(row) for row in _rows(dessin)) == ["gerard", "monique"]
    assert set(_row(dessin, 2)) == {"enzo", "maya"}
    (outline,) = dessin.contours
    assert len(outline.polygones) == 1
    assert not any(inside(outline.polygones[0], s.x, s.y) for s in dessin.symboles if s.rang == 1)
    unknown = next(s for s in dessin.symboles if s.personne_id is None)
    assert (unknown.texte, unknown.forme, unknown.rang) == ("?", CARRE, 1)


def test_two_mothers_are_both_parents() -> None:
    dessin = FAMILLES["deux_meres"]().dessin()
    assert _rows(dessin) == [["anne", "julie"], ["louis", "emma"]]
    assert {s.forme for s in dessin.symboles if s.rang == 0} == {CERCLE}
    assert _hangs_from(dessin, "emma") == {"anne+julie"}
    assert not _lines(dessin, L_ADOPTION)


def test_twins_leave_one_point() -> None:
    dessin = FAMILLES["jumeaux"]().dessin()
    assert _row(dessin, 1) == ["noe", "lou", "max"]
    fork = [
        t
        for t in _lines(dessin, L_FILIATION)
        if {round(x) for x, _y in t.points}
        == {round(_at(dessin, "lou").x), round(_at(dessin, "max").x)}
    ]
    assert len(fork) == 1


def test_triplets_leave_one_point_beside_their_brother() -> None:
    dessin = FAMILLES["triples"]().dessin()
    row = _row(dessin, 1)
    assert row[0] == "jo"
    middle = _at(dessin, row[2]).x
    stems = [
        t
        for t in _lines(dessin, L_FILIATION)
        if t.points[0][0] == t.points[-1][0] == middle and t.points[-1][1] < _at(dessin, "jo").y
    ]
    assert stems, "one stem over the middle of the three"


def test_an_adopted_child_has_a_dashed_line_and_keeps_the_birth_mother() -> None:
    dessin = FAMILLES["adoption"]().dessin()
    assert _hangs_from(dessin, "mai") == {"claire+denis", "linh"}
    assert len(_lines(dessin, L_ADOPTION)) == 1
    assert not _at(dessin, "linh").ici


def test_an_unknown_father_is_a_square_with_a_question_mark() -> None:
    dessin = FAMILLES["pere_inconnu"]().dessin()
    unknown = next(s for s in dessin.symboles if s.personne_id is None)
    assert (unknown.texte, unknown.forme, unknown.ici) == ("?", CARRE, False)
    assert _beside(dessin, "laura", unknown.cle)
    assert _label(dessin, unknown.cle) == ("Père inconnu",)


def test_a_widower_stands_between_his_late_wife_and_his_partner() -> None:
    dessin = FAMILLES["veuf"]().dessin()
    assert _row(dessin, 0) in (["sylvie", "jean", "carole"], ["carole", "jean", "sylvie"])
    assert _at(dessin, "sylvie").deces
    assert not dessin.marques, "death is not a separation"
    assert _label(dessin, "sylvie")[-1] == "†\u00a02017"


def test_a_child_of_two_households_is_drawn_again_under_the_other_parent() -> None:
    dessin = FAMILLES["deux_foyers"]().dessin()
    ghost = _at(dessin, "fantome:hugo")
    assert ghost.fantome
    assert not ghost.ici
    assert ghost.rang == _at(dessin, "hugo").rang == 2
    assert _label(dessin, "fantome:hugo") == ("Hugo", "semaines paires")
    assert _label(dessin, "hugo") == ("Hugo", "semaines impaires")
    home, other = dessin.contours
    assert home.ici
    for polygon_home, cle, expected in (
        (home, "hugo", True), (home, "julien", False), (home, "fantome:hugo", False),
        (other, "julien", True), (other, "fantome:hugo", True), (other, "jade", False),
    ):  # fmt: skip
        symbol = _at(dessin, cle)
        found = any(inside(p, symbol.x, symbol.y) for p in polygon_home.polygones)
        assert found is expected, (polygon_home.cle, cle)
    assert sorted(_words(dessin, E_FOYER)) == ["Foyer de Julien", "Foyer d’Aurélie"]
    assert _words(dessin, E_COUPLE) == ["séparés, 09/2026"]
    assert _at(dessin, "jade").texte == "14\u00a0m"
    assert _at(dessin, "gerard").deces
    assert _at(dessin, "gerard").rang == 0


def test_three_unions_of_one_person_are_all_drawn() -> None:
    dessin = FAMILLES["trois_unions"]().dessin()
    assert len(_lines(dessin, L_COUPLE)) == 3
    assert _beside(dessin, "serge", "fatou"), "the partner of today stands nearest"
    assert _hangs_from(dessin, "kevin") == {"serge+brigitte"}
    assert _hangs_from(dessin, "alicia") == {"serge+nadine"}
    assert _hangs_from(dessin, "binta") == {"serge+fatou"}
    over = [t for t in _lines(dessin, L_COUPLE) if len(t.points) == 4]
    assert len(over) == 1, "one couple passes over the heads of the others"


def test_cousins_raised_together_live_under_one_outline() -> None:
    dessin = FAMILLES["cousins"]().dessin()
    assert set(_row(dessin, 2)) == {"jules", "anna", "sacha", "lily"}
    (outline,) = dessin.contours
    for symbol in dessin.symboles:
        assert any(inside(p, symbol.x, symbol.y) for p in outline.polygones) is symbol.ici
    assert _hangs_from(dessin, "odile") == _hangs_from(dessin, "alain") == {"eliane"}


def test_a_young_adult_s_baby_is_a_third_generation_at_home() -> None:
    dessin = FAMILLES["jeune_parent"]().dessin()
    assert _row(dessin, 2) == ["lina"]
    assert _hangs_from(dessin, "lina") == {"oceane"}
    assert all(s.ici for s in dessin.symboles)


def test_a_dead_child_is_crossed_and_out_of_the_household() -> None:
    dessin = FAMILLES["enfant_decede"]().dessin()
    lamia = _at(dessin, "lamia")
    assert lamia.deces
    assert not lamia.ici
    assert _row(dessin, 1) in (["samir", "yanis", "lamia"], ["lamia", "samir", "yanis"])


def test_a_child_in_foster_care_hangs_from_both_families() -> None:
    dessin = FAMILLES["place_ailleurs"]().dessin()
    assert _hangs_from(dessin, "ethan") == {"sandra", "martine"}
    assert _lines(dessin, L_ACCUEIL)
    assert not _at(dessin, "ethan").ici
    assert _at(dessin, "mia").ici


def test_one_person_is_a_drawing() -> None:
    dessin = FAMILLES["seule"]().dessin()
    assert [s.forme for s in dessin.symboles] == [LOSANGE]
    assert dessin.traits == ()
    assert dessin.voisins == {"rene": ("", "", "", "")}


def test_a_couple_that_nobody_recorded_is_joined() -> None:
    dessin = FAMILLES["couple_sans_enfant"]().dessin()
    assert _rows(dessin) == [["ali", "eva"]]
    assert len(_lines(dessin, L_COUPLE)) == 1


def test_unknown_birth_dates_leave_the_symbols_empty() -> None:
    dessin = FAMILLES["sans_dates"]().dessin()
    assert [len(row) for row in _rows(dessin)] == [2, 2]
    assert {s.texte for s in dessin.symboles} == {""}


def test_very_long_names_are_cut_to_their_box() -> None:
    dessin = FAMILLES["noms_longs"]().dessin()
    assert max(e.w for e in dessin.etiquettes) < 140
    assert _label(dessin, "m")[:2] == ("Marie-Antoinette-", "Joséphine")


def test_twelve_children_stand_by_age_under_their_parents() -> None:
    dessin = FAMILLES["douze"]().dessin()
    assert _row(dessin, 1) == [f"enfant{rank}" for rank in range(12)]
    parents = [_at(dessin, "rosalie").x, _at(dessin, "emile").x]
    children = [_at(dessin, f"enfant{rank}").x for rank in range(12)]
    assert abs(sum(parents) / 2 - (children[0] + children[-1]) / 2) < 2


def test_brothers_without_known_parents_are_joined_by_a_bar() -> None:
    dessin = FAMILLES["freres_seuls"]().dessin()
    assert _rows(dessin) == [["ousmane", "ibrahima", "awa"]]
    assert len({t.cle for t in dessin.traits}) == 1
