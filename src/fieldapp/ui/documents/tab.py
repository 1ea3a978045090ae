"""The documents of one family, in its dossier."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from fieldapp.domain import droits
from fieldapp.domain.document import Document, taille_fr
from fieldapp.domain.document_type import IMAGES, PDF
from fieldapp.domain.errors import KnownError
from fieldapp.services import documents_joints
from fieldapp.services.droits import may
from fieldapp.services.session import Session
from fieldapp.ui.capture.undo import undo_last
from fieldapp.ui.documents import outside
from fieldapp.ui.documents.add_dialog import AddDialog
from fieldapp.ui.documents.dessin import make_vignette
from fieldapp.ui.documents.edit_dialog import EditDialog
from fieldapp.ui.documents.model import NATURE, TAILLE, DocumentsModel
from fieldapp.ui.documents.pages_dialog import PagesDialog
from fieldapp.ui.documents.reading import Lot, Source, examine, holds_documents, sources_of
from fieldapp.ui.documents.table import DocumentsTable
from fieldapp.ui.documents.viewer import DocumentDialog
from fieldapp.ui.dossier.historique_dialog import HistoryDialog
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.card import Card
from fieldapp.ui.widgets.empty_state import EmptyState
from fieldapp.ui.widgets.message_bar import MessageBar
from fieldapp.ui.widgets.text import Text

EMPTY = (
    "Aucun document. Déposez ici un PDF, une photo ou un fichier de bureautique (25\u00a0Mo au "
    "plus), collez-le (Ctrl+V) ou choisissez-le."
)
NOTHING_TO_PASTE = "Le presse-papiers ne contient ni fichier ni image."
_FILTER = (
    "Documents (*.pdf *.png *.jpg *.jpeg *.tif *.tiff *.docx *.xlsx *.odt *.ods *.txt *.csv);;"
    "Tous les fichiers (*)"
)
_WIDTHS = (0, 165, 122, 120, 84)
# Of the tab: under it, what the menu of a row says too leaves its foot.
_NARROW, _WITH_KEYS = 700, 860


@dataclass(frozen=True, slots=True)
class _Found:
    documents: tuple[Document, ...]
    vignettes: dict[str, bytes]


class DocumentsTab(QWidget):
    """Shows one family at a time. Signals: `counted(int)`, how many documents there are."""

    counted = Signal(int)

    def __init__(self, session: Session, tasks: Tasks, navigator: Navigator) -> None:
        super().__init__()
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._foyer_id = ""
        self._wanted = ""
        self._entering = False
        self._tried: set[str] = set()
        self._dialog: QDialog | None = None
        self._may_write = may(session, droits.ECRIRE_DOCUMENT)
        self.bar = MessageBar()
        self.model = DocumentsModel(session, self)
        self.table = DocumentsTable(self.model)
        self.table.set_widths(_WIDTHS)
        self.table.setMinimumHeight(theme().px(180))
        self.empty = EmptyState(EMPTY, "Ajouter un document" if self._may_write else "")
        self.add_button = Button("Ajouter", "file-plus", ("Ctrl", "Maj", "N"))
        self.show_button = Button("Voir", "eye", ("Entrée",))
        self.outside_button = Button("Ouvrir ailleurs", "external-link")
        self.copy_button = Button("Enregistrer une copie…", "file-down")
        self.count = Text("", "legende")
        self.setAcceptDrops(self._may_write)
        self._build()
        self._connect()

    def show_family(self, foyer_id: str) -> None:
        """Show the documents of a family."""
        if foyer_id != self._foyer_id:
            self.bar.hide()
            self._wanted = ""
        self._foyer_id = foyer_id
        self.read_again()

    def select(self, document_id: str) -> None:
        """Put the bar and the keyboard on a document, now or once the list is read."""
        self._wanted, self._entering = document_id, True
        if self.model.row_of(document_id) >= 0:
            self._enter()

    def read_again(self) -> None:
        """Read the documents again."""
        session, foyer_id = self._session, self._foyer_id
        if not foyer_id:
            return

        def read() -> _Found:
            found = documents_joints.list_documents(session, foyer_id)
            return _Found(found, documents_joints.read_vignettes(session, found))

        self._tasks.run(
            read, lambda found: self._shown(foyer_id, found), self._refused_reading, owner=self
        )

    def add(self) -> None:
        """Choose files to add."""
        if not self._may_write:
            return
        chosen, _ = QFileDialog.getOpenFileNames(self, "Ajouter des documents", "", _FILTER)
        self.take([Source(Path(name).name, Path(name)) for name in chosen])

    def paste(self) -> None:
        """Add the files or the image of the clipboard."""
        found = sources_of(QGuiApplication.clipboard().mimeData())
        if found:
            self.take(found)
        else:
            self.bar.show_message(NOTHING_TO_PASTE, "info")

    def take(self, sources: Sequence[Source]) -> None:
        """Examine files off the window's thread, then ask what they are."""
        if not sources or not self._may_write or not self._foyer_id:
            return
        self.bar.hide()
        foyer_id = self._foyer_id
        self._tasks.run(
            lambda: examine(sources),
            lambda lot: self._examined(foyer_id, lot),
            self._failed,
            owner=self,
        )

    def current(self) -> Document | None:
        """Return the document that keys act on."""
        return self.table.current()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste) and self._may_write:
            self.paste()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if holds_documents(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        # Copy, never move: what was dropped stays where it was.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.take(sources_of(event.mimeData()))

    def _build(self) -> None:
        card = Card(flush=True)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.table)
        card.body.addWidget(holder, 1)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(self.count)
        foot.addStretch(1)
        for button in self._row_buttons():
            foot.addWidget(button)
        foot.addWidget(self.add_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.bar)
        column.addWidget(card, 1)
        column.addLayout(foot)

    def _fit(self) -> None:
        shown = bool(self.model.rowCount())
        wide = self.width() >= theme().px(_NARROW)
        for widget in (self.count, self.copy_button):
            widget.setVisible(shown and wide)
        for button in (self.show_button, self.add_button):
            button.show_keys(self.width() >= theme().px(_WITH_KEYS))
        # Under the title stands the nature too where it has no column.
        for column in (NATURE, TAILLE):
            self.table.setColumnHidden(column, not wide)

    def _row_buttons(self) -> tuple[Button, ...]:
        return (self.show_button, self.outside_button, self.copy_button)

    def _connect(self) -> None:
        self.empty.acted.connect(self.add)
        self.add_button.clicked.connect(self.add)
        self.table.show_asked.connect(self._show)
        self.table.edit_asked.connect(self._edit)
        self.table.remove_asked.connect(self._remove)
        self.table.outside_asked.connect(self._open_outside)
        self.table.copy_asked.connect(self._save_copy)
        self.table.history_asked.connect(self._show_history)
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._enable())
        self.show_button.clicked.connect(lambda: self._on_current(self._show))
        self.outside_button.clicked.connect(lambda: self._on_current(self._open_outside))
        self.copy_button.clicked.connect(lambda: self._on_current(self._save_copy))

    def _shown(self, foyer_id: str, found: _Found) -> None:
        if foyer_id != self._foyer_id:
            return
        current = self.current()
        key = self._wanted or (current.id if current is not None else "")
        self.model.set_documents(found.documents, found.vignettes)
        if found.documents:
            self.table.selectRow(max(self.model.row_of(key), 0))
        self._stack.setCurrentWidget(self.table if found.documents else self.empty)
        if self._entering:
            self._enter()
        self._wanted = ""
        count = len(found.documents)
        total = taille_fr(sum(d.taille for d in found.documents))
        self.count.setText(f"{count} document{'s' if count > 1 else ''}, {total}")
        for widget in (self.count, *self._row_buttons()):
            widget.setVisible(bool(count))
        self.add_button.setVisible(bool(count) and self._may_write)
        self._fit()
        self._enable()
        self.counted.emit(count)
        for document in found.documents:
            if document.empreinte not in found.vignettes:
                self._draw(document)

    def _enter(self) -> None:
        """Put the bar and the keyboard where `select` asked."""
        self._entering = False
        row = self.model.row_of(self._wanted)
        if row >= 0:
            self._wanted = ""
            self.table.selectRow(row)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _draw(self, document: Document) -> None:
        """Make the thumbnail that a document lacks, once."""
        drawable = document.type_mime in (PDF.mime, *IMAGES)
        if not document.present or not drawable or document.empreinte in self._tried:
            return
        self._tried.add(document.empreinte)
        session = self._session

        def make() -> bytes:
            contenu = documents_joints.read_content(session, document.id)
            octets = make_vignette(contenu, document.type_mime)
            if octets:
                documents_joints.keep_vignette(session, document, octets)
            return octets

        def made(octets: bytes) -> None:
            if octets:
                self.model.add_vignette(document.empreinte, octets)

        self._tasks.run(make, made, lambda _error: None, owner=self)

    def _enable(self) -> None:
        found = self.current()
        for button in self._row_buttons():
            button.setEnabled(found is not None and found.present)

    def _examined(self, foyer_id: str, lot: Lot) -> None:
        if foyer_id != self._foyer_id:
            return
        if not lot.acceptes:
            self.bar.show_message("\n".join(lot.refus))
            return
        dialog = AddDialog(
            self._session, self._tasks, self._navigator, foyer_id, lot, self.window()
        )
        dialog.added.connect(self._added)
        dialog.pages_asked.connect(lambda photos: self._assemble(foyer_id, photos))
        self._dialog = dialog
        dialog.show_form()

    def _assemble(self, foyer_id: str, lot: Lot) -> None:
        """Make one document of photographs, in the order one gives them."""
        dialog = PagesDialog(
            self._session, self._tasks, self._navigator, foyer_id, lot, self.window()
        )
        dialog.added.connect(self._added)
        self._dialog = dialog
        dialog.show_form()

    def _added(self, document_id: str) -> None:
        self._wanted = document_id
        self.read_again()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, document: Document) -> None:
        if not document.present:
            session = self._session
            self._tasks.run(
                lambda: documents_joints.absent_sentence(session, document),
                self._tell,
                self._failed,
                owner=self,
            )
            return
        self._dialog = DocumentDialog(self._session, self._tasks, document, self.window())
        self._dialog.show()

    def _edit(self, document: Document) -> None:
        if not self._may_write:
            return
        self._wanted = document.id
        dialog = EditDialog(self._session, self._tasks, self._navigator, document, self.window())
        self._dialog = dialog
        dialog.show_form()

    def _remove(self, document: Document) -> None:
        if not self._may_write:
            return
        session, tasks, navigator = self._session, self._tasks, self._navigator
        tasks.run(
            lambda: documents_joints.delete_document(session, document.id),
            lambda _none: navigator.toast(
                "Document retiré.", lambda: undo_last(session, tasks, navigator)
            ),
            self._failed,
            changes={"document"},
            owner=self,
        )

    def _open_outside(self, document: Document) -> None:
        outside.open_document(self._session, self._tasks, document, self._tell, self)

    def _save_copy(self, document: Document) -> None:
        outside.save_copy(self._session, self._tasks, document, self._tell, self)

    def _show_history(self, document: Document) -> None:
        self._dialog = HistoryDialog(
            self._session, self._tasks, "document", document.id, document.titre, self.window()
        )
        self._dialog.show()

    def _on_current(self, act: Callable[[Document], None]) -> None:
        found = self.current()
        if found is not None:
            act(found)

    def _tell(self, words: str) -> None:
        self.bar.show_message(words, "info")

    def _failed(self, error: KnownError) -> None:
        self.bar.show_message(error.message)

    def _refused_reading(self, error: KnownError) -> None:
        self.model.set_documents((), {})
        self.empty.set_text(error.message)
        self._stack.setCurrentWidget(self.empty)
        for widget in (self.count, self.add_button, *self._row_buttons()):
            widget.hide()
