"""Adding documents: a title for each, then nature, date and zone once for all of them."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QProgressBar, QWidget

from fieldapp.domain.document import Document, SaisieDocument, fingerprint, taille_fr
from fieldapp.domain.document_type import IMAGES
from fieldapp.domain.errors import KnownError
from fieldapp.services import documents_joints, historique
from fieldapp.services.session import Session
from fieldapp.ui.capture.form_dialog import FormDialog
from fieldapp.ui.capture.readers import load_readers
from fieldapp.ui.capture.undo import UNDOABLE
from fieldapp.ui.documents.attente import Attente, named
from fieldapp.ui.documents.dessin import make_vignette
from fieldapp.ui.documents.fields import DocumentFields
from fieldapp.ui.documents.reading import Accepte, Lot
from fieldapp.ui.form import FormRow
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.message_bar import MessageBar


class AddDialog(FormDialog):
    """One transaction per document; a failure keeps those before it and the form.

    `faits` are the places in the lot of those that an interrupted form had already added.

    Signals: `added(str)`, the id of each document kept; `pages_asked(Lot)`, these photographs are
    the pages of one document.
    """

    added = Signal(str)
    pages_asked = Signal(object)
    _progressed = Signal(int, int)

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        foyer_id: str,
        lot: Lot,
        parent: QWidget | None = None,
        faits: Collection[int] = (),
    ) -> None:
        many = len(lot.acceptes) > 1
        title = f"Ajouter {len(lot.acceptes)} documents" if many else "Ajouter un document"
        super().__init__(title, "Ajouter", parent)
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._foyer_id = foyer_id
        # What is typed of these files is never taken up for others.
        files = " ".join(f"{one.source.nom}:{one.taille}" for one in lot.acceptes)
        self._files_id = fingerprint(files.encode())
        self._lot = lot
        self._attente = Attente(session, tasks)
        self._todo = [(n, one) for n, one in enumerate(lot.acceptes) if n not in faits]
        self._done = 0
        self.fields = DocumentFields()
        self.titres = [QLineEdit(a.titre) for a in lot.acceptes]
        load_readers(session, tasks, foyer_id, self.fields.show_readers, self)
        self.notice = MessageBar()
        self.progress = QProgressBar()
        self.progress.setAccessibleName("Enregistrement du document")
        self.progress.hide()
        self._progressed.connect(self._show_progress)
        self._build(lot, many)
        for number in faits:
            self.form[f"titre_{number}"].hide()
        self._warn(lot)
        first = self.titres[self._todo[0][0] if self._todo else 0]
        first.setFocus()
        first.selectAll()

    def keep_files(self) -> None:
        """Keep the files with what is typed of them: no interruption asks for them again."""
        self._attente.keep(one.source for one in self._lot.acceptes)

    def draft_files(self) -> list[dict[str, object]]:
        """Return the files, with those that are documents by now."""
        todo = {number for number, _ in self._todo}
        sources = [one.source for one in self._lot.acceptes]
        return named(sources, set(range(len(sources))) - todo)

    def save(self) -> None:
        self.working()
        self._next()

    def _build(self, lot: Lot, many: bool) -> None:
        rows = {
            f"titre_{n}": FormRow(
                f"&Titre {n + 1}" if many else "&Titre",
                self.titres[n],
                necessaire=True,
                aide=f"{a.source.nom}\u00a0: {a.type.libelle}, {taille_fr(a.taille)}",
            )
            for n, a in enumerate(lot.acceptes)
        } | self.fields.rows
        self.set_rows(**rows)
        self.body.addWidget(self.notice)
        for row in rows.values():
            self.body.addWidget(row)
        self.body.addWidget(self.progress)
        if all(one.type.mime in IMAGES for one in lot.acceptes):
            self.assemble = Button(
                "&Assembler en un seul PDF…" if many else "&Ajouter d’autres pages…", "files"
            )
            self.assemble.setAutoDefault(False)
            self.assemble.clicked.connect(lambda: self._ask_pages(lot))
            self.body.addWidget(self.assemble, 0, Qt.AlignmentFlag.AlignLeft)

    def _warn(self, lot: Lot) -> None:
        nir = [f"«\u00a0{a.source.nom}\u00a0»" for a in lot.acceptes if a.nir]
        words = list(lot.refus)
        if nir:
            words.append(
                f"Un numéro de sécurité sociale se lit dans {', '.join(nir)}. Ne gardez ce "
                "document que s’il est nécessaire, ou masquez d’abord le numéro."
            )
        if words:
            self.notice.show_message("\n".join(words), "warn")

    def _ask_pages(self, lot: Lot) -> None:
        self.accept()
        self.pages_asked.emit(lot)

    def _next(self) -> None:
        if not self._todo:
            self._finish()
            return
        number, accepte = self._todo[0]
        titre, values = self.titres[number].text(), self.fields.values()
        self.progress.setRange(0, accepte.taille)
        self.progress.setValue(0)
        self.progress.show()
        self._tasks.run(
            lambda: self._keep(accepte, titre, values),
            self._one_kept,
            lambda error: self._stopped(number, error),
            changes={"document"},
            owner=self,
        )

    def _keep(self, accepte: Accepte, titre: str, values: dict[str, str | None]) -> Document:
        contenu = accepte.source.read()
        saisie = SaisieDocument(
            self._foyer_id,
            titre,
            values["nature"] or "",
            values["date"],
            values["zone"] or "",
        )
        return documents_joints.add_document(
            self._session,
            saisie,
            contenu,
            nom=accepte.source.nom,
            vignette=make_vignette(contenu, accepte.type.mime),
            progress=self._progressed.emit,
        )

    def _one_kept(self, document: Document) -> None:
        number, _ = self._todo.pop(0)
        self._done += 1
        self.form[f"titre_{number}"].hide()
        if self._kept is not None and self._todo:
            self._kept.touched()
        self.added.emit(document.id)
        self._next()

    def _stopped(self, number: int, error: KnownError) -> None:
        self.progress.hide()
        champ = f"titre_{number}" if error.champ in ("titre", "contenu") else error.champ
        self.refused(KnownError(error.message, champ))

    def _finish(self) -> None:
        self.accept()
        count = self._done
        words = "Document ajouté." if count == 1 else f"{count} documents ajoutés."
        self._navigator.toast(words, lambda: _undo(self._session, self._tasks, count))

    def _show_progress(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)


def _undo(session: Session, tasks: Tasks, count: int) -> None:
    """Take back every document of this dialog: each was an act of its own."""

    def take_back() -> None:
        for _ in range(count):
            historique.undo_last(session)

    tasks.run(take_back, changes=UNDOABLE)
