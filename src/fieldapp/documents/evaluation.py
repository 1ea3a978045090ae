"""The shared part of a social assessment, as the family takes it home."""

from __future__ import annotations

from fieldapp.documents.contrat import CORPS, GRAND_CORPS, GRAND_MINIMUM, MINIMUM
from fieldapp.documents.feuille import Feuille, place_and_date
from fieldapp.documents.texte import paragraphs, printable, short_date
from fieldapp.domain.evaluation import ChapitrePartage, EvaluationPartagee
from fieldapp.domain.texte import initiale_minuscule

TITRE = "Évaluation sociale partagée"


def build(evaluation: EvaluationPartagee) -> bytes:
    """Return the PDF. The professional part is not in what this function is given."""
    entete, big = evaluation.entete, evaluation.gros_caracteres
    feuille = Feuille(
        entete,
        corps=GRAND_CORPS if big else CORPS,
        minimum=GRAND_MINIMUM if big else MINIMUM,
    )
    role = initiale_minuscule(entete.fonction)
    feuille.add_letterhead()
    feuille.add_title(TITRE)
    feuille.add_pairs(
        [
            ("Avec", evaluation.personnes),
            ("Écrite par", ", ".join(p for p in (entete.auteur, role) if printable(p))),
            ("Le", short_date(evaluation.date)),
            ("Version", str(evaluation.version)),
        ]
    )
    for chapitre in evaluation.chapitres:
        _add_chapitre(feuille, chapitre)
    feuille.add_rule()
    feuille.add_text(
        "Vous pouvez demander une correction, et ajouter votre propre point de vue à votre "
        "dossier.",
        feuille.styles.note,
    )
    day = place_and_date(entete)
    feuille.add_text(f"Imprimé à {day}" if entete.lieu else day.capitalize(), feuille.styles.note)
    return feuille.render(TITRE)


def _add_chapitre(feuille: Feuille, chapitre: ChapitrePartage) -> None:
    feuille.add_part(chapitre.titre)
    feuille.add_text(chapitre.etat)
    _add_list(feuille, "Ce dont la famille a besoin", chapitre.besoins)
    _add_list(feuille, "Ce qui gêne", chapitre.freins)
    _add_list(feuille, "Ce qui aide", chapitre.appuis)
    if paragraphs(chapitre.paroles):
        feuille.add_section("Avec les mots de la famille")
        feuille.add_text(f"« {chapitre.paroles.strip()} »", feuille.styles.analyse, barre=True)


def _add_list(feuille: Feuille, titre: str, items: tuple[str, ...]) -> None:
    if items:
        feuille.add_section(titre)
        feuille.add_bullets(items)
