"""Days that are not like others: bank holidays and school holidays, and the zone of a place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

FERIE, VACANCES = "FERIE", "VACANCES"

# Zones of the school calendar by département (arrêté of the ministry, unchanged since 2015).
# Corsica and overseas have calendars of their own, which no zone describes.
_ZONES: Final = {
    "A": (
        "01 03 07 15 16 17 19 21 23 24 25 26 33 38 39 40 42 43 47 58 63 64 69 70 71 73 74 79 "
        "86 87 89 90"
    ),
    "B": (
        "02 04 05 06 08 10 13 14 18 22 27 28 29 35 36 37 41 44 45 49 50 51 52 53 54 55 56 57 59 "
        "60 61 62 67 68 72 76 80 83 84 85 88"
    ),
    "C": "09 11 12 30 31 32 34 46 48 65 66 75 77 78 81 82 91 92 93 94 95",
}
_ZONE_OF: Final = {code: zone for zone, codes in _ZONES.items() for code in codes.split()}
# Good Friday and the 26th of December are bank holidays there.
_ALSACE_MOSELLE: Final = frozenset({"57", "67", "68"})


@dataclass(frozen=True, slots=True)
class JourParticulier:
    """A bank holiday (`FERIE`) or a day of school holidays (`VACANCES`), by its ISO date."""

    jour: str
    nom: str
    genre: str


def school_zone(departement: str) -> str | None:
    """Return the zone (A, B, C) of a département, or None where zones do not apply."""
    return _ZONE_OF.get(departement)


def has_local_holidays(departement: str) -> bool:
    """Whether Alsace-Moselle's two more bank holidays apply."""
    return departement in _ALSACE_MOSELLE
