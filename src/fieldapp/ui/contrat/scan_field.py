"""The field that takes the scan of a signed paper: chosen, dropped or pasted, looked at first."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.domain.brouillon import Fichier
from fieldapp.domain.document import taille_fr
from fieldapp.domain.document_type import IMAGES, PDF
from fieldapp.domain.errors import KnownError
from fieldapp.services.contrats_papier import Scan
from fieldapp.services.session import Session
from fieldapp.ui.documents.attente import Attente, named, read_again
from fieldapp.ui.documents.dessin import make_vignette
from fieldapp.ui.documents.reading import Accepte, Lot, Source, examine, holds_documents, sources_of
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.widgets.buttons import Button, IconButton
from fieldapp.ui.widgets.text import Text

AIDE = "PDF ou photo, 25\u00a0Mo au plus. Déposez-le ici, collez-le (Ctrl+V) ou choisissez-le."
NOTHING_TO_PASTE = "Le presse-papiers ne contient ni fichier ni image."
ONE_ONLY = "Un seul fichier\u00a0: numérisez toutes les pages en un PDF. Rien n’a été pris."
_NOT_A_SCAN = "«\u00a0{}\u00a0» n’est ni un PDF ni une image. Rien n’a été pris."
_NIR = "Un numéro de sécurité sociale s’y lit\u00a0: masquez-le d’abord s’il n’est pas nécessaire."
_READING = "Le fichier est en cours de lecture. Réessayez dans un instant."
_FILTER = "Papier numérisé (*.pdf *.png *.jpg *.jpeg *.tif *.tiff);;Tous les fichiers (*)"


class ScanField(QFrame):
    """Holds one file at most; no document is made of it before the form is saved.

    Signals: `changed()`, when a file was taken, refused or let go.
    """

    changed = Signal()

    def __init__(self, session: Session, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._tasks = session, tasks
        self._attente = Attente(session, tasks)
        self._taken: Accepte | None = None
        self._error = ""
        self._reading = False
        self.choose_button = Button("Choisir le scan…", "file-plus")
        self.choose_button.setAutoDefault(False)
        self.choose_button.clicked.connect(self.choose)
        self.remove_button = IconButton("x", "Retirer le scan choisi")
        self.remove_button.clicked.connect(self.let_go)
        self.words = Text("", wrap=True)
        self.warning = Text(_NIR, "aide", tone="attention", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.words, 1)
        row.addWidget(self.remove_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.choose_button)
        column.addLayout(row)
        column.addWidget(self.warning)
        self.setFocusProxy(self.choose_button)
        self.setAcceptDrops(True)
        self._show()

    def is_empty(self) -> bool:
        """Whether no file was taken; one that was refused counts, so that its error is seen."""
        return self._taken is None and not self._error

    def error(self) -> str:
        """Return what is wrong with the file given, or ""."""
        return _READING if self._reading else self._error

    def choose(self) -> None:
        """Choose a file."""
        chosen, _ = QFileDialog.getOpenFileName(self, "Papier signé", "", _FILTER)
        if chosen:
            self.take([Source(Path(chosen).name, Path(chosen))])

    def paste(self) -> None:
        """Take the file or the image of the clipboard."""
        found = sources_of(QGuiApplication.clipboard().mimeData())
        if found:
            self.take(found)
        else:
            self._refuse(NOTHING_TO_PASTE)

    def take(self, sources: Sequence[Source]) -> None:
        """Look at a file off the window's thread, then hold it."""
        if len(sources) > 1:
            self._refuse(ONE_ONLY)
            return
        self._reading = True
        self._tasks.run(lambda: examine(sources), self._examined, owner=self)

    def let_go(self) -> None:
        """Hold nothing any more."""
        self._refuse("")
        self.choose_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def source(self) -> Accepte | None:
        """Return the file held, or None."""
        return self._taken

    def keep(self) -> None:
        """Keep the content of the file with the draft of its form."""
        self._attente.keep([one.source for one in (self._taken,) if one is not None])

    def files(self) -> list[dict[str, object]]:
        """Return what a draft holds of the file."""
        return named([one.source for one in (self._taken,) if one is not None])

    def show_files(self, files: Sequence[Fichier]) -> None:
        """Hold the file of a draft again, or none; says so when its content was not kept."""
        if not files:
            self._refuse("")
            return
        session = self._session
        self._reading = True
        self._tasks.run(
            lambda: read_again(session, files[:1]), self._examined, self._not_found, owner=self
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if holds_documents(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.take(sources_of(event.mimeData()))

    def _examined(self, lot: Lot) -> None:
        self._reading = False
        if not lot.acceptes:
            self._refuse("\n".join(lot.refus))
            return
        taken = lot.acceptes[0]
        if taken.type is not PDF and taken.type.mime not in IMAGES:
            self._refuse(_NOT_A_SCAN.format(taken.source.nom))
            return
        self._taken, self._error = taken, ""
        self._show()
        self.changed.emit()

    def _not_found(self, error: KnownError) -> None:
        self._reading = False
        self._refuse(error.message)

    def _refuse(self, words: str) -> None:
        self._taken, self._error = None, words
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        taken = self._taken
        words = "Aucun fichier" if taken is None else _told(taken)
        self.words.setText(words)
        self.choose_button.setAccessibleDescription(words)
        self.remove_button.setVisible(taken is not None)
        self.warning.setVisible(taken is not None and taken.nir)


def read_scan(taken: Accepte) -> Scan:
    """Read the file again and draw its thumbnail; off the window's thread."""
    contenu = taken.source.read()
    return Scan(contenu, taken.source.nom, make_vignette(contenu, taken.type.mime))


def _told(taken: Accepte) -> str:
    return f"{taken.source.nom} ({taken.type.libelle}, {taille_fr(taken.taille)})"
