"""Timing one act many times: the median and the ninety-fifth percentile, in milliseconds."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mesure:
    """One line of the table. `but` is the goal; everything is in `unite`."""

    quoi: str
    median: float
    p95: float
    but: float
    repetitions: int
    unite: str = "ms"

    @property
    def tenu(self) -> bool:
        """Whether the median is within the goal."""
        return self.median <= self.but


def timed(quoi: str, but: float, acts: Iterable[Callable[[], object]], warm: int = 3) -> Mesure:
    """Run the acts one after the other; the first ones (`warm`) are not counted."""
    durations = []
    for rank, act in enumerate(acts):
        began = time.perf_counter()
        act()
        if rank >= warm:
            durations.append((time.perf_counter() - began) * 1000)
    return Mesure(quoi, statistics.median(durations), percentile(durations), but, len(durations))


def percentile(durations: list[float], share: float = 0.95) -> float:
    """Return the value that this share of the durations does not pass."""
    ordered = sorted(durations)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def table(mesures: Iterable[Mesure]) -> str:
    """The results, one a line, aligned."""
    lines = [("", "median", "p95", "goal", "", "runs")]
    for m in mesures:
        sign = "ok" if m.tenu else "OVER"
        figures = (f"{m.median:.1f}", f"{m.p95:.1f}", f"{m.but:g} {m.unite}", sign)
        lines.append((m.quoi, *figures, str(m.repetitions)))
    widths = [max(len(line[i]) for line in lines) for i in range(6)]
    return "\n".join(_row(line, widths) for line in lines)


def _row(line: tuple[str, ...], widths: list[int]) -> str:
    first, *others = line
    cells = [first.ljust(widths[0])]
    cells += [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
    return "  ".join(cells)
