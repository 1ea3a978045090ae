"""The « génogramme » on a page of its own."""

from __future__ import annotations

from fieldapp.documents.dessins import add_figure
from fieldapp.documents.feuille import Feuille
from fieldapp.documents.texte import paragraphs
from fieldapp.domain.ecrits import Entete
from fieldapp.domain.genogramme.dessin import Figure

TITRE = "Génogramme"


def build(entete: Entete, famille: str, figure: Figure) -> bytes:
    """Return the PDF of a family's drawing. No address, number or note ever stands on it."""
    feuille = Feuille(entete, corps=10)
    feuille.add_letterhead(dated=True)
    feuille.add_title(TITRE)
    for line in paragraphs(famille):
        feuille.add_text(f"Famille {line}")
    feuille.add_space(0.5)
    add_figure(feuille, figure, turned=True)
    return feuille.render(TITRE)
