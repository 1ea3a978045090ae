"""Identifiers made on the device, without asking anybody."""

from __future__ import annotations

import secrets
import time
import uuid


def new_id() -> str:
    """Return a UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, then random bits.

    Ids made later sort later, which keeps the indexes of large tables compact.
    """
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80
    value |= 0x7 << 76
    value |= secrets.randbits(12) << 64
    value |= 0b10 << 62
    value |= secrets.randbits(62)
    return str(uuid.UUID(int=value))


def new_device_id() -> str:
    """Return a short random id for an enrolled laptop (48 bits, hexadecimal)."""
    return secrets.token_hex(6)
