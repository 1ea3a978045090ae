"""The steps of one family, in its dossier."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from fieldapp.domain import droits
from fieldapp.domain.contact import Contact
from fieldapp.domain.demarche import FAITE, Demarche
from fieldapp.domain.errors import KnownError
from fieldapp.services import contacts, demarches
from fieldapp.services.droits import may
from fieldapp.services.session import Session
from fieldapp.ui.capture.undo import undo_last
from fieldapp.ui.demarches.add_row import AddRow
from fieldapp.ui.demarches.dialog import DemarcheDialog
from fieldapp.ui.demarches.model import ORGANISME, PAR, PIECES, DemarchesModel
from fieldapp.ui.demarches.suites import SuitesStrip
from fieldapp.ui.demarches.table import DemarchesTable
from fieldapp.ui.dossier.historique_dialog import HistoryDialog
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.card import Card, line
from fieldapp.ui.widgets.empty_state import EmptyState
from fieldapp.ui.widgets.text import Text

EMPTY = "Aucune démarche. Écrivez la première au-dessus\u00a0: quoi, qui agit, pour quand."
KINDS = frozenset({"demarche", "contact"})
_WIDTHS = (0, 96, 132, 78, 134, 118, 128)
_CONTACTS_READ = 300
# Under these widths a column leaves its room to the words of the step.
_WITH_AUTHOR, _WITH_PLACE = 900, 640


@dataclass(frozen=True, slots=True)
class _Found:
    demarches: tuple[Demarche, ...]
    contacts: tuple[Contact, ...]


class DemarchesTab(QWidget):
    """Shows one family at a time. Signals: `counted(int)`, how many steps are open."""

    counted = Signal(int)

    def __init__(self, session: Session, tasks: Tasks, navigator: Navigator) -> None:
        super().__init__()
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._foyer_id = ""
        self._wanted = ""
        self._dialog: QDialog | None = None
        self.model = DemarchesModel(self)
        self.table = DemarchesTable(self.model)
        self.table.set_widths(_WIDTHS)
        self.table.setMinimumHeight(theme().px(150))
        self.add_row = AddRow()
        self.suites = SuitesStrip()
        self.empty = EmptyState(EMPTY)
        self.tick = Button("Faite", "check", ("Espace",))
        self.edit = Button("Modifier", "", ("F2",))
        self.count = Text("", "legende")
        self._build()
        self._connect()
        self._may_write = may(session, droits.ECRIRE_DEMARCHE)
        self.add_row.setVisible(self._may_write)

    def show_family(self, foyer_id: str) -> None:
        """Show the steps of a family; what was being typed for another one is emptied."""
        if foyer_id != self._foyer_id:
            self.add_row.clear()
            self._wanted = ""
        self._foyer_id = foyer_id
        self.read_again()

    def read_again(self) -> None:
        """Read the steps again."""
        session, foyer_id = self._session, self._foyer_id
        if not foyer_id:
            return
        self._tasks.run(
            lambda: _Found(
                demarches.list_demarches(session, foyer_id),
                contacts.list_contacts(session, foyer_id, 0, _CONTACTS_READ),
            ),
            lambda found: self._shown(foyer_id, found),
            self._refused_reading,
            owner=self,
        )

    def add(self) -> None:
        """Put the cursor where a new step is typed."""
        self.add_row.libelle.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = self.width()
        self.table.setColumnHidden(PAR, width < theme().px(_WITH_AUTHOR))
        self.table.setColumnHidden(ORGANISME, width < theme().px(_WITH_PLACE))
        self.table.setColumnHidden(PIECES, width < theme().px(_WITH_PLACE))
        self.add_row.set_narrow(width < theme().px(_WITH_PLACE))

    def current(self) -> Demarche | None:
        """Return the step that keys act on."""
        return self.table.current()

    def _build(self) -> None:
        card = Card(flush=True)
        card.body.addWidget(self.add_row)
        card.body.addWidget(line())
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.table)
        card.body.addWidget(holder, 1)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(self.count)
        foot.addStretch(1)
        foot.addWidget(self.tick)
        foot.addWidget(self.edit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(card, 1)
        column.addWidget(self.suites)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.add_row.submitted.connect(self._add)
        self.suites.promoted.connect(self._promote)
        self.table.tick_asked.connect(self._tick)
        self.table.edit_asked.connect(self._edit)
        self.table.remove_asked.connect(self._remove)
        self.table.history_asked.connect(self._show_history)
        self.table.state_asked.connect(self._set_state)
        self.tick.clicked.connect(lambda: self._on_current(self._tick))
        self.edit.clicked.connect(lambda: self._on_current(self._edit))

    def _shown(self, foyer_id: str, found: _Found) -> None:
        if foyer_id != self._foyer_id:
            return
        current = self.current()
        key = self._wanted or (current.id if current is not None else "")
        self._wanted = ""
        self.model.set_rows(found.demarches)
        row = max(self.model.row_of(key), 0)
        if found.demarches:
            self.table.selectRow(row)
        self.add_row.setVisible(self._may_write)
        self.empty.set_text(EMPTY)
        self.suites.show_contacts(found.contacts if self._may_write else ())
        self._stack.setCurrentWidget(self.table if found.demarches else self.empty)
        opened = sum(1 for d in found.demarches if d.ouverte)
        ended = len(found.demarches) - opened
        words = f"{opened} à faire" + (
            f", {ended} terminée{'s' if ended > 1 else ''}" * bool(ended)
        )
        self.count.setText(words)
        for widget in (self.count, self.tick, self.edit):
            widget.setVisible(bool(found.demarches))
        self.counted.emit(opened)

    def _add(self) -> None:
        try:
            saisie = self.add_row.saisie(self._foyer_id)
        except KnownError as error:
            self.add_row.show_error(error)
            return
        session = self._session
        self._tasks.run(
            lambda: demarches.save_demarche(session, saisie),
            self._added,
            self.add_row.show_error,
            changes={"demarche"},
            owner=self,
        )

    def _added(self, demarche: Demarche) -> None:
        self._wanted = demarche.id
        self.add_row.clear()
        self._done("Démarche ajoutée.")

    def _promote(self, contact_id: str) -> None:
        session = self._session
        self._tasks.run(
            lambda: demarches.promote_suite(session, contact_id),
            self._promoted,
            self._failed,
            changes={"demarche", "contact"},
            owner=self,
        )

    def _promoted(self, demarche: Demarche) -> None:
        self._wanted = demarche.id
        self._done("L’étape est devenue une démarche.")
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tick(self, demarche: Demarche) -> None:
        words = "Démarche à refaire." if demarche.etat == FAITE else "Démarche faite."
        session = self._session
        self._wanted = demarche.id
        self._tasks.run(
            lambda: demarches.toggle_faite(session, demarche.id),
            lambda _changed: self._done(words),
            self._failed,
            changes={"demarche"},
            owner=self,
        )

    def _set_state(self, demarche: Demarche, etat: str) -> None:
        session = self._session
        self._wanted = demarche.id
        self._tasks.run(
            lambda: demarches.update_demarche(session, demarche.id, {"etat": etat}),
            lambda _changed: self._done("Démarche modifiée."),
            self._failed,
            changes={"demarche"},
            owner=self,
        )

    def _edit(self, demarche: Demarche) -> None:
        self._wanted = demarche.id
        dialog = DemarcheDialog(
            self._session, self._tasks, self._navigator, demarche, self.window()
        )
        self._dialog = dialog
        dialog.show_form()

    def _remove(self, demarche: Demarche) -> None:
        session = self._session
        self._tasks.run(
            lambda: demarches.delete_demarche(session, demarche.id),
            lambda _none: self._done("Démarche retirée."),
            self._failed,
            changes={"demarche"},
            owner=self,
        )

    def _show_history(self, demarche: Demarche) -> None:
        self._dialog = HistoryDialog(
            self._session, self._tasks, "demarche", demarche.id, demarche.libelle, self.window()
        )
        self._dialog.show()

    def _on_current(self, act: object) -> None:
        found = self.current()
        if found is not None and callable(act):
            act(found)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _done(self, words: str) -> None:
        session, tasks, navigator = self._session, self._tasks, self._navigator
        navigator.toast(words, lambda: undo_last(session, tasks, navigator))

    def _failed(self, error: KnownError) -> None:
        self._navigator.toast(error.message)
        self.read_again()

    def _refused_reading(self, error: KnownError) -> None:
        self.model.set_rows(())
        self.empty.set_text(error.message)
        self._stack.setCurrentWidget(self.empty)
        self.add_row.hide()
        self.suites.hide()
