"""However a number came to be written, a household has it once, and reaches nobody else by it."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from fieldapp.domain.coordonnee import TIERS, Coordonnee, genre_of, same_key
from fieldapp.domain.foyer import Membre, Personne
from fieldapp.domain.joindre import first_phone, gather, to_reach

JOUR = date(2026, 11, 24)
NUMBERS = st.sampled_from(["+33612345678", "0612345678", "+33321000001", "a@b.fr", "A@b.fr"])
PEOPLE = ("ana", "bob", "cleo")


@st.composite
def _households(draw: st.DrawFn) -> tuple[list[Membre], list[Coordonnee]]:
    membres = []
    for name in PEOPLE:
        phone = draw(st.none() | NUMBERS.filter(lambda one: "@" not in one))
        mail = draw(st.none() | NUMBERS.filter(lambda one: "@" in one))
        personne = Personne(name, "", name, None, None, None, phone, mail, None)
        gone = draw(st.sampled_from([None, "2026-01-01"]))
        membres.append(Membre(f"a-{name}", personne, "AUTRE", None, gone))
    rows = [
        Coordonnee(
            f"c{rank}", "f", genre_of(valeur), valeur, draw(st.sampled_from([None, TIERS])), None,
            tuple(draw(st.sets(st.sampled_from(PEOPLE)))), draw(st.booleans()),
        )
        for rank, valeur in enumerate(draw(st.lists(NUMBERS, max_size=4)))
    ]  # fmt: skip
    return membres, rows


@given(_households())
def test_each_number_is_there_once_and_none_is_lost(
    household: tuple[list[Membre], list[Coordonnee]],
) -> None:
    membres, rows = household
    found = gather("f", membres, rows, JOUR)
    keys = [same_key(one.valeur) for one in found]
    assert len(keys) == len(set(keys))
    present = [m.personne for m in membres if m.fin is None]
    written = {v for p in present for v in (p.telephone, p.courriel) if v}
    written |= {row.valeur for row in rows}
    assert set(keys) == {same_key(one) for one in written}
    for personne in present:
        for valeur in filter(None, (personne.telephone, personne.courriel)):
            (one,) = [c for c in found if same_key(c.valeur) == same_key(valeur)]
            assert one.reaches(personne.id)


@given(_households())
def test_nobody_is_reached_by_the_number_of_another_nor_by_a_neighbour(
    household: tuple[list[Membre], list[Coordonnee]],
) -> None:
    found = gather("f", *household, JOUR)
    for name in PEOPLE:
        number = to_reach(found, name)
        if number is not None:
            (one,) = [c for c in found if c.valeur == number]
            assert one.reaches(name)
            assert one.usage != TIERS
    printed = first_phone(found, {"ana"})
    assert printed is None or next(c for c in found if c.valeur == printed).reaches("ana")
