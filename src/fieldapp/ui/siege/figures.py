"""The figures at the head of the reception page: what is here, what is refused, what waits."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from fieldapp.domain.siege import EN_ATTENTE, EtatSiege
from fieldapp.ui.widgets.card import Card
from fieldapp.ui.widgets.figure import Figure
from fieldapp.ui.widgets.figure_row import FigureRow


class Figures(Card):
    """Four figures of the moment."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._received = Figure("check-check", "reussite")
        self._posts = Figure("laptop", "info")
        self._refused = Figure("circle-check", "encre_3")
        self._conflicts = Figure("merge", "encre_3")
        row = FigureRow()
        for figure in (self._received, self._posts, self._refused, self._conflicts):
            row.add(figure, 1)
        self.body.addWidget(row)

    def show_state(self, etat: EtatSiege) -> None:
        """Show the figures."""
        plain = "s" if etat.recues > 1 else ""
        self._received.say(etat.recues, f"modification{plain} reçue{plain}", "toutes gardées")
        posts = len(etat.postes)
        waiting = sum(poste.etat == EN_ATTENTE for poste in etat.postes)
        self._posts.say(
            posts,
            "poste" if posts < 2 else "postes",
            f"{waiting} en attente" if waiting else "rien n’est attendu",
        )
        refused = len(etat.refus)
        self._refused.say(
            refused,
            "envoi refusé" if refused < 2 else "envois refusés",
            "que faire\u00a0: voir plus bas" if refused else "rien à corriger",
            "late" if refused else "",
        )
        self._refused.icon.set_icon(
            "circle-alert" if refused else "circle-check", "retard" if refused else "encre_3"
        )
        self._conflicts.say(
            etat.conflits,
            "conflit ouvert" if etat.conflits < 2 else "conflits ouverts",
            "les deux versions gardées, les postes décident" if etat.conflits else "rien à décider",
            "warn" if etat.conflits else "",
        )
        self._conflicts.icon.set_icon("merge", "attention" if etat.conflits else "encre_3")

    def text(self) -> str:
        """Return all figures as one sentence."""
        figures = (self._received, self._posts, self._refused, self._conflicts)
        return " · ".join(figure.accessibleName() for figure in figures)
