"""A note is read again before it is saved, and nothing blocks."""

from hypothesis import given
from hypothesis import strategies as st

from fieldapp.domain.relecture import ListeDeMots, prepare, relire

VOCABULAIRE = prepare(
    [
        ListeDeMots("JUGEMENT", "Préférez les faits.", ("menteur", "mauvaise mère")),
        ListeDeMots("RELIGION", "Ne se note pas.", ("musulman*", "témoin de Jéhovah")),
    ]
)


def test_a_plain_note_gets_no_remark() -> None:
    assert relire("Madame a déposé le dossier FSL. Rappel mardi.", VOCABULAIRE) == ()


def test_a_judging_word_is_shown_where_it_stands() -> None:
    note = "Le père est un MENTEUR, dit la voisine."
    (remarque,) = relire(note, VOCABULAIRE)
    assert note[remarque.debut : remarque.fin] == "MENTEUR"
    assert (remarque.code, remarque.texte) == ("JUGEMENT", "Préférez les faits.")


def test_expressions_and_beginnings_of_words_are_found_whatever_the_accents() -> None:
    note = "Mauvaise mere ? Famille musulmane, un temoin de jehovah passe."
    assert [note[r.debut : r.fin] for r in relire(note, VOCABULAIRE)] == [
        "Mauvaise mere",
        "musulmane",
        "temoin de jehovah",
    ]


def test_a_longer_word_is_not_the_word() -> None:
    assert relire("Les menteuries, une mère, un témoin de la scène.", VOCABULAIRE) == ()


def test_numbers_that_must_not_be_kept_come_in_reading_order() -> None:
    note = "Menteur ? NIR 1 85 03 62 498 123, menteur."
    assert [r.code for r in relire(note, VOCABULAIRE)] == ["JUGEMENT", "NIR", "JUGEMENT"]


@given(st.text())
def test_remarks_always_point_inside_the_text(texte: str) -> None:
    for remarque in relire(texte, VOCABULAIRE):
        assert 0 <= remarque.debut < remarque.fin <= len(texte)
