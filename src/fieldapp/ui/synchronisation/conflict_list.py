"""Conflicts as a plain list: what is here, what came, and the choice; nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from fieldapp.domain.historique import Conflit, Version
from fieldapp.ui.synchronisation.wording import champ_fr, nature_fr, valeur_fr
from fieldapp.ui.texte import jour_et_heure
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.card import Card, line
from fieldapp.ui.widgets.text import Text


class ConflictList(Card):
    """Hidden while there is nothing to decide.

    Signals: `decided(Conflit, Version)`, with the version to keep.
    """

    decided = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("À décider", flush=True, parent=parent)
        self._count = Text("", "legende")
        self.aside.addWidget(self._count)
        self._rows = QWidget()
        self.body.addWidget(self._rows)
        self.hide()

    def show_conflicts(self, conflits: Sequence[Conflit]) -> None:
        """Show the list."""
        self.body.removeWidget(self._rows)
        self._rows.deleteLater()
        self._rows = QWidget()
        column = QVBoxLayout(self._rows)
        column.setContentsMargins(15, 10, 15, 12)
        column.setSpacing(10)
        for place, conflit in enumerate(conflits):
            if place:
                column.addWidget(line())
            column.addWidget(self._row(conflit))
        self.body.addWidget(self._rows)
        self._count.setText(f"{len(conflits)} à décider, les deux versions sont gardées")
        self.setVisible(bool(conflits))

    def _row(self, conflit: Conflit) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        name = " — ".join(part for part in (conflit.foyer, nature_fr(conflit.table)) if part)
        column.addWidget(Text(f"{name}\u00a0: {champ_fr(conflit.champ)}", "fort", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        for row, version in enumerate(conflit.versions):
            grid.addLayout(_version(conflit, version), row, 0)
            keep = Button("Garder", kind="petit")
            value = valeur_fr(conflit.table, conflit.champ, version.valeur)
            keep.setAccessibleName(f"Garder {value}, de {version.auteur}")
            keep.clicked.connect(
                lambda _checked=False, c=conflit, v=version: self.decided.emit(c, v)
            )
            grid.addWidget(keep, row, 1)
        column.addLayout(grid)
        return box


def _version(conflit: Conflit, version: Version) -> QVBoxLayout:
    words = QVBoxLayout()
    words.setSpacing(0)
    value = valeur_fr(conflit.table, conflit.champ, version.valeur)
    words.addWidget(Text(value, wrap=True, selectable=True))
    shown = ", montrée en attendant" if version.preferee else ""
    who = f"{version.auteur}, {jour_et_heure(version.moment.isoformat())}{shown}"
    words.addWidget(Text(who, "legende"))
    return words
