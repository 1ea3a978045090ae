"""The table of families: headers that sort, letters that jump to a name."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from fieldapp.ui.delegates.badge import BadgeDelegate
from fieldapp.ui.familles.model import COLUMNS, FOLLOW, FamiliesModel
from fieldapp.ui.widgets.table import Table

# Letters typed closer than this belong to one name.
TYPING_MS = 900
_WIDTHS = (175, 190, 150, 145, 120, 122, 0)
# Narrow, a line keeps who, where and what is to be done: référent, composition, last contact and
# level are in the file.
_SECONDARY = (4, 1, 5, 3)


class FamiliesTable(Table):
    """Whole rows on a `FamiliesModel`."""

    def __init__(self, model: FamiliesModel, parent: QWidget | None = None) -> None:
        super().__init__("Familles", parent)
        self._families = model
        self._typed = ""
        self._pause = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._pause.timeout.connect(self._forget)
        self.setModel(model)
        self.setItemDelegateForColumn(FOLLOW, BadgeDelegate(self))
        self.set_widths(_WIDTHS)
        self.set_secondary(*_SECONDARY)
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        header.sortIndicatorChanged.connect(self._sort)
        model.name_found.connect(self.selectRow)

    def keyboardSearch(self, search: str) -> None:
        self._typed += search
        self._pause.start()
        self._families.jump_to(self._typed)

    def _forget(self) -> None:
        self._typed = ""

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        if COLUMNS[column][1] is not None:
            self._families.sort(column, order)
