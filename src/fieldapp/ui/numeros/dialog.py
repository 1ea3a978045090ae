"""The dialog of useful numbers, in large type, each with its « Copier » button."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from fieldapp.domain.catalogue import Catalogue, Entree
from fieldapp.ui.announce import announce
from fieldapp.ui.clipboard import copy
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.card import line
from fieldapp.ui.widgets.text import Text

URGENT = ("17", "114", "15")


class NumbersDialog(QDialog):
    """The numbers of the catalogue, emergencies first."""

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Fieldapp — Numéros utiles")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(Text("Numéros utiles", "titre"))
        intro = "Disponibles sans réseau. Leur consultation ne laisse aucune trace."
        column.addWidget(Text(intro, "second"))
        column.addWidget(self._list(catalogue), 1)
        version = f"Liste du catalogue {catalogue.version}, livrée avec Fieldapp."
        foot = QHBoxLayout()
        foot.addWidget(Text(version, "aide"), 1)
        close = Button("Fermer", kind="primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        foot.addWidget(close)
        column.addLayout(foot)
        self.resize(640, 560)

    def _list(self, catalogue: Catalogue) -> QScrollArea:
        entries = catalogue.entrees("numeros_utiles")
        body = QFrame()
        body.setProperty("level", "card")
        rows = QVBoxLayout(body)
        rows.setContentsMargins(16, 8, 16, 8)
        rows.setSpacing(8)
        urgent = [entry for code in URGENT for entry in entries if entry.code == code]
        others = [entry for entry in entries if entry.code not in URGENT]
        for place, entry in enumerate((*urgent, *others)):
            if place:
                rows.addWidget(line())
            rows.addLayout(self._row(entry))
        rows.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(body)
        return area

    def _row(self, entry: Entree) -> QHBoxLayout:
        number = Text(entry.libelle, "chiffre", selectable=True)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(number)
        words.addWidget(Text(entry.description or "", wrap=True))
        button = Button("Copier", "copy", kind="petit")
        button.setAccessibleName(f"Copier le {entry.libelle}")
        button.clicked.connect(lambda: self._copy(entry.libelle))
        row = QHBoxLayout()
        row.addLayout(words, 1)
        row.addWidget(button)
        return row

    def _copy(self, number: str) -> None:
        copy(number.split("/")[0].strip())
        announce(self, "Numéro copié")
