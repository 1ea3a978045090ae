"""However an address or a number is written in a note, it is found and masked; the rest is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.domain.masque import ADRESSE_CACHEE, COMMUNE_CACHEE, NUMERO_CACHE, Cache
from fieldapp.domain.telephone import format_telephone

CACHE = Cache(
    lieux=("14 bis, rue du Général-de-Gaulle", "Bâtiment C, appartement 12", "Le Moulin", "Mairie",
           "62100 Calais"),
    communes=("Calais", "Saint-Omer"),
    numeros=("+33612345642", "+32470123456", "+262692123456", "3919"),
    courriels=("m.delattre@exemple.fr",),
)  # fmt: skip


@pytest.mark.parametrize(
    "typed",
    [
        "14 bis, rue du Général-de-Gaulle",
        "14bis rue du general de gaulle",
        "14 BIS R. DU GAL DE GAULLE",
        "rue du Gal-de-Gaulle",
        "14 bis Général de Gaulle",
        "bât. C apt 12",
        "le moulin",
        "au Moulin",
        "62100 CALAIS",
    ],
)
def test_an_address_is_found_however_it_is_written(typed: str) -> None:
    assert CACHE.hide(f"Vue ({typed}), calme.") == f"Vue ({ADRESSE_CACHEE}), calme."


@pytest.mark.parametrize(
    "typed",
    [
        "06 12 34 56 42",
        "06.12.34.56.42",
        "0612345642",
        "612345642",
        "+33 (0)6 12 34 56 42",
        "0033 6-12-34-56-42",
        "06 12\n34 56 42",
        "+32 470 12 34 56",
        "0470/12.34.56",
        "0692 12 34 56",
        "M.Delattre@Exemple.fr",
    ],
)
def test_a_number_is_found_however_it_is_written(typed: str) -> None:
    assert CACHE.hide(f"Appeler au {typed}, le soir") == f"Appeler au {NUMERO_CACHE}, le soir"


def test_a_town_is_found_under_its_name_alone() -> None:
    assert CACHE.hide("Hébergée à Calais") == f"Hébergée à {COMMUNE_CACHEE}"
    assert CACHE.hide("Partie pour St-Omer.") == f"Partie pour {COMMUNE_CACHEE}."
    assert CACHE.hide("Courrier du Pas-de-Calais") == "Courrier du Pas-de-Calais"


@pytest.mark.parametrize(
    "typed",
    [
        "Collège du Général-de-Gaulle, au 3919",
        "Appeler le 06 12 34 56 43 ou le 0321000000",
        "Deux rues plus loin ; la mairie répond le 14",
        "Moulins, 15 rue du Bois, appartement 13",
        "Dossier 10612345642 du 14/11/2026",
        "",
    ],
)
def test_what_tells_nothing_of_the_family_is_left(typed: str) -> None:
    assert CACHE.hide(typed) == typed
    assert Cache().hide(typed) == typed


@given(st.text(), st.text())
def test_around_an_address_every_text_is_left(before: str, after: str) -> None:
    cache = Cache(lieux=("3 rue Zeppelin",), numeros=("+33612345642",))
    hidden = cache.hide(f"{before}\n3 rue Zeppelin, {format_telephone('+33612345642')}\n{after}")
    assert "Zeppelin" not in hidden
    assert "12 34 56 42" not in hidden
    assert cache.hide(hidden) == hidden
