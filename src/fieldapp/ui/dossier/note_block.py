"""The quick note of a dossier: always there, kept to the word, saved with Ctrl+Entrée."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal

from fieldapp.domain.brouillon import Brouillon
from fieldapp.domain.contact import Contact
from fieldapp.domain.errors import KnownError
from fieldapp.services import suites
from fieldapp.services.session import Session
from fieldapp.ui.capture.contact_fields import CHANGES, NOTED, ContactFields
from fieldapp.ui.capture.draft import Content, Draft
from fieldapp.ui.capture.readers import load_readers
from fieldapp.ui.capture.undo import undo_last
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.widgets.card import Card

ECRAN = "contact"


class NoteBlock(Card):
    """The fields of a contact for the family shown. Signals: `noted(Contact)`."""

    noted = Signal(object)

    def __init__(self, session: Session, tasks: Tasks, navigator: Navigator) -> None:
        super().__init__()
        self.setAccessibleName("Noter un contact")
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._foyer_id = ""
        self._nom = ""
        self._saving = False
        self.fields = ContactFields(session.catalogue)
        self.fields.watch_agenda(session, tasks)
        self.body.setContentsMargins(12, 10, 12, 10)
        self.body.addWidget(self.fields)
        self.draft = Draft(session, tasks, navigator, ECRAN, self._collect, self)
        self.draft.restored.connect(self._restored)
        self.fields.changed.connect(self.draft.touch)
        self.fields.submitted.connect(self.submit)

    def open_family(self, foyer_id: str, nom: str) -> None:
        """Note for this family from now on; what was typed for the one before is kept."""
        self._nom = nom
        load_readers(self._session, self._tasks, foyer_id, self.fields.show_readers, self)
        if foyer_id == self._foyer_id:
            return
        self.draft.keep()
        self._foyer_id = foyer_id
        self.fields.clear()
        self.draft.open(foyer_id)

    def focus_note(self) -> None:
        """Put the cursor in the note, where it was."""
        self.fields.note.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def submit(self) -> None:
        """Note the contact; what is wrong is said beside its field."""
        if self._saving or not self._foyer_id:
            return
        try:
            saisie = self.fields.saisie(self._foyer_id)
        except KnownError as error:
            self.fields.show_error(error)
            return
        genre, heure = self.fields.next_step()
        self._saving = True
        self.fields.show_error(None)
        self._tasks.run(
            lambda: suites.save_contact(self._session, saisie, genre, heure),
            lambda contact: self._saved(contact, genre),
            self._refused,
            changes=CHANGES[genre],
        )

    def _collect(self) -> tuple[Content, int] | None:
        if self.fields.is_blank():
            return None
        return self.fields.content(), self.fields.cursor_place()

    def _restored(self, draft: Brouillon) -> None:
        self.fields.restore(draft.contenu, draft.curseur)

    def _saved(self, contact: Contact, genre: str) -> None:
        self._saving = False
        self.draft.discard()
        self.fields.clear()
        self._navigator.toast(
            f"{NOTED[genre]} pour {self._nom}.",
            lambda: undo_last(self._session, self._tasks, self._navigator),
        )
        self.noted.emit(contact)

    def _refused(self, error: KnownError) -> None:
        self._saving = False
        self.fields.show_error(error)
