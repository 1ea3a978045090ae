"""« Lisible par … »: one quiet line, under what is sensitive, that says who reads it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from fieldapp.ui.widgets.icon_label import IconLabel
from fieldapp.ui.widgets.text import Text


class LisiblePar(QWidget):
    """An eye and the words; hidden while there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = Text("", "aide", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(IconLabel("eye", "encre_2", 16), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        self.hide()

    def set_readers(self, readers: str) -> None:
        """Say who reads it, in the words of `services.lisibilite.lisible_par`."""
        self._text.setText(f"Lisible par\u00a0: {readers}." if readers else "")
        self.setAccessibleName(self._text.text())
        self.setVisible(bool(readers))

    def text(self) -> str:
        """Return the sentence shown."""
        return self._text.text()
