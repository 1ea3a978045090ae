"""What leaves this laptop and what never does, said before it happens."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.ui.texte import modifications, plural
from fieldapp.ui.widgets.card import Card
from fieldapp.ui.widgets.icon_label import IconLabel
from fieldapp.ui.widgets.text import Text


class OutgoingCard(Card):
    """« Ce qui sort » and « Ne sort jamais »."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Ce qui sort", parent=parent)
        self._files = _Fact("folder-lock", "primaire", "Dossiers, scellés pour le siège")
        self._never = _Fact("lock", "reserve", "Ne sort jamais")
        self.body.addWidget(self._files)
        self.body.addWidget(self._never)
        self.body.addStretch(1)

    def show_counts(self, changes: int, families: int, drafts: int) -> None:
        """Show how much of each there is."""
        if changes:
            what = f"{modifications(changes)}, {plural(families, 'famille')}."
        else:
            what = "Rien en attente."
        self._files.say(f"{what} Chiffré pour le siège, signé par ce poste.")
        kept = f"{plural(drafts, 'brouillon')} et vos" if drafts else "Vos brouillons et vos"
        self._never.say(f"{kept} notes personnelles. Elles s’effacent après 30 jours.")


class _Fact(QWidget):
    """Icon, coloured title, sentence."""

    def __init__(self, icon: str, token: str, title: str) -> None:
        super().__init__()
        tone = "reserve" if token == "reserve" else "primaire"
        self._text = Text("", "legende", wrap=True)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Text(title, "fort", tone=tone))
        words.addWidget(self._text)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(IconLabel(icon, token), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)

    def say(self, text: str) -> None:
        """Show the sentence."""
        self._text.setText(text)
