"""Buttons: verb and object, an icon, and the shortcut in key caps."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPaintEvent
from PySide6.QtWidgets import (
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QToolButton,
    QWidget,
)

from fieldapp.ui.delegates.paint import key_caps_width, paint_key_caps
from fieldapp.ui.icons import paint_icon, set_icon
from fieldapp.ui.theme import theme

_ICON = 18
_EDGE = 13
_GAP = 9


class Button(QPushButton):
    """A push button that paints its icon and its shortcut.

    `kind`: "" (quiet), "primary" (one per area) or "petit". `keys` are shown, not registered:
    shortcuts live in `fieldapp.ui.actions`. `ink` is the token of its words, on other grounds.
    """

    def __init__(
        self,
        text: str,
        icon: str = "",
        keys: tuple[str, ...] = (),
        kind: str = "",
        ink: str = "encre",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._icon = icon
        self._ink_token = ink
        self._keys = keys
        self._show_keys = True
        self.setProperty("kind", kind)
        name = text.replace("&", "")
        self.setAccessibleName(f"{name}, {' '.join(keys)}" if keys else name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme().changed.connect(self.updateGeometry)

    def set_label(self, text: str, icon: str | None = None) -> None:
        """Change the words, and the icon when one is given."""
        if icon is not None:
            self._icon = icon
        self.setText(text)
        self.setAccessibleName(text.replace("&", ""))
        self.updateGeometry()

    def be_short(self, word: str) -> None:
        """Say one word, or the icon alone, where room is short: the whole name is still read, and
        stands in a tooltip."""
        self.show_keys(False)
        self.setToolTip(self.accessibleName())
        self.setText(word)

    def show_keys(self, shown: bool) -> None:
        """Hide the key caps where room is short; the shortcut works all the same."""
        self._show_keys = shown
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        t = theme()
        return QSize(
            self._content_width() + 2 * t.px(_EDGE), max(super().sizeHint().height(), t.px(28))
        )

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _caps(self) -> tuple[str, ...]:
        return self._keys if self._show_keys else ()

    def _content_width(self) -> int:
        t = theme()
        self.ensurePolished()
        width = QFontMetrics(self.font()).horizontalAdvance(self.text().replace("&", ""))
        if self._icon:
            width += t.px(_ICON + (_GAP if self.text() else 0))
        if self._caps():
            width += t.px(_GAP) + key_caps_width(self._caps())
        return width

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = theme()
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        ink = self._ink()
        x = (self.width() - self._content_width()) // 2
        middle = self.rect().center().y() + 1
        if self._icon:
            place = QRect(x, 0, t.px(_ICON), self.height())
            paint_icon(painter, place, self._icon, ink, _ICON)
            x += t.px(_ICON + _GAP)
        painter.setFont(self.font())
        painter.setPen(t.color(ink))
        flags = Qt.AlignmentFlag.AlignVCenter.value | Qt.TextFlag.TextShowMnemonic.value
        painter.drawText(QRect(x, 0, self.width() - x, self.height()), flags, self.text())
        if self._caps():
            right = (self.width() + self._content_width()) // 2
            paint_key_caps(painter, right, middle, self._caps(), ink)

    def _ink(self) -> str:
        if not self.isEnabled():
            return "encre_3"
        return "sur_primaire" if self.property("kind") == "primary" else self._ink_token


class LinkButton(QPushButton):
    """A command that looks like a link; tones: "", reserve, late."""

    def __init__(self, text: str, tone: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("kind", "lien")
        self.setProperty("tone", tone)
        self.setAccessibleName(text.replace("&", ""))
        self.setCursor(Qt.CursorShape.PointingHandCursor)


class IconButton(QToolButton):
    """The few buttons without a word (back, show the passphrase…): named, with a tooltip."""

    def __init__(self, icon: str, name: str, token: str = "encre", parent: QWidget | None = None):
        super().__init__(parent)
        self.setProperty("kind", "nu")
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        set_icon(self, icon, token, 20)


# What a field too short for its whole text says, rather than half of it.
_SEARCH_SHORT = "Chercher"


class SearchButton(QPushButton):
    """The search field of the top bar: it looks like a field and opens the palette."""

    def __init__(self, text: str, keys: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._keys = keys
        self.setProperty("kind", "recherche")
        self.setAccessibleName(f"Chercher, {' '.join(keys)}")
        self.setToolTip(text)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(460), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(44), super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = theme()
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        narrow = self.width() < t.px(110)
        icon_x = (self.width() - t.px(_ICON)) // 2 if narrow else t.px(11)
        place = QRect(icon_x, 0, t.px(_ICON), self.height())
        paint_icon(painter, place, "search", "encre_3", _ICON)
        if narrow:
            return
        x = place.right() + t.px(8)
        right = self.width() - t.px(9)
        if self.width() > t.px(210):
            right = paint_key_caps(
                painter, right, self.rect().center().y() + 1, self._keys, "encre_2"
            )
        painter.setFont(self.font())
        room = QRect(x, 0, right - x - t.px(8), self.height())
        metrics = QFontMetrics(self.font())
        fits = metrics.horizontalAdvance(self._text) <= room.width()
        shown = self._text if fits else _SEARCH_SHORT
        painter.setPen(t.color("encre_3"))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
