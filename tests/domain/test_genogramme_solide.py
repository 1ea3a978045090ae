"""Whatever the family: nothing lies on anything else, and the drawing is told in words too."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fixtures.familles import FAMILLES, JOUR, Famille

from fieldapp.domain.foyer import CONJOINT, DEMANDEUR, ENFANT
from fieldapp.domain.genogramme.dessin import E_FOYER, ICI, Dessin
from fieldapp.domain.genogramme.etiquettes import overlap
from fieldapp.domain.genogramme.resume import describe_drawing, describe_person
from fieldapp.domain.lien_deduit import complete


def _rows(dessin: Dessin) -> list[list[str]]:
    return [sorted(s.cle for s in dessin.symboles if s.rang == r) for r in range(dessin.rangs)]


def _boxes(dessin: Dessin) -> list[tuple[str, tuple[float, float, float, float]]]:
    return [(s.cle, s.boite) for s in dessin.symboles] + [
        (f"mots {e.cle}", e.boite) for e in dessin.etiquettes
    ]


def assert_sound(dessin: Dessin) -> None:
    """Nothing overlaps, lines are straight, outlines hold their people, arrows reach everyone."""
    for (one, box), (other, other_box) in combinations(_boxes(dessin), 2):
        assert not overlap(box, other_box), (one, other)
    for box in (box for _name, box in _boxes(dessin)):
        assert box[0] >= 0
        assert box[1] >= 0
        assert box[2] <= dessin.largeur
        assert box[3] <= dessin.hauteur
    for trait in dessin.traits:
        for (x1, y1), (x2, y2) in pairwise(trait.points):
            assert x1 == x2 or y1 == y2, trait
    for outline in dessin.contours:
        for symbol in dessin.symboles:
            held = outline.contient(symbol.x, symbol.y)
            if outline.ici:
                assert held is symbol.ici, symbol.cle
    assert_arrows_reach_everyone(dessin)


def assert_arrows_reach_everyone(dessin: Dessin) -> None:
    if not dessin.voisins:
        return
    seen: set[str] = set()
    waiting = [next(iter(dessin.voisins))]
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            waiting += [goal for goal in dessin.voisins[here] if goal]
    assert seen == set(dessin.voisins)


def assert_lines_apart(dessin: Dessin) -> None:
    """No line runs along that of another union, nor through a symbol or words."""
    pieces = [
        (trait.cle, min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
        for trait in dessin.traits
        for a, b in pairwise(trait.points)
    ]
    for one, other in combinations(pieces, 2):
        if one[0] == other[0]:
            continue
        along_x = one[1] == one[3] == other[1] == other[3]
        along_y = one[2] == one[4] == other[2] == other[4]
        if along_x:
            assert min(one[4], other[4]) - max(one[2], other[2]) <= 0.5, (one, other)
        if along_y:
            assert min(one[3], other[3]) - max(one[1], other[1]) <= 0.5, (one, other)
    for cle, *box in pieces:
        thin = (box[0] - 0.2, box[1] - 0.2, box[2] + 0.2, box[3] + 0.2)
        for label in dessin.etiquettes:
            assert not overlap(thin, label.boite), (cle, label)
        for symbol in dessin.symboles:
            left, top, right, bottom = symbol.boite
            assert not overlap(thin, (left + 7, top + 7, right - 7, bottom - 7)), (cle, symbol.cle)


@pytest.mark.parametrize("nom", FAMILLES)
def test_a_tricky_family_is_drawn_soundly(nom: str) -> None:
    dessin = FAMILLES[nom]().dessin()
    assert_sound(dessin)
    assert_lines_apart(dessin)
    assert dessin.omis == 0
    assert len([e for e in dessin.etiquettes if e.genre == E_FOYER]) == (
        len(dessin.contours) if len(dessin.contours) > 1 else 0
    )


@pytest.mark.parametrize("nom", FAMILLES)
def test_a_family_is_drawn_the_same_each_time_whoever_is_in_focus(nom: str) -> None:
    famille = FAMILLES[nom]()
    assert famille.dessin() == FAMILLES[nom]().dessin()
    rows = _rows(famille.dessin())
    for membre in famille.membres:
        other = famille.dessin(membre.personne.id)
        assert [sorted(row) for row in _rows(other)] == [sorted(row) for row in rows]
        assert [s.cle for s in other.symboles if s.focus] == [membre.personne.id]


@pytest.mark.parametrize("nom", FAMILLES)
def test_a_family_is_told_in_words(nom: str) -> None:
    famille = FAMILLES[nom]()
    links = complete(famille.membres, famille.liens)
    text = describe_drawing(famille.membres, links, JOUR, famille.dessin().rangs)
    assert text.startswith(f"Génogramme de {len(famille.membres)} personne")
    for membre in famille.membres:
        assert describe_person(membre, famille.membres, links, JOUR)


def test_the_words_say_separation_rhythm_and_age() -> None:
    famille = FAMILLES["deux_foyers"]()
    links = complete(famille.membres, famille.liens)
    text = describe_drawing(famille.membres, links, JOUR, 3)
    assert "Aurélie et Julien\u00a0: séparés en 09/2026." in text
    assert "Hugo\u00a0: ici semaines impaires." in text
    hugo = next(m for m in famille.membres if m.personne.id == "hugo")
    words = describe_person(hugo, famille.membres, links, JOUR)
    assert words == "Hugo, 7 ans, enfant d’Aurélie et de Julien, vit ici semaines impaires"


# -- families nobody thought of ----------------------------------------------------------------

_ROLES = [DEMANDEUR, CONJOINT, ENFANT, "AUTRE"]


@st.composite
def _families(draw: st.DrawFn) -> Famille:
    """Any people with any links at all, contradictions and circles included."""
    famille = Famille("au hasard")
    count = draw(st.integers(1, 9))
    keys = [f"p{rank}" for rank in range(count)]
    for key in keys:
        famille.add(
            key,
            draw(st.sampled_from(["M", "MME", None])),
            draw(st.sampled_from([None, "1950", "1980", "1982", "2010", "2012", "2020"])),
            draw(st.sampled_from(_ROLES)),
            part=draw(st.sampled_from([None, None, 0, 50])),
            deces=draw(st.sampled_from([None, None, None, "2021-01-01"])),
            prenom=draw(st.sampled_from(["Li", "Aurélie", "Marie-Antoinette Joséphine", ""])),
        )
    persons = st.sampled_from(keys)
    for _ in range(draw(st.integers(0, 8))):
        one, other = draw(persons), draw(persons)
        kind = draw(st.sampled_from(["parents", "adoption", "couple", "fratrie", "inconnu"]))
        if kind == "parents":
            famille.parents(one, other)
        elif kind == "adoption":
            famille.parents(one, other, genre="PARENT_ADOPTIF")
        elif kind == "couple":
            famille.couple(one, other, "SEPARATION", draw(st.sampled_from([None, "2020-01-01"])))
        elif kind == "fratrie":
            famille.fratrie(one, other)
        else:
            famille.parents(one, "?M")
    return famille


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_families())
def test_any_people_and_links_draw_without_overlap(famille: Famille) -> None:
    dessin = famille.dessin()
    assert_sound(dessin)
    assert {s.personne_id for s in dessin.symboles if s.personne_id} == {
        m.personne.id for m in famille.membres
    }


def test_nobody_is_an_empty_drawing() -> None:
    dessin = Famille("vide").dessin()
    assert (dessin.symboles, dessin.contours, dessin.rangs) == ((), (), 0)
    assert ICI not in dessin.voisins
