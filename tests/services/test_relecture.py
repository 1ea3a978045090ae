"""The list of words that ships with the program warns without drowning the worker."""

import pytest

from fieldapp.services.relecture import relire


@pytest.mark.parametrize(
    ("note", "code"),
    [
        ("C'est une mauvaise mère.", "JUGEMENT"),
        ("La famille est musulmane.", "RELIGION"),
        ("Monsieur serait bipolaire.", "SANTE"),
        ("Famille d’origine étrangère.", "ORIGINE"),
        ("Il s’est radicalisé.", "HORS_DOSSIER"),
        ("NIR : 1 85 03 62 498 123", "NIR"),
    ],
)
def test_excessive_words_are_pointed_out(note: str, code: str) -> None:
    assert code in {remarque.code for remarque in relire(note)}


@pytest.mark.parametrize(
    "note",
    [
        "Visite à domicile. Logement froid, facture impayée de 320 €. Rappel le 24/11.",
        "Madame demande un soutien pour le deuil de son père ; le psychologue du lycée suit.",
        "Orientation vers la médiation familiale, accord pour transmettre la fiche.",
        "Contrat à durée déterminée, conseil municipal, consommation d’eau.",
        "Date limite le 3 ; la fiche s’imprime, elle assiste au conseil, parle arabe.",
        "Elle a l’obligation de chercher un mode de garde ; répit demandé.",
    ],
)
def test_ordinary_notes_get_no_remark(note: str) -> None:
    assert relire(note) == ()


def test_every_remark_says_what_to_write_instead_with_french_typography() -> None:
    for remarque in relire("menteur, connard, islam, race, cancer, homosexuel, radicalisé"):
        assert remarque.texte.endswith((".", "?"))
        assert " :" not in remarque.texte
        assert " ?" not in remarque.texte
