"""What two people changed without seeing each other: one line a file, and the way to decide."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.domain.conflit import GroupeConflits
from fieldapp.ui.synchronisation.wording import champ_fr
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.card import Card
from fieldapp.ui.widgets.icon_label import IconLabel
from fieldapp.ui.widgets.text import ElidedText, Text

_SHOWN = 3


class ConflictList(Card):
    """Hidden while there is nothing to decide. Signals: `asked()`, to go and decide."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("À décider", parent=parent)
        self._count = Text("", "legende")
        self.aside.addWidget(self._count)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        self.button = Button("Voir les versions et décider", "merge")
        self.button.clicked.connect(self.asked)
        row = QHBoxLayout()
        row.addLayout(self._lines, 1)
        row.addWidget(self.button)
        self.body.addLayout(row)
        self.hide()

    def show_groups(self, groupes: Sequence[GroupeConflits]) -> None:
        """Show the first files, and how many fields wait in all."""
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for groupe in groupes[:_SHOWN]:
            self._lines.addWidget(_line(groupe))
        if len(groupes) > _SHOWN:
            self._lines.addWidget(Text(f"et {len(groupes) - _SHOWN} autres dossiers", "legende"))
        count = sum(len(groupe.conflits) for groupe in groupes)
        what = "champ" if count == 1 else "champs"
        self._count.setText(f"{count} {what}, toutes les versions sont gardées")
        self.setVisible(bool(groupes))


def _line(groupe: GroupeConflits) -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(IconLabel("merge", "attention", 18))
    row.addWidget(Text(groupe.foyer or "Hors dossier", "fort"))
    fields = dict.fromkeys(champ_fr(conflit.champ) for conflit in groupe.conflits)
    row.addWidget(ElidedText(", ".join(fields), "second"), 1)
    return line
