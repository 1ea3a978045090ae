"""The table of steps: Espace ticks, F2 opens, Suppr removes, and a menu says the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from fieldapp.domain.demarche import ETATS, FAITE, Demarche
from fieldapp.ui.delegates.badge import BadgeDelegate
from fieldapp.ui.demarches.model import ETAT, DemarchesModel
from fieldapp.ui.widgets.row_table import RowTable, add_act


class DemarchesTable(RowTable[Demarche]):
    """Signals, each with the step: `tick_asked`, `edit_asked`, `remove_asked`, `history_asked`;
    `state_asked(Demarche, str)`, with the code of the state chosen in the menu.
    """

    tick_asked = Signal(object)
    edit_asked = Signal(object)
    remove_asked = Signal(object)
    history_asked = Signal(object)
    state_asked = Signal(object, str)

    def __init__(self, model: DemarchesModel, parent: QWidget | None = None) -> None:
        super().__init__("Démarches", model.item, parent)
        self.setModel(model)
        self.setItemDelegateForColumn(ETAT, BadgeDelegate(self))

    def acts(self) -> dict[Qt.Key, Callable[[Demarche], None]]:
        return {
            Qt.Key.Key_Return: self.edit_asked.emit,
            Qt.Key.Key_Space: self.tick_asked.emit,
            Qt.Key.Key_F2: self.edit_asked.emit,
            Qt.Key.Key_Delete: self.remove_asked.emit,
        }

    def menu_for(self, found: Demarche) -> QMenu:
        """Return the menu of a step."""
        menu = self.new_menu()
        tick = "À refaire" if found.etat == FAITE else "Faite"
        add_act(menu, tick, "Space", lambda: self.tick_asked.emit(found))
        for code, words in ETATS.items():
            if code not in (found.etat, FAITE):
                add_act(menu, words, "", partial(self.state_asked.emit, found, code))
        menu.addSeparator()
        add_act(menu, "Modifier…", "F2", lambda: self.edit_asked.emit(found))
        add_act(menu, "Retirer", "Del", lambda: self.remove_asked.emit(found))
        add_act(menu, "Historique…", "", lambda: self.history_asked.emit(found))
        return menu
