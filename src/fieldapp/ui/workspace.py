"""The workspace of a post: its pages, its quick note and palette, and who answers each shortcut."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from fieldapp.domain import droits
from fieldapp.domain.echange import EtatEchange
from fieldapp.domain.errors import KnownError
from fieldapp.domain.recherche import DOCUMENT, NOTE, STRUCTURE
from fieldapp.domain.validite import avertissement
from fieldapp.services import brouillons, recherche, structures
from fieldapp.services.copies import wipe_copies
from fieldapp.services.droits import may
from fieldapp.services.session import Session, forget_expired_personal
from fieldapp.sync.adresse import Adresse
from fieldapp.ui.accueil.dialog import AccueilDialog
from fieldapp.ui.capture.capture_dialog import CaptureDialog
from fieldapp.ui.capture.form_dialog import FormDialog
from fieldapp.ui.capture.undo import redo_last, undo_last
from fieldapp.ui.doublons.actes import DuplicateActs
from fieldapp.ui.imports.dialog import ImportDialog
from fieldapp.ui.imports.sources import SOURCES
from fieldapp.ui.page import Page
from fieldapp.ui.palette.entries import BROUILLON, COMMANDE, CREER, Entry
from fieldapp.ui.palette.palette import Palette
from fieldapp.ui.palette.structure_dialog import StructureDialog
from fieldapp.ui.preferences import save_synchronises_alone, synchronises_alone
from fieldapp.ui.report.dialog import ReportDialog
from fieldapp.ui.shell import Shell, now
from fieldapp.ui.state_line import CONFLITS
from fieldapp.ui.synchronisation.background import Background
from fieldapp.ui.synchronisation.closing import ClosingDialog
from fieldapp.ui.synchronisation.page import SyncPage
from fieldapp.ui.synchronisation.source import read_line, read_state
from fieldapp.ui.tasks import Tasks

HOME = "aujourdhui"
SYNC = "synchronisation"


class Workspace(Shell):
    """Everything behind the lock of a post: pages, quick note, welcome, palette."""

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        pages: tuple[type[Page], ...],
        parent: QWidget | None = None,
    ) -> None:
        allowed = [kind for kind in pages if kind.allowed(session)]
        first = next((kind for kind in allowed if kind.key == HOME), allowed[0])
        # The other pages are made when one goes there: the window shows sooner.
        super().__init__(
            session,
            tasks,
            lambda navigator: [first(session, tasks, navigator)],
            parent,
            [kind for kind in allowed if kind is not first],
        )
        self._warned = False
        self._waiting = 0
        self._leaving = False
        self.background = Background(
            session.store.device, self.sync_page, synchronises_alone(session.store.folder),
            parent=self,
        )  # fmt: skip
        self.imports: dict[str, ImportDialog] = {}
        self.palette_box = Palette(session, tasks, self)
        self.duplicates = DuplicateActs(session, tasks, self.navigator, self)
        self._connect()
        self.read_exchange()
        self.navigator.go(first.key)

    @cached_property
    def capture(self) -> CaptureDialog:
        """The quick note, built when it is first asked for."""
        return CaptureDialog(self.session, self.tasks, self.navigator, self)

    @cached_property
    def accueil(self) -> AccueilDialog:
        """The welcome of somebody without a file, built when it is first asked for."""
        return AccueilDialog(self.session, self.tasks, self.navigator, self)

    def _connect(self) -> None:
        self.navigator.palette_asked.connect(self.palette_box.open_box)
        self.navigator.note_asked.connect(self._note)
        self.navigator.accueil_asked.connect(self._welcome)
        self.navigator.report_asked.connect(self._report)
        self.navigator.resume_asked.connect(self._resume)
        self.navigator.import_asked.connect(self.open_import)
        self.palette_box.chosen.connect(self._palette_chosen)
        self.navigator.late_counted.connect(lambda count: self.rail.set_late(HOME, count))
        self.navigator.draft_saved.connect(lambda: self.state.show_saved(now(), draft=True))
        self.state.list_asked.connect(self._open_list)
        self.background.online.connect(self.state.show_online)
        self.background.told.connect(self._tell_refusal)

    def page_of(self, key: str) -> Page | None:
        fresh = key in self._later
        page = super().page_of(key)
        if fresh and isinstance(page, SyncPage):
            page.show_alone(self.background.alone)
            page.channel.alone_chosen.connect(self._set_alone)
            page.began.connect(lambda: self.state.show_exchanging(True))
            page.over.connect(lambda _error: self.state.show_exchanging(False))
            self.background.follow(page)
        return page

    def sync_page(self) -> SyncPage | None:
        """The synchronisation screen, which runs every exchange; None when this role has none."""
        page = self.page_of(SYNC)
        return page if isinstance(page, SyncPage) else None

    def last_try(self, then: Callable[[], object]) -> bool:
        """Try a last exchange before closing, then call `then`; False when none is worth it, or
        when it was tried, or when the desktop itself is ending."""
        app = QApplication.instance()
        ending = isinstance(app, QApplication) and app.isSavingSession()
        if self._leaving or ending or not self.background.tries_at_closing():
            return False
        self._leaving = True
        ClosingDialog(self.background, self._waiting, then, self.window()).begin()
        return True

    def _open_list(self, key: str) -> None:
        """Open the list behind a number of the state line."""
        if key == CONFLITS and self.page_of(CONFLITS) is not None:
            self.navigator.go(CONFLITS)
        else:
            self.navigator.go(SYNC, **({"liste": key} if key else {}))

    def _set_alone(self, alone: bool) -> None:
        save_synchronises_alone(self.session.store.folder, alone)
        self.background.set_alone(alone)

    def _tell_refusal(self, error: KnownError) -> None:
        """Say once, wherever the worker is, that headquarters took nothing; work goes on."""
        page = self.sync_page()
        if page is not None:
            page.tell(error)
        if self.page is not page:
            self.page.bar.show_message(
                error.message, "warn", "Voir", lambda: self.navigator.go(SYNC)
            )

    def keep_drafts(self) -> None:
        """Have every page save what is being typed."""
        super().keep_drafts()
        for name in ("capture", "accueil"):
            if name in vars(self):  # built: it may hold something
                getattr(self, name).keep_draft()
        for form in self.window().findChildren(FormDialog):
            form.keep_draft()

    def open_import(self, key: str) -> None:
        """Open the dialog that imports a kind of file, named by its command."""
        source = SOURCES[key]
        if not may(self.session, source.acte):
            return
        if key not in self.imports:
            self.imports[key] = ImportDialog(source, self.session, self.tasks, self.navigator, self)
        self.imports[key].open_box()

    def stop_work(self) -> None:
        """Have an import or an exchange end at its next step: leaving does not wait for it."""
        for dialog in self.imports.values():
            dialog.stop()
        self.background.stop()
        page = self._pages.get(SYNC)
        if isinstance(page, SyncPage):
            page.stop_now()

    def leave(self) -> None:
        """Get ready to be hidden: drafts kept, palette closed, the place of the focus noted.

        Clear copies of documents are wiped at once, and again after what is under way.
        """
        folder = self.session.store.folder
        wipe_copies(folder)
        self.tasks.run(lambda: wipe_copies(folder))
        self.palette_box.close_box()
        super().leave()

    def come_back(self) -> None:
        """Put the focus where it was; forget the personal drafts whose time came meanwhile."""
        super().come_back()
        session = self.session
        self.tasks.run(lambda: forget_expired_personal(session), self._forgotten)

    def _forgotten(self, count: int) -> None:
        if count:
            self.tasks.changed.emit(frozenset({"contact", "document"}))

    def read_promises(self, show: Callable[..., None]) -> None:
        """Read what the lock page promises: an interrupted note, changes that are only here."""
        session = self.session
        self.tasks.run(
            lambda: (read_state(session), bool(brouillons.list_brouillons(session))),
            lambda found: show(found[0].ici, note=found[1], siege=found[0].rattache),
            lambda _error: None,
        )

    def read_exchange(self) -> None:
        """Read the counters of the state line again."""
        session = self.session
        self.tasks.run(
            lambda: read_line(session),
            self._show_exchange,
            lambda _error: None,
        )

    def own_commands(self) -> dict[str, Callable[[], None]]:
        return super().own_commands() | {
            "annuler": self.undo,
            "retablir": self.redo,
            "noter": lambda: self.navigator.note_asked.emit(""),
            "accueil": self._welcome,
            "doublons": self.duplicates.open_list,
            "fusionner": self.duplicates.unite_shown,
            "conservation": lambda: self.navigator.go("conservation"),
            "palette": lambda: self.navigator.palette_asked.emit(""),
            "palette_dossiers": lambda: self.navigator.palette_asked.emit("#"),
            "synchroniser": lambda: self.navigator.go(SYNC, action="synchroniser"),
            **{key: partial(self.open_import, key) for key in SOURCES},
        }

    def _changed(self, kinds: frozenset[str]) -> None:
        super()._changed(kinds)
        if "contact" in kinds:
            self._index_waiting(True)

    def _index_waiting(self, some: bool) -> None:
        """Index what was noted or received, some hundreds at a time, other acts in between."""
        if some:
            session = self.session
            self.tasks.run(lambda: recherche.catch_up(session), self._index_waiting)

    def undo(self) -> None:
        """Undo what the toast tells, or the last act of this agent."""
        if self.toast.isVisible() and self.toast.take_undo():
            return
        undo_last(self.session, self.tasks, self.navigator)

    def redo(self) -> None:
        """Do again the act that was undone last."""
        redo_last(self.session, self.tasks, self.navigator)

    def _note(self, foyer_id: str) -> None:
        """Note a contact: in the page when it has its own place for it, else in the dialog."""
        act = self.page.commands().get("noter")
        if act is not None and not foyer_id:
            act()
        else:
            self.capture.open_for(foyer_id)

    def _welcome(self) -> None:
        """Welcome somebody without a file, from anywhere."""
        if may(self.session, droits.ACCUEILLIR):
            self.accueil.open_box()

    def _resume(self) -> None:
        """Take up the note that was begun before its family was found."""
        self.capture.open_for()

    def _report(self, objet: str, objet_id: str) -> None:
        """Show what to type of one thing in another system, beside that system."""
        if may(self.session, droits.REPORTER):
            args = (self.session, self.tasks, self.navigator, objet, objet_id, self)
            ReportDialog(*args).show()

    def _palette_chosen(self, entry: Entry, what: str) -> None:
        go = self.navigator.go
        if what == "noter":
            self.capture.open_for(entry.foyer_id)
        elif what == "orienter":
            go("orienter", foyer_id=entry.foyer_id)
        elif what == "avant_visite":
            go("dossier", foyer_id=entry.foyer_id, volet="avant_visite")
        elif entry.kind == COMMANDE:
            self.command_asked.emit(entry.key)
        elif entry.kind == CREER:
            go("familles", nouvelle="oui", nom=entry.key)
        elif entry.kind == STRUCTURE:
            self._show_structure(entry.key)
        elif entry.kind == BROUILLON and not entry.foyer_id:
            go(HOME)  # its card there takes up whatever was interrupted
        elif entry.kind == BROUILLON:
            go("dossier", foyer_id=entry.foyer_id, champ="note")
        elif entry.kind == NOTE:
            go("dossier", foyer_id=entry.foyer_id, contact_id=entry.key)
        elif entry.kind == DOCUMENT:
            place = {"onglet": "documents", "document_id": entry.key}
            go("dossier", foyer_id=entry.foyer_id, **place)
        else:
            go("dossier", foyer_id=entry.foyer_id)

    def _show_structure(self, structure_id: str) -> None:
        session = self.session
        self.tasks.run(
            lambda: structures.get_structure(session, structure_id),
            lambda structure: StructureDialog(structure, session.catalogue, self).open(),
        )

    def _show_exchange(self, found: tuple[EtatEchange, int, Path | Adresse | None]) -> None:
        etat, conflits, way = found
        self.state.show_exchange(etat, conflits)
        self._waiting = etat.ici
        self.background.know(etat, way)
        if etat.validite is not None and not self._warned:
            self._warned = True
            text = avertissement(etat.validite)
            if text:
                self.page.bar.show_message(
                    text,
                    "warn",
                    "Synchroniser",
                    lambda: self.navigator.go(SYNC, action="synchroniser"),
                )
        self._presence.ask(way)
