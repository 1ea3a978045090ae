"""A table whose rows have acts: keys act on the current row, and a menu says the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from fieldapp.ui.widgets.table import Table

Item = TypeVar("Item")


class RowTable(Table, Generic[Item]):
    """Each kind of table says which item a row shows, what keys do with it, and its menu."""

    def __init__(
        self, name: str, item: Callable[[int], Item | None], parent: QWidget | None = None
    ) -> None:
        super().__init__(name, parent)
        self._item = item
        self.row_opened.connect(self._opened)

    def current(self) -> Item | None:
        """Return what keys act on."""
        return self._item(self.currentIndex().row())

    def acts(self) -> dict[Qt.Key, Callable[[Item], None]]:
        """Return what each key does with the current item; `Key_Return` opens it."""
        raise NotImplementedError

    def menu_for(self, found: Item) -> QMenu:
        """Return the menu of an item."""
        raise NotImplementedError

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act, found = self.acts().get(Qt.Key(event.key())), self.current()
        opens = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if act is None or found is None or opens or event.modifiers():
            super().keyPressEvent(event)
            return
        act(found)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        found = self.current()
        if found is None:
            return
        place = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            corner = self.visualRect(self.currentIndex()).bottomLeft()
            place = self.viewport().mapToGlobal(corner + QPoint(24, 0))
        self.menu_for(found).popup(place)

    def new_menu(self) -> QMenu:
        """Return an empty menu of acts."""
        menu = QMenu(self)
        menu.setAccessibleName("Actions")
        return menu

    def _opened(self, row: int) -> None:
        found = self._item(row)
        if found is not None:
            self.acts()[Qt.Key.Key_Return](found)


def add_act(menu: QMenu, text: str, keys: str, act: Callable[[], object]) -> None:
    """Add one act to a menu, with the key that does the same ("" when none does)."""
    action = QAction(text, menu)
    if keys:
        action.setShortcut(QKeySequence(keys))
    action.triggered.connect(lambda _checked=False: act())
    menu.addAction(action)
