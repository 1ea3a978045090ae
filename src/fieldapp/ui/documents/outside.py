"""A document in another program, or as a copy where one chooses: both leave a trace."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from fieldapp.domain.document import Document
from fieldapp.domain.errors import KnownError
from fieldapp.services import documents_joints
from fieldapp.services.documents_ouverts import open_outside
from fieldapp.services.session import Session
from fieldapp.ui.tasks import Tasks

OPENED = (
    "Ouvert dans un autre programme, en lecture seule. Cette copie en clair sera effacée au "
    "verrouillage ou à la fermeture."
)
NO_PROGRAM = (
    "Aucun programme de ce poste n’ouvre ce document. La copie sera effacée au verrouillage. "
    "Enregistrez une copie pour l’ouvrir sur un autre poste."
)
Tell = Callable[[str], None]


def open_document(
    session: Session, tasks: Tasks, document: Document, tell: Tell, owner: QWidget
) -> None:
    """Open a document in the program of the system; `tell` says what came of it."""

    def written(path: Path) -> None:
        # Locking meanwhile has wiped the copy already.
        if path.exists():
            opened = QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
            tell(OPENED if opened else NO_PROGRAM)

    tasks.run(
        lambda: open_outside(session, document.id),
        written,
        lambda error: tell(error.message),
        owner=owner,
    )


def save_copy(
    session: Session, tasks: Tasks, document: Document, tell: Tell, owner: QWidget
) -> None:
    """Ask where, and write a clear copy there."""
    name = documents_joints.copy_name(document)
    chosen, _ = QFileDialog.getSaveFileName(owner, "Enregistrer une copie", name)
    if chosen:
        save_copy_to(session, tasks, document, Path(chosen), tell, owner)


def save_copy_to(
    session: Session, tasks: Tasks, document: Document, path: Path, tell: Tell, owner: QWidget
) -> None:
    """Write a clear copy to a file."""

    def refused(error: KnownError) -> None:
        tell(error.message)

    tasks.run(
        lambda: documents_joints.save_copy(session, document.id, path),
        lambda saved: tell(
            f"Copie enregistrée\u00a0: {saved.name}. Elle n’est plus protégée par Fieldapp."
        ),
        refused,
        owner=owner,
    )
