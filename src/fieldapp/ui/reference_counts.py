"""Keeps Python alive under PySide6 6.12 before Python 3.12: a cure for constants counted wrongly.

PySide6 6.12 gives back references to None, True and False that it never took. From 3.12 on they
are immortal and nothing happens; before, after some ten thousand calls, Python ends with
« none_dealloc » or « bool_dealloc ». To be removed when PySide6 counts again.
"""

from __future__ import annotations

import ctypes
import sys

_FIRST_IMMORTAL = (3, 12)
# More calls than any session makes, and far from the limit of the counter.
_SPARE = 1 << 60 if sys.maxsize > 2**32 else 1 << 29


def give_spare_references() -> None:
    """Count the constants so often that they are never freed; does nothing where they can't be."""
    if sys.implementation.name != "cpython" or sys.version_info >= _FIRST_IMMORTAL:
        return
    for constant in (None, True, False):
        counter = ctypes.c_ssize_t.from_address(id(constant))
        if counter.value < _SPARE:
            counter.value += _SPARE
