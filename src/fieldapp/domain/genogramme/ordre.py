"""Who stands beside whom on each row: couples together, siblings by age, few crossings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fieldapp.domain.genogramme.graphe import Graphe, Union

# What makes an order bad, and how much.
CROSSING, HOUSEHOLD, INTRUDER, TWINS, AGE, SIDE = 10.0, 14.0, 6.0, 7.0, 1.0, 0.3
PASSES = 6

Row = list[list[str]]


@dataclass(slots=True, eq=False)
class Ordre:
    """Rows of blocks: a block is a chain of partners, or second homes under one parent."""

    rows: list[Row]

    def line(self, rang: int) -> list[str]:
        """Return the keys of a row, from left to right."""
        return [cle for block in self.rows[rang] for cle in block]


def settle_order(graphe: Graphe, rows: int) -> Ordre:
    """Choose an order that is the same each time for the same family."""
    blocks = _blocks(graphe)
    ordre = Ordre([[] for _ in range(rows)])
    for rang in range(rows):
        own = [block for block in blocks if graphe.noeuds[block[0]].rang == rang]
        ordre.rows[rang] = _first_order(graphe, ordre, own, rang)
    _improve(graphe, ordre)
    return ordre


def _blocks(graphe: Graphe) -> list[list[str]]:
    partners: dict[str, list[str]] = {}
    for union in graphe.unions:
        if len(union.parents) == 2:
            one, other = union.parents
            partners.setdefault(one, []).append(other)
            partners.setdefault(other, []).append(one)
    found: list[list[str]] = []
    seen: set[str] = set()
    for cle, noeud in graphe.noeuds.items():
        if cle in seen:
            continue
        if noeud.fantome:
            block = [
                other.cle
                for other in graphe.noeuds.values()
                if other.fantome and other.hote is not None and other.hote == noeud.hote
            ] or [cle]
            block.sort(key=lambda key: (graphe.noeuds[key].naissance, graphe.noeuds[key].ordre))
        else:
            block = _chain(graphe, cle, partners)
        seen.update(block)
        found.append(block)
    return found


def _chain(graphe: Graphe, start: str, partners: dict[str, list[str]]) -> list[str]:
    """Line up everyone whom couples join: each next to a partner as far as two sides allow."""
    group, waiting = {start}, [start]
    while waiting:
        for other in partners.get(waiting.pop(), []):
            if other not in group:
                group.add(other)
                waiting.append(other)
    noeuds = graphe.noeuds
    centre = min(group, key=lambda cle: (-len(partners.get(cle, [])), noeuds[cle].ordre))
    line, queue = [centre], [centre]
    while queue:
        one = queue.pop(0)
        fresh = [cle for cle in partners.get(one, []) if cle not in line]
        # The partner of today stands nearest, then the latest one before.
        fresh.sort(key=lambda cle: _recent(graphe, one, cle), reverse=True)
        for cle in fresh:
            place = line.index(one)
            free_right = place == len(line) - 1
            if free_right or (place != 0 and place >= len(line) / 2):
                line.append(cle)
            else:
                line.insert(0, cle)
            queue.append(cle)
    return line


def _recent(graphe: Graphe, one: str, other: str) -> tuple[bool, str, str, int]:
    links = [
        link
        for union in graphe.unions
        if set(union.parents) == {one, other}
        for link in union.couples
    ]
    standing = any(link.en_cours for link in links)
    last = max((link.fin or link.debut or "" for link in links), default="")
    youngest = max(
        (
            graphe.noeuds[child].naissance
            for union in graphe.unions
            if set(union.parents) == {one, other}
            for child in union.enfants
        ),
        default="",
    )
    return standing, last, youngest, -graphe.noeuds[other].ordre


def _first_order(graphe: Graphe, ordre: Ordre, blocks: list[list[str]], rang: int) -> Row:
    """Order a row below one that is ordered: under the parents, then by age."""
    above = {cle: i for i, cle in enumerate(ordre.line(rang - 1))} if rang else {}

    def key(block: list[str]) -> tuple[float, bool, str, int]:
        places = [p for cle in block for p in _parent_places(graphe, cle, above)]
        noeud = min((graphe.noeuds[cle] for cle in block), key=lambda n: n.naissance)
        where = sum(places) / len(places) if places else float(len(above))
        return where, not any(graphe.noeuds[c].ici for c in block), noeud.naissance, noeud.ordre

    return sorted(blocks, key=key)


def _parent_places(graphe: Graphe, cle: str, above: dict[str, int]) -> list[float]:
    noeud = graphe.noeuds[cle]
    if noeud.hote is not None:
        return [float(above[noeud.hote])] if noeud.hote in above else []
    return [
        sum(above[p] for p in union.parents) / len(union.parents)
        for union in graphe.unions
        if cle in union.enfants and union.parents and union.parents[0] in above
    ]


def _improve(graphe: Graphe, ordre: Ordre) -> None:
    """Move and turn blocks one at a time, as long as that makes the drawing better."""
    best = cost(graphe, ordre)
    for _ in range(PASSES):
        before = best
        for row in ordre.rows:
            for block in list(row):
                best = _place_best(graphe, ordre, row, block, best)
        if best >= before:
            return


def _place_best(
    graphe: Graphe, ordre: Ordre, row: Row, block: list[str], best: float
) -> float:  # fmt: skip
    start = row.index(block)
    row.pop(start)
    choice = (start, block)
    turned = block[::-1]
    for place in range(len(row) + 1):
        for version in (block, turned) if len(block) > 1 else (block,):
            row.insert(place, version)
            value = cost(graphe, ordre)
            row.pop(place)
            if value < best - 1e-9:
                best, choice = value, (place, version)
    row.insert(*choice)
    return best


def cost(graphe: Graphe, ordre: Ordre) -> float:
    """Say how bad an order is: 0 would be a drawing without any flaw."""
    lines = [ordre.line(rang) for rang in range(len(ordre.rows))]
    place = {cle: float(i) for line in lines for i, cle in enumerate(line)}
    total = _crossings(graphe, place) * CROSSING
    for line in lines:
        total += _split_households(graphe, line) * HOUSEHOLD
    for union in graphe.unions:
        total += _siblings(graphe, union, place, lines)
        total += _sides(graphe, union, place)
    for group in graphe.jumeaux:
        spots = sorted(place[cle] for cle in group if cle in place)
        if spots:
            total += (spots[-1] - spots[0] - len(spots) + 1) * TWINS
    return total


def _crossings(graphe: Graphe, place: dict[str, float]) -> int:
    """Count the pairs of lines, from two unions to their children, that must cross."""
    edges: dict[int, list[tuple[float, float]]] = {}
    for union in graphe.unions:
        if not union.parents:
            continue
        middle = sum(place[p] for p in union.parents) / len(union.parents)
        rang = graphe.noeuds[union.parents[0]].rang
        edges.setdefault(rang, []).extend((middle, place[c]) for c in union.enfants)
    for noeud in graphe.noeuds.values():
        if noeud.hote is not None:
            edges.setdefault(noeud.rang - 1, []).append((place[noeud.hote], place[noeud.cle]))
    return sum(
        (one[0] - other[0]) * (one[1] - other[1]) < 0
        for row in edges.values()
        for i, one in enumerate(row)
        for other in row[i + 1 :]
    )


def _split_households(graphe: Graphe, line: Sequence[str]) -> int:
    """Count those who stand between people of a household that is not theirs."""
    homes: dict[str, list[int]] = {}
    for i, cle in enumerate(line):
        home = graphe.noeuds[cle].foyer
        if home:
            homes.setdefault(home, []).append(i)
    return sum(spots[-1] - spots[0] + 1 - len(spots) for spots in homes.values())


def _siblings(
    graphe: Graphe, union: Union, place: dict[str, float], lines: Sequence[Sequence[str]]
) -> float:
    noeuds = graphe.noeuds
    children = sorted(union.enfants, key=lambda cle: place[cle])
    if len(children) < 2:
        return 0.0
    low, high = place[children[0]], place[children[-1]]
    line = lines[noeuds[children[0]].rang]
    mates = {
        parent
        for other in graphe.unions
        if set(other.parents) & set(children)
        for parent in other.parents
    }
    total = 0.0
    for cle in line[int(low) : int(high) + 1]:
        if cle not in union.enfants:
            total += 0.4 if cle in mates else INTRUDER
    for i, one in enumerate(children):
        for other in children[i + 1 :]:
            if noeuds[one].ici == noeuds[other].ici:
                total += AGE * (_age_key(graphe, one) > _age_key(graphe, other))
    return total


def _age_key(graphe: Graphe, cle: str) -> tuple[str, int]:
    noeud = graphe.noeuds[cle]
    return noeud.naissance, noeud.ordre


def _sides(graphe: Graphe, union: Union, place: dict[str, float]) -> float:
    """Custom: the man at the left; in a couple that parted, whoever lives here at the left."""
    if len(union.parents) != 2:
        return 0.0
    left, right = sorted((graphe.noeuds[p] for p in union.parents), key=lambda n: place[n.cle])
    if left.ici != right.ici:
        return SIDE * (not left.ici)
    return SIDE * (left.civilite == "MME" and right.civilite == "M")
