"""What is typed in the search box is understood, and a passage shows why a note answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.domain.recherche import accents_differ, parse_demande, passage

NOTE = (
    "Madame explique que depuis le mois dernier la voisine, Mme Lefèvre, garde les enfants le "
    "mercredi ; elle a bon cœur. Facture d’énergie impayée, dossier FSL à déposer avant la fin."
)


def test_words_are_folded_and_neighbours_joined() -> None:
    demande = parse_demande("L’Heureux Zoé")
    assert demande is not None
    assert demande.mots == ("heureux", "zoe")
    assert demande.bruts == ("l", "heureux", "zoé")
    assert ("lheureux", "zoe") in demande.variantes
    assert demande.figures == ""


@pytest.mark.parametrize(
    ("typed", "portee", "mots"),
    [
        ("@médiation", "annuaire", ("mediation",)),
        ("#123", "numeros", ("123",)),
        ('"factures impayées"', "notes", ("factures", "impayees")),
        ("« cœur »", "notes", ("coeur",)),
        ("caf", "tout", ("caf",)),
    ],
)
def test_a_prefix_says_where_to_look(typed: str, portee: str, mots: tuple[str, ...]) -> None:
    demande = parse_demande(typed)
    assert demande is not None
    assert (demande.portee, demande.mots) == (portee, mots)


@pytest.mark.parametrize(
    ("typed", "figures"),
    [("06 12 34", "061234"), ("+33 6 12", "0612"), ("62300", "62300"), ("12", ""), ("12 rue", "")],
)
def test_a_number_alone_is_a_number(typed: str, figures: str) -> None:
    demande = parse_demande(typed)
    assert demande is not None
    assert demande.figures == figures


@pytest.mark.parametrize("typed", ["", " ", "@", "?!", "#  "])
def test_nothing_typed_asks_nothing(typed: str) -> None:
    assert parse_demande(typed) is None


def test_accents_matter_only_to_say_so() -> None:
    assert accents_differ(["lefevre"], ["Lefèvre – Boulanger"])
    assert not accents_differ(["lefèvre"], ["Lefèvre"])
    assert not accents_differ(["lefebvre"], ["Lefèvre"])


def test_a_passage_is_cut_between_words_around_the_one_found() -> None:
    found = passage(NOTE, ["lefevre"])
    assert found.startswith("…")
    assert found.endswith("…")
    assert "Mme Lefèvre, garde" in found
    assert passage("Appel bref.", ["appel"]) == "Appel bref."
    assert passage("Appel\n\nbref.", ["absent"]) == "Appel bref."
    assert passage(NOTE, ["madame"]).startswith("Madame")


@given(st.text(), st.lists(st.text("abcé", min_size=1), max_size=3), st.integers(1, 60))
def test_a_passage_is_always_a_part_of_the_note(texte: str, mots: list[str], longueur: int) -> None:
    found = passage(texte, mots, longueur=longueur)
    assert found.removeprefix("…").removesuffix("…") in " ".join(texte.split())


@given(st.text())
def test_whatever_is_typed_gives_words_or_nothing(texte: str) -> None:
    demande = parse_demande(texte)
    if demande is not None:
        assert demande.mots
        assert all(words for words in demande.variantes)
