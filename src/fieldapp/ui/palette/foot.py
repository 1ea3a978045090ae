"""The foot of the palette: what each key does."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from fieldapp.ui.widgets.key_caps import KeyCaps
from fieldapp.ui.widgets.text import Text

_KEYS = (
    (("↵",), "Ouvrir"),
    (("Ctrl", "↵"), "Avant visite"),
    (("Ctrl", "N"), "Noter un contact"),
    (("Ctrl", "Maj", "O"), "Orienter"),
)


class PaletteFoot(QFrame):
    """Key caps and words; those that do not fit are left out from the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("level", "footer")
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 9, 18, 9)
        row.setSpacing(8)
        self._pairs: list[QWidget] = []
        for keys, words in _KEYS:
            pair = _pair(keys, words)
            self._pairs.append(pair)
            row.addWidget(pair)
            row.addSpacing(8)
        row.addStretch(1)
        row.addWidget(_pair((">",), "Commandes"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - self._pairs[0].sizeHint().width() * 2
        for pair in self._pairs:
            room -= pair.sizeHint().width() + 24
            pair.setVisible(room > 0)


def _pair(keys: tuple[str, ...], words: str) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(KeyCaps(*keys))
    row.addWidget(Text(words, "legende"))
    return box
