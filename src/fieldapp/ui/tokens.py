"""The design tokens (colours, type scale, sizes), read once from ``resources/styles``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Literal

from fieldapp.config import resource

Mode = Literal["clair", "sombre"]


@dataclass(frozen=True, slots=True)
class Role:
    """One step of the type scale: size and line height in px at zoom 100 %, weight 100–900."""

    px: int
    interligne: int
    graisse: int


@dataclass(frozen=True, slots=True)
class Contrast:
    """A pair of colours that must be told apart, with the least WCAG ratio allowed."""

    avant_plan: str
    arriere_plan: str
    usage: str
    minimum: float


@dataclass(frozen=True, slots=True)
class Tokens:
    """Everything the theme is computed from; sizes in px at zoom 100 %."""

    couleurs: dict[Mode, dict[str, str]]
    contrastes: tuple[Contrast, ...]
    roles: dict[str, Role]
    familles: tuple[str, ...]
    taille_minimale: int
    zooms: tuple[float, ...]
    rayons: dict[str, int]
    tailles: dict[str, int]
    large: int
    moyen: int


@cache
def load_tokens() -> Tokens:
    """Return the tokens; the file ships with the program, so its absence is a bug."""
    raw = json.loads(resource("styles", "tokens.json").read_text(encoding="utf-8"))
    typo = raw["typographie"]
    return Tokens(
        couleurs=raw["couleurs"],
        contrastes=tuple(
            Contrast(c["avant_plan"], c["arriere_plan"], c["usage"], float(c["minimum"]))
            for c in raw["contrastes"]
        ),
        roles={name: Role(**values) for name, values in typo["echelle"].items()},
        familles=tuple(typo["famille"]),
        taille_minimale=typo["taille_minimale_px"],
        zooms=tuple(typo["zoom_interne"]),
        rayons=raw["rayons"],
        tailles=raw["tailles"],
        large=raw["points_de_rupture"]["large"],
        moyen=raw["points_de_rupture"]["moyen"],
    )
