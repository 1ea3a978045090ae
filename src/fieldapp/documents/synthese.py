"""The « synthèse de situation »: one or two pages that a colleague or a commission can act on."""

from __future__ import annotations

from functools import partial

from reportlab.platypus import Spacer

from fieldapp.documents.dessins import add_figure
from fieldapp.documents.feuille import Feuille, place_and_date
from fieldapp.documents.texte import paragraphs, printable, short_date
from fieldapp.domain.ecrits import Suivi, Synthese

TITRE = "Synthèse de situation"
# Points of the body text, and of the tighter one that is tried before a third page.
CORPS, CORPS_SERRE = 10, 9
PAGES = 2


def build(synthese: Synthese) -> bytes:
    """Return the PDF of a synthèse, on the two pages that a meeting reads when they can hold it."""
    feuille = _compose(synthese, CORPS)
    content = feuille.render(TITRE)
    if feuille.pages > PAGES:
        smaller = _compose(synthese, CORPS_SERRE)
        fitted = smaller.render(TITRE)
        if smaller.pages <= PAGES:
            return fitted
    return content


def _compose(synthese: Synthese, corps: float) -> Feuille:
    feuille = Feuille(synthese.entete, corps=corps)
    _add_opening(feuille, synthese)
    feuille.add_part("Éléments de fait")
    _add_household(feuille, synthese)
    _add_history(feuille, synthese)
    _add_situation(feuille, synthese)
    feuille.add_part("Analyse et suites")
    _add_analysis(feuille, synthese)
    feuille.add_together(partial(_add_signature, feuille, synthese))
    return feuille


def _add_opening(feuille: Feuille, synthese: Synthese) -> None:
    entete, styles = synthese.entete, feuille.styles
    feuille.add_letterhead()
    left = []
    if printable(entete.auteur):
        left += [
            feuille.piece("Rédigé par", styles.etiquette),
            feuille.piece(entete.auteur, styles.valeur),
        ]
        if printable(entete.fonction):
            left.append(feuille.piece(entete.fonction, styles.petit))
    right = []
    if printable(entete.destinataire):
        right += [
            feuille.piece("À l’attention de", styles.etiquette),
            feuille.piece(entete.destinataire, styles.fort),
            Spacer(0, feuille.corps * 0.8),
        ]
    right.append(feuille.piece(place_and_date(entete), styles.corps))
    feuille.add_columns(left, right, share=0.56)
    feuille.add_space(0.8)
    feuille.add_title(TITRE)
    if printable(synthese.objet):
        feuille.add_text(f"Objet : {synthese.objet}")
    feuille.add_space(0.3)
    feuille.add_pairs(
        [
            ("Famille", synthese.famille),
            ("N° de dossier", synthese.numero),
            ("Adresse", "\n".join(synthese.adresse)),
            ("Téléphone", synthese.telephone),
            ("Référent", synthese.referent),
            ("Langue", synthese.langue),
        ]
    )


def _add_household(feuille: Feuille, synthese: Synthese) -> None:
    if not synthese.composition:
        return
    feuille.add_section("Composition du foyer")
    feuille.add_table(
        ["Prénom et nom", "Place", "Naissance", "Âge"],
        [[m.nom, m.place, short_date(m.naissance), m.age] for m in synthese.composition],
        (0.42, 0.23, 0.2, 0.15),
    )
    if synthese.genogramme is not None:
        add_figure(feuille, synthese.genogramme)


def _add_history(feuille: Feuille, synthese: Synthese) -> None:
    if printable(synthese.origine) or synthese.suivis:
        feuille.add_section("Origine de la demande et accompagnement")
        feuille.add_text(synthese.origine)
        feuille.add_bullets([_describe(suivi) for suivi in synthese.suivis])
    if synthese.echanges:
        feuille.add_section("Démarches et contacts récents")
        feuille.add_text(synthese.sources, feuille.styles.note)
        feuille.add_entries(
            [
                (
                    " · ".join(p for p in (short_date(e.date), e.nature, e.avec) if printable(p)),
                    e.note,
                )
                for e in synthese.echanges
            ]
        )


def _describe(suivi: Suivi) -> str:
    period = f"depuis le {short_date(suivi.debut)}" if suivi.debut else ""
    if suivi.fin:
        period = f"du {short_date(suivi.debut)} au {short_date(suivi.fin)}"
    end = f"fin : {suivi.motif_sortie}" if suivi.motif_sortie else ""
    parts = (suivi.libelle, period, suivi.referent, end)
    return ", ".join(part for part in parts if printable(part)) + "."


def _add_situation(feuille: Feuille, synthese: Synthese) -> None:
    if synthese.besoins:
        feuille.add_section("Situation par domaine")
        feuille.add_table(
            ["Domaine", "Besoins notés", "Dernière fois"],
            [[b.domaine, b.constat, short_date(b.date)] for b in synthese.besoins],
            (0.3, 0.54, 0.16),
        )
    if synthese.objectifs:
        feuille.add_section("Objectifs")
        feuille.add_bullets(synthese.objectifs)
    if synthese.orientations:
        feuille.add_section("Orientations et suites")
        feuille.add_table(
            ["Date", "Vers", "Pour", "État", "Suite donnée"],
            [[short_date(o.date), o.vers, o.pour, o.etat, o.suite] for o in synthese.orientations],
            (0.13, 0.3, 0.16, 0.17, 0.24),
        )


def _add_analysis(feuille: Feuille, synthese: Synthese) -> None:
    if paragraphs(synthese.analyse):
        feuille.add_section("Analyse du travailleur social")
        feuille.add_text(synthese.analyse, feuille.styles.analyse, barre=True)
    feuille.add_section("Point de vue de la famille")
    if paragraphs(synthese.point_de_vue):
        feuille.add_text(synthese.point_de_vue)
    else:
        feuille.add_text("À compléter avec la personne, dans ses mots.", feuille.styles.note)
        feuille.add_lines(4)
    if synthese.suites:
        feuille.add_section("Suites envisagées")
        feuille.add_bullets(synthese.suites)


def _add_signature(feuille: Feuille, synthese: Synthese) -> None:
    entete, styles = synthese.entete, feuille.styles
    feuille.add_space(1)
    day = place_and_date(entete)
    lines = [
        feuille.piece(line, style)
        for line, style in (
            (f"Fait à {day}" if entete.lieu else day.capitalize(), styles.corps),
            (entete.auteur, styles.fort),
            (entete.fonction, styles.petit),
        )
        if printable(line)
    ]
    feuille.add_columns([], lines, share=0.5)
    feuille.add_space(3.5)
    feuille.add_text(
        "Document couvert par le secret professionnel (articles 226-13 et 226-14 du Code pénal). "
        "La personne concernée peut en demander la copie.",
        styles.petit,
    )
