"""The first tab of a dossier: the quick note, then the thread."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QStackedLayout, QVBoxLayout, QWidget

from fieldapp.domain import droits
from fieldapp.domain.contact import Contact
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Dossier
from fieldapp.domain.orientation import Orientation
from fieldapp.services import contacts
from fieldapp.services.droits import may
from fieldapp.services.session import Session
from fieldapp.ui.capture.edit_dialog import EditContactDialog
from fieldapp.ui.capture.undo import undo_last
from fieldapp.ui.dossier.events import CONTACT, ORIENTATION, TRANSFERT, Decisions, Event
from fieldapp.ui.dossier.historique_dialog import HistoryDialog
from fieldapp.ui.dossier.note_block import NoteBlock
from fieldapp.ui.dossier.thread_model import ThreadModel
from fieldapp.ui.dossier.thread_view import ThreadView
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.orientations.statut_dialog import StatutDialog
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.chips import ChipBar
from fieldapp.ui.widgets.empty_state import EmptyState
from fieldapp.ui.widgets.text import Text

EMPTY = "Le fil commence ici. Notez le premier contact."
NOTHING_FITS = "Rien dans le fil ne correspond."
_ALL = "tout"
_SEARCH_MS = 150


class FilTab(QWidget):
    """Note, filters, thread. Signals: `print_asked(Orientation)`."""

    print_asked = Signal(object)

    def __init__(self, session: Session, tasks: Tasks, navigator: Navigator) -> None:
        super().__init__()
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._dialog: QDialog | None = None
        self.note = NoteBlock(session, tasks, navigator)
        if not may(session, droits.ECRIRE_CONTACT):
            self.note.hide()
        self.model = ThreadModel(session, tasks, self)
        self.view = ThreadView(self.model)
        self._total = Text("", "second")
        self.filters = ChipBar("Filtrer le fil", exclusive=True)
        self.filters.set_options(((_ALL, "Tout"),))
        self.filters.set_selected((_ALL,))
        self.filters.changed.connect(self._filter)
        self.search = QLineEdit()
        self.search.setAccessibleName("Chercher dans le fil")
        self.search.setPlaceholderText("Chercher dans le fil")
        self.search.setClearButtonEnabled(True)
        self._search_pause = QTimer(self, singleShot=True, interval=_SEARCH_MS)
        self._search_pause.timeout.connect(self._filter)
        self.search.textEdited.connect(lambda _text: self._search_pause.start())
        self.empty = EmptyState(EMPTY)
        self._build()
        self.model.shown.connect(self._shown)
        self.view.edit_asked.connect(self._edit)
        self.view.remove_asked.connect(self._remove)
        self.view.history_asked.connect(self._show_history)
        self.view.statut_asked.connect(self._change_statut)
        self.view.print_asked.connect(lambda event: self.print_asked.emit(event.objet))
        self.view.report_asked.connect(
            lambda event: navigator.report_asked.emit(event.genre, event.id)
        )

    def show_dossier(
        self, dossier: Dossier, first: tuple[Contact, ...], decisions: Decisions
    ) -> None:
        """Show the thread of a family."""
        foyer = dossier.foyer
        self.note.open_family(foyer.id, foyer.nom)
        orientations, hands = decisions.orientations, decisions.transferts
        total = dossier.nb_contacts + len(orientations) + len(hands)
        self._total.setText(f"Le fil\u00a0: {total} événement{'s' if total > 1 else ''}")
        kept = self.filters.selected() or (_ALL,)
        if kept == (TRANSFERT,) and not hands:
            kept = (_ALL,)
        self.filters.set_options(
            (
                (_ALL, "Tout"),
                (CONTACT, f"Contacts {dossier.nb_contacts}"),
                (ORIENTATION, f"Orientations {len(orientations)}"),
                *(((TRANSFERT, f"Transferts {len(hands)}"),) if hands else ()),
            )
        )
        self.filters.set_selected(kept)
        current = self.view.current_event()
        place = self.view.verticalScrollBar().value()
        self.model.show_thread(foyer.id, first, decisions)
        row = self.model.row_of(current.id) if current is not None else -1
        if row >= 0:
            self.view.setCurrentIndex(self.model.index(row))
            self.view.verticalScrollBar().setValue(place)

    def focus_search(self) -> None:
        """Put the cursor in the search of the thread."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def set_narrow(self, narrow: bool) -> None:
        """Take one column: the page scrolls, not the thread inside it."""
        self.view.setMinimumHeight(theme().px(420) if narrow else theme().px(80))
        self.search.setFixedWidth(theme().px(120) if narrow else theme().px(205))

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self._total)
        row.addWidget(self.filters, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.search)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.note)
        column.addLayout(row)
        column.addWidget(holder, 1)

    def _filter(self) -> None:
        ticked = self.filters.selected()
        if not ticked:
            self.filters.set_selected((_ALL,))
        genre = ticked[0] if ticked and ticked[0] != _ALL else ""
        self.model.filter(genre, self.search.text())

    def _shown(self) -> None:
        filtered = bool(self.search.text().strip()) or self.filters.selected() != (_ALL,)
        self.empty.set_text(NOTHING_FITS if filtered else EMPTY)
        self._stack.setCurrentWidget(self.view if self.model.rowCount() else self.empty)

    def _edit(self, event: Event) -> None:
        if isinstance(event.objet, Contact):
            args = (self._session, self._tasks, self._navigator, event.objet, self.window())
            self._dialog = EditContactDialog(*args)
            self._dialog.show()

    def _remove(self, event: Event) -> None:
        session, tasks, navigator = self._session, self._tasks, self._navigator
        tasks.run(
            lambda: contacts.delete_contact(session, event.id),
            lambda _none: navigator.toast(
                "Contact retiré du fil.", lambda: undo_last(session, tasks, navigator)
            ),
            self._failed,
            changes={"contact"},
            owner=self,
        )

    def _failed(self, error: KnownError) -> None:
        self._navigator.toast(error.message)

    def _show_history(self, event: Event) -> None:
        self._dialog = HistoryDialog(
            self._session, self._tasks, event.genre, event.id, event.title, self.window()
        )
        self._dialog.show()

    def _change_statut(self, event: Event) -> None:
        if isinstance(event.objet, Orientation):
            args = (self._session, self._tasks, self._navigator, event.objet, self.window())
            self._dialog = StatutDialog(*args)
            self._dialog.show_form()
