"""What `siege serve` lets one post or one address ask for, and how it slows those who ask more."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """The measures of a server; times in seconds, rates a second, with what may come at once.

    A whole antenne may stand behind one address, so an address may open many connections.
    """

    requests: float = 20
    requests_at_once: float = 400
    octets: float = 4 * MIB
    octets_at_once: float = 256 * MIB
    strangers: float = 5
    strangers_at_once: float = 200
    connections: int = 1000
    connections_per_address: int = 200
    first_byte_s: float = 10
    body_s: float = 30
    answer_s: float = 20
    patience_s: float = 2
    round_s: float = 300


class Buckets:
    """Token buckets, one for each key; a key not seen for long is forgotten, full again."""

    def __init__(
        self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic,
        size: int = 20_000,
    ) -> None:  # fmt: skip
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._size = size
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, amount: float = 1.0) -> float:
        """Take from the bucket of a key; return how many seconds it is overdrawn, 0 when not."""
        now = self._clock()
        level, seen = self._levels.pop(key, (self._burst, now))
        level = min(self._burst, level + (now - seen) * self._rate) - amount
        # The debt is bounded, so that who asks without end is not shut out for ever.
        level = max(level, -self._burst)
        self._levels[key] = (level, now)
        if len(self._levels) > self._size:
            self._levels.popitem(last=False)
        return max(0.0, -level / self._rate)
