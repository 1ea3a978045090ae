"""The interrupted note: whose it is, how it begins, and taking it up again."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from fieldapp.domain.brouillon import Brouillon
from fieldapp.ui.aujourdhui.rows import draft_words
from fieldapp.ui.widgets.buttons import Button, IconButton
from fieldapp.ui.widgets.card import Card
from fieldapp.ui.widgets.icon_label import IconLabel
from fieldapp.ui.widgets.text import ElidedText


class DraftCard(Card):
    """Hidden when nothing was interrupted.

    Signals: `resumed(Brouillon)`; `dropped(Brouillon)`, given up for good.
    """

    resumed = Signal(object)
    dropped = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._draft: Brouillon | None = None
        self._whose = ElidedText("", "fort")
        self._text = ElidedText("", "legende")
        resume = Button("&Reprendre")
        resume.setAutoDefault(True)  # Entrée presses it too
        resume.clicked.connect(lambda: self.resumed.emit(self._draft))
        drop = IconButton("trash-2", "Abandonner cette saisie", "encre_2")
        drop.clicked.connect(lambda: self.dropped.emit(self._draft))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._whose)
        words.addWidget(self._text)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(IconLabel("pencil-line", "primaire"))
        row.addLayout(words, 1)
        row.addWidget(resume)
        row.addWidget(drop)
        self.body.addLayout(row)
        self.hide()

    def show_draft(self, draft: Brouillon | None, nom: str) -> None:
        """Show a draft, or nothing."""
        self._draft = draft
        self.setVisible(draft is not None)
        if draft is not None:
            whose, text = draft_words(draft, nom)
            self._whose.setText(f"Saisie interrompue — {whose}")
            self._text.setText(text)
            self.setAccessibleName(f"Saisie interrompue, {whose}")
