"""The table of orientations: keys and menu act on the current row."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from fieldapp.domain.orientation import OUVERTS, Orientation
from fieldapp.ui.delegates.badge import BadgeDelegate
from fieldapp.ui.orientations.model import ETAT, OrientationsModel
from fieldapp.ui.widgets.row_table import RowTable, add_act


class OrientationsTable(RowTable[Orientation]):
    """Signals, each with the orientation: `open_asked` (Entrée), `statut_asked` (F2),
    `print_asked`, `history_asked`.
    """

    open_asked = Signal(object)
    statut_asked = Signal(object)
    print_asked = Signal(object)
    history_asked = Signal(object)

    def __init__(self, model: OrientationsModel, parent: QWidget | None = None) -> None:
        super().__init__("Orientations", model.orientation, parent)
        self.setModel(model)
        self.setItemDelegateForColumn(ETAT, BadgeDelegate(self))

    def acts(self) -> dict[Qt.Key, Callable[[Orientation], None]]:
        return {
            Qt.Key.Key_Return: self.open_asked.emit,
            Qt.Key.Key_F2: self.statut_asked.emit,
        }

    def menu_for(self, found: Orientation) -> QMenu:
        """Return the menu of an orientation."""
        menu = self.new_menu()
        add_act(menu, "Ouvrir le dossier", "Return", lambda: self.open_asked.emit(found))
        if found.statut in OUVERTS:
            add_act(menu, "Changer l’état…", "F2", lambda: self.statut_asked.emit(found))
        add_act(menu, "Imprimer la fiche…", "Ctrl+P", lambda: self.print_asked.emit(found))
        add_act(menu, "Historique…", "", lambda: self.history_asked.emit(found))
        return menu
