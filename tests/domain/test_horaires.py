"""Opening hours of the national directory, as a family can read them."""

import pytest

from fieldapp.domain.horaires import horaires_en_clair


@pytest.mark.parametrize(
    ("code", "clair"),
    [
        ("Mo-Fr 09:00-12:00", "Du lundi au vendredi\u00a0: de 9\u00a0h à 12\u00a0h"),
        (
            "Tu,Th 08:30-12:00,13:30-17:15; Sa off",
            "Mardi, jeudi\u00a0: de 8\u00a0h\u00a030 à 12\u00a0h et de 13\u00a0h\u00a030 à "
            "17\u00a0h\u00a015\nSamedi\u00a0: fermé",
        ),
        (
            "Mo 09:00-12:00; PH off",
            "Lundi\u00a0: de 9\u00a0h à 12\u00a0h\nJours fériés\u00a0: fermé",
        ),
        ("24/7", "Tous les jours, jour et nuit"),
        ("09:00-12:00", "Tous les jours\u00a0: de 9\u00a0h à 12\u00a0h"),
    ],
)
def test_the_notation_of_the_directory_is_said_in_french(code: str, clair: str) -> None:
    assert horaires_en_clair(code) == clair


@pytest.mark.parametrize(
    "sentence",
    ["", "Le mardi matin", "Mo-Fr 9h-12h", "Mo[1] 09:00-10:00", "Mo 09:00-12:00; sur rendez-vous"],
)
def test_what_is_already_a_sentence_is_kept(sentence: str) -> None:
    assert horaires_en_clair(sentence) == sentence
