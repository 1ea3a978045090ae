"""Two spellings of one name meet, and texts shown to people keep French typography."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.domain.texte import NBSP, fold, nom_propre, phonetic, tokens, typographie

NOMS_DU_NORD = """
    Lefebvre Dupont Gautier Delattre Delacroix Nowak Leclerc Bailleul Caron Carpentier Martin
    Marton Mercier Lambert Legrand Legros Benali Haddad Vasseur Wattel Thorel Dubois
"""


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Cœur", "coeur"),
        ("LÆTITIA", "laetitia"),
        ("Straße", "strasse"),
        ("Løvik Łódź", "lovik lodz"),
        ("D’Hondt", "d hondt"),
        ("d'hondt", "d hondt"),
        ("Saint-Pol-sur-Ternoise", "saint pol sur ternoise"),
        ("Hénin‑Beaumont", "henin beaumont"),
        ("  Anaïs\u00a0\tLEFÈVRE ", "anais lefevre"),
    ],
)
def test_accents_case_ligatures_and_hyphens_do_not_count(typed: str, folded: str) -> None:
    assert fold(typed) == folded


def test_tokens_leave_punctuation_out() -> None:
    assert tokens("Rendez-vous : l’impayé (320,50 €) du 24/11 !") == [
        "rendez", "vous", "l", "impaye", "320", "50", "du", "24", "11",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "spellings",
    [
        "Lefèvre Lefebvre Lefaivre LEFEVRE",
        "Dupond Dupont",
        "Gauthier Gautier Gaultier",
        "Hennebelle Ennebel",
        "Delattre Delatre",
        "Nowak Novak",
        "Leclercq Leclerc",
        "Bailleul Bayeul",
        "Thierry Tierry",
        "Kowalski Kovalsky",
        "Lheureux L’Heureux Leureux",
        "Philippe Filip",
        "François Fransois",
        "Pruvost Pruvot",
        "Schmitt Schmidt",
        "Czerwinski Tcherwinski",
        "Renault Renaud Renaut",
    ],
)
def test_names_that_sound_alike_share_their_sound(spellings: str) -> None:
    assert len({phonetic(name) for name in spellings.split()}) == 1


def test_names_that_do_not_sound_alike_keep_apart() -> None:
    heard: dict[str, str] = {}
    for name in NOMS_DU_NORD.split():
        assert heard.setdefault(phonetic(name), name) == name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("LEFEBVRE", "Lefebvre"),
        ("de la tour", "De La Tour"),
        ("DUPONT DE LA TOUR", "Dupont de La Tour"),
        ("JEAN-PIERRE", "Jean-Pierre"),
        ("D'HONDT", "D’Hondt"),
        ("mcdonald", "McDonald"),
        ("McDonald", "McDonald"),
        ("N'DIAYE", "N’Diaye"),
        ("VAN DEN BROUCKE", "Van Den Broucke"),
        ("LEFEBVRE ÉPOUSE  MARTIN", "Lefebvre épouse Martin"),
        ("SAINT-POL-SUR-TERNOISE", "Saint-Pol-sur-Ternoise"),
        ("BRUAY-LA-BUISSIÈRE", "Bruay-la-Buissière"),
        ("  Anne-Lise ", "Anne-Lise"),
        ("", ""),
    ],
)
def test_names_in_capitals_get_their_usual_case(written: str, name: str) -> None:
    assert nom_propre(written) == name


def test_a_worker_s_text_gets_french_spaces_and_apostrophes() -> None:
    text = "Qu'en dire ? « Oui » : 50 % à 10:30, voir https://caf.fr/a?b=c; vraiment!"
    assert typographie(text) == (
        f"Qu’en dire{NBSP}? «{NBSP}Oui{NBSP}»{NBSP}: 50{NBSP}% à 10:30, "
        f"voir https://caf.fr/a?b=c{NBSP}; vraiment{NBSP}!"
    )


@given(st.text())
def test_folding_twice_changes_nothing_and_leaves_no_capital(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert tokens(fold(text)) == tokens(text)


@given(st.text())
def test_typography_is_settled_in_one_pass(text: str) -> None:
    assert typographie(typographie(text)) == typographie(text)


@given(st.text())
def test_casing_a_name_twice_changes_nothing(text: str) -> None:
    assert nom_propre(nom_propre(text)) == nom_propre(text)


@given(st.text(max_size=30))
def test_every_word_has_a_sound_that_accents_do_not_change(text: str) -> None:
    assert phonetic(text) == phonetic(text.upper()) or not text.isascii()
