"""The three counters in order of travel: here only, received, refused."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.domain.echange import EtatEchange
from fieldapp.ui.style import set_style
from fieldapp.ui.texte import jour_et_heure
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.card import Card
from fieldapp.ui.widgets.folding import FoldingRow
from fieldapp.ui.widgets.icon_label import IconLabel
from fieldapp.ui.widgets.text import Text


class Counters(Card):
    """Figures that say where every change is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._here = _Counter("laptop", "info")
        self._received = _Counter("check-check", "reussite")
        self._refused = _Counter("circle-alert", "encre_3")
        self._rule = QFrame()
        self._rule.setProperty("level", "column")
        row = FoldingRow(16)
        row.add(self._here, 3)
        row.add(IconLabel("arrow-right", "encre_3", 20), only_beside=True)
        row.add(self._received, 3)
        row.add(self._rule, only_beside=True)
        row.add(self._refused, 2)
        self.body.addWidget(row)

    def show_state(self, etat: EtatEchange) -> None:
        """Show the counters of the moment."""
        oldest, proof = "tout est transmis", "pas encore d’accusé"
        if etat.plus_ancienne:
            oldest = f"la plus ancienne\u00a0: {jour_et_heure(etat.plus_ancienne)}"
        if etat.accuse_le:
            proof = f"accusé\u00a0: {jour_et_heure(etat.accuse_le)}"
        self._here.say(etat.ici, "ici seulement", oldest)
        self._received.say(
            etat.recues, "reçue par le siège" if etat.recues < 2 else "reçues par le siège", proof
        )
        late = etat.refusees > 0
        self._refused.say(
            etat.refusees,
            "refusée" if etat.refusees < 2 else "refusées",
            "toujours ici, voir plus bas" if late else "rien à corriger",
            tone="late" if late else "",
        )
        self._refused.icon.set_icon(
            "circle-alert" if late else "circle-check", "retard" if late else "encre_3"
        )


class _Counter(QWidget):
    """An icon, a large figure, its words and a second line."""

    def __init__(self, icon: str, token: str) -> None:
        super().__init__()
        self.icon = IconLabel(icon, token, 22)
        self._figure = Text("0", "chiffre")
        self._figure.setFont(theme().font("chiffre", tnum=True))
        self._words = Text("")
        self._second = Text("", "legende")
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self._figure)
        first.addWidget(self._words, 1, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addLayout(first)
        column.addWidget(self._second)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.icon)
        row.addLayout(column)
        row.addStretch(1)

    def say(self, figure: int, words: str, second: str, tone: str = "") -> None:
        """Show a count and what it means."""
        self._figure.setText(str(figure))
        self._words.setText(words)
        self._second.setText(second)
        for text in (self._figure, self._words):
            set_style(text, tone=tone)
        self.setAccessibleName(f"{figure} {words}, {second}")
