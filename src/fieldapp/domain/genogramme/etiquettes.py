"""Where the words of a drawing go: names by their symbols, couples on their line, households."""

from __future__ import annotations

from collections.abc import Sequence

from fieldapp.domain.genogramme.dessin import (
    CENTRE,
    COTE,
    COTE_FANTOME,
    DROITE,
    E_COUPLE,
    E_FOYER,
    E_NOM,
    GAUCHE,
    LIGNE,
    MARGE_CONTOUR,
    Contour,
    Etiquette,
    Trait,
    inside,
)
from fieldapp.domain.genogramme.graphe import Graphe, Noeud
from fieldapp.domain.genogramme.lettres import text_width
from fieldapp.domain.genogramme.places import (
    A_DROITE,
    A_GAUCHE,
    BAS,
    SIDE_GAP,
    Places,
    label_height,
)
from fieldapp.domain.genogramme.textes import SMALL_SIZE, of, short_name
from fieldapp.domain.genogramme.traits import Hauteurs

Box = tuple[float, float, float, float]
TITLE_H = 17.0


def draw_labels(
    graphe: Graphe,
    places: Places,
    heights: Hauteurs,
    outlines: Sequence[Contour],
    traits: Sequence[Trait],
) -> list[Etiquette]:
    """Return every label; none covers a symbol, a line or another label."""
    labels = [_name(noeud, places, heights) for noeud in graphe.noeuds.values()]
    for cle, creux in places.creux.items():
        if creux.mots:
            start, end = places.strip(creux.union)
            middle = heights.dessus.get(
                cle, heights.centre[graphe.noeuds[creux.union.parents[0]].rang]
            )
            labels.append(
                Etiquette(
                    cle, E_COUPLE, start + MARGE_CONTOUR + 2, middle - 30,
                    end - start - 2 * MARGE_CONTOUR - 4, LIGNE, (creux.mots,),
                )
            )  # fmt: skip
    if len(outlines) > 1:
        for outline in outlines:
            title = _title(graphe, outline, labels, traits, places, heights)
            if title is not None:
                labels.append(title)
    return labels


def _name(noeud: Noeud, places: Places, heights: Hauteurs) -> Etiquette:
    cell = places.cellules[noeud.cle]
    x, y = places.x[noeud.cle], heights.centre[noeud.rang]
    width, height = cell.largeur_texte, label_height(cell)
    half = (COTE_FANTOME if noeud.fantome else COTE) / 2
    if cell.place == A_GAUCHE:
        left, top, side = x - half - SIDE_GAP - width, y - height / 2, DROITE
    elif cell.place == A_DROITE:
        left, top, side = x + half + SIDE_GAP, y - height / 2, GAUCHE
    elif cell.place == BAS:
        left, top, side = x - width / 2, y + half + 4, CENTRE
    else:
        left, top, side = x + SIDE_GAP, y + half + 4, GAUCHE
    return Etiquette(noeud.cle, E_NOM, left, top, width, height, cell.lignes, side, cell.grasses)


def _title(
    graphe: Graphe,
    outline: Contour,
    labels: Sequence[Etiquette],
    traits: Sequence[Trait],
    places: Places,
    heights: Hauteurs,
) -> Etiquette | None:
    """Name a household on its edge, where nothing else is written or drawn."""
    words = _household(graphe, outline.cle)
    width = text_width(words, SMALL_SIZE, bold=True) + 4
    taken: list[Box] = [label.boite for label in labels]
    for noeud in graphe.noeuds.values():
        x, y = places.x[noeud.cle], heights.centre[noeud.rang]
        taken.append((x - COTE / 2, y - COTE / 2, x + COTE / 2, y + COTE / 2))
    for trait in traits:
        for (x1, y1), (x2, y2) in zip(trait.points, trait.points[1:], strict=False):
            taken.append((min(x1, x2) - 3, min(y1, y2) - 1, max(x1, x2) + 3, max(y1, y2) + 1))
    corners = sorted(
        ((x, y) for polygon in outline.polygones for x, y in polygon), key=lambda p: (p[1], p[0])
    )
    spots = []
    for x, y in corners:
        spots += [(x + 10, y + 4), (x - width - 10, y + 4)]
    for x, y in corners:
        spots += [(x + 4, y - TITLE_H - 3), (x - width - 4, y - TITLE_H - 3)]
    bottom = max(y for _x, y in corners)
    left = min(x for x, y in corners if y == bottom)
    spots.append((left + 4, bottom + 3))
    edges = [
        (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
        for polygon in outline.polygones
        for a, b in zip(polygon, (*polygon[1:], polygon[0]), strict=True)
    ]
    for x, y in spots:
        box = (x, y, x + width, y + TITLE_H)
        if not any(overlap(box, other) for other in (*taken, *edges)) and _belongs(
            box, outline, spots[-1]
        ):
            return Etiquette(outline.cle, E_FOYER, x, y, width, TITLE_H, (words,), GAUCHE)
    return None


def _belongs(box: Box, outline: Contour, last: tuple[float, float]) -> bool:
    """Whether a title stands in its household or just above an edge of it; the last spot always."""
    if (box[0], box[1]) == last:
        return True
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(inside(polygon, x, y + shift) for polygon in outline.polygones for shift in (0, 20))


def overlap(one: Box, other: Box) -> bool:
    """Tell whether two boxes cover some place in common; touching does not count."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _household(graphe: Graphe, home: str) -> str:
    adults = [
        noeud
        for noeud in graphe.noeuds.values()
        if noeud.foyer == home and not noeud.fantome and noeud.membre is not None
    ]
    if not adults or adults[0].membre is None:
        return "Autre foyer"
    return f"Foyer {of(short_name(adults[0].membre.personne))}"
