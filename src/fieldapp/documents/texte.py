"""A text as it is set on paper: French typography, and only characters that the font can draw."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from fieldapp.documents.styles import load_fonts
from fieldapp.domain import signes
from fieldapp.domain.dates import format_date, format_date_longue
from fieldapp.domain.nir import mask_nir
from fieldapp.domain.texte import NBSP, typographie

# What is printed in the place of a sign that the font does not have: seen, never a black square.
ABSENT: Final = "·"

_EQUIVALENTS: Final = str.maketrans(
    {
        "\u202f": NBSP,
        "\u2007": NBSP,
        "\u2011": "-",
        "\u2010": "-",
        "ʼ": "’",
        "′": "’",
        "→": "->",
        "⇒": "=>",
        "←": "<-",
        "≥": ">=",
        "≤": "<=",
        "■": "•",
        "▪": "•",
        "●": "•",
        "\u00ad": None,
    }
)
_GUILLEMETS: Final = re.compile(r'"([^"]+)"')


def printable(texte: str) -> str:
    """Return one line of text ready to print: line breaks become spaces, missing signs « · ».

    A social security number that a worker left in a note never reaches paper (R08, L06).
    """
    covered = load_fonts()
    texte = mask_nir(unicodedata.normalize("NFC", texte))
    if not all(ord(c) in covered for c in texte):
        texte = "".join(_drawable(c, covered) for c in texte.translate(_EQUIVALENTS))
        texte = re.sub(f"{ABSENT}{{2,}}", ABSENT, texte)
    texte = _GUILLEMETS.sub(r"« \1 »", re.sub(r"[ \t\r\n\f\v]+", " ", texte))
    return typographie(texte).strip()


def _drawable(char: str, covered: frozenset[int]) -> str:
    if ord(char) in covered:
        return char
    kind = unicodedata.category(char)
    if kind in ("Zs", "Zl", "Zp", "Cc"):
        return " "
    if kind == "Cf" or kind.startswith("M"):
        return ""
    plain = unicodedata.normalize("NFKD", char)
    drawn = "".join(c for c in plain if ord(c) in covered)
    if not drawn:
        signes.note(char)
    return drawn or ABSENT


def paragraphs(texte: str) -> list[str]:
    """Return the paragraphs of a text that a worker typed, empty lines left out."""
    return [line for line in re.split(r"[\r\n\u2028\u2029]+", texte) if printable(line)]


def short_date(jour: str) -> str:
    """Return « 24/11/2026 » for 2026-11-24; anything else is returned as it stands."""
    try:
        return format_date(jour)
    except ValueError:
        return jour


def long_date(jour: str) -> str:
    """Return « 1er décembre 2026 », never cut at the end of a line, for 2026-12-01."""
    try:
        return format_date_longue(jour).replace(" ", NBSP)
    except ValueError:
        return jour
