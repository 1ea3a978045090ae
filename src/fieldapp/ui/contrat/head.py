"""The head of the contract: the version shown, its facts, what is done to it as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.text import Text

# Under this width the facts would be a column of words beside the version.
_NARROW = 640


class ContratHead(QWidget):
    """The facts stand between the version and the buttons, below both in a narrow window."""

    def __init__(self, buttons: Sequence[Button]) -> None:
        super().__init__()
        self.versions = CodeCombo()
        self.versions.setAccessibleName("Version du contrat")
        self.versions.setMinimumContentsLength(18)
        self.words = Text("", "legende", wrap=True)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(12, 8, 12, 8)
        self._grid.setSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(self.versions, 0, 0)
        self._grid.addWidget(self.words, 0, 1)
        for place, button in enumerate(buttons, start=2):
            self._grid.addWidget(button, 0, place)
        self._narrow = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme().px(_NARROW)
        if narrow != self._narrow:
            self._narrow = narrow
            self._grid.removeWidget(self.words)
            if narrow:
                self._grid.addWidget(self.words, 1, 0, 1, self._grid.columnCount())
            else:
                self._grid.addWidget(self.words, 0, 1)
