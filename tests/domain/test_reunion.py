"""Two people wrote on one note without seeing each other: what both said is in the result."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from fieldapp.domain.reunion import AJOUT, ECART, RETRAIT, differences, text_of, unite

AVANT = "Point sur l’impayé de loyer : deux mois de retard."


def united(avant: str, ici: str, la_bas: str) -> str:
    return text_of(unite(avant, ici, la_bas, "J. Caudron"))


def test_what_each_added_is_kept_and_what_they_say_otherwise_bears_its_author() -> None:
    ici = f"{AVANT} Monsieur accepte un échéancier de 60 € par mois."
    la_bas = "Point sur l’impayé de loyer : trois mois de retard. Le bailleur a été prévenu."
    morceaux = unite(AVANT, ici, la_bas, "J. Caudron")
    assert text_of(morceaux) == (
        "Point sur l’impayé de loyer : trois mois de retard. Monsieur accepte un échéancier de "
        "60 € par mois. Le bailleur a été prévenu."
    )
    both = united(AVANT, AVANT.replace("deux", "quatre"), la_bas)
    assert "quatre (J. Caudron\u00a0: trois) mois de retard. Le bailleur" in both
    assert [m.genre for m in unite("deux", "trois", "quatre", "M.")] == [AJOUT, ECART]


def test_paragraphs_written_by_two_people_stand_one_after_the_other() -> None:
    assert united("Un.\nDeux.\n", "Un.\nDeux.\nTrois ici.\n", "Zéro là-bas.\nUn.\nDeux.\n") == (
        "Zéro là-bas.\nUn.\nDeux.\nTrois ici.\n"
    )
    assert united("", "Appelée lundi.", "Appelée mardi.") == "Appelée lundi. Appelée mardi."


def test_what_one_took_away_goes_unless_the_other_rewrote_it() -> None:
    assert united("Garder. Retirer.", "Garder.", "Garder. Retirer.") == "Garder."
    assert united("Rappeler lundi", "", "Rappeler mardi") == "Rappeler mardi"


def test_the_same_change_twice_is_made_once() -> None:
    assert united("deux mois", "trois mois", "trois mois") == "trois mois"


def test_a_version_shows_what_it_took_away_and_added() -> None:
    found = differences("deux mois", "trois mois")
    assert [(m.texte, m.genre) for m in found[:2]] == [("deux", RETRAIT), ("trois", AJOUT)]


WORDS = st.lists(st.sampled_from("a b c d. e\n f, g".split(" ")), max_size=12).map(" ".join)


@given(WORDS, WORDS, WORDS)
def test_no_word_that_somebody_added_is_lost(avant: str, ici: str, la_bas: str) -> None:
    result = united(avant, ici, la_bas)
    words = set(re.findall(r"\w+", result))
    old = set(re.findall(r"\w+", avant))
    for version in (ici, la_bas):
        assert set(re.findall(r"\w+", version)) - old <= words


@given(WORDS, WORDS)
def test_who_is_alone_to_change_gets_the_text_as_written(avant: str, ici: str) -> None:
    assert united(avant, ici, avant) == ici
    assert united(avant, avant, ici) == ici
    assert united(avant, ici, ici) == ici
