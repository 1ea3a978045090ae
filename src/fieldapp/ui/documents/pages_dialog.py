"""Photographs of the pages of one paper: put in order, then kept as one PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QProgressBar, QWidget

from fieldapp.domain.brouillon import Fichier
from fieldapp.domain.document import TAILLE_MAX, Document, Photo, SaisieDocument, taille_fr
from fieldapp.domain.document import fingerprint as name_of
from fieldapp.domain.document_type import IMAGES, JPEG
from fieldapp.domain.errors import KnownError
from fieldapp.services import documents_pages
from fieldapp.services.session import Session
from fieldapp.ui.announce import announce
from fieldapp.ui.capture.form_dialog import FormDialog
from fieldapp.ui.capture.readers import load_readers
from fieldapp.ui.capture.undo import undo_last
from fieldapp.ui.delegates.row import Row
from fieldapp.ui.documents.attente import Attente, named, read_again
from fieldapp.ui.documents.dessin import make_photo, make_vignette
from fieldapp.ui.documents.fields import DocumentFields
from fieldapp.ui.documents.reading import Lot, Source, examine, sources_of
from fieldapp.ui.form import FormRow
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.texte import plural
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.message_bar import MessageBar
from fieldapp.ui.widgets.rows import RowList

_FILTER = "Photos (*.jpg *.jpeg *.png *.tif *.tiff);;Tous les fichiers (*)"
_KEYS = "Alt+Haut et Alt+Bas\u00a0: déplacer la page, Suppr\u00a0: la retirer"
_NOT_A_PAGE = "n’est pas une photo\u00a0: ajoutez-le comme un document à part."


@dataclass(frozen=True, slots=True)
class _Page:
    """A photograph taken in; `key` tells it from another of the same name.

    `rang` is its place when the form began, None when it was added since.
    """

    key: str
    nom: str
    photo: Photo
    source: Source
    rang: int | None = None


class PagesDialog(FormDialog):
    """Signals: `added(str)`, the id of the document kept.

    `files_id` names the photographs that an interrupted form began with.
    """

    added = Signal(str)
    _progressed = Signal(int, int)

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        foyer_id: str,
        lot: Lot,
        parent: QWidget | None = None,
        files_id: str = "",
    ) -> None:
        super().__init__("Un document de plusieurs pages", "Ajouter", parent)
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._foyer_id = foyer_id
        # What is typed of these photographs is never taken up for others.
        files = " ".join(f"{one.source.nom}:{one.taille}" for one in lot.acceptes)
        self._files_id = files_id or name_of(files.encode())
        self._attente = Attente(session, tasks)
        self._pages: list[_Page] = []
        self._taken = 0
        self._reading = 0
        self._begun = False
        self.titre = QLineEdit(lot.acceptes[0].titre)
        self.fields = DocumentFields()
        load_readers(session, tasks, foyer_id, self.fields.show_readers, self)
        self.pages = RowList("Pages, dans leur ordre", "Aucune page.")
        self.pages.setMinimumHeight(theme().px(150))
        self.notice = MessageBar()
        self.add_button = Button("Ajouter des &pages…", "file-plus", kind="petit")
        self.remove_button = Button("Retirer la page", "trash-2", kind="petit")
        self.progress = QProgressBar()
        self.progress.setAccessibleName("Enregistrement du document")
        self.progress.hide()
        self._row = FormRow("Pa&ges", self.pages)
        self._build()
        self._listen()
        self._take([one.source for one in lot.acceptes], range(len(lot.acceptes)))
        self.titre.setFocus()
        self.titre.selectAll()

    def add_pages(self) -> None:
        """Choose more photographs; they come after those that are there."""
        chosen, _ = QFileDialog.getOpenFileNames(self, "Ajouter des pages", "", _FILTER)
        self.take([Source(Path(name).name, Path(name)) for name in chosen])

    def take(self, sources: list[Source]) -> None:
        """Examine files off the window's thread, then take the photographs in."""
        if not sources:
            return
        self.notice.hide()
        self._tasks.run(lambda: examine(sources), self._examined, self.refused, owner=self)

    def move_page(self, step: int) -> None:
        """Move the current page up (-1) or down (1)."""
        here = self._place()
        there = here + step
        if here < 0 or not 0 <= there < len(self._pages):
            return
        self._pages[here], self._pages[there] = self._pages[there], self._pages[here]
        self._changed()
        announce(self, f"{self._pages[there].nom}, page {there + 1} sur {len(self._pages)}")

    def remove_page(self) -> None:
        """Take the current page out; its file is untouched."""
        here = self._place()
        if here >= 0:
            del self._pages[here]
            self._changed()

    def keep_files(self) -> None:
        """Keep the photographs with what is typed: no interruption asks for them again."""
        self._attente.keep(page.source for page in self._pages)

    def draft_files(self) -> list[dict[str, object]]:
        """Return the photographs, in the order of their pages."""
        rangs = [page.rang for page in self._pages]
        return named([page.source for page in self._pages], rangs=rangs)

    def show_files(self, files: Sequence[Fichier]) -> None:
        """Show the pages of an interrupted form, in the order that it gave them."""
        here = {page.source.morceaux: page for page in self._pages}
        if all(one.morceaux in here for one in files):
            self._pages = [
                replace(here[one.morceaux], key=f"{n:04d}", rang=one.rang)
                for n, one in enumerate(files, 1)
            ]
            self._taken = len(files)
            self._show()
            return
        session, rangs = self._session, [one.rang for one in files]
        self._reading += 1

        def again(lot: Lot) -> None:
            self._reading -= 1
            self._pages.clear()
            self._take([one.source for one in lot.acceptes], rangs)

        def gone(error: KnownError) -> None:
            self._reading -= 1
            self.refused(error)

        self._tasks.run(lambda: read_again(session, files), again, gone, owner=self)

    def drop_files(self) -> None:
        """Show the pages that the form began with, in their order; the others are let go."""
        begun = [(page.rang, page) for page in self._pages if page.rang is not None]
        self._pages = [page for _rang, page in sorted(begun, key=lambda one: one[0])]
        self._show()

    def save(self) -> None:
        if self._reading:
            self.refused(KnownError("Les pages sont encore lues. Patientez un instant."))
            return
        values, pages = self.fields.values(), [page.photo for page in self._pages]
        saisie = SaisieDocument(
            self._foyer_id, self.titre.text(), values["nature"] or "", values["date"],
            values["zone"] or "",
        )  # fmt: skip
        session = self._session
        self.working()
        self.progress.show()

        def keep() -> Document:
            vignette = make_vignette(pages[0].jpeg, JPEG.mime) if pages else b""
            return documents_pages.add_pages(
                session, saisie, pages, vignette=vignette, progress=self._progressed.emit
            )

        self._tasks.run(keep, self._kept_one, self._stopped, changes={"document"}, owner=self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.take(list(sources_of(QGuiApplication.clipboard().mimeData())))
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        rows = {"titre": FormRow("&Titre", self.titre, necessaire=True), "pages": self._row}
        self.set_rows(**rows, **self.fields.rows)
        self.body.addWidget(self.notice)
        self.body.addWidget(rows["titre"])
        self.body.addWidget(self._row)
        acts = QHBoxLayout()
        acts.setSpacing(10)
        for button in (self.add_button, self.remove_button):
            button.setAutoDefault(False)
            acts.addWidget(button)
        acts.addStretch(1)
        self.body.addLayout(acts)
        for row in self.fields.rows.values():
            self.body.addWidget(row)
        self.body.addWidget(self.progress)

    def _listen(self) -> None:
        self._progressed.connect(self._show_progress)
        self.add_button.clicked.connect(self.add_pages)
        self.remove_button.clicked.connect(self.remove_page)
        acts: tuple[tuple[str, Callable[[], None]], ...] = (
            ("Alt+Up", lambda: self.move_page(-1)),
            ("Alt+Down", lambda: self.move_page(1)),
            ("Del", self.remove_page),
        )
        for keys, act in acts:
            shortcut = QShortcut(QKeySequence(keys), self.pages)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _examined(self, lot: Lot) -> None:
        photos = [one for one in lot.acceptes if one.type.mime in IMAGES]
        words = list(lot.refus)
        words += [
            f"«\u00a0{one.source.nom}\u00a0» {_NOT_A_PAGE}"
            for one in lot.acceptes
            if one not in photos
        ]
        if words:
            self.notice.show_message("\n".join(words), "warn")
        self._take([one.source for one in photos])

    def _take(self, sources: Sequence[Source], rangs: Sequence[int | None] = ()) -> None:
        """Take each photograph in as a task of its own: a save between two goes first."""
        for place, source in enumerate(sources):
            self._reading += 1
            self._taken += 1
            self._read(f"{self._taken:04d}", source, rangs[place] if rangs else None)
        self._show()

    def _read(self, key: str, source: Source, rang: int | None) -> None:
        self._tasks.run(
            lambda: make_photo(source.read()),
            lambda photo: self._took(_Page(key, source.nom, photo, source, rang)),
            lambda error: self._not_taken(source.nom, error),
            owner=self,
        )

    def _took(self, page: _Page) -> None:
        self._reading -= 1
        self._pages.append(page)
        self._changed()

    def _changed(self) -> None:
        """Show the pages; keep them with what is typed, once those one began with are read."""
        self._show()
        if self._kept is None or self._reading:
            return
        if self._begun:
            self._kept.touched()
        else:
            self._kept.begin_with_files()
        self._begun = True

    def _not_taken(self, nom: str, error: KnownError) -> None:
        self._reading -= 1
        self.notice.show_message(f"«\u00a0{nom}\u00a0»\u00a0: {error.message}", "warn")
        self._show()

    def _place(self) -> int:
        key = self.pages.current_key()
        return next((n for n, page in enumerate(self._pages) if page.key == key), -1)

    def _show(self) -> None:
        self.pages.set_rows(
            Row(
                page.key,
                f"Page {number}",
                f"{page.nom}, {taille_fr(len(page.photo.jpeg))}",
                "file-text",
                keys_help=_KEYS,
            )
            for number, page in enumerate(self._pages, 1)
        )
        weight = documents_pages.weight([page.photo for page in self._pages])
        count = plural(len(self._pages), "page")
        said = f"{count}, {taille_fr(weight)} sur 25\u00a0Mo au plus. {_KEYS}."
        if self._reading:
            said = f"Lecture… encore {plural(self._reading, 'photo')}. {said}"
        over = weight > TAILLE_MAX or len(self._pages) > documents_pages.PAGES_MAX
        self._row.set_help(said)
        self._row.set_error(self._too_much() if over else "")
        self.remove_button.setEnabled(bool(self._pages))
        if self.isVisible():
            self.grow()

    def _too_much(self) -> str:
        try:
            documents_pages.check_pages([page.photo for page in self._pages])
        except KnownError as error:
            return error.message
        return ""

    def _show_progress(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def _kept_one(self, document: Document) -> None:
        self.accept()
        self.added.emit(document.id)
        session, tasks, navigator = self._session, self._tasks, self._navigator
        count = len(self._pages)
        navigator.toast(
            f"Document de {plural(count, 'page')} ajouté.",
            lambda: undo_last(session, tasks, navigator),
        )

    def _stopped(self, error: KnownError) -> None:
        self.progress.hide()
        champ = "pages" if error.champ == "contenu" else error.champ
        self.refused(KnownError(error.message, champ))
