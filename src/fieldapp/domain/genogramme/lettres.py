"""How wide words are in the program's font, near enough to lay them out without drawing them."""

from __future__ import annotations

from typing import Final

# Advance widths of Atkinson Hyperlegible Next SemiBold, rounded up, in hundredths of the size.
_WIDTHS: Final = {
    char: width
    for width, chars in {
        20: "'",
        30: "ij’.,;:!îï·",
        35: "fl() \u00a0",
        40: "rt-°",
        45: "I1/|[]",
        50: "syz",
        55: "ackvxJL7–?àâäçáãåý",
        60: "bdeghnopquEFT239†éèêëôöùûüñÉÈÊË+",
        65: "BPRSVYZ4568«»ß",
        70: "ACDHKUX0ÀÂÄÇ",
        75: "wGNOQ&…ÔÖÑ",
        85: "M",
        90: "mWæ",
        95: "œ",
    }.items()
    for char in chars
}
_OTHER: Final = 100
_REGULAR: Final = 0.97


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a line, in px, never less than it will be."""
    width = sum(_WIDTHS.get(char, _OTHER) for char in text) * size / 100
    return width if bold else width * _REGULAR


def fit(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """Return the text, cut with an ellipsis where it would be wider than `room`."""
    if text_width(text, size, bold=bold) <= room:
        return text
    while text and text_width(text + "…", size, bold=bold) > room:
        text = text[:-1]
    return text.rstrip(" -–,") + "…"


def wrap(text: str, size: float, room: float, lines: int, *, bold: bool = False) -> list[str]:
    """Return the text on at most so many lines, broken at spaces and hyphens, the last one cut."""
    rest = text
    found: list[str] = []
    while len(found) < lines - 1 and text_width(rest, size, bold=bold) > room:
        places = [i + 1 for i, char in enumerate(rest) if char in " -" and i + 1 < len(rest)]
        fitting = [i for i in places if text_width(rest[:i].rstrip(), size, bold=bold) <= room]
        if not fitting:
            break
        found.append(rest[: fitting[-1]].rstrip())
        rest = rest[fitting[-1] :]
    return [*found, fit(rest, size, room, bold=bold)]
