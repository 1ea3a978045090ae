"""Telling on the error side how far a long command is, and what remains."""

from __future__ import annotations

import sys
import time

SECONDS = 2.0  # between two lines


class Watch:
    """Says on the error side how far it is, now and then, so that the output stays clean.

    What remains is reckoned for the stage under way, from what it did so far.
    """

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._told_at = self._began
        self._stage = ""
        self._stage_began = self._began
        self._from = 0

    def __call__(self, label: str, done: int, total: int) -> None:
        now = time.monotonic()
        stage = label.partition(" (")[0]
        if stage != self._stage:
            self._stage, self._stage_began, self._from = stage, now, done
        if now - self._told_at < SECONDS:
            return
        self._told_at = now
        parts = [label]
        if done:
            parts.append(f"{_number(done)} sur {_number(total)}" if total else _number(done))
            spent, made = now - self._stage_began, done - self._from
            if made > 0 and total > done:
                parts.append(f"encore {_span(spent * (total - done) / made)} pour cette étape")
        line = ", ".join(parts)
        print(f"[{_span(now - self._began)}] {line}", file=sys.stderr, flush=True)


def _number(value: int) -> str:
    return f"{value:,}".replace(",", "\u202f")


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}\u00a0min\u00a0{rest:02d}\u00a0s" if minutes else f"{rest}\u00a0s"
