"""The table of steps: Espace ticks, F2 opens, Suppr removes, and a menu says the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from fieldapp.domain.demarche import ETATS, FAITE, Demarche
from fieldapp.ui.delegates.badge import BadgeDelegate
from fieldapp.ui.demarches.model import ETAT, DemarchesModel
from fieldapp.ui.widgets.table import Table


class DemarchesTable(Table):
    """Signals, each with the step: `tick_asked`, `edit_asked`, `remove_asked`, `history_asked`;
    `state_asked(Demarche, str)`, with the code of the state chosen in the menu.
    """

    tick_asked = Signal(object)
    edit_asked = Signal(object)
    remove_asked = Signal(object)
    history_asked = Signal(object)
    state_asked = Signal(object, str)

    def __init__(self, model: DemarchesModel, parent: QWidget | None = None) -> None:
        super().__init__("Démarches", parent)
        self._demarches = model
        self.setModel(model)
        self.setItemDelegateForColumn(ETAT, BadgeDelegate(self))
        self.row_opened.connect(self._open)

    def current(self) -> Demarche | None:
        """Return the step that keys act on."""
        return self._demarches.demarche(self.currentIndex().row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        asked = {
            Qt.Key.Key_Space: self.tick_asked,
            Qt.Key.Key_F2: self.edit_asked,
            Qt.Key.Key_Delete: self.remove_asked,
        }.get(Qt.Key(event.key()))
        found = self.current()
        if asked is not None and found is not None and not event.modifiers():
            asked.emit(found)
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        found = self.current()
        if found is None:
            return
        place = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            corner = self.visualRect(self.currentIndex()).bottomLeft()
            place = self.viewport().mapToGlobal(corner + QPoint(24, 0))
        self.menu_for(found).popup(place)

    def menu_for(self, found: Demarche) -> QMenu:
        """Return the menu of a step."""
        menu = QMenu(self)
        menu.setAccessibleName("Actions")
        tick = "À refaire" if found.etat == FAITE else "Faite"
        _add(menu, tick, "Space", lambda: self.tick_asked.emit(found))
        for code, words in ETATS.items():
            if code not in (found.etat, FAITE):
                _add(menu, words, "", partial(self.state_asked.emit, found, code))
        menu.addSeparator()
        _add(menu, "Modifier…", "F2", lambda: self.edit_asked.emit(found))
        _add(menu, "Retirer", "Del", lambda: self.remove_asked.emit(found))
        _add(menu, "Historique…", "", lambda: self.history_asked.emit(found))
        return menu

    def _open(self, row: int) -> None:
        found = self._demarches.demarche(row)
        if found is not None:
            self.edit_asked.emit(found)


def _add(menu: QMenu, text: str, keys: str, act: Callable[[], None]) -> None:
    action = QAction(text, menu)
    if keys:
        action.setShortcut(QKeySequence(keys))
    action.triggered.connect(lambda _checked=False: act())
    menu.addAction(action)
