"""The events of one family as a list that reads on when one scrolls."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from fieldapp.domain.contact import Contact
from fieldapp.domain.texte import fold
from fieldapp.services import contacts
from fieldapp.services.session import Session
from fieldapp.ui.dossier.events import CONTACT, Decisions, Event, merge_events
from fieldapp.ui.tasks import Tasks

Index = QModelIndex | QPersistentModelIndex
PAGE = 50
ALL_PAGE = 1000
_KEYS = "F2\u00a0: corriger, Suppr\u00a0: retirer, Maj+F10\u00a0: autres actions"


class ThreadModel(QAbstractListModel):
    """Contacts read by pages, decisions all at once, newest first.

    Signals: `shown()`, after the events changed.
    """

    shown = Signal()

    def __init__(self, session: Session, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._tasks = session, tasks
        self._foyer_id = ""
        self._contacts: list[Contact] = []
        self._decisions = Decisions()
        self._complete = True
        self._reading = False
        self._events: tuple[Event, ...] = ()
        self._genre = ""
        self._words = ""

    def show_thread(self, foyer_id: str, first: tuple[Contact, ...], decisions: Decisions) -> None:
        """Show a family: its newest contacts, its orientations and its changes of hands."""
        self._foyer_id = foyer_id
        self._contacts = list(first)
        self._decisions = decisions
        self._complete = len(first) < PAGE
        self._reading = False
        self._renew()
        if self._words:
            self._read_on()

    def filter(self, genre: str, words: str) -> None:
        """Keep one kind of events (all when ""), and those that bear these words."""
        self._genre, self._words = genre, fold(words)
        self._renew()
        if self._words:
            self._read_on()

    def event_at(self, index: Index) -> Event | None:
        """Return the event at an index."""
        row = index.row() if index.isValid() else -1
        return self._events[row] if 0 <= row < len(self._events) else None

    def row_of(self, event_id: str) -> int:
        """Return the row of an event, or -1."""
        return next((i for i, event in enumerate(self._events) if event.id == event_id), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._events)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        event = self._events[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return event
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return event.sentence()
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return _KEYS
        return None

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and not self._complete and not self._reading

    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            self._read(PAGE)

    def _read_on(self) -> None:
        """A search in the thread is over the whole of it."""
        if self.canFetchMore(QModelIndex()):
            self._read(ALL_PAGE)

    def _read(self, limit: int) -> None:
        self._reading = True
        session, foyer_id, offset = self._session, self._foyer_id, len(self._contacts)
        self._tasks.run(
            lambda: contacts.list_contacts(session, foyer_id, offset, limit),
            lambda found: self._page_read(foyer_id, limit, found),
            owner=self,
        )

    def _page_read(self, foyer_id: str, limit: int, found: tuple[Contact, ...]) -> None:
        if foyer_id != self._foyer_id:
            return
        self._reading = False
        self._contacts.extend(found)
        self._complete = len(found) < limit
        before = self._events
        events = self._kept()
        if events[: len(before)] == before:
            if len(events) > len(before):
                self.beginInsertRows(QModelIndex(), len(before), len(events) - 1)
                self._events = events
                self.endInsertRows()
            self.shown.emit()
        else:
            self._renew()
        if self._words:
            self._read_on()

    def _kept(self) -> tuple[Event, ...]:
        contacts_kept = self._contacts if self._genre in ("", CONTACT) else []
        catalogue = self._session.catalogue
        decisions = [e for e in self._decisions.events(catalogue) if self._genre in ("", e.genre)]
        complete = self._complete or self._genre not in ("", CONTACT)
        events = merge_events(contacts_kept, decisions, catalogue, complete=complete)
        if self._words:
            events = tuple(e for e in events if self._words in fold(e.sentence()))
        return events

    def _renew(self) -> None:
        self.beginResetModel()
        self._events = self._kept()
        self.endResetModel()
        self.shown.emit()
