"""The lines of a drawing: couples, drops, buses and twins, each on its own lane."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from fieldapp.domain.genogramme.dessin import (
    COTE,
    L_COUPLE,
    L_FILIATION,
    MARGE_CONTOUR,
    Marque,
    Trait,
)
from fieldapp.domain.genogramme.graphe import Graphe, Union
from fieldapp.domain.genogramme.ordre import Ordre
from fieldapp.domain.genogramme.places import BAS, BAS_DROITE, Places, label_height

LANE, OVER_LANE, TITLE, NO_TITLE = 16.0, 32.0, 24.0, 5.0
HALF = COTE / 2
TWIN_FORK = 13.0
APART = 5.0


@dataclass(slots=True, eq=False)
class Hauteurs:
    """Where rows and lanes are: `centre`, `haut` and `bas` of each row; `voie` of each union's bus,
    `dessus` of each couple drawn over others' heads.
    """

    centre: list[float] = field(default_factory=list)
    haut: list[float] = field(default_factory=list)
    bas: list[float] = field(default_factory=list)
    voie: dict[str, float] = field(default_factory=dict)
    dessus: dict[str, float] = field(default_factory=dict)


def settle_heights(graphe: Graphe, ordre: Ordre, places: Places) -> Hauteurs:
    """Stack the rows, with as many lanes above each as its lines need."""
    heights = Hauteurs()
    y = 8.0
    for rang in range(len(ordre.rows)):
        lanes = _lanes(graphe, places, rang)
        count = 1 + max(lanes.values(), default=-1)
        if count:
            y += 8
        for cle, lane in lanes.items():
            heights.voie[cle] = y + lane * LANE
        y += count * LANE
        over = _over(graphe, places, rang)
        for rank, union in enumerate(over):
            heights.dessus[union.cle] = y + OVER_LANE * (rank + 1) - 6
        y += OVER_LANE * len(over)
        heights.haut.append(y)
        homes = any(graphe.noeuds[cle].foyer for cle in ordre.line(rang))
        y += TITLE if homes else NO_TITLE
        heights.centre.append(y + HALF)
        under = max(
            (
                label_height(places.cellules[cle]) + 4
                for cle in ordre.line(rang)
                if places.cellules[cle].place in (BAS, BAS_DROITE)
            ),
            default=0.0,
        )
        y += COTE + under + (MARGE_CONTOUR if homes else 0.0)
        heights.bas.append(y)
        y += 4
    return heights


def _lanes(graphe: Graphe, places: Places, rang: int) -> dict[str, int]:
    """Give each bus above a row a lane where no other one runs."""
    spans = []
    for union in graphe.unions:
        if not union.enfants or graphe.noeuds[next(iter(union.enfants))].rang != rang:
            continue
        spots = [places.x[cle] for cle in union.enfants]
        if union.parents:
            spots.append(places.anchor(union))
        spans.append((min(spots) - 30, max(spots) + 30, union.cle))
    ends: list[float] = []
    found = {}
    for left, right, cle in sorted(spans):
        lane = next((i for i, end in enumerate(ends) if end <= left), len(ends))
        ends[lane:] = [right, *ends[lane + 1 :]]
        found[cle] = lane
    return found


def _over(graphe: Graphe, places: Places, rang: int) -> list[Union]:
    """Couples of a row whom others part, the nearest ones lowest."""
    found = [
        union
        for union in graphe.unions
        if len(union.parents) == 2
        and not places.creux[union.cle].contigu
        and graphe.noeuds[union.parents[0]].rang == rang
    ]
    return sorted(
        found, key=lambda u: (-abs(places.x[u.parents[0]] - places.x[u.parents[1]]), u.cle)
    )


def draw_lines(
    graphe: Graphe, places: Places, heights: Hauteurs
) -> tuple[list[Trait], list[Marque]]:
    """Return every line and every mark of separation."""
    traits: list[Trait] = []
    marques: list[Marque] = []
    for union in graphe.unions:
        if len(union.parents) == 2 and (union.couples or union.enfants):
            trait, marque = _couple(graphe, union, places, heights)
            traits.append(trait)
            marques += marque
    entries = _entries(graphe, places, heights)
    # Vertical pieces, so that no drop runs along the line of another family.
    taken = [
        (x, heights.voie[cle], heights.centre[graphe.noeuds[child].rang] - HALF, cle)
        for (cle, child), x in entries.items()
    ]
    for union in graphe.unions:
        if union.enfants:
            traits += _children(graphe, union, places, heights, entries, taken)
    return traits, marques


def _couple(
    graphe: Graphe, union: Union, places: Places, heights: Hauteurs
) -> tuple[Trait, list[Marque]]:
    left, right = sorted(union.parents, key=lambda cle: places.x[cle])
    y = heights.centre[graphe.noeuds[left].rang]
    creux = places.creux[union.cle]
    start, end = places.strip(union)
    if creux.contigu:
        points: tuple[tuple[float, float], ...] = (
            (places.x[left] + HALF, y),
            (places.x[right] - HALF, y),
        )
    else:
        over = heights.dessus[union.cle]
        ranks = sorted(heights.dessus.values())
        shift = 8.0 + 4.0 * (ranks.index(over) % 3)
        a, b = places.x[left] + shift, places.x[right] - shift
        y, points = over, ((a, y - HALF + 4), (a, over), (b, over), (b, y - HALF + 4))
    marques = []
    if creux.mots:
        inside = graphe.noeuds[right].ici and not graphe.noeuds[left].ici
        marques.append(Marque(union.cle, start + (end - start) * (0.12 if inside else 0.72), y))
    return Trait(L_COUPLE, union.cle, points), marques


def _entries(
    graphe: Graphe, places: Places, heights: Hauteurs
) -> dict[tuple[str, str], float]:  # fmt: skip
    """Where the line of each union reaches each child; the second one of a child a little aside."""
    found: dict[tuple[str, str], float] = {}
    for cle in graphe.noeuds:
        own = [union for union in graphe.unions if cle in union.enfants]
        own.sort(key=lambda union: heights.voie[union.cle])
        for rank, union in enumerate(own):
            shift = (rank + 1) // 2 * 9.0 * (1 if rank % 2 else -1)
            found[union.cle, cle] = places.x[cle] + shift
    return found


def _children(
    graphe: Graphe,
    union: Union,
    places: Places,
    heights: Hauteurs,
    entries: dict[tuple[str, str], float],
    taken: list[tuple[float, float, float, str]],
) -> list[Trait]:
    lane = heights.voie[union.cle]
    genres = set(union.enfants.values())
    common = genres.pop() if len(genres) == 1 else L_FILIATION
    top = heights.centre[graphe.noeuds[next(iter(union.enfants))].rang] - HALF
    traits: list[Trait] = []
    ends: list[float] = []
    for group in _twins_together(graphe, union):
        spots = sorted(entries[union.cle, child] for child in group)
        if len(group) == 1:
            child = group[0]
            x = entries[union.cle, child]
            foot = top if x == places.x[child] else top + 6
            traits.append(Trait(union.enfants[child], union.cle, ((x, lane), (x, foot))))
            ends.append(x)
            continue
        stem, fork = (spots[0] + spots[-1]) / 2, top - TWIN_FORK
        traits.append(Trait(common, union.cle, ((stem, lane), (stem, fork))))
        traits.append(Trait(common, union.cle, ((spots[0], fork), (spots[-1], fork))))
        traits += [Trait(common, union.cle, ((x, fork), (x, top))) for x in spots]
        ends.append(stem)
    if union.parents:
        x = _drop(graphe, union, places, heights, taken)
        if len(traits) == 1 and abs(x - ends[0]) < 0.5:
            # An only child right under the parents: one straight line.
            (only,) = traits
            head = (ends[0], _start(graphe, union, heights))
            return [Trait(only.genre, union.cle, (head, only.points[-1]))]
        ends.append(x)
        traits.append(Trait(common, union.cle, ((x, _start(graphe, union, heights)), (x, lane))))
    if max(ends) - min(ends) > 0.5:
        traits.append(Trait(common, union.cle, ((min(ends), lane), (max(ends), lane))))
    return traits


def _start(graphe: Graphe, union: Union, heights: Hauteurs) -> float:
    """Return the y from which the children's line leaves the parents."""
    if union.cle in heights.dessus:
        return heights.dessus[union.cle]
    middle = heights.centre[graphe.noeuds[union.parents[0]].rang]
    return middle if len(union.parents) == 2 else middle + HALF


def _drop(
    graphe: Graphe,
    union: Union,
    places: Places,
    heights: Hauteurs,
    taken: list[tuple[float, float, float, str]],
) -> float:
    """Choose where a drop goes down, near its anchor, along no other family's line."""
    wanted = places.anchor(union)
    low, high = (
        places.strip(union) if len(union.parents) == 2 else (wanted - HALF + 6, wanted + HALF - 6)
    )
    top, foot = _start(graphe, union, heights), heights.voie[union.cle]
    shifts = [0.0, *(sign * step for step in (7.0, 14.0, 21.0, 28.0, 35.0) for sign in (1, -1))]
    for shift in shifts:
        x = wanted + shift
        if low + 4 <= x <= high - 4 and not any(
            abs(x - other) < APART and start < foot and end > top and cle != union.cle
            for other, start, end, cle in taken
        ):
            break
    else:
        x = wanted
    taken.append((x, top, foot, union.cle))
    return x


def _twins_together(graphe: Graphe, union: Union) -> Iterable[list[str]]:
    """Return the children one by one, twins of this union in one group."""
    seen: set[str] = set()
    for child in union.enfants:
        if child in seen:
            continue
        group = next((g for g in graphe.jumeaux if child in g), frozenset({child}))
        together = [cle for cle in union.enfants if cle in group]
        seen.update(together)
        yield together
