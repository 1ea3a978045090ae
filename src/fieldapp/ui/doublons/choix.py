"""One field of two files: its two values side by side, one of them chosen with ← → or 1 and 2."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from fieldapp.domain.doublon_fusion import AUTRE, GARDE, ChampCompare
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.option_card import OptionCard
from fieldapp.ui.widgets.text import Text

EMPTY = "rien"
_LABEL = 150
_KEYS = {
    Qt.Key.Key_Left: GARDE,
    Qt.Key.Key_1: GARDE,
    Qt.Key.Key_Ampersand: GARDE,  # the digit row of a French keyboard
    Qt.Key.Key_Right: AUTRE,
    Qt.Key.Key_2: AUTRE,
    Qt.Key.Key_Eacute: AUTRE,
}


class ChoixRow(QWidget):
    """A label and two values. Signals: `changed()`."""

    changed = Signal()

    def __init__(self, champ: ChampCompare, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.champ = champ
        label = Text(champ.libelle, "champ", wrap=True)
        label.setFixedWidth(theme().px(_LABEL))
        self._group = QButtonGroup(self)
        self.cells = {
            side: _Cell(value or EMPTY, self)
            for side, value in ((GARDE, champ.garde), (AUTRE, champ.autre))
        }
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(label)
        for number, cell in enumerate(self.cells.values(), start=1):
            cell.setAccessibleName(f"{champ.libelle}, {number}\u00a0: {cell.text()}")
            cell.setToolTip(cell.text())
            self._group.addButton(cell)
            row.addWidget(cell, 1)
        self.choose(champ.propose)
        self._group.buttonToggled.connect(lambda _cell, on: self._toggled(on))

    def side(self) -> str:
        """Return the side chosen."""
        return GARDE if self.cells[GARDE].isChecked() else AUTRE

    def choose(self, side: str) -> None:
        """Choose a side."""
        self.cells[side].setChecked(True)
        self._fit_focus()

    def step(self, key: Qt.Key) -> bool:
        """Choose the side that a key means and keep the keyboard on it; False for other keys."""
        side = _KEYS.get(key)
        if side is None:
            return False
        self.choose(side)
        self.cells[side].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _toggled(self, on: bool) -> None:
        if on:
            self._fit_focus()
            self.changed.emit()

    def _fit_focus(self) -> None:
        # As radio buttons do: Tab enters a row once, on what is chosen.
        for cell in self.cells.values():
            chosen = cell.isChecked()
            cell.setFocusPolicy(Qt.FocusPolicy.StrongFocus if chosen else Qt.FocusPolicy.ClickFocus)


class _Cell(OptionCard):
    """One value; the keys of the row are heard here."""

    def __init__(self, text: str, row: ChoixRow) -> None:
        super().__init__(text, parent=row)
        self._row = row
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self._row.step(key):
            return
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(key == Qt.Key.Key_Down)
            return
        super().keyPressEvent(event)
