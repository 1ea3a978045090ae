"""Refused items, as sentences with their remedy; everything refused is still here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.domain.echange import Refus
from fieldapp.ui.texte import jour_et_heure
from fieldapp.ui.widgets.card import Card
from fieldapp.ui.widgets.icon_label import IconLabel
from fieldapp.ui.widgets.text import Text


class RefusedList(QWidget):
    """One card with a brick edge per refusal; empty, it takes no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.hide()

    def show_refusals(self, refus: Sequence[Refus]) -> None:
        """Show the refusals."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for one in refus:
            self._column.addWidget(_card(one))
        self.setVisible(bool(refus))


def _card(refus: Refus) -> Card:
    card = Card()
    card.setProperty("tone", "late")
    words = QVBoxLayout()
    words.setSpacing(2)
    words.addWidget(Text("Un envoi n’a pas pu être pris", "fort"))
    words.addWidget(Text(refus.raison, wrap=True, selectable=True))
    words.addWidget(Text(f"{refus.fichier} · {jour_et_heure(refus.vu_le)}", "legende", wrap=True))
    row = QHBoxLayout()
    row.setSpacing(12)
    row.addWidget(IconLabel("circle-alert", "retard", 20), 0, Qt.AlignmentFlag.AlignTop)
    row.addLayout(words, 1)
    card.body.addLayout(row)
    return card
