"""How long it lasted: « 10 », « 1h », « 1h30 », shown as « 1 h 30 »."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from fieldapp.domain.dates import format_duree

_DURATION = re.compile(r"(?:(\d{1,4})\s*h\s*)?(?:(\d{1,4})\s*(?:m(?:in|n)?)?)?\Z")
_STEP = 5


class DurationField(QLineEdit):
    """Minutes, or nothing. ↑ ↓ move by five minutes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Durée")
        self.setToolTip("Durée\u00a0: 10, 1h, 1h30")
        self.setPlaceholderText("durée")
        self.editingFinished.connect(self._spell_out)

    def value(self) -> int | None:
        """Return the minutes understood; None when there are none."""
        return parse(self.text())

    def set_value(self, minutes: int | None) -> None:
        """Show a duration, or nothing."""
        self.setText(format_duree(minutes) if minutes is not None else "")

    def error(self) -> str:
        """Return why what is typed is no duration, or ""."""
        if self.text().strip() and self.value() is None:
            return "Cette durée n’est pas reconnue. Le reste est gardé. Essayez 10, 1h ou 1h30."
        return ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: _STEP, Qt.Key.Key_Down: -_STEP}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self.set_value(max(_STEP, (self.value() or 0) + step))
        self.textEdited.emit(self.text())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.selectAll()

    def _spell_out(self) -> None:
        if self.value() is not None:
            self.set_value(self.value())


def parse(texte: str) -> int | None:
    """Return the minutes of a duration as typed, or None."""
    text = texte.replace("\u00a0", " ").strip().lower()
    match = _DURATION.match(text) if text else None
    if match is None or (match[1] is None and match[2] is None):
        return None
    return int(match[1] or 0) * 60 + int(match[2] or 0)
