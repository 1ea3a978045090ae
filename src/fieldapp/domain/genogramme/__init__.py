"""The génogramme: from the people and links of a file to a drawing, the same one each time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from fieldapp.domain.foyer import Membre
from fieldapp.domain.genogramme.contours import draw_outlines
from fieldapp.domain.genogramme.dessin import (
    COTE,
    COTE_FANTOME,
    FORMES,
    LOSANGE,
    Dessin,
    Point,
    Symbole,
)
from fieldapp.domain.genogramme.etiquettes import draw_labels
from fieldapp.domain.genogramme.graphe import Noeud, make_graphe
from fieldapp.domain.genogramme.ordre import settle_order
from fieldapp.domain.genogramme.places import Places, settle_places
from fieldapp.domain.genogramme.rangs import settle_rows
from fieldapp.domain.genogramme.textes import short_age
from fieldapp.domain.genogramme.traits import Hauteurs, draw_lines, settle_heights
from fieldapp.domain.genogramme.voisins import find_neighbours
from fieldapp.domain.lien import Lien

MARGE = 6.0


def layout(
    membres: Sequence[Membre],
    liens: Sequence[Lien],
    focus: str | None,
    jour: date,
    ailleurs: Mapping[str, str] | None = None,
) -> Dessin:
    """Return the drawing of a file's people on that day; pure, and total on any links.

    `liens` are those to draw, deduced ones included (`lien_deduit.complete`); `focus` is the id
    of the person in focus; `ailleurs` the household where people who do not live here are known
    to live together.
    """
    graphe = make_graphe(membres, liens, jour, ailleurs)
    omitted = settle_rows(graphe, focus)
    rows = 1 + max((noeud.rang for noeud in graphe.noeuds.values()), default=-1)
    ordre = settle_order(graphe, rows)
    places = settle_places(graphe, ordre, jour)
    heights = settle_heights(graphe, ordre, places)
    traits, marques = draw_lines(graphe, places, heights)
    outlines = draw_outlines(graphe, ordre, places, heights)
    symbols = [_symbol(noeud, places, heights, focus, jour) for noeud in graphe.noeuds.values()]
    labels = draw_labels(graphe, places, heights, outlines, traits)
    drawing = Dessin(
        largeur=0.0,
        hauteur=0.0,
        symboles=tuple(symbols),
        etiquettes=tuple(labels),
        traits=tuple(traits),
        marques=tuple(marques),
        contours=tuple(outlines),
        voisins=find_neighbours(graphe, ordre, places),
        rangs=rows,
        omis=omitted,
    )
    return _framed(drawing)


def _symbol(
    noeud: Noeud, places: Places, heights: Hauteurs, focus: str | None, jour: date
) -> Symbole:
    personne = noeud.membre.personne if noeud.membre else None
    return Symbole(
        cle=noeud.cle,
        personne_id=personne.id if personne else None,
        forme=FORMES.get(noeud.civilite or "", LOSANGE),
        x=places.x[noeud.cle],
        y=heights.centre[noeud.rang],
        cote=COTE_FANTOME if noeud.fantome else COTE,
        texte=short_age(personne, jour) if personne else "?",
        rang=noeud.rang,
        ici=noeud.ici,
        focus=personne is not None and personne.id == focus and not noeud.fantome,
        deces=personne is not None and personne.deces is not None,
        fantome=noeud.fantome,
    )


def _framed(d: Dessin) -> Dessin:
    """Move a drawing so that it begins at the margin, and say how large it is."""
    boxes = [s.boite for s in d.symboles] + [e.boite for e in d.etiquettes]
    points = [point for o in d.contours for polygon in o.polygones for point in polygon]
    points += [point for trait in d.traits for point in trait.points]
    points += [corner for box in boxes for corner in (box[:2], box[2:])]
    xs, ys = [x for x, _y in points] or [0.0], [y for _x, y in points] or [0.0]
    dx, dy = MARGE - min(xs), MARGE - min(ys)

    def moved(line: Sequence[Point]) -> tuple[Point, ...]:
        return tuple((x + dx, y + dy) for x, y in line)

    return replace(
        d,
        largeur=max(xs) + dx + MARGE,
        hauteur=max(ys) + dy + MARGE,
        symboles=tuple(replace(s, x=s.x + dx, y=s.y + dy) for s in d.symboles),
        etiquettes=tuple(replace(e, x=e.x + dx, y=e.y + dy) for e in d.etiquettes),
        traits=tuple(replace(t, points=moved(t.points)) for t in d.traits),
        marques=tuple(replace(m, x=m.x + dx, y=m.y + dy) for m in d.marques),
        contours=tuple(
            replace(c, polygones=tuple(moved(polygon) for polygon in c.polygones))
            for c in d.contours
        ),
    )


__all__ = ["Dessin", "layout"]
