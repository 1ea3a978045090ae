"""The list of the files at their term as it is printed, read as a screen reader reads it."""

from tests.documents.lecture import heard_text, open_pdf, read_aloud, seen_text
from tests.documents.modeles import ENTETE

from fieldapp.documents.conservation import TITRE, build
from fieldapp.domain.conservation import (
    ECHUS,
    RIEN_NE_S_EFFACE,
    TITRES,
    VIDE,
    Contenu,
    LigneConservation,
    ListeConservation,
)

LIGNES = (
    LigneConservation("f1", "Caron", "2024-09-03", True, "Nadia Lemaire", Contenu(2, 12)),
    LigneConservation("f2", "Wattel – Nowak", "2025-01-12", False, "", Contenu(1)),
)


def _liste(*lignes: LigneConservation, total: int | None = None) -> ListeConservation:
    count = len(lignes) if total is None else total
    return ListeConservation(ENTETE, TITRES[ECHUS], "2026-11-24", lignes, count)


def test_each_line_is_heard_under_its_heads() -> None:
    content = build(_liste(*LIGNES))
    cells = [(lu.tag, lu.texte.replace("\u00a0", " ")) for lu in read_aloud(content)]
    heads = [text for tag, text in cells if tag == "TH"]
    assert heads == ["Famille", "Dernier contact", "Échéance", "Ce qui disparaîtra", "Référent"]
    assert [text for tag, text in cells if tag == "TD"] == [
        "Caron", "03/09/2024", "Échu 03/09/2026", "2 personnes, 12 contacts", "Nadia Lemaire",
        "Wattel – Nowak", "Aucun (ouvert le 12/01/2025)", "Le 12/01/2027", "1 personne", "–",
    ]  # fmt: skip
    assert ("H1", f"{TITRE}, le 24 novembre 2026") in cells
    assert RIEN_NE_S_EFFACE.replace("\u00a0", " ") in heard_text(content).replace("\u00a0", " ")
    assert "Confidentiel – équipe" in seen_text(content)


def test_a_list_of_several_pages_repeats_its_heads() -> None:
    content = build(_liste(*LIGNES * 60, total=130))
    with open_pdf(content) as pdf:
        assert len(pdf.pages) > 2
    seen = seen_text(content).replace("\u00a0", " ")
    assert seen.count("Ce qui disparaîtra") > 2
    assert "130 dossiers, dont les 120 premiers ici" in seen


def test_an_empty_list_says_so() -> None:
    assert VIDE in heard_text(build(_liste()))
