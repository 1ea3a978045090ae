"""Statistical secrecy: small cells are masked, and no masked cell can be found by difference."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

K = TypeVar("K", bound=Hashable)

THRESHOLD = 5  # a count from 1 to 4 is masked
# A large prime: elimination modulo it tells ranks as exact fractions would, without growing.
_PRIME = (1 << 61) - 1
# Bounds usually settle in a few rounds; some only creep.
_ROUNDS = 100

# A published sum: the key of the total, the keys of its parts.
Line = tuple[K, Sequence[K]]


def mask(counts: Mapping[K, int], lines: Sequence[Line[K]], threshold: int = THRESHOLD) -> set[K]:
    """Return the cells to mask: the small ones, and enough others to hide them.

    `lines` are all the sums that the published tables let a reader do; a cell absent from
    `counts` is 0. Zeros stay visible. Whatever a reader adds and subtracts, no small cell is
    then determined; one that was masked to hide others may be, it has nothing to hide.
    """
    sums = [_cells(line, counts) for line in lines]
    by_cell: dict[K, list[int]] = defaultdict(list)
    for index, cells in enumerate(sums):
        for cell in cells:
            by_cell[cell].append(index)
    small = {cell for cell, count in counts.items() if 0 < count < threshold}
    masked = set(small)
    pending = {index for cell in masked for index in by_cell[cell]}
    while True:
        _cover(counts, sums, by_cell, masked, pending)
        exposed = (_determined(sums, masked) | _squeezed(counts, sums, masked)) & small
        if not exposed:
            return masked
        pending = set()
        for cell in sorted(exposed, key=lambda cell: (counts[cell], repr(cell))):
            if pending.isdisjoint(by_cell[cell]):
                chosen = _cheapest(counts, sums, masked, by_cell[cell])
                if chosen is None:
                    around = _connected(cell, sums, by_cell, masked)
                    chosen = _cheapest(counts, sums, masked, around)
                if chosen is None:
                    return masked  # everything that could hide it is hidden already
                masked.add(chosen)
                pending.update(by_cell[chosen])


def _cells(line: Line[K], counts: Mapping[K, int]) -> dict[K, int]:
    """The cells of a sum that are not 0, with their sign: parts +1, total -1."""
    total, parts = line
    cells = {part: 1 for part in parts if counts.get(part)}
    if counts.get(total):
        cells[total] = -1
    return cells


def _cover(
    counts: Mapping[K, int],
    sums: Sequence[Mapping[K, int]],
    by_cell: Mapping[K, list[int]],
    masked: set[K],
    pending: set[int],
) -> None:
    """Give company to a masked cell that stands alone in a sum: cheap, and usually enough."""
    while pending:
        cells = sums[pending.pop()]
        if sum(cell in masked for cell in cells) != 1:
            continue
        visible = [cell for cell in cells if cell not in masked]
        if visible:
            chosen = min(visible, key=lambda cell: (counts[cell], repr(cell)))
            masked.add(chosen)
            pending.update(by_cell[chosen])


def _cheapest(
    counts: Mapping[K, int],
    sums: Sequence[Mapping[K, int]],
    masked: set[K],
    indexes: Iterable[int],
) -> K | None:
    """The visible cell of these sums whose loss costs least, or None."""
    visible = {cell for index in indexes for cell in sums[index] if cell not in masked}
    return min(visible, key=lambda cell: (counts[cell], repr(cell)), default=None)


def _connected(
    cell: K,
    sums: Sequence[Mapping[K, int]],
    by_cell: Mapping[K, list[int]],
    masked: set[K],
) -> set[int]:
    """Every sum that can be reached from a cell through masked cells."""
    seen: set[int] = set()
    todo = [cell]
    while todo:
        for index in by_cell[todo.pop()]:
            if index not in seen:
                seen.add(index)
                todo.extend(other for other in sums[index] if other in masked)
    return seen


def _determined(sums: Sequence[Mapping[K, int]], masked: set[K]) -> set[K]:
    """The masked cells whose value follows from the sums, by exact elimination.

    Only the masked cells are unknown. In reduced form, an equation left with one unknown gives
    its value; every other unknown can still move.
    """
    rows: dict[K, dict[K, int]] = {}  # pivot -> its equation, the pivot's coefficient being 1
    users: dict[K, set[K]] = defaultdict(set)  # unknown -> pivots whose equation uses it
    equations = [{cell: sign for cell, sign in cells.items() if cell in masked} for cells in sums]
    for equation in sorted(filter(None, equations), key=len):
        row = dict(equation)
        for cell in equation:
            if cell in rows:
                _subtract(row, rows[cell], row[cell])
        if not row:
            continue
        pivot = min(row, key=lambda cell: len(users[cell]))
        inverse = pow(row[pivot], -1, _PRIME)
        row = {cell: value * inverse % _PRIME for cell, value in row.items()}
        for other in list(users[pivot]):
            before = set(rows[other])
            _subtract(rows[other], row, rows[other][pivot])
            for cell in before - set(rows[other]):
                users[cell].discard(other)
            for cell in set(rows[other]) - before:
                users[cell].add(other)
        rows[pivot] = row
        for cell in row:
            users[cell].add(pivot)
    return {pivot for pivot, row in rows.items() if len(row) == 1}


def _subtract(row: dict[K, int], other: Mapping[K, int], factor: int) -> None:
    for cell, value in other.items():
        result = (row.get(cell, 0) - factor * value) % _PRIME
        if result:
            row[cell] = result
        else:
            row.pop(cell, None)


def _squeezed(counts: Mapping[K, int], sums: Sequence[Mapping[K, int]], masked: set[K]) -> set[K]:
    """The masked cells that whole positive numbers leave only one value for.

    A reader knows that a masked cell holds at least 1: two masked cells that add up to 2 are
    known. Bounds are tightened sum by sum until nothing moves.
    """
    low = dict.fromkeys(masked, 1)
    high = dict.fromkeys(masked, sum(counts.values()) + 1)
    concerned = [cells for cells in sums if not masked.isdisjoint(cells)]
    for _ in range(_ROUNDS):
        moved = False
        for cells in concerned:
            unknown = {cell: sign for cell, sign in cells.items() if cell in masked}
            # What the unknown cells, with their signs, must add up to.
            target = -sum(sign * counts[cell] for cell, sign in cells.items() if cell not in masked)
            least = sum(low[c] if s > 0 else -high[c] for c, s in unknown.items())
            most = sum(high[c] if s > 0 else -low[c] for c, s in unknown.items())
            for cell, sign in unknown.items():
                rest_least = least - (low[cell] if sign > 0 else -high[cell])
                rest_most = most - (high[cell] if sign > 0 else -low[cell])
                floor, ceiling = target - rest_most, target - rest_least
                if sign < 0:
                    floor, ceiling = -ceiling, -floor
                if floor > low[cell]:
                    least += (floor - low[cell]) if sign > 0 else 0
                    most -= 0 if sign > 0 else (floor - low[cell])
                    low[cell], moved = floor, True
                if ceiling < high[cell]:
                    most -= (high[cell] - ceiling) if sign > 0 else 0
                    least += 0 if sign > 0 else (high[cell] - ceiling)
                    high[cell], moved = ceiling, True
        if not moved:
            break
    return {cell for cell in masked if low[cell] >= high[cell]}
