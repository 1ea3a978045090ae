"""The table of a contract: Espace ticks, F2 opens, Suppr takes out, and a menu says the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QKeySequence
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
from fieldapp.ui.widgets.table import Table


class ContratTable(Table):
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
        super().__init__("Engagements du contrat", parent)
        self._lignes = model
        self.contrat: Contrat | None = None
        self.setModel(model)
        self.setItemDelegateForColumn(ETAT, BadgeDelegate(self))
        self.row_opened.connect(self._open)

    def current(self) -> Ligne | None:
        """Return the row that keys act on."""
        return self._lignes.ligne(self.currentIndex().row())

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

    def menu_for(self, found: Ligne) -> QMenu:
        """Return the menu of a row, in the state of its contract."""
        menu = QMenu(self)
        menu.setAccessibleName("Actions")
        contrat = self.contrat
        if contrat is not None and contrat.modifiable:
            _add(menu, "Ajouter un engagement…", "", partial(self.add_asked.emit, found))
            _add(menu, "Modifier…", "F2", partial(self.edit_asked.emit, found))
            _add(menu, "Retirer", "Del", partial(self.remove_asked.emit, found))
        elif contrat is not None and contrat.statut == SIGNE:
            if found.engagement is not None:
                done = found.engagement.etat == FAIT
                tick = "À faire" if done else "Fait"
                _add(menu, tick, "Space", partial(self.tick_asked.emit, found))
                if found.engagement.etat != ABANDONNE:
                    asked = partial(self.state_asked.emit, found, ABANDONNE)
                    _add(menu, "Abandonné", "", asked)
            else:
                for code, words in ETATS_OBJECTIF.items():
                    if code != found.objectif.etat:
                        _add(menu, words, "", partial(self.state_asked.emit, found, code))
        _add(menu, "Historique…", "", partial(self.history_asked.emit, found))
        return menu

    def _open(self, row: int) -> None:
        found = self._lignes.ligne(row)
        if found is not None:
            self.edit_asked.emit(found)


def _add(menu: QMenu, text: str, keys: str, act: Callable[[], None]) -> None:
    action = QAction(text, menu)
    if keys:
        action.setShortcut(QKeySequence(keys))
    action.triggered.connect(lambda _checked=False: act())
    menu.addAction(action)
