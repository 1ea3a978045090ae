"""One version of a field in its frame: whose it is, when, and what it changed, underlined."""

from __future__ import annotations

import html

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from fieldapp.domain.reunion import AJOUT, ECART, RETRAIT, Morceau
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.icon_label import IconLabel
from fieldapp.ui.widgets.text import Text

_STYLES = {
    AJOUT: ("reussite_doux", "reussite", "underline"),
    RETRAIT: ("retard_doux", "retard", "line-through"),
    ECART: ("attention_doux", "encre", "none"),
}


def marked(morceaux: tuple[Morceau, ...]) -> str:
    """Return stretches as rich text: added underlined, taken away struck through, both tinted."""
    parts = []
    for morceau in morceaux:
        text = html.escape(morceau.texte).replace("\n", "<br>")
        if morceau.genre in _STYLES:
            ground, ink, line = _STYLES[morceau.genre]
            parts.append(
                f'<span style="background:{theme().color(ground).name()};'
                f'color:{theme().color(ink).name()};text-decoration:{line}">{text}</span>'
            )
        else:
            parts.append(text)
    return "".join(parts)


class VersionBox(QFrame):
    """A titled frame; `strong` for a version that may be kept, plain for the one before."""

    def __init__(
        self, icon: str, titre: str, qui: str, morceaux: tuple[Morceau, ...], *, strong: bool
    ) -> None:
        super().__init__()
        self.setProperty("level", "version" if strong else "version_avant")
        head = QHBoxLayout()
        head.setSpacing(6)
        # At one height in every box, whoever has the longer name.
        head.addWidget(IconLabel(icon, "encre_2", 17), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(Text(titre, "fort"), 0, Qt.AlignmentFlag.AlignTop)
        who = Text(qui, "legende", wrap=True)
        who.setContentsMargins(0, 2, 0, 0)
        head.addWidget(who, 1, Qt.AlignmentFlag.AlignTop)
        self._value = Text("", wrap=True, selectable=True)
        self._value.setTextFormat(Qt.TextFormat.RichText)
        self._named = f"{titre}, {qui}"
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 10)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self._value)
        column.addStretch(1)
        self.show_pieces(morceaux)
        theme().changed.connect(self._draw)

    def show_pieces(self, morceaux: tuple[Morceau, ...]) -> None:
        """Show these words: those of the version, or what stands for them while it is masked."""
        self._morceaux = morceaux
        self.setAccessibleName(f"{self._named}\u00a0: {self.text()}")
        self._draw()

    def text(self) -> str:
        """Return the words of this version, as they are read."""
        return "".join(m.texte for m in self._morceaux if m.genre != RETRAIT)

    def _draw(self) -> None:
        self._value.setText(marked(self._morceaux))
