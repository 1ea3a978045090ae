"""The formats of an export: one box each, at least one to tick."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from fieldapp.ui.siege.acts import CSV, JSON, PARQUET, XLSX

# What each is for stands in its tip: most people only know the first two.
_FORMATS = {
    CSV: ("CSV", "Pour tout tableur et tout logiciel\u00a0; un fichier par table"),
    XLSX: ("Excel", "Un classeur XLSX, une feuille par table"),
    PARQUET: ("Parquet", "Pour les outils d’analyse\u00a0; colonnes typées, compressé"),
    JSON: ("JSON", "Pour un programme\u00a0; un fichier par table"),
}


class FormatChoice(QWidget):
    """The boxes, CSV ticked to begin with."""

    def __init__(self) -> None:
        super().__init__()
        self.boxes = {key: QCheckBox(text) for key, (text, _) in _FORMATS.items()}
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(14)
        for key, box in self.boxes.items():
            tip = _FORMATS[key][1]
            box.setToolTip(tip)
            box.setAccessibleName(f"Format\u00a0: {box.text()}")
            box.setAccessibleDescription(tip)
            line.addWidget(box)
        line.addStretch(1)
        self.boxes[CSV].setChecked(True)
        self.setFocusProxy(self.boxes[CSV])
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def values(self) -> tuple[str, ...]:
        """Return the formats ticked, in their order."""
        return tuple(key for key, box in self.boxes.items() if box.isChecked())

    def set_values(self, formats: Iterable[str]) -> None:
        """Tick these formats and no other."""
        wanted = set(formats)
        for key, box in self.boxes.items():
            box.setChecked(key in wanted)
