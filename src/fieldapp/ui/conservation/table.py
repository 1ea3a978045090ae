"""The table of the files at their term: Entrée opens one, headers sort."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from fieldapp.domain.conservation import LigneConservation
from fieldapp.ui.conservation.model import (
    CONTACT,
    ECHEANCE,
    REFERENT,
    TRIS,
    ConservationModel,
)
from fieldapp.ui.delegates.badge import BadgeDelegate
from fieldapp.ui.widgets.row_table import RowTable, add_act

_WIDTHS = (200, 200, 165, 0, 155)


class ConservationTable(RowTable[LigneConservation]):
    """Signals: `open_asked(LigneConservation)` (Entrée), `print_asked()`, the whole list."""

    open_asked = Signal(object)
    print_asked = Signal()

    def __init__(self, model: ConservationModel, parent: QWidget | None = None) -> None:
        super().__init__("Dossiers à échéance de conservation", model.item, parent)
        self._model = model
        self.setModel(model)
        self.setItemDelegateForColumn(ECHEANCE, BadgeDelegate(self))
        self.set_widths(_WIDTHS)
        self.set_secondary(REFERENT, CONTACT)
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        self._sorted = (ECHEANCE, Qt.SortOrder.AscendingOrder)
        header.setSortIndicator(*self._sorted)
        header.sortIndicatorChanged.connect(self._sort)

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        if (column, order) == self._sorted:
            return
        if column in TRIS:
            self._sorted = (column, order)
            self._model.sort(column, order)
        else:  # the arrow stays on the column that is sorted by
            self.horizontalHeader().setSortIndicator(*self._sorted)

    def acts(self) -> dict[Qt.Key, Callable[[LigneConservation], None]]:
        return {Qt.Key.Key_Return: self.open_asked.emit}

    def menu_for(self, found: LigneConservation) -> QMenu:
        """Return the menu of a file."""
        menu = self.new_menu()
        add_act(menu, "Ouvrir le dossier", "Return", lambda: self.open_asked.emit(found))
        add_act(menu, "Imprimer la liste…", "Ctrl+P", self.print_asked.emit)
        return menu
