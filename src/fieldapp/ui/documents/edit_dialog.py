"""Correcting what is noted of a document; its content never changes."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from fieldapp.domain.document import Document
from fieldapp.services import documents_joints
from fieldapp.services.session import Session
from fieldapp.ui.capture.form_dialog import FormDialog
from fieldapp.ui.capture.readers import load_readers
from fieldapp.ui.capture.undo import undo_last
from fieldapp.ui.documents.fields import DocumentFields
from fieldapp.ui.form import FormRow
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks


class EditDialog(FormDialog):
    """Title, nature, date, zone."""

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        document: Document,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Document", "Enregistrer", parent)
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._document = document
        self.titre = QLineEdit(document.titre)
        self.fields = DocumentFields(document.nature, document.date, document.zone)
        load_readers(session, tasks, document.foyer_id, self.fields.show_readers, self)
        rows = {"titre": FormRow("&Titre", self.titre, necessaire=True)} | self.fields.rows
        self.set_rows(**rows)
        for row in rows.values():
            self.body.addWidget(row)
        self.titre.setFocus()

    def save(self) -> None:
        session, document_id = self._session, self._document.id
        changes = {"titre": self.titre.text(), **self.fields.values()}
        self.working()
        self._tasks.run(
            lambda: documents_joints.update_document(session, document_id, changes),
            self._saved,
            self.refused,
            changes={"document"},
            owner=self,
        )

    def _saved(self, _document: Document) -> None:
        self.accept()
        session, tasks, navigator = self._session, self._tasks, self._navigator
        navigator.toast("Document modifié.", lambda: undo_last(session, tasks, navigator))
