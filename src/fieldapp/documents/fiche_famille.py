"""The sheet that a family takes home: one place, large type, short sentences, nobody’s name."""

from __future__ import annotations

from reportlab.platypus import Spacer

from fieldapp.documents.feuille import Feuille
from fieldapp.documents.flowables import Pictogramme
from fieldapp.documents.texte import paragraphs
from fieldapp.domain.ecrits import FicheFamille

# Large type throughout, the foot of the page included.
CORPS = 15.0
MINIMUM = 14.0


def build(fiche: FicheFamille) -> bytes:
    """Return the PDF of the sheet for the family."""
    feuille = Feuille(fiche.entete, corps=CORPS, minimum=MINIMUM)
    feuille.add_letterhead()
    feuille.add_title(fiche.titre)
    lieu = fiche.lieu
    feuille.story.append(feuille.piece(lieu.nom, feuille.styles.partie))
    feuille.add_space(0.6)
    _add_block(feuille, "lieu", "Où aller ?", "\n".join(lieu.adresse))
    _add_block(feuille, "heure", "Quand ?", lieu.horaires)
    _add_block(feuille, "telephone", "Quel numéro appeler ?", lieu.telephone)
    _add_block(feuille, "savoir", "Bon à savoir", "\n".join((*fiche.phrases, lieu.conditions)))
    feuille.add_space(0.6)
    who = fiche.entete.unite or fiche.entete.organisme
    feuille.add_text(f"Une question ? Demandez-nous : {who}.")
    return feuille.render(fiche.titre)


def _add_block(feuille: Feuille, sujet: str, question: str, texte: str) -> None:
    lines = paragraphs(texte)
    if not lines:
        return
    styles = feuille.styles
    heading = feuille.piece(question, styles.section, tag_="H2")
    style = styles.corps if sujet == "savoir" else styles.valeur
    answer = [feuille.piece(line, style) for line in lines]
    feuille.add_columns([Pictogramme(sujet, 30)], [heading, *answer], share=0.1)
    feuille.story.append(Spacer(0, CORPS * 0.5))
