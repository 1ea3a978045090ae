"""The « feuille de route »: a day of visits on one or two pages, with room to write by hand."""

from __future__ import annotations

from functools import partial

from fieldapp.documents.feuille import Feuille
from fieldapp.documents.texte import printable
from fieldapp.domain.dates import format_jour
from fieldapp.domain.feuille_route import FeuilleRoute, Visite

TITRE = "Feuille de route"
# Points of the body text, and of the tighter one that is tried before a third page.
CORPS, CORPS_SERRE = 9.6, 9.0
PAGES = 2
# Up to this number of visits each has more room; beyond, the day still holds on two pages.
AISE = 4
LINES_AT_EASE, LINES_TIGHT = 3, 2


def build(feuille_route: FeuilleRoute) -> bytes:
    """Return the PDF of a road sheet."""
    title = "Rendez-vous attendus" if feuille_route.pour_accueil else TITRE
    lines = LINES_AT_EASE if len(feuille_route.visites) <= AISE else LINES_TIGHT
    feuille = _compose(feuille_route, title, CORPS, lines)
    content = feuille.render(title)
    if feuille.pages > PAGES:
        tighter = _compose(feuille_route, title, CORPS_SERRE, 1)
        fitted = tighter.render(title)
        if tighter.pages <= PAGES:
            return fitted
    return content


def _compose(feuille_route: FeuilleRoute, title: str, corps: float, lines: int) -> Feuille:
    feuille = Feuille(feuille_route.entete, corps=corps)
    jour = f"{format_jour(feuille_route.jour)} {feuille_route.jour[:4]}"
    feuille.add_letterhead()
    feuille.add_title(f"{title}, {jour}")
    visites = feuille_route.visites
    if not visites:
        feuille.add_text("Aucun rendez-vous prévu ce jour.")
    elif feuille_route.pour_accueil:
        feuille.add_table(
            ["Heure", "Qui", "Rendez-vous", "Lieu"],
            [[v.heure, v.qui, v.nature, v.lieu] for v in visites],
            (0.12, 0.36, 0.28, 0.24),
        )
    else:
        for visite in visites:
            feuille.add_together(partial(_add_visite, feuille, visite, lines))
    return feuille


def _add_visite(feuille: Feuille, visite: Visite, lines: int) -> None:
    styles = feuille.styles
    feuille.add_rule()
    feuille.story.append(feuille.piece(f"{visite.heure} – {visite.qui}", styles.section, tag_="H2"))
    where = " · ".join(
        part for part in (visite.nature, visite.duree, visite.lieu) if printable(part)
    )
    feuille.add_text(where)
    if visite.prudence:
        feuille.add_text(visite.prudence, styles.fort)
    if visite.presents:
        feuille.add_text("Présents : " + ", ".join(visite.presents))
    if visite.papiers:
        feuille.add_text(f"Papiers à apporter : {visite.papiers}", styles.fort)
    for heading, items in (("Derniers faits", visite.faits), ("À faire", visite.a_faire)):
        if items:
            feuille.add_space(0.2)
            feuille.story.append(feuille.piece(heading, styles.etiquette))
            feuille.add_bullets(items)
    feuille.add_lines(lines)
    feuille.add_space(0.5)
