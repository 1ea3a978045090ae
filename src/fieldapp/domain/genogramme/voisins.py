"""Where the arrow keys go in a drawing: up to a parent, down to a child, aside to close kin."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from fieldapp.domain.genogramme.graphe import Graphe
from fieldapp.domain.genogramme.ordre import Ordre
from fieldapp.domain.genogramme.places import Places


def find_neighbours(
    graphe: Graphe, ordre: Ordre, places: Places
) -> dict[str, tuple[str, str, str, str]]:
    """Return, for each person, who is above, below, at the left and at the right ("" for nobody).

    Kin first: parents, children, then partners and siblings. Where there is none, whoever stands
    nearest on that side, so that the arrows reach everyone.
    """
    noeuds = graphe.noeuds
    people = [cle for cle, noeud in noeuds.items() if noeud.membre is not None]
    people = [cle for cle in people if not noeuds[cle].fantome]
    rows = {rang: [c for c in ordre.line(rang) if c in people] for rang in range(len(ordre.rows))}

    def nearest(cles: Iterable[str], x: float) -> str:
        return min(
            (cle for cle in cles if cle in people),
            key=lambda cle: (abs(places.x[cle] - x), noeuds[cle].ordre),
            default="",
        )

    found = {}
    for cle in people:
        x, rang = places.x[cle], noeuds[cle].rang
        parents = [p for u in graphe.unions if cle in u.enfants for p in u.parents]
        children = [c for u in graphe.unions if cle in u.parents for c in u.enfants]
        own = [p for u in graphe.unions if cle in u.parents for p in u.parents if p != cle]
        siblings = [c for u in graphe.unions if cle in u.enfants for c in u.enfants if c != cle]
        left, right = _side(places, x, -1), _side(places, x, 1)
        found[cle] = (
            nearest(parents, x) or _row_beyond(rows, rang, -1, x, nearest),
            nearest(children, x) or _row_beyond(rows, rang, 1, x, nearest),
            nearest(filter(left, own), x)
            or nearest(filter(left, siblings), x)
            or nearest(filter(left, rows[rang]), x),
            nearest(filter(right, own), x)
            or nearest(filter(right, siblings), x)
            or nearest(filter(right, rows[rang]), x),
        )
    return _all_reached(found, rows)


def _side(places: Places, x: float, sign: int) -> Callable[[str], bool]:
    return lambda cle: (places.x[cle] - x) * sign > 0


def _row_beyond(
    rows: dict[int, list[str]],
    rang: int,
    step: int,
    x: float,
    nearest: Callable[[Iterable[str], float], str],
) -> str:
    rang += step
    while rang in rows:
        if rows[rang]:
            return nearest(rows[rang], x)
        rang += step
    return ""


def _all_reached(
    found: dict[str, tuple[str, str, str, str]], rows: dict[int, list[str]]
) -> dict[str, tuple[str, str, str, str]]:
    """Where kinship jumps over somebody whom no arrow would reach, go to that person instead."""
    for line in rows.values():
        for rank, cle in enumerate(line):
            if any(cle in goals for goals in found.values()) or len(line) < 2:
                continue
            beside = line[rank - 1] if rank else line[1]
            up, down, left, right = found[beside]
            found[beside] = (up, down, left, cle) if rank else (up, down, cle, right)
    return found
