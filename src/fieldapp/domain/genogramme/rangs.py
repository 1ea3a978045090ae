"""Generations: each person on a row, parents above children, couples side by side."""

from __future__ import annotations

from collections import deque
from itertools import pairwise

from fieldapp.domain.foyer import DEMANDEUR, ENFANT
from fieldapp.domain.genogramme.graphe import Graphe, Noeud, Union

# People without any link: so many years apart make a generation.
GENERATION = 20


def settle_rows(graphe: Graphe, focus: str | None) -> int:
    """Give every node its row, 0 at the top, and return how many links had to be left out.

    Rows spread from the person in focus along the links. A link that contradicts those already
    followed (a couple across two generations) is taken out of the unions: it is not drawn.
    """
    noeuds = graphe.noeuds
    steps = _steps(graphe)
    head = next((n for n in noeuds.values() if n.membre and n.membre.role == DEMANDEUR), None)
    rows: dict[str, int] = {}
    seeds = [noeuds[focus]] if focus in noeuds else []
    for seed in (*seeds, *([head] if head else []), *noeuds.values()):
        if seed.cle in rows or seed.fantome:
            continue
        rows[seed.cle] = _loose_row(seed, head, rows)
        waiting = deque([seed.cle])
        while waiting:
            here = waiting.popleft()
            for other, step in steps.get(here, ()):
                if other not in rows:
                    rows[other] = rows[here] + step
                    waiting.append(other)
    for noeud in noeuds.values():
        if noeud.fantome:
            rows[noeud.cle] = (
                rows[noeud.hote] + 1 if noeud.hote else rows[noeud.cle.removeprefix("fantome:")]
            )
    top = min(rows.values(), default=0)
    for cle, row in rows.items():
        noeuds[cle].rang = row - top
    return _drop_contradictions(graphe)


def _steps(graphe: Graphe) -> dict[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = {}

    def join(one: str, other: str, step: int) -> None:
        found.setdefault(one, []).append((other, step))
        found.setdefault(other, []).append((one, -step))

    for union in graphe.unions:
        for child in union.enfants:
            for parent in union.parents:
                join(parent, child, 1)
    for union in graphe.unions:
        for one, other in pairwise(union.parents):
            join(one, other, 0)
        if not union.parents:
            siblings = list(union.enfants)
            for sibling in siblings[1:]:
                join(siblings[0], sibling, 0)
    return found


def _loose_row(noeud: Noeud, head: Noeud | None, rows: dict[str, int]) -> int:
    """Place someone whom no link joins to the others: by role, then by age."""
    if head is None or head.cle not in rows or noeud.membre is None:
        return 0
    base = rows[head.cle]
    if noeud.membre.role == ENFANT:
        return base + 1
    own, his = noeud.membre.personne.naissance, head.membre and head.membre.personne.naissance
    if not own or not his:
        return base
    apart = int(own[:4]) - int(his[:4])
    return base + (apart >= GENERATION) - (apart <= -GENERATION)


def _drop_contradictions(graphe: Graphe) -> int:
    dropped = 0
    noeuds = graphe.noeuds
    kept: list[Union] = []
    for union in graphe.unions:
        row = {noeuds[cle].rang for cle in union.parents}
        if len(row) == 2:
            dropped += len(union.couples)
            halves = [Union((parent,)) for parent in union.parents]
            for child, genre in union.enfants.items():
                for half in halves:
                    half.enfants[child] = genre
            parts = halves
        else:
            parts = [union]
        for part in parts:
            first = part.parents[0] if part.parents else next(iter(part.enfants))
            wanted = noeuds[first].rang + (1 if part.parents else 0)
            wrong = [child for child in part.enfants if noeuds[child].rang != wanted]
            for child in wrong:
                del part.enfants[child]
            dropped += len(wrong)
            if part.enfants or part.couples:
                kept.append(part)
    graphe.unions[:] = _merged(kept)
    return dropped


def _merged(unions: list[Union]) -> list[Union]:
    """One union for each set of parents, after some were cut in two."""
    found: dict[str, Union] = {}
    for union in unions:
        first = found.setdefault(union.cle, union)
        if first is not union:
            first.enfants.update(union.enfants)
            first.couples.extend(union.couples)
    return list(found.values())
