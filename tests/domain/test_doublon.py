"""Who looks like whom: the ways one person comes to have two files, and those who are two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.domain.doublon import Identite, Trouve, best_first, ressemblance, une_faute

MARIE = Identite("Dubois", "Marie", "Lefèvre", "1988-04-12", "+33612345678")

SAME = [
    (Identite("DUBOIS", "marie"), "même nom"),
    (Identite("Lefevre-Dubois", "Marie", None, "1988-04-12"), "nom de naissance réunis"),
    (Identite("Dubois Lefèvre", "Marie"), "nom de naissance réunis"),
    (Identite("Lefèvre", "Marie", None, "1988-04-12"), "nom de naissance et nom"),
    (Identite("Lefebvre", "Marie", None, "1988-04-12"), "sonne pareil"),
    (Identite("Marie", "Dubois"), "nom et prénom inversés"),
    (Identite("Dubios", "Marie", None, "1988-04-12"), "une lettre diffère dans le nom"),
    (Identite("Dubois", "Mardie", None, "1988-04-12"), "une lettre diffère dans le prénom"),
    (Identite("Dubois", "Marie", None, "1988-12-04"), "jour et mois de naissance inversés"),
    (Identite("Dubois", "Marie", None, "1989-04-12"), "un chiffre diffère"),
    (Identite("Dubois", "Marie-Claire", None, "1988-04-12"), "un prénom en commun"),
    (Identite("Dubois", "M."), "même initiale du prénom"),
    (Identite("Dubois", "Marie Claire"), "un prénom en commun"),
    (Identite("Dubois", "", None, "1988-04-12"), "même date de naissance"),
    (Identite("Dubois", "", None, None, "06 12 34 56 78"), "même téléphone"),
]
OTHER = [
    Identite("Dubois", "Jeanne", None, "1988-04-12"),  # her twin
    Identite("Dubois", "Marie", None, "1961-09-30"),  # her mother-in-law
    Identite("Martin", "Marie", None, "1988-04-12"),
    Identite("Dubois", "Paul"),
    Identite("Dubois", "P."),
    Identite("Dubois", "M. P."),
    Identite("Dubois", "M.", None, "1961-09-30"),
    Identite("Roy-Petit", "Marie"),
    Identite("Dubois"),
    Identite("", "Marie"),
    Identite(),
]


@pytest.mark.parametrize(("other", "reason"), SAME)
def test_one_person_written_in_two_ways(other: Identite, reason: str) -> None:
    found = ressemblance(MARIE, other)
    assert found.probable, found
    assert reason in found.phrase()


@pytest.mark.parametrize("other", OTHER)
def test_two_people_are_left_alone(other: Identite) -> None:
    assert not ressemblance(MARIE, other).probable


def test_the_two_reasons_of_the_brief_are_told() -> None:
    found = ressemblance(MARIE, Identite("Lefèvre", "Marie", None, "1988-04-12"))
    assert found.phrase() == (
        "nom de naissance et nom\u00a0: même nom, même prénom, même date de naissance"
    )


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("dubois", "dubois", False),
        ("dubois", "duboi", True),
        ("dubois", "dubbois", True),
        ("dubois", "dupois", True),
        ("dubois", "dubios", True),
        ("dubois", "sdubios", False),
        ("roy", "rey", False),
    ],
)
def test_one_slip_and_no_more(a: str, b: str, expected: bool) -> None:
    assert une_faute(a, b) is expected
    assert une_faute(b, a) is expected


_TEXT = st.text("abdelmoréè- ", max_size=9)
_PEOPLE = st.builds(
    Identite, _TEXT, _TEXT, st.none() | _TEXT, st.sampled_from([None, "1988-04-12", "1988-12-04"])
)


@given(_PEOPLE, _PEOPLE)
def test_likeness_does_not_depend_on_who_comes_first(a: Identite, b: Identite) -> None:
    one, other = ressemblance(a, b), ressemblance(b, a)
    assert one.points == other.points


@given(_PEOPLE)
def test_somebody_with_a_whole_name_looks_like_oneself(a: Identite) -> None:
    whole = Identite("Dubois", "Marie", a.nom_naissance, a.naissance)
    assert ressemblance(whole, whole).probable


def test_each_family_is_told_once_and_nothing_of_a_file_one_may_not_read() -> None:
    far = Trouve(False, "Arras", points=90)
    near = Trouve(True, "Lens", "f1", "p1", "Dubois", points=70)
    child = Trouve(True, "Lens", "f1", "p2", "Dubois", points=65)
    assert best_first((far, child, near, far)) == (near, far)
