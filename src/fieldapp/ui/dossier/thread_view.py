"""The list of the thread: keys and menu act on the current event."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu, QWidget

from fieldapp.domain.contact import ZONES_IMPRIMABLES, Contact
from fieldapp.domain.orientation import OUVERTS, Orientation
from fieldapp.ui.dossier.events import CONTACT, ORIENTATION, Event
from fieldapp.ui.dossier.thread_delegate import ThreadDelegate
from fieldapp.ui.dossier.thread_model import ThreadModel
from fieldapp.ui.theme import theme


class ThreadView(QListView):
    """Signals, each with the event: `edit_asked` (F2, Entrée), `remove_asked` (Suppr),
    `history_asked`, `statut_asked`, `print_asked`, `report_asked`.
    """

    edit_asked = Signal(object)
    remove_asked = Signal(object)
    history_asked = Signal(object)
    statut_asked = Signal(object)
    print_asked = Signal(object)
    report_asked = Signal(object)

    def __init__(self, model: ThreadModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setAccessibleName("Le fil")
        self.setProperty("sans_anneau", True)
        self.setModel(model)
        self.setItemDelegate(ThreadDelegate(self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.doubleClicked.connect(lambda _index: self._edit())
        theme().changed.connect(self.scheduleDelayedItemsLayout)

    def current_event(self) -> Event | None:
        """Return the event that keys act on."""
        return self._model.event_at(self.currentIndex())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(200), theme().px(80))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._model.rowCount():
            self.setCurrentIndex(self._model.index(0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        current = self.current_event()
        if current is not None and not event.modifiers():
            if key in (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._edit()
                return
            if key == Qt.Key.Key_Delete and current.genre == CONTACT:
                self.remove_asked.emit(current)
                return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        current = self.current_event()
        if current is None:
            return
        place = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            corner = self.visualRect(self.currentIndex()).topLeft() + QPoint(48, 28)
            place = self.viewport().mapToGlobal(corner)
        self.menu_for(current).popup(place)

    def menu_for(self, current: Event) -> QMenu:
        """Return the menu of an event."""
        menu = QMenu(self)
        menu.setAccessibleName("Actions")
        if current.genre == CONTACT:
            if not current.muted:
                self._add(menu, "Corriger", "F2", lambda: self.edit_asked.emit(current))
            self._add(menu, "Retirer", "Del", lambda: self.remove_asked.emit(current))
        elif current.genre == ORIENTATION:
            objet = current.objet
            if isinstance(objet, Orientation) and objet.statut in OUVERTS:
                self._add(menu, "Changer l’état…", "F2", lambda: self.statut_asked.emit(current))
            self._add(menu, "Imprimer la fiche…", "", lambda: self.print_asked.emit(current))
        if can_report(current):
            self._add(
                menu,
                "Reporter ailleurs…",
                "Ctrl+Shift+R",
                lambda: self.report_asked.emit(current),
            )
        self._add(menu, "Historique…", "", lambda: self.history_asked.emit(current))
        return menu

    def _add(self, menu: QMenu, text: str, keys: str, act: object) -> None:
        action = QAction(text, menu)
        if keys:
            action.setShortcut(QKeySequence(keys))
        action.triggered.connect(act)
        menu.addAction(action)

    def _edit(self) -> None:
        current = self.current_event()
        if current is None:
            return
        if current.genre == CONTACT:
            if not current.muted:
                self.edit_asked.emit(current)
        elif current.genre == ORIENTATION:
            self.statut_asked.emit(current)


def can_report(current: Event) -> bool:
    """Whether this may be typed in another system: never a personal draft or a restricted note."""
    objet = current.objet
    if isinstance(objet, Contact):
        return objet.lisible and objet.zone in ZONES_IMPRIMABLES
    return isinstance(objet, Orientation)
