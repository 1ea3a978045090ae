"""Keeps Python alive under PySide6 6.12 before Python 3.12: a cure for None counted wrongly.

Every PySide6 6.12 method that returns None gives back a reference that it never took. From 3.12
on None is immortal and nothing happens; before, after some ten thousand calls, Python ends with
« none_dealloc: deallocating None ». To be removed when PySide6 counts again.
"""

from __future__ import annotations

import ctypes
import sys

_FIRST_IMMORTAL = (3, 12)
# More calls than any session makes, and far from the limit of the counter.
_SPARE = 1 << 60 if sys.maxsize > 2**32 else 1 << 29


def give_none_spare_references() -> None:
    """Count None so often that it can never be freed; does nothing where it is immortal."""
    if sys.implementation.name != "cpython" or sys.version_info >= _FIRST_IMMORTAL:
        return
    counter = ctypes.c_ssize_t.from_address(id(None))
    if counter.value < _SPARE:
        counter.value += _SPARE
