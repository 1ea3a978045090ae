"""A family's drawing as vector graphics on paper, read aloud by the sentences that go with it."""

from __future__ import annotations

from typing import Any, Final

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, KeepTogether

from fieldapp.documents.feuille import Feuille
from fieldapp.documents.styles import GRAS, LARGEUR, REGULIER, load_colours, load_fonts
from fieldapp.documents.tagging import Element
from fieldapp.documents.texte import printable
from fieldapp.domain.genogramme.dessin import (
    CARRE,
    CERCLE,
    DROITE,
    E_FOYER,
    GAUCHE,
    L_ACCUEIL,
    L_ADOPTION,
    LIGNE,
    Dessin,
    Etiquette,
    Figure,
    Symbole,
)

# Points for one px at most, and at least: under it the words could not be read.
ECHELLE: Final = 0.75
ECHELLE_MIN: Final = 0.55
# What a page leaves to a drawing under its letterhead and title.
HAUTEUR: Final = 590.0
_NAME, _SMALL = 15.0, 13.0
_DASHES = {L_ADOPTION: (6, 3.5), L_ACCUEIL: (1.6, 3.2)}
LEGENDE: Final = (
    "Carré : homme. Cercle : femme. Losange : non précisé. Croix : décès. Tirets : vit ensemble. "
    "// : séparation. Trait de descendance en tirets : adoption ; en points : accueil. "
    "« ? » : parent inconnu."
)


def add_figure(feuille: Feuille, figure: Figure, turned: bool = False) -> None:
    """Add a drawing with its key; one that would be unreadable is told in words instead.

    `turned` lets a wide drawing take the height of a page of its own.
    """
    if not figure.dessin.symboles:
        return
    drawing = Illustration(feuille, figure, turned)
    if drawing.too_small and not turned:
        feuille.add_text(figure.texte)
        feuille.add_text(
            "Le génogramme est trop large pour être dessiné ici : il s’imprime à part.",
            feuille.styles.note,
        )
        return
    note = feuille.piece(LEGENDE, feuille.styles.note)
    feuille.story.append(KeepTogether([drawing, note]))


class Illustration(Flowable):  # type: ignore[misc]  # reportlab publishes no types
    """A drawing, as large as the page allows."""

    def __init__(self, feuille: Feuille, figure: Figure, turned: bool) -> None:
        super().__init__()
        load_fonts()
        self.dessin: Dessin = figure.dessin
        room, tall = LARGEUR, HAUTEUR
        self.scale = min(ECHELLE, room / figure.dessin.largeur, tall / figure.dessin.hauteur)
        self.turned = False
        on_side = min(ECHELLE, tall / figure.dessin.largeur, room / figure.dessin.hauteur)
        if turned and self.scale < ECHELLE_MIN and on_side > self.scale:
            self.turned, self.scale = True, on_side
        self.too_small = self.scale < ECHELLE_MIN
        self.element: Element = feuille.racine.child("Figure")
        self.element.alt = printable(figure.texte)
        if self.too_small and not turned:
            feuille.racine.kids.remove(self.element)
        self.width = room
        side = self.dessin.largeur if self.turned else self.dessin.hauteur
        self.height = side * self.scale + 6

    def draw(self) -> None:
        """Draw everything inside one marked content: it is one thing to read."""
        canvas = self.canv
        left, bottom = canvas.absolutePosition(0, 0)
        self.element.boite = (left, bottom, left + self.width, bottom + self.height)
        with canvas.marked(self.element):
            canvas.saveState()
            if self.turned:
                canvas.translate(self.dessin.hauteur * self.scale, 0)
                canvas.rotate(90)
            canvas.scale(self.scale, self.scale)
            # y goes down in the drawing, up on paper.
            canvas.translate(0, self.dessin.hauteur)
            _draw(canvas, self.dessin)
            canvas.restoreState()


def _draw(canvas: Any, dessin: Dessin) -> None:
    colours = load_colours()
    for outline in dessin.contours:
        canvas.setStrokeColor(colours["primaire" if outline.ici else "encre_2"])
        canvas.setLineWidth(1.5)
        canvas.setDash(6, 4.5)
        for polygon in outline.polygones:
            path = canvas.beginPath()
            path.moveTo(polygon[0][0], -polygon[0][1])
            for x, y in polygon[1:]:
                path.lineTo(x, -y)
            path.close()
            canvas.drawPath(path)
    canvas.setLineWidth(1.6)
    canvas.setStrokeColor(colours["encre_2"])
    for trait in dessin.traits:
        canvas.setDash(*_DASHES.get(trait.genre, ()))
        path = canvas.beginPath()
        path.moveTo(trait.points[0][0], -trait.points[0][1])
        for x, y in trait.points[1:]:
            path.lineTo(x, -y)
        canvas.drawPath(path)
    canvas.setDash()
    for mark in dessin.marques:
        for shift in (-4.5, 4.5):
            x = mark.x + shift
            canvas.line(x - 5, -mark.y - 11, x + 5, -mark.y + 11)
    for symbol in dessin.symboles:
        _draw_symbol(canvas, symbol)
    for label in dessin.etiquettes:
        _draw_label(canvas, label)


def _draw_symbol(canvas: Any, symbol: Symbole) -> None:
    colours = load_colours()
    left, top, right, bottom = symbol.boite
    half = symbol.cote / 2
    canvas.setFillColor(colours["surface"])
    canvas.setStrokeColor(colours["encre_2" if symbol.fantome else "encre"])
    canvas.setLineWidth(2)
    canvas.setDash(*((4, 3) if symbol.fantome or symbol.personne_id is None else ()))
    if symbol.forme == CARRE:
        canvas.rect(left, -bottom, symbol.cote, symbol.cote, fill=1)
    elif symbol.forme == CERCLE:
        canvas.circle(symbol.x, -symbol.y, half, fill=1)
    else:
        path = canvas.beginPath()
        path.moveTo(symbol.x, -top)
        for x, y in ((right, symbol.y), (symbol.x, bottom), (left, symbol.y)):
            path.lineTo(x, -y)
        path.close()
        canvas.drawPath(path, fill=1)
    canvas.setDash()
    if symbol.deces:
        reach = half * (1.0 if symbol.forme == CARRE else 0.7 if symbol.forme == CERCLE else 0.5)
        canvas.setLineWidth(1.3)
        x, y = symbol.x, -symbol.y
        canvas.line(x - reach, y - reach, x + reach, y + reach)
        canvas.line(x - reach, y + reach, x + reach, y - reach)
    size = _SMALL if symbol.fantome else _NAME
    canvas.setFillColor(colours["encre"])
    canvas.setFont(REGULIER if symbol.fantome else GRAS, size)
    canvas.drawCentredString(symbol.x, -symbol.y - size * 0.35, printable(symbol.texte))


def _draw_label(canvas: Any, label: Etiquette) -> None:
    colours = load_colours()
    for rank, line in enumerate(label.lignes):
        strong = rank < label.grasses
        font = GRAS if strong or label.genre == E_FOYER else REGULIER
        size = _NAME if strong else _SMALL
        text = printable(line)
        wide = stringWidth(text, font, size)
        if wide > label.w:
            size *= label.w / wide
        canvas.setFont(font, size)
        canvas.setFillColor(colours["encre" if strong else "encre_2"])
        base = -(label.y + rank * LIGNE + LIGNE * 0.74)
        if label.alignement == GAUCHE:
            canvas.drawString(label.x, base, text)
        elif label.alignement == DROITE:
            canvas.drawRightString(label.x + label.w, base, text)
        else:
            canvas.drawCentredString(label.x + label.w / 2, base, text)
