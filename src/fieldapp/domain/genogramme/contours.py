"""The dashed outlines round households: they hold everyone who lives there and nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from fieldapp.domain.genogramme.dessin import ICI, MARGE_CONTOUR, Contour, Point
from fieldapp.domain.genogramme.graphe import Graphe
from fieldapp.domain.genogramme.ordre import Ordre
from fieldapp.domain.genogramme.places import Places
from fieldapp.domain.genogramme.traits import Hauteurs

CORRIDOR = 26.0
SNAP = 70.0
Rect = tuple[float, float, float, float]


@dataclass(slots=True, eq=False)
class _Suite:
    """People of one household side by side on one row."""

    rang: int
    gauche: float
    droite: float


def draw_outlines(
    graphe: Graphe, ordre: Ordre, places: Places, heights: Hauteurs
) -> list[Contour]:  # fmt: skip
    """Return one outline for each household, the file's own first."""
    homes = {noeud.foyer for noeud in graphe.noeuds.values() if noeud.foyer}
    found = []
    for home in sorted(homes, key=lambda key: (key != ICI, key)):
        runs = _runs(graphe, ordre, places, home)
        links = _connect(graphe, ordre, places, heights, runs, home)
        rects = [_band(run, heights) for run in runs] + links
        found.append(Contour(home, home == ICI, tuple(outline(rects))))
    return found


def _runs(graphe: Graphe, ordre: Ordre, places: Places, home: str) -> list[_Suite]:
    found: list[_Suite] = []
    for rang in range(len(ordre.rows)):
        open_ = False
        for cle in ordre.line(rang):
            if graphe.noeuds[cle].foyer != home:
                open_ = False
                continue
            cell = places.cellules[cle]
            left = places.x[cle] - cell.gauche - MARGE_CONTOUR
            right = places.x[cle] + cell.droite + MARGE_CONTOUR
            if open_:
                found[-1].droite = right
            else:
                found.append(_Suite(rang, left, right))
            open_ = True
    return found


def _band(run: _Suite, heights: Hauteurs) -> Rect:
    return run.gauche, heights.haut[run.rang], run.droite, heights.bas[run.rang]


def _free(
    graphe: Graphe, ordre: Ordre, places: Places, rang: int, home: str, left: float, right: float
) -> bool:
    """Tell whether nobody of another household is in the way on a row."""
    for cle in ordre.line(rang):
        noeud, cell = graphe.noeuds[cle], places.cellules[cle]
        if noeud.foyer == home:
            continue
        edge = MARGE_CONTOUR + 5 if noeud.foyer else 4.0
        if places.x[cle] - cell.gauche - edge < right and left < places.x[cle] + cell.droite + edge:
            return False
    return True


def _connect(
    graphe: Graphe,
    ordre: Ordre,
    places: Places,
    heights: Hauteurs,
    runs: list[_Suite],
    home: str,
) -> list[Rect]:
    """Join each run to one above it, over rows where others stand if there is a way through."""
    links = []
    for lower in runs:
        above = [run for run in runs if run.rang < lower.rang]
        nearest = max((run.rang for run in above), default=None)
        for upper in [run for run in above if run.rang == nearest]:
            rows = range(upper.rang + 1, lower.rang)
            _snap(graphe, ordre, places, upper, lower, home)
            strip = _strip(graphe, ordre, places, upper, lower, list(rows), home)
            if strip is None:
                continue
            left, right = strip
            for run in (upper, lower):
                run.gauche, run.droite = min(run.gauche, left), max(run.droite, right)
            links.append((left, heights.bas[upper.rang], right, heights.haut[lower.rang]))
    return links


def _snap(
    graphe: Graphe, ordre: Ordre, places: Places, upper: _Suite, lower: _Suite, home: str
) -> None:
    """Bring the edges of two runs in line where that costs little: fewer steps to look at."""
    if lower.rang - upper.rang != 1:
        return
    for run, other in ((upper, lower), (lower, upper)):
        if 0 < run.gauche - other.gauche < SNAP and _free(
            graphe, ordre, places, run.rang, home, other.gauche, run.gauche
        ):
            run.gauche = other.gauche
        if 0 < other.droite - run.droite < SNAP and _free(
            graphe, ordre, places, run.rang, home, run.droite, other.droite
        ):
            run.droite = other.droite


def _strip(
    graphe: Graphe,
    ordre: Ordre,
    places: Places,
    upper: _Suite,
    lower: _Suite,
    rows: Sequence[int],
    home: str,
) -> tuple[float, float] | None:
    """Return the way from one run down to another, the one that stretches them least."""
    left, right = max(upper.gauche, lower.gauche), min(upper.droite, lower.droite)
    if right - left >= CORRIDOR and all(
        _free(graphe, ordre, places, rang, home, left, right) for rang in rows
    ):
        return left, right
    edges = {left, right, upper.gauche, upper.droite, lower.gauche, lower.droite}
    for rang in (upper.rang, *rows, lower.rang):
        for cle in ordre.line(rang):
            cell = places.cellules[cle]
            edges.add(places.x[cle] - cell.gauche - 2 * MARGE_CONTOUR)
            edges.add(places.x[cle] + cell.droite + 2 * MARGE_CONTOUR)
    best: tuple[float, float, float] | None = None
    for edge in sorted(edges):
        for a, b in ((edge, edge + CORRIDOR), (edge - CORRIDOR, edge)):
            if not all(_free(graphe, ordre, places, rang, home, a, b) for rang in rows):
                continue
            cost = 0.0
            for run in (upper, lower):
                low, high = min(a, run.gauche), max(b, run.droite)
                if not _free(graphe, ordre, places, run.rang, home, low, high):
                    break
                cost += (high - low) - (run.droite - run.gauche)
            else:
                if best is None or cost < best[0]:
                    best = (cost, a, b)
    return None if best is None else best[1:]


def outline(rects: Sequence[Rect]) -> list[tuple[Point, ...]]:
    """Return the edges, as closed polygons, of all that these rectangles cover."""
    xs = sorted({x for rect in rects for x in (rect[0], rect[2])})
    ys = sorted({y for rect in rects for y in (rect[1], rect[3])})
    filled = {
        (i, j)
        for i, (x1, x2) in enumerate(pairwise(xs))
        for j, (y1, y2) in enumerate(pairwise(ys))
        if any(r[0] <= x1 and x2 <= r[2] and r[1] <= y1 and y2 <= r[3] for r in rects)
    }
    # The border of each cell, clockwise; sides that two cells share cancel out.
    steps: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for i, j in filled:
        corners = ((i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1))
        beside = ((i, j - 1), (i + 1, j), (i, j + 1), (i - 1, j))
        for rank, other in enumerate(beside):
            if other not in filled:
                steps.setdefault(corners[rank], []).append(corners[(rank + 1) % 4])
    found = []
    while steps:
        start = min(steps)
        loop, here = [start], steps[start].pop()
        while here != start:
            loop.append(here)
            here = steps[here].pop()
        steps = {corner: ends for corner, ends in steps.items() if ends}
        found.append(tuple((xs[i], ys[j]) for i, j in _corners(loop)))
    return found


def _corners(loop: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Keep only the points where the border turns."""
    return [
        here
        for rank, here in enumerate(loop)
        if not (
            loop[rank - 1][0] == here[0] == loop[(rank + 1) % len(loop)][0]
            or loop[rank - 1][1] == here[1] == loop[(rank + 1) % len(loop)][1]
        )
    ]
