"""The look of the window: tokens become a palette, one style sheet, fonts and pixel sizes.

`Application` (see `application`) owns the one `Theme`; widgets reach it by `theme()`. Changing
the mode, the zoom or the density at run time re-applies everything and emits `Theme.changed`:
painted widgets ask `theme()` for colours and sizes each time they paint, and remember none.
"""

from __future__ import annotations

import re
from typing import Literal, Protocol, cast

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from fieldapp.config import resource
from fieldapp.ui.style_images import StyleImages
from fieldapp.ui.tokens import Mode, load_tokens

Choix = Literal["clair", "sombre", "systeme"]
Densite = Literal["auto", "confort", "compact"]

COMPACT_UNDER = 710  # client height in logical px: a 1366×768 laptop with a task bar has 690
_COLOUR = re.compile(r"@([a-z_0-9]+)")
_PIXELS = re.compile(r"(?<![\w.])(\d+)px")
_HAIRLINE = 2  # edges of 1 or 2 px stay as they are: a zoom enlarges what is read, not lines


class Theme(QObject):
    """Current mode, zoom and density, and what follows from them.

    Signals: `changed()` after a new look was applied.
    """

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._tokens = load_tokens()
        self._choix: Choix = "systeme"
        self._zoom = 1.0
        self._densite: Densite = "auto"
        self._low_window = False
        self._colours: dict[str, QColor] = {}
        self._images = StyleImages()
        app.setStyle(QStyleFactory.create("Fusion"))
        app.styleHints().colorSchemeChanged.connect(self._system_changed)
        self._apply()

    @property
    def choix(self) -> Choix:
        """What the user chose; `mode` is what it means now."""
        return self._choix

    @property
    def mode(self) -> Mode:
        """The mode in force."""
        if self._choix != "systeme":
            return self._choix
        dark = self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return "sombre" if dark else "clair"

    @property
    def zoom(self) -> float:
        """Inner zoom, 0.9 to 2.0, on top of the scaling of the system."""
        return self._zoom

    @property
    def densite(self) -> Densite:
        """What the user chose; see `compact` for what it means now."""
        return self._densite

    @property
    def compact(self) -> bool:
        """Whether form rows are close together, by choice or because the window is low."""
        return self._densite == "compact" or (self._densite == "auto" and self._low_window)

    def color(self, token: str) -> QColor:
        """Return the colour of a token such as ``encre``; an unknown name is a bug."""
        return self._colours[token]

    def px(self, size: float) -> int:
        """Return a size of the design in device-independent pixels at the current zoom."""
        return round(size * self._zoom)

    def size(self, name: str) -> int:
        """Return a named size of the tokens (``champ``, ``rail``…) at the current zoom."""
        return self.px(self._tokens.tailles[name])

    def font(self, role: str = "corps", *, fort: bool = False, tnum: bool = False) -> QFont:
        """Return the font of a role; `fort` is weight 600; `tnum` gives digits of equal width."""
        step = self._tokens.roles[role]
        font = QFont()
        font.setFamilies(list(self._tokens.familles))
        font.setPixelSize(self.px(step.px))
        font.setWeight(QFont.Weight(600 if fort else step.graisse))
        if tnum:
            font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def choose(self, choix: Choix) -> None:
        """Follow a light or dark look, or the one of the system."""
        if choix != self._choix:
            self._choix = choix
            self._apply()

    def set_zoom(self, zoom: float) -> None:
        """Set the inner zoom, kept within the steps of the tokens."""
        zoom = min(max(zoom, self._tokens.zooms[0]), self._tokens.zooms[-1])
        if zoom != self._zoom:
            self._zoom = zoom
            self._apply()

    def zoom_by(self, steps: int) -> None:
        """Go `steps` up or down the list of zooms; 0 returns to 100 %."""
        zooms = self._tokens.zooms
        if steps == 0:
            self.set_zoom(1.0)
            return
        near = min(range(len(zooms)), key=lambda i: abs(zooms[i] - self._zoom))
        self.set_zoom(zooms[min(max(near + steps, 0), len(zooms) - 1)])

    def set_densite(self, densite: Densite) -> None:
        """Choose close or comfortable form rows, or let the height of the window decide."""
        before = self.compact
        self._densite = densite
        if self.compact != before:
            self._apply()

    def fit_height(self, height: int) -> None:
        """Tell the height of the window's client area in px; a low one makes rows compact."""
        before = self.compact
        self._low_window = height < self.px(COMPACT_UNDER)
        if self.compact != before:
            self._apply()

    def _system_changed(self) -> None:
        if self._choix == "systeme":
            self._apply()

    def _apply(self) -> None:
        table = self._tokens.couleurs[self.mode]
        self._colours = {name: QColor(value) for name, value in table.items()}
        self._app.setFont(self.font())
        hints = self._app.styleHints()
        if hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast:
            # The user's own high-contrast scheme wins: layout stays, colours are the system's.
            self._app.setPalette(self._app.style().standardPalette())
            self._app.setStyleSheet("")
        else:
            self._app.setPalette(_palette(self._colours))
            self._app.setStyleSheet(self._style_sheet(table))
        self.changed.emit()

    def _style_sheet(self, table: dict[str, str]) -> str:
        names = dict(table)
        names.update(self._images.written_for(table))
        names["champ_h"] = "28px" if self.compact else "34px"
        # A note of one line is as high as a field, and its letters must stay whole.
        names["ligne"] = "1px" if self.compact else "4px"
        names["ecart"] = "4px" if self.compact else "8px"
        template = resource("styles", "fieldapp.qss").read_text(encoding="utf-8")
        text = _COLOUR.sub(lambda found: names[found[1]], template)
        return _PIXELS.sub(self._zoomed, text)

    def _zoomed(self, found: re.Match[str]) -> str:
        size = int(found[1])
        return f"{size if size <= _HAIRLINE else self.px(size)}px"


class _Themed(Protocol):
    theme: Theme


def theme() -> Theme:
    """Return the theme of the running application."""
    return cast(_Themed, QApplication.instance()).theme


def _palette(colours: dict[str, QColor]) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for target, token in {
        role.Window: "fond",
        role.WindowText: "encre",
        role.Base: "surface",
        role.AlternateBase: "surface_2",
        role.Text: "encre",
        role.Button: "surface",
        role.ButtonText: "encre",
        role.BrightText: "retard",
        role.PlaceholderText: "encre_3",
        role.Highlight: "primaire",
        role.HighlightedText: "sur_primaire",
        role.Accent: "primaire",
        role.Link: "lien",
        role.LinkVisited: "lien",
        role.ToolTipBase: "encre",
        role.ToolTipText: "surface",
        role.Light: "surface",
        role.Midlight: "surface_2",
        role.Mid: "trait",
        role.Dark: "trait_fort",
        role.Shadow: "trait_fort",
    }.items():
        palette.setColor(target, colours[token])
    for target in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, colours["encre_3"])
    return palette
