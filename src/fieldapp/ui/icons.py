"""Icons of the window: Lucide drawings rendered once per name, colour, size and screen density.

An icon never stands alone: it goes with a word, or its button has an accessible name and a
tooltip. Painted widgets call `paint_icon`; Qt's own buttons and actions get theirs by
`set_icon`, which `retint_icons` renews when the theme changes.
"""

# A QIconEngine in Python would tint by itself, but crashes PySide6 6.12 (Qt deletes the clones
# that Python still owns): icons are plain pixmaps, made again when the theme changes.

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication

from fieldapp.ui.lucide import svg
from fieldapp.ui.theme import theme

_PROPERTY = "icone"


@lru_cache(maxsize=1024)
def _render(name: str, colour: str, size: int, density: float) -> QPixmap:
    pixels = max(1, round(size * density))
    pixmap = QPixmap(pixels, pixels)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(svg(name, colour)).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    pixmap.setDevicePixelRatio(density)
    return pixmap


def pixmap(name: str, token: str, size: int = 18, density: float = 1.0) -> QPixmap:
    """Return the drawing in the colour of `token`; `size` in px of the design (zoom applies)."""
    return _render(name, theme().color(token).name(), theme().px(size), density)


def paint_icon(painter: QPainter, rect: QRect, name: str, token: str, size: int = 18) -> None:
    """Draw an icon of `size` design px in the middle of `rect`."""
    device = painter.device()
    image = pixmap(name, token, size, device.devicePixelRatioF())
    side = theme().px(size)
    x = rect.x() + (rect.width() - side) // 2
    y = rect.y() + (rect.height() - side) // 2
    painter.drawPixmap(QRect(x, y, side, side), image)


def icon(name: str, token: str = "encre", size: int = 18) -> QIcon:
    """Return an icon for Qt's own widgets, in the colours of the theme of this moment."""
    made = QIcon()
    for density in {screen.devicePixelRatio() for screen in QGuiApplication.screens()}:
        made.addPixmap(pixmap(name, token, size, density))
        made.addPixmap(pixmap(name, "encre_3", size, density), QIcon.Mode.Disabled)
    return made


def set_icon(
    target: QAbstractButton | QAction, name: str, token: str = "encre", size: int = 18
) -> None:
    """Give a button or action an icon that follows the theme."""
    target.setProperty(_PROPERTY, f"{name} {token} {size}")
    _renew(target)


def retint_icons() -> None:
    """Make every icon set by `set_icon` again; called once per change of theme."""
    for widget in QApplication.allWidgets():
        if isinstance(widget, QAbstractButton):
            _renew(widget)
        for action in widget.actions():
            _renew(action)


def _renew(target: QAbstractButton | QAction) -> None:
    wanted = target.property(_PROPERTY)
    if not wanted:
        return
    name, token, size = str(wanted).split()
    target.setIcon(icon(name, token, int(size)))
    if isinstance(target, QAbstractButton):
        side = theme().px(int(size))
        target.setIconSize(QSize(side, side))
