"""Needs noted over the versions, drawn or as a table with the same figures."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.dates import format_date
from fieldapp.domain.evaluation import Serie
from fieldapp.ui.evaluation.defilement import Defilement
from fieldapp.ui.evaluation.graphique import SERIES_MAX, EvolutionChart
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.card import Card
from fieldapp.ui.widgets.table import Table
from fieldapp.ui.widgets.text import ElidedText, Text

NOTE = "Nombre de besoins notés par chapitre. Ce n’est pas une note\u00a0: rien n’est calculé."
EMPTY = "Aucun besoin noté pour l’instant. Les barres viendront avec les besoins."


class EvolutionView(QWidget):
    """Bars by default, the table when a screen reader is at work."""

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self._chapters = tuple(
            (e.code, e.libelle) for e in catalogue.entrees("chapitres_evaluation")
        )
        self.chart = EvolutionChart()
        self.table = Table("Besoins notés par chapitre et par version")
        self._model = QStandardItemModel(self)
        self.table.setModel(self._model)
        self.toggle = Button("Tableau", "table-2", ("Ctrl", "Maj", "T"))
        self.toggle.setCheckable(True)
        self.toggle.toggled.connect(self._show_table)
        self._empty = Text(EMPTY, "second", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        scroll = Defilement()
        inside = QWidget()
        inside.setProperty("level", "transparent")
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, 8, 12, 12)
        column.addWidget(self.chart)
        column.addStretch(1)
        scroll.setWidget(inside)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        for widget in (scroll, self.table, self._empty):
            self._stack.addWidget(widget)
        card = Card("Besoins notés dans le temps")
        card.body.setContentsMargins(0, 0, 0, 0)
        card.body.addWidget(holder, 1)
        card.aside.addWidget(self.toggle)
        foot = QHBoxLayout()
        foot.addWidget(ElidedText(NOTE, "legende"), 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        outer.addWidget(card, 1)
        outer.addLayout(foot)
        self._filled = False
        self.toggle.setChecked(QAccessible.isActive())

    def show_series(self, series: tuple[Serie, ...]) -> None:
        """Show the count of needs of each version."""
        self.chart.show_series(series, self._chapters)
        shown = series[-SERIES_MAX:]
        self._model.clear()
        self._model.setHorizontalHeaderLabels(
            ["Chapitre", *(f"Version {s.version}, {format_date(s.date)}" for s in shown)]
        )
        for code, title in self._chapters:
            if any(s.nombres.get(code) for s in series):
                counts = [QStandardItem(str(s.nombres.get(code, 0))) for s in shown]
                self._model.appendRow([QStandardItem(title), *counts])
        self.table.set_widths((0, *(170 for _ in shown)))
        self._filled = self._model.rowCount() > 0
        self.toggle.setVisible(self._filled)
        self._show_table(self.toggle.isChecked())

    def switch(self) -> None:
        """Go from the drawing to the table and back."""
        if self._filled:
            self.toggle.toggle()

    def _show_table(self, shown: bool) -> None:
        self._stack.setCurrentIndex((1 if shown else 0) if self._filled else 2)
