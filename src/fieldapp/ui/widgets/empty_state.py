"""What an empty list shows: one sentence on what will be here, and one action."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.text import Text


class EmptyState(QWidget):
    """A sentence and at most one button. Signals: `acted()`."""

    acted = Signal()

    def __init__(self, text: str, action: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = Text(text, "second", wrap=True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._button = Button(action)
        self._button.clicked.connect(self.acted)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(12)
        column.addStretch(1)
        column.addWidget(self._text)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        self._button.setVisible(bool(action))

    def set_text(self, text: str, action: str = "") -> None:
        """Change the sentence and the action."""
        self._text.setText(text)
        self._button.set_label(action)
        self._button.setVisible(bool(action))
