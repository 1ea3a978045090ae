"""Noting a contact over any screen (Ctrl+N): the family, then the fields of a contact."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from fieldapp.domain.brouillon import Brouillon
from fieldapp.domain.contact import Contact
from fieldapp.domain.doublon_fusion import DossierReuni
from fieldapp.domain.errors import KnownError
from fieldapp.services import foyers, suites
from fieldapp.services.session import Session
from fieldapp.ui.actions import register
from fieldapp.ui.capture.contact_fields import CHANGES, NOTED, ContactFields
from fieldapp.ui.capture.draft import Content, Draft
from fieldapp.ui.capture.family_field import FamilyField
from fieldapp.ui.capture.readers import load_readers
from fieldapp.ui.capture.undo import undo_last
from fieldapp.ui.form import FormRow
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.theme import theme

ECRAN = "contact"
_WIDTH = 760


class CaptureDialog(QDialog):
    """A non-modal dialog; closing it keeps the draft, which opens again with the family."""

    def __init__(
        self, session: Session, tasks: Tasks, navigator: Navigator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self.setWindowTitle("Noter un contact")
        self.famille = FamilyField(session, tasks)
        self.fields = ContactFields(session.catalogue)
        self.fields.watch_agenda(session, tasks)
        self._row = FormRow("&Famille", self.famille, check=self._family_error)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 16)
        column.setSpacing(12)
        column.addWidget(self._row)
        column.addWidget(self.fields, 1)
        self._saving = False
        self.draft = Draft(session, tasks, navigator, ECRAN, self._collect, self)
        self.draft.restored.connect(self._restored)
        self.famille.chosen.connect(self._family_chosen)
        self.fields.changed.connect(self.draft.touch)
        self.fields.submitted.connect(self.submit)
        register(self, lambda _name: self.submit(), frozenset({"valider"}))

    def open_for(self, foyer_id: str = "") -> None:
        """Show the dialog for a family, or with the cursor on the family to find."""
        self.resize(theme().px(_WIDTH), self.sizeHint().height())
        self.show()
        self.raise_()
        self.activateWindow()
        if foyer_id and foyer_id != self.famille.foyer_id():
            self._tasks.run(
                lambda: foyers.get_dossier(self._session, foyer_id).foyer,
                lambda foyer: self._open_family(foyer.id, foyer.nom),
                self._family_failed,
                owner=self,
            )
        elif self.famille.is_empty():
            if self.fields.is_blank():
                self.draft.open(None)
            self.famille.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.fields.note.setFocus(Qt.FocusReason.OtherFocusReason)

    def keep_draft(self) -> None:
        """Journal what is typed, now."""
        self.draft.keep()

    def submit(self) -> None:
        """Note the contact; errors are said beside the fields."""
        if self._saving:
            return
        if self.famille.is_empty():
            self._row.set_error(self._family_error() or "Choisissez une famille.")
            self.famille.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        try:
            saisie = self.fields.saisie(self.famille.foyer_id())
        except KnownError as error:
            self.fields.show_error(error)
            return
        genre, heure = self.fields.next_step()
        self._saving = True
        self._tasks.run(
            lambda: suites.save_contact(self._session, saisie, genre, heure),
            lambda contact: self._saved(contact, genre),
            self._refused,
            changes=CHANGES[genre],
        )

    def closeEvent(self, event: QCloseEvent) -> None:
        self.draft.keep()
        super().closeEvent(event)

    def reject(self) -> None:
        self.draft.keep()
        super().reject()

    def _open_family(self, foyer_id: str, nom: str) -> None:
        self.famille.set_family(foyer_id, nom)
        self._row.set_error("")
        self.draft.open(foyer_id)
        load_readers(self._session, self._tasks, foyer_id, self.fields.show_readers, self)
        self.fields.note.setFocus(Qt.FocusReason.OtherFocusReason)

    def _family_failed(self, error: KnownError) -> None:
        if isinstance(error, DossierReuni):
            # A file that was made part of another: the contact is noted where everything is.
            self.open_for(error.vers)
            return
        self.fields.show_error(error)

    def _family_chosen(self, foyer_id: str, _nom: str) -> None:
        if not foyer_id:
            return
        self._row.set_error("")
        load_readers(self._session, self._tasks, foyer_id, self.fields.show_readers, self)
        if self.fields.is_blank():
            self.draft.open(foyer_id)
        else:
            self.draft.move(foyer_id)

    def _family_error(self) -> str:
        if self.famille.text().strip() and self.famille.is_empty():
            return "Choisissez la famille dans la liste."
        return ""

    def _collect(self) -> tuple[Content, int] | None:
        if self.fields.is_blank():
            return None
        # Written before the family was found: kept all the same, with what was typed of its name.
        content = {**self.fields.content(), "famille": self.famille.text()}
        return content, self.fields.cursor_place()

    def _restored(self, draft: Brouillon) -> None:
        if draft.foyer_id is None and self.famille.is_empty():
            self.famille.setText(str(draft.contenu.get("famille") or ""))
        self.fields.restore(draft.contenu, draft.curseur)

    def _saved(self, _contact: Contact, genre: str) -> None:
        self._saving = False
        nom = self.famille.text()
        self.draft.discard()
        self.fields.clear()
        self.famille.set_family("", "")
        self.accept()
        self._navigator.toast(
            f"{NOTED[genre]} pour {nom}.",
            lambda: undo_last(self._session, self._tasks, self._navigator),
        )

    def _refused(self, error: KnownError) -> None:
        self._saving = False
        self.fields.show_error(error)
