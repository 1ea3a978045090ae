"""The sessions of `siege serve`: a challenge nobody else can make, and a count that only grows."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

LIFE_S = 1800
_TIME, _SALT, _MAC = 8, 12, 16


class Sessions:
    """Challenges are not kept until a post has signed one: asking for many fills nothing.

    The secret is made when the server starts, so that a request played again after a restart is
    refused like any other. Time is the machine's own count, which no one sets.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._secret = secrets.token_bytes(32)
        self._clock = clock
        # Of each challenge in use: the post that signed it first, its last count, when it ends.
        self._used: OrderedDict[str, tuple[str, int, float]] = OrderedDict()

    def issue(self) -> str:
        """Return a new challenge."""
        head = int(self._clock() * 1000).to_bytes(_TIME, "big") + secrets.token_bytes(_SALT)
        return (head + self._mac(head)).hex()

    def is_open(self, seance: str) -> bool:
        """Tell whether this server issued the challenge, not too long ago."""
        try:
            raw = bytes.fromhex(seance)
        except ValueError:
            return False
        head, mac = raw[:-_MAC], raw[-_MAC:]
        if len(raw) != _TIME + _SALT + _MAC or not hmac.compare_digest(mac, self._mac(head)):
            return False
        return self._ends(seance) > self._clock()

    def advance(self, seance: str, device: str, compteur: int) -> bool:
        """Note a request whose signature was checked; False when it was played already."""
        owner, last, _ = self._used.get(seance, (device, 0, 0.0))
        if owner != device or compteur <= last:
            return False
        self._used[seance] = (device, compteur, self._ends(seance))
        self._used.move_to_end(seance)
        now = self._clock()
        while self._used and next(iter(self._used.values()))[2] <= now:
            self._used.popitem(last=False)
        return True

    def _ends(self, seance: str) -> float:
        return int(seance[: 2 * _TIME], 16) / 1000 + LIFE_S

    def _mac(self, head: bytes) -> bytes:
        return hmac.new(self._secret, head, hashlib.sha256).digest()[:_MAC]


def is_signed(cle: str, signature: bytes, text: bytes) -> bool:
    """Tell whether the holder of a key (hexadecimal) signed this text."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(cle)).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True
