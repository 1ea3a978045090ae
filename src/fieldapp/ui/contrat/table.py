"""The table of a contract: Espace ticks, F2 opens, Suppr takes out, and a menu says the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from fieldapp.domain.contrat import (
    ABANDONNE,
    ETATS_OBJECTIF,
    FAIT,
    SIGNE,
    Contrat,
)
from fieldapp.ui.contrat.model import ETAT, ContratModel, Ligne
from fieldapp.ui.delegates.badge import BadgeDelegate
from fieldapp.ui.widgets.row_table import RowTable, add_act


class ContratTable(RowTable[Ligne]):
    """Signals, each with the `Ligne`: `tick_asked`, `edit_asked`, `remove_asked`, `add_asked`
    (a commitment for its objective), `history_asked`; `state_asked(Ligne, str)`.
    """

    tick_asked = Signal(object)
    edit_asked = Signal(object)
    remove_asked = Signal(object)
    add_asked = Signal(object)
    history_asked = Signal(object)
    state_asked = Signal(object, str)

    def __init__(self, model: ContratModel, parent: QWidget | None = None) -> None:
        super().__init__("Engagements du contrat", model.item, parent)
        self.contrat: Contrat | None = None
        self.setModel(model)
        self.setItemDelegateForColumn(ETAT, BadgeDelegate(self))

    def acts(self) -> dict[Qt.Key, Callable[[Ligne], None]]:
        return {
            Qt.Key.Key_Return: self.edit_asked.emit,
            Qt.Key.Key_Space: self.tick_asked.emit,
            Qt.Key.Key_F2: self.edit_asked.emit,
            Qt.Key.Key_Delete: self.remove_asked.emit,
        }

    def menu_for(self, found: Ligne) -> QMenu:
        """Return the menu of a row, in the state of its contract."""
        menu = self.new_menu()
        contrat = self.contrat
        if contrat is not None and contrat.modifiable:
            add_act(menu, "Ajouter un engagement…", "", partial(self.add_asked.emit, found))
            add_act(menu, "Modifier…", "F2", partial(self.edit_asked.emit, found))
            add_act(menu, "Retirer", "Del", partial(self.remove_asked.emit, found))
        elif contrat is not None and contrat.statut == SIGNE:
            if found.engagement is not None:
                done = found.engagement.etat == FAIT
                tick = "À faire" if done else "Fait"
                add_act(menu, tick, "Space", partial(self.tick_asked.emit, found))
                if found.engagement.etat != ABANDONNE:
                    asked = partial(self.state_asked.emit, found, ABANDONNE)
                    add_act(menu, "Abandonné", "", asked)
            else:
                for code, words in ETATS_OBJECTIF.items():
                    if code != found.objectif.etat:
                        add_act(menu, words, "", partial(self.state_asked.emit, found, code))
        add_act(menu, "Historique…", "", partial(self.history_asked.emit, found))
        return menu
