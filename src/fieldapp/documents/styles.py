"""Fonts, colours and text styles of every printed document, loaded once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from fieldapp.config import resource

REGULIER: Final = "Atkinson-Regular"
GRAS: Final = "Atkinson-SemiBold"

MARGE: Final = 20 * mm
LARGEUR: Final = A4[0] - 2 * MARGE
MARGE_HAUTE: Final = 16 * mm
MARGE_BASSE: Final = 22 * mm


@cache
def load_fonts() -> frozenset[int]:
    """Make the embedded fonts known to reportlab; return the code points that both can draw."""
    faces = []
    for name, part in ((REGULIER, "Regular"), (GRAS, "SemiBold")):
        font = TTFont(name, str(resource("fonts", f"AtkinsonHyperlegibleNext-{part}.ttf")))
        pdfmetrics.registerFont(font)
        faces.append(frozenset(font.face.charToGlyph))
    pdfmetrics.registerFontFamily(
        REGULIER, normal=REGULIER, bold=GRAS, italic=REGULIER, boldItalic=GRAS
    )
    return faces[0] & faces[1]


@cache
def load_colours() -> dict[str, Color]:
    """Return the colours of the light theme by the name of their token."""
    raw = json.loads(resource("styles", "tokens.json").read_text(encoding="utf-8"))
    return {name: HexColor(value) for name, value in raw["couleurs"]["clair"].items()}


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of one document, all in proportion to the size of its body text (points)."""

    corps: ParagraphStyle
    valeur: ParagraphStyle
    fort: ParagraphStyle
    petit: ParagraphStyle
    petit_droite: ParagraphStyle
    note: ParagraphStyle
    etiquette: ParagraphStyle
    titre: ParagraphStyle
    partie: ParagraphStyle
    section: ParagraphStyle
    cellule: ParagraphStyle
    entete_colonne: ParagraphStyle
    cellule_nombre: ParagraphStyle
    entete_nombre: ParagraphStyle
    puce: ParagraphStyle
    puce_forte: ParagraphStyle
    analyse: ParagraphStyle
    droite: ParagraphStyle
    reserve: ParagraphStyle


@cache
def make_styles(corps: float, minimum: float) -> Styles:
    """Return the styles for a body text of `corps` points; nothing is smaller than `minimum`."""
    load_fonts()
    couleurs = load_colours()

    def style(name: str, size: float, leading: float, **more: Any) -> ParagraphStyle:
        points = max(minimum, corps * size)
        fields: dict[str, Any] = {
            "fontName": REGULIER,
            "textColor": couleurs["encre"],
            # A line or two alone at the foot or the head of a page reads badly.
            "allowWidows": 0,
            "allowOrphans": 0,
            **more,
        }
        return ParagraphStyle(name, fontSize=points, leading=points * leading, **fields)

    return Styles(
        corps=style("corps", 1, 1.4, spaceAfter=corps * 0.35),
        valeur=style("valeur", 1, 1.35),
        fort=style("fort", 1, 1.4, fontName=GRAS),
        petit=style("petit", 0.86, 1.35, textColor=couleurs["encre_2"]),
        petit_droite=style("petit_droite", 0.86, 1.35, alignment=2, textColor=couleurs["encre_2"]),
        note=style("note", 0.86, 1.35, textColor=couleurs["encre_2"], spaceAfter=corps * 0.5),
        etiquette=style("etiquette", 0.86, 1.35, textColor=couleurs["encre_2"]),
        titre=style("titre", 1.72, 1.2, fontName=GRAS, spaceAfter=corps * 0.4),
        partie=style("partie", 1.22, 1.3, fontName=GRAS, textColor=couleurs["primaire"]),
        section=style("section", 1.05, 1.3, fontName=GRAS, spaceAfter=corps * 0.25),
        cellule=style("cellule", 0.92, 1.32),
        entete_colonne=style(
            "entete_colonne", 0.86, 1.32, fontName=GRAS, textColor=couleurs["encre_2"]
        ),
        cellule_nombre=style("cellule_nombre", 0.92, 1.32, alignment=2),
        entete_nombre=style(
            "entete_nombre", 0.86, 1.32, fontName=GRAS, textColor=couleurs["encre_2"], alignment=2
        ),
        puce=style("puce", 1, 1.4, leftIndent=corps * 1.2, spaceAfter=corps * 0.2),
        puce_forte=style("puce_forte", 1, 1.4, leftIndent=corps * 1.2, fontName=GRAS),
        analyse=style("analyse", 1, 1.4, leftIndent=corps * 1.1, spaceAfter=corps * 0.5),
        droite=style("droite", 1, 1.4, alignment=2),
        reserve=style(
            "reserve",
            0.95,
            1.35,
            alignment=2,
            rightIndent=7,
            fontName=GRAS,
            textColor=couleurs["reserve"],
            spaceAfter=corps * 0.6,
        ),
    )
