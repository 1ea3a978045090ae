"""The shipped Lucide drawings as SVG bytes, tinted."""

from __future__ import annotations

from functools import cache

from fieldapp.config import resource

STROKE = 1.75  # the design's stroke on the 24 px grid; Lucide draws at 2


@cache
def svg(name: str, colour: str) -> bytes:
    """Return the drawing `name` in `colour` (``#rrggbb``); a missing drawing is a bug."""
    text = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    text = text.replace("currentColor", colour)
    return text.replace('stroke-width="2"', f'stroke-width="{STROKE}"').encode()
