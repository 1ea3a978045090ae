"""Correcting a contact (F2): the former version stays in the history."""

from __future__ import annotations

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from fieldapp.domain.brouillon import FORMULAIRE, Brouillon
from fieldapp.domain.contact import Contact
from fieldapp.domain.errors import KnownError
from fieldapp.services import contacts
from fieldapp.services.session import Session
from fieldapp.ui.actions import register
from fieldapp.ui.capture.contact_fields import ContactFields
from fieldapp.ui.capture.draft import Content, Draft
from fieldapp.ui.capture.readers import load_readers
from fieldapp.ui.capture.undo import undo_last
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.text import Text

ECRAN = f"{FORMULAIRE}EditContactDialog:"
_WIDTH = 780


class EditContactDialog(QDialog):
    """The fields of one contact, as they were noted."""

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        contact: Contact,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._contact = contact
        self.setWindowTitle("Corriger un contact")
        self.fields = ContactFields(session.catalogue)
        self.fields.show_contact(contact)
        # A correction corrects: it makes no démarche nor appointment.
        self.fields.suite_genre.hide()
        self._before = self.fields.values()
        self._first = self.fields.content()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 16)
        column.setSpacing(12)
        column.addWidget(Text("La version précédente reste dans l’historique.", "aide"))
        column.addWidget(self.fields, 1)
        self.fields.submitted.connect(self.submit)
        register(self, lambda _name: self.submit(), frozenset({"valider"}))
        self.resize(theme().px(_WIDTH), theme().px(320))
        self.fields.note.setFocus()
        self.draft = Draft(session, tasks, navigator, f"{ECRAN}{contact.id}", self._collect, self)
        self.draft.restored.connect(self._restored)
        self.draft.open(contact.foyer_id)
        load_readers(session, tasks, contact.foyer_id, self.fields.show_readers, self)
        self.fields.changed.connect(self.draft.touch)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.draft.keep()
        super().closeEvent(event)

    def reject(self) -> None:
        self.draft.keep()
        super().reject()

    def _collect(self) -> tuple[Content, int] | None:
        """Only what was changed: an old value never comes back over a newer one."""
        changed = {k: v for k, v in self.fields.content().items() if v != self._first[k]}
        if not changed or self.result() == QDialog.DialogCode.Accepted:
            return None
        return {"_titre": self.windowTitle(), **changed}, self.fields.cursor_place()

    def _restored(self, draft: Brouillon) -> None:
        self.fields.restore({**self._first, **draft.contenu}, draft.curseur)

    def submit(self) -> None:
        """Save what changed, and only that."""
        try:
            self.fields.saisie(self._contact.foyer_id)
        except KnownError as error:
            self.fields.show_error(error)
            return
        after = self.fields.values()
        changes = {name: value for name, value in after.items() if value != self._before[name]}
        if not changes:
            self.draft.discard()
            self.accept()
            return
        self._tasks.run(
            lambda: contacts.update_contact(self._session, self._contact.id, changes),
            self._saved,
            self.fields.show_error,
            changes={"contact"},
            owner=self,
        )

    def _saved(self, _contact: Contact) -> None:
        self.draft.discard()
        self.accept()
        session, tasks, navigator = self._session, self._tasks, self._navigator
        navigator.toast("Contact corrigé.", lambda: undo_last(session, tasks, navigator))
