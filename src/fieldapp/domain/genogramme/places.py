"""Where everyone stands: widths and gaps on each row, then x that keeps children under parents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from fieldapp.domain.genogramme.dessin import COTE, COTE_FANTOME, LIGNE, MARGE_CONTOUR
from fieldapp.domain.genogramme.graphe import Graphe, Noeud, Union
from fieldapp.domain.genogramme.lettres import text_width
from fieldapp.domain.genogramme.ordre import Ordre
from fieldapp.domain.genogramme.textes import NAME_SIZE, SMALL_SIZE, couple_words, name_lines

BAS, A_GAUCHE, A_DROITE, BAS_DROITE = "BAS", "A_GAUCHE", "A_DROITE", "BAS_DROITE"
NEXT = 2 * MARGE_CONTOUR + 10
BETWEEN = 44.0
SECOND_HOME = 50.0
SIDE_GAP = 8.0
SWEEPS = 14


@dataclass(slots=True, eq=False)
class Cellule:
    """The room that one person takes: how far to the left and right of the symbol's middle."""

    lignes: tuple[str, ...]
    grasses: int
    largeur_texte: float
    place: str
    gauche: float
    droite: float


@dataclass(slots=True, eq=False)
class Creux:
    """The free strip, between two cells, where the line, words and drop of a union are."""

    union: Union
    voisin: str
    debut: float
    largeur: float
    mots: str
    contigu: bool


@dataclass(slots=True, eq=False)
class Places:
    """The x of every node, and what was measured to find them."""

    cellules: dict[str, Cellule]
    creux: dict[str, Creux]
    x: dict[str, float] = field(default_factory=dict)

    def strip(self, union: Union) -> tuple[float, float]:
        """Return the left and right bounds of the strip of a union of two."""
        creux = self.creux[union.cle]
        start = self.x[creux.voisin] + self.cellules[creux.voisin].droite + creux.debut
        return start, start + creux.largeur

    def anchor(self, union: Union) -> float:
        """Return the x from which the children of a union hang."""
        if len(union.parents) == 1:
            return self.x[union.parents[0]]
        left, right = self.strip(union)
        return left + (right - left) * (0.34 if self.creux[union.cle].mots else 0.5)

    def centre(self, union: Union) -> float:
        """Return the middle of the children of a union."""
        spots = [self.x[cle] for cle in union.enfants]
        return (min(spots) + max(spots)) / 2


def settle_places(graphe: Graphe, ordre: Ordre, jour: date) -> Places:
    """Measure every person and choose every x; nothing overlaps on a row."""
    places = Places({}, {})
    joined = _neighbours_joined(graphe, ordre)
    for cle, noeud in graphe.noeuds.items():
        places.cellules[cle] = _cell(graphe, noeud, jour, joined)
    gaps = {}
    for rang in range(len(ordre.rows)):
        line = ordre.line(rang)
        for left in line[:-1]:
            gaps[left] = _gap(graphe, places, line, left)
    rows = [_Rangee(row, places, gaps) for row in ordre.rows]
    for row in rows:
        row.write(places)
    for _ in range(SWEEPS):
        for rang in range(1, len(rows)):
            rows[rang].pull(_towards_parents(graphe, places, rows[rang]))
            rows[rang].write(places)
        for rang in range(len(rows) - 2, -1, -1):
            rows[rang].pull(_towards_children(graphe, places, rows[rang]))
            rows[rang].write(places)
    return places


def _neighbours_joined(graphe: Graphe, ordre: Ordre) -> set[tuple[str, str]]:
    pairs = {frozenset(union.parents) for union in graphe.unions if len(union.parents) == 2}
    return {
        pair
        for rang in range(len(ordre.rows))
        for pair in pairwise(ordre.line(rang))
        if frozenset(pair) in pairs
    }


def _cell(
    graphe: Graphe, noeud: Noeud, jour: date, joined: set[tuple[str, str]]
) -> Cellule:  # fmt: skip
    lines, strong = name_lines(noeud, jour)
    width = 4 + max(
        text_width(line, NAME_SIZE if rank < strong else SMALL_SIZE, bold=rank < strong)
        for rank, line in enumerate(lines)
    )
    half = (COTE_FANTOME if noeud.fantome else COTE) / 2
    alone = any(union.parents == (noeud.cle,) and union.enfants for union in graphe.unions)
    if not alone:
        side = max(half, width / 2)
        return Cellule(lines, strong, width, BAS, side, side)
    if not any(right == noeud.cle for _left, right in joined):
        return Cellule(lines, strong, width, A_GAUCHE, half + SIDE_GAP + width, half)
    if not any(left == noeud.cle for left, _right in joined):
        return Cellule(lines, strong, width, A_DROITE, half, half + SIDE_GAP + width)
    return Cellule(lines, strong, width, BAS_DROITE, half, max(half, SIDE_GAP + width))


def _gap(graphe: Graphe, places: Places, line: Sequence[str], left: str) -> float:
    """Return the room between two neighbours, and note the strips of the unions that use it."""
    spot = {cle: i for i, cle in enumerate(line)}
    here = spot[left]
    start = 0.0
    for union in graphe.unions:
        if len(union.parents) != 2 or any(p not in spot for p in union.parents):
            continue
        low, high = sorted(spot[p] for p in union.parents)
        # A couple that others part is drawn over their heads; its strip is beside one of the two.
        beside = low if low < len(line) / 2 - 1 and high - low > 1 else high - 1
        if beside != here:
            continue
        mots = _words(graphe, union)
        need = BETWEEN
        if mots:
            need = max(need, text_width(mots, SMALL_SIZE) + 2 * MARGE_CONTOUR + 20)
            if any(noeud.hote in union.parents for noeud in graphe.noeuds.values()):
                # Room for the second home under the other parent, beside the children.
                need += SECOND_HOME
        places.creux[union.cle] = Creux(union, left, start, need, mots, high - low == 1)
        start += need
    return max(start, NEXT)


def _words(graphe: Graphe, union: Union) -> str:
    if not union.couples:
        return ""
    feminine = all(graphe.noeuds[p].civilite == "MME" for p in union.parents)
    standing = [link for link in union.couples if link.en_cours]
    last = max(union.couples, key=lambda link: link.fin or link.debut or "")
    return couple_words(standing[0] if standing else last, feminine)


@dataclass(slots=True, eq=False)
class _Bloc:
    cles: list[str]
    decalage: dict[str, float]
    largeur: float
    x: float = 0.0


class _Rangee:
    """A row of blocks that slide but never turn, change their order or come too near."""

    def __init__(self, row: list[list[str]], places: Places, gaps: dict[str, float]) -> None:
        self.blocs: list[_Bloc] = []
        self._depart: list[float] = []
        x = 0.0
        for cles in row:
            offset, shifts = 0.0, {}
            for rank, cle in enumerate(cles):
                cell = places.cellules[cle]
                shifts[cle] = offset + cell.gauche
                offset += cell.gauche + cell.droite
                if rank < len(cles) - 1:
                    offset += gaps[cle]
            self.blocs.append(_Bloc(cles, shifts, offset, x))
            self._depart.append(x)
            x += offset + gaps.get(cles[-1], NEXT)

    def write(self, places: Places) -> None:
        """Tell the x of each node."""
        for bloc in self.blocs:
            for cle in bloc.cles:
                places.x[cle] = bloc.x + bloc.decalage[cle]

    def pull(self, targets: Sequence[tuple[float, float]]) -> None:
        """Move each block as near its target as the others allow (least squares, by weights)."""
        pools: list[list[float]] = []  # mean, weight, how many blocks
        for (target, weight), start in zip(targets, self._depart, strict=True):
            pools.append([target - start, weight, 1.0])
            while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
                mean, mass, count = pools.pop()
                total = pools[-1][1] + mass
                pools[-1][0] = (pools[-1][0] * pools[-1][1] + mean * mass) / total
                pools[-1][1] = total
                pools[-1][2] += count
        values = [mean for mean, _weight, count in pools for _ in range(int(count))]
        for bloc, start, value in zip(self.blocs, self._depart, values, strict=True):
            bloc.x = start + value


def _towards_parents(graphe: Graphe, places: Places, row: _Rangee) -> list[tuple[float, float]]:
    found = []
    for bloc in row.blocs:
        moves = [
            (places.anchor(union) - places.centre(union), 1.0)
            for cle in bloc.cles
            for union in graphe.unions
            if cle in union.enfants and union.parents
        ]
        noeud = graphe.noeuds[bloc.cles[0]]
        if noeud.hote is not None:
            middle = bloc.x + bloc.largeur / 2
            moves.append((places.x[noeud.hote] - middle, 1.0))
        found.append(_target(bloc, moves))
    return found


def _towards_children(graphe: Graphe, places: Places, row: _Rangee) -> list[tuple[float, float]]:
    return [
        _target(
            bloc,
            [
                (places.centre(union) - places.anchor(union), 1.0)
                for union in graphe.unions
                if union.enfants and union.parents and union.parents[0] in bloc.decalage
            ],
        )
        for bloc in row.blocs
    ]


def _target(bloc: _Bloc, moves: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return where a block wants to be and how much; with no kin it hardly minds."""
    weight = sum(mass for _move, mass in moves)
    if not weight:
        return bloc.x, 0.02
    return bloc.x + sum(move * mass for move, mass in moves) / weight, weight


def label_height(cell: Cellule) -> float:
    """Return the height of the lines of a cell, in px."""
    return len(cell.lignes) * LIGNE
