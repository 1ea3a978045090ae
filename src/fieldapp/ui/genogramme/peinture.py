"""Painting a drawing of `domain.genogramme` with the colours of the theme."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from fieldapp.domain.genogramme.dessin import (
    CARRE,
    CERCLE,
    DROITE,
    E_FOYER,
    GAUCHE,
    ICI,
    L_ACCUEIL,
    L_ADOPTION,
    LIGNE,
    Dessin,
    Etiquette,
    Symbole,
)
from fieldapp.ui.theme import theme

_LINE = 1.8
_EDGE = 2.0
_NAME, _SMALL = 15, 13
_ALIGN = {GAUCHE: Qt.AlignmentFlag.AlignLeft, DROITE: Qt.AlignmentFlag.AlignRight}


def paint(painter: QPainter, dessin: Dessin, courant: str, anneau: bool) -> None:
    """Paint a whole drawing; `courant` is the person under the cursor, `anneau` its focus ring."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_outlines(painter, dessin)
    _paint_lines(painter, dessin)
    for symbole in dessin.symboles:
        _paint_symbol(painter, symbole, symbole.personne_id == courant and not symbole.fantome)
        if anneau and symbole.personne_id == courant and not symbole.fantome:
            painter.setPen(QPen(theme().color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(shape(symbole, 5))
    for label in dessin.etiquettes:
        _paint_label(painter, label)


def shape(symbole: Symbole, out: float = 0.0) -> QPainterPath:
    """Return the outline of a symbol, `out` px larger on every side."""
    left, top, right, bottom = symbole.boite
    box = QRectF(QPointF(left - out, top - out), QPointF(right + out, bottom + out))
    path = QPainterPath()
    if symbole.forme == CARRE:
        path.addRoundedRect(box, 2 + out / 2, 2 + out / 2)
    elif symbole.forme == CERCLE:
        path.addEllipse(box)
    else:
        middle = box.center()
        path.addPolygon(
            QPolygonF(
                [
                    QPointF(middle.x(), box.top()),
                    QPointF(box.right(), middle.y()),
                    QPointF(middle.x(), box.bottom()),
                    QPointF(box.left(), middle.y()),
                ]
            )
        )
        path.closeSubpath()
    return path


def _paint_outlines(painter: QPainter, dessin: Dessin) -> None:
    for outline in dessin.contours:
        token = "primaire" if outline.ici else "encre_2"
        ground = QColor(theme().color("primaire_doux"))
        ground.setAlphaF(0.38 if outline.ici else 0.0)
        pen = QPen(theme().color(token), 1.5)
        pen.setDashPattern([4.0, 3.0])
        painter.setPen(pen)
        painter.setBrush(ground)
        whole = QPainterPath()
        whole.setFillRule(Qt.FillRule.OddEvenFill)
        for polygon in outline.polygones:
            whole.addPath(_rounded(polygon, 6.0))
        painter.drawPath(whole)


def _rounded(points: Sequence[tuple[float, float]], radius: float) -> QPainterPath:
    """Return a closed polygon of right angles with its corners rounded."""
    corners = [QPointF(x, y) for x, y in points]
    path = QPainterPath()
    for rank, corner in enumerate(corners):
        before, after = corners[rank - 1], corners[(rank + 1) % len(corners)]
        start, end = _towards(corner, before, radius), _towards(corner, after, radius)
        if rank:
            path.lineTo(start)
        else:
            path.moveTo(start)
        path.quadTo(corner, end)
    path.closeSubpath()
    return path


def _towards(here: QPointF, there: QPointF, step: float) -> QPointF:
    away = there - here
    length = abs(away.x()) + abs(away.y())
    return here + away * (min(step, length / 2) / length) if length else here


def _paint_lines(painter: QPainter, dessin: Dessin) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for trait in dessin.traits:
        pen = QPen(theme().color("encre_2"), _LINE)
        if trait.genre == L_ADOPTION:
            pen.setDashPattern([4.0, 2.5])
        elif trait.genre == L_ACCUEIL:
            pen.setDashPattern([1.2, 2.2])
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in trait.points]))
    painter.setPen(QPen(theme().color("encre_2"), _LINE))
    for marque in dessin.marques:
        for shift in (-4.5, 4.5):
            x = marque.x + shift
            painter.drawLine(QPointF(x - 5, marque.y + 11), QPointF(x + 5, marque.y - 11))


def _paint_symbol(painter: QPainter, symbole: Symbole, current: bool) -> None:
    t = theme()
    ink = "primaire" if current else "encre_2" if symbole.fantome else "encre"
    pen = QPen(t.color(ink), _EDGE)
    if symbole.fantome or symbole.personne_id is None:
        pen.setDashPattern([2.0, 1.6])
    painter.setPen(pen)
    painter.setBrush(t.color("primaire_doux" if current else "surface"))
    path = shape(symbole)
    painter.drawPath(path)
    left, top, right, bottom = symbole.boite
    if symbole.deces:
        painter.save()
        painter.setClipPath(path)
        painter.setPen(QPen(t.color("encre"), 1.4))
        painter.drawLine(QPointF(left, top), QPointF(right, bottom))
        painter.drawLine(QPointF(left, bottom), QPointF(right, top))
        painter.restore()
    font = t.font("corps", fort=not symbole.fantome)
    font.setPixelSize(_SMALL if symbole.fantome else _NAME)
    painter.setFont(font)
    painter.setPen(t.color("encre_2" if symbole.fantome else "encre"))
    box = QRectF(QPointF(left, top), QPointF(right, bottom))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, symbole.texte)


def _paint_label(painter: QPainter, label: Etiquette) -> None:
    t = theme()
    for rank, line in enumerate(label.lignes):
        strong = rank < label.grasses
        font = t.font("corps", fort=strong or label.genre == E_FOYER)
        font.setPixelSize(_NAME if strong else _SMALL)
        painter.setFont(font)
        token = "encre" if strong else "encre_2"
        if label.genre == E_FOYER:
            token = "primaire" if label.cle == ICI else "encre_2"
        painter.setPen(t.color(token))
        box = QRectF(label.x, label.y + rank * LIGNE, label.w, LIGNE)
        shown = QFontMetricsF(font).elidedText(line, Qt.TextElideMode.ElideRight, label.w + 1)
        align = _ALIGN.get(label.alignement, Qt.AlignmentFlag.AlignHCenter)
        painter.drawText(box, align | Qt.AlignmentFlag.AlignVCenter, shown)
