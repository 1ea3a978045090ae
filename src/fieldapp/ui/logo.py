"""The logo: a thread with its knots."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from fieldapp.config import resource


@cache
def _renderer() -> QSvgRenderer:
    return QSvgRenderer(resource("icons", "fieldapp.svg").read_bytes())


def paint_logo(painter: QPainter, rect: QRect) -> None:
    """Draw the logo in a square."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _renderer().render(painter, QRectF(rect))
    painter.restore()


def app_icon() -> QIcon:
    """Return the icon of the windows."""
    made = QIcon()
    for side in (16, 24, 32, 48, 64, 128, 256):
        pixmap = QPixmap(side, side)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        paint_logo(painter, QRect(0, 0, side, side))
        painter.end()
        made.addPixmap(pixmap)
    return made
