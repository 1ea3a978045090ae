"""The table of orientations: keys and menu act on the current row."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from fieldapp.domain.orientation import OUVERTS, Orientation
from fieldapp.ui.delegates.badge import BadgeDelegate
from fieldapp.ui.orientations.model import ETAT, OrientationsModel
from fieldapp.ui.widgets.table import Table


class OrientationsTable(Table):
    """Signals, each with the orientation: `open_asked` (Entrée), `statut_asked` (F2),
    `print_asked`, `history_asked`.
    """

    open_asked = Signal(object)
    statut_asked = Signal(object)
    print_asked = Signal(object)
    history_asked = Signal(object)

    def __init__(self, model: OrientationsModel, parent: QWidget | None = None) -> None:
        super().__init__("Orientations", parent)
        self._orientations = model
        self.setModel(model)
        self.setItemDelegateForColumn(ETAT, BadgeDelegate(self))
        self.row_opened.connect(self._open)

    def current(self) -> Orientation | None:
        """Return the orientation that keys act on."""
        return self._orientations.orientation(self.currentIndex().row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        found = self.current()
        if event.key() == Qt.Key.Key_F2 and found is not None:
            self.statut_asked.emit(found)
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

    def menu_for(self, found: Orientation) -> QMenu:
        """Return the menu of an orientation."""
        menu = QMenu(self)
        menu.setAccessibleName("Actions")
        self._add(menu, "Ouvrir le dossier", "Return", lambda: self.open_asked.emit(found))
        if found.statut in OUVERTS:
            self._add(menu, "Changer l’état…", "F2", lambda: self.statut_asked.emit(found))
        self._add(menu, "Imprimer la fiche…", "Ctrl+P", lambda: self.print_asked.emit(found))
        self._add(menu, "Historique…", "", lambda: self.history_asked.emit(found))
        return menu

    def _add(self, menu: QMenu, text: str, keys: str, act: Callable[[], None]) -> None:
        action = QAction(text, menu)
        if keys:
            action.setShortcut(QKeySequence(keys))
        action.triggered.connect(act)
        menu.addAction(action)

    def _open(self, row: int) -> None:
        found = self._orientations.orientation(row)
        if found is not None:
            self.open_asked.emit(found)
