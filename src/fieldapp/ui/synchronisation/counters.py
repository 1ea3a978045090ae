"""The three counters in order of travel: here only, received, refused."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from fieldapp.domain.echange import EtatEchange
from fieldapp.ui.state_line import ICI, RECUES, REFUSEES
from fieldapp.ui.texte import jour_et_heure
from fieldapp.ui.widgets.card import Card
from fieldapp.ui.widgets.figure import Figure
from fieldapp.ui.widgets.figure_row import FigureRow
from fieldapp.ui.widgets.icon_label import IconLabel


class Counters(Card):
    """Figures that say where every change is. Signals: `asked(str)`, the list behind one."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._here = Figure("laptop", "info")
        self._received = Figure("check-check", "reussite")
        self._refused = Figure("circle-alert", "encre_3")
        self._rule = QFrame()
        self._rule.setProperty("level", "column")
        for figure, key in (
            (self._here, ICI), (self._received, RECUES), (self._refused, REFUSEES),
        ):  # fmt: skip
            figure.make_button()
            figure.clicked.connect(partial(self.asked.emit, key))
        row = FigureRow()
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
