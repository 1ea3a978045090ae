"""Brushes shared by painted widgets and delegates: badge, key cap, knot of the thread, text."""

from __future__ import annotations

from typing import Literal, NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QTextLayout, QTextOption

from fieldapp.ui.icons import paint_icon
from fieldapp.ui.theme import theme

Tone = Literal["late", "warn", "ok", "info", "reserve", "primaire", "neutre"]
Knot = Literal["contact", "decision", "personnel"]

_TONES: dict[str, tuple[str, str]] = {
    "late": ("retard", "retard_doux"),
    "warn": ("attention", "attention_doux"),
    "ok": ("reussite", "reussite_doux"),
    "info": ("info", "info_doux"),
    "reserve": ("reserve", "reserve_doux"),
    "primaire": ("primaire", "primaire_doux"),
    "neutre": ("encre_2", "creux"),
}
_KEY_ICONS = {"Entrée": "corner-down-left", "↵": "corner-down-left"}


class BadgeSpec(NamedTuple):
    """A badge: at most three words, a tone, and the icon that says the same."""

    text: str
    tone: Tone = "neutre"
    icon: str = ""


def tone_color(tone: str) -> str:
    """Return the token of a tone's ink."""
    return _TONES[tone][0]


def badge_size(badge: BadgeSpec) -> QSize:
    """Return the size that `paint_badge` needs."""
    t = theme()
    width = QFontMetrics(t.font("legende", fort=True)).horizontalAdvance(badge.text)
    icon = t.px(21) if badge.icon else 0
    return QSize(width + icon + t.px(16), t.px(22))


def paint_badge(painter: QPainter, right: int, middle: int, badge: BadgeSpec) -> int:
    """Draw a badge that ends at x `right`, centred on y `middle`; return its left edge."""
    t = theme()
    size = badge_size(badge)
    rect = QRect(right - size.width(), middle - size.height() // 2, size.width(), size.height())
    ink, ground = _TONES[badge.tone]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(t.color(ground))
    painter.drawRoundedRect(rect, t.px(4), t.px(4))
    text = rect.adjusted(t.px(8), 0, -t.px(8), 0)
    if badge.icon:
        paint_icon(painter, QRect(text.x(), rect.y(), t.px(15), rect.height()), badge.icon, ink, 15)
        text.setLeft(text.x() + t.px(21))
    painter.setFont(t.font("legende", fort=True))
    painter.setPen(t.color(ink))
    painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, badge.text)
    painter.restore()
    return rect.x()


def key_caps_width(keys: tuple[str, ...]) -> int:
    """Return the width of a row of key caps."""
    t = theme()
    return sum(_cap_width(key) for key in keys) + t.px(4) * max(0, len(keys) - 1)


def paint_key_caps(
    painter: QPainter, right: int, middle: int, keys: tuple[str, ...], ink: str, ground: str = ""
) -> int:
    """Draw key caps that end at x `right`; `ink` and `ground` are tokens. Return the left edge."""
    t = theme()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(t.font("legende", fort=True))
    x = right
    height = t.px(20)
    for key in reversed(keys):
        width = _cap_width(key)
        x -= width
        rect = QRectF(x + 0.5, middle - height / 2 + 0.5, width - 1, height - 1)
        painter.setBrush(t.color(ground) if ground else Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(t.color(ink), 1))
        painter.drawRoundedRect(rect, t.px(4), t.px(4))
        if key in _KEY_ICONS:
            paint_icon(painter, rect.toRect(), _KEY_ICONS[key], ink, 13)
        else:
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, key)
        x -= t.px(4)
    painter.restore()
    return x + t.px(4)


def _cap_width(key: str) -> int:
    t = theme()
    if key in _KEY_ICONS:
        return t.px(24)
    text = QFontMetrics(t.font("legende", fort=True)).horizontalAdvance(key)
    return max(t.px(20), text + t.px(11))


def paint_knot(painter: QPainter, rect: QRect, kind: Knot, icon: str) -> None:
    """Draw a knot of the thread: round = a contact, square = a decision, dashed = personal."""
    t = theme()
    ink = "reserve" if kind == "personnel" else "primaire"
    pen = QPen(t.color(ink), 2)
    if kind == "personnel":
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    painter.setBrush(t.color("surface"))
    inner = QRectF(rect).adjusted(1, 1, -1, -1)
    if kind == "decision":
        painter.drawRoundedRect(inner, t.px(6), t.px(6))
    else:
        painter.drawEllipse(inner)
    paint_icon(painter, rect, icon, ink, 16)
    painter.restore()


def text_layout(text: str, font: QFont, width: int, line_height: int) -> QTextLayout:
    """Lay out wrapped text for a delegate; its height is ``lineCount() * line_height``."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    y = 0
    while (row := layout.createLine()).isValid():
        row.setLineWidth(width)
        row.setPosition(QPointF(0, y))
        y += line_height
    layout.endLayout()
    return layout


def paint_elided(painter: QPainter, rect: QRect, text: str, font: QFont, token: str) -> int:
    """Draw one line, shortened to `rect`; return the x where it ends."""
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.setFont(font)
    painter.setPen(theme().color(token))
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
    return rect.x() + metrics.horizontalAdvance(shown)
