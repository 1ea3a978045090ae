"""The workspace of an open session: rail, pages, state line, and who answers each shortcut."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from fieldapp.domain import droits
from fieldapp.domain.echange import EtatEchange
from fieldapp.domain.errors import KnownError
from fieldapp.domain.recherche import NOTE, STRUCTURE
from fieldapp.services import brouillons, historique, structures
from fieldapp.services.droits import may
from fieldapp.services.session import Session
from fieldapp.ui.accueil.dialog import AccueilDialog
from fieldapp.ui.capture.capture_dialog import CaptureDialog
from fieldapp.ui.navigator import Navigator, Place
from fieldapp.ui.page import Page
from fieldapp.ui.palette.entries import BROUILLON, COMMANDE, CREER, Entry
from fieldapp.ui.palette.palette import Palette
from fieldapp.ui.palette.structure_dialog import StructureDialog
from fieldapp.ui.rail import Rail, RailItem
from fieldapp.ui.state_line import StateLine
from fieldapp.ui.synchronisation.presence import Presence
from fieldapp.ui.synchronisation.source import read_line, read_state
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.theme import theme
from fieldapp.ui.tokens import load_tokens
from fieldapp.ui.widgets.toast import Toast

BOTTOM_FROM = 8  # pages whose digit is 8 or 9 stand at the foot of the rail
HOME = "aujourdhui"
SYNC = "synchronisation"


class Workspace(QWidget):
    """Everything behind the lock.

    Signals: `lock_asked()`, `numbers_asked()`; `command_asked(str)`, a shortcut's name chosen in
    the palette.
    """

    lock_asked = Signal()
    numbers_asked = Signal()
    command_asked = Signal(str)

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        pages: tuple[type[Page], ...],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("level", "page")
        self.session = session
        self._focus: QWidget | None = None
        self.tasks = tasks
        self.navigator = Navigator(self)
        self._pages = {
            kind.key: kind(session, tasks, self.navigator)
            for kind in pages
            if kind.allowed(session)
        }
        self.stack = QStackedWidget()
        for page in self._pages.values():
            self.stack.addWidget(page)
        self.rail = Rail(*_rail_items(self._pages))
        self.state = StateLine()
        self._presence = Presence(self)
        self._build()
        self.toast = Toast(self)
        self.capture = CaptureDialog(session, tasks, self.navigator, self)
        self.accueil = AccueilDialog(session, tasks, self.navigator, self)
        self.palette_box = Palette(session, tasks, self)
        self._connect()
        self.read_exchange()
        self.navigator.go(HOME if HOME in self._pages else next(iter(self._pages)))

    def _build(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.stack, 1)
        right.addWidget(self.state)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(right, 1)

    def _connect(self) -> None:
        self.rail.chosen.connect(self._rail_chosen)
        self.navigator.moved.connect(self._moved)
        self.navigator.toast_asked.connect(self.toast.show_message)
        self.navigator.palette_asked.connect(self.palette_box.open_box)
        self.navigator.note_asked.connect(self._note)
        self.navigator.accueil_asked.connect(self._welcome)
        self.palette_box.chosen.connect(self._palette_chosen)
        self.navigator.late_counted.connect(lambda count: self.rail.set_late(HOME, count))
        self.navigator.draft_saved.connect(lambda: self.state.show_saved(_now(), draft=True))
        self._presence.known.connect(self.state.show_online)
        self.state.sync_asked.connect(lambda: self.navigator.go(SYNC))
        self.state.save_asked.connect(self.save_now)
        self.tasks.saving.connect(self.state.show_saving)
        self.tasks.saved.connect(lambda: self.state.show_saved(_now()))
        self.tasks.save_failed.connect(self.state.show_failure)
        self.tasks.changed.connect(self._changed)
        self.tasks.failed.connect(self._failed)

    @property
    def page(self) -> Page:
        """The page shown."""
        current = self.stack.currentWidget()
        assert isinstance(current, Page)
        return current

    def page_of(self, key: str) -> Page | None:
        """Return a page by its key, if this role has it."""
        return self._pages.get(key)

    def keep_drafts(self) -> None:
        """Have every page save what is being typed."""
        for page in self._pages.values():
            page.keep_drafts()
        self.capture.keep_draft()
        self.accueil.keep_draft()

    def leave(self) -> None:
        """Get ready to be hidden: drafts kept, palette closed, the place of the focus noted."""
        self.keep_drafts()
        self.palette_box.close_box()
        self.toast.close_message()
        self._focus = self.focusWidget()

    def come_back(self) -> None:
        """Put the focus where it was; a first time, on the page."""
        if self._focus is not None and self._focus.isVisible():
            self._focus.setFocus()
        else:
            self._focus_page()

    def read_promises(self, show: Callable[..., None]) -> None:
        """Read what the lock page promises: an interrupted note, changes that are only here."""
        session = self.session
        self.tasks.run(
            lambda: (read_state(session), bool(brouillons.list_brouillons(session))),
            lambda found: show(found[0].ici, note=found[1], siege=found[0].rattache),
            lambda _error: None,
        )

    def save_now(self) -> None:
        """Save what is being typed and say when all is saved."""
        self.keep_drafts()
        self.tasks.run(lambda: None, lambda _none: self.state.show_saved(_now()))

    def dispatch(self, name: str) -> bool:
        """Do what a shortcut asks; return False when nothing here answers it."""
        act = self.page.commands().get(name) or self._own_commands().get(name)
        if act is None:
            return False
        act()
        return True

    def read_exchange(self) -> None:
        """Read the counters of the state line again."""
        session = self.session
        self.tasks.run(
            lambda: read_line(session),
            self._show_exchange,
            lambda _error: None,
        )

    def _own_commands(self) -> dict[str, Callable[[], None]]:
        digits = {
            f"page_{page.raccourci}": (lambda key=key: self.navigator.go(key))
            for key, page in self._pages.items()
            if page.raccourci
        }
        return digits | {
            "retour": self.navigator.back,
            "avance": self.navigator.forward,
            "annuler": self.undo,
            "enregistrer": self.save_now,
            "noter": lambda: self.navigator.note_asked.emit(""),
            "accueil": self._welcome,
            "palette": lambda: self.navigator.palette_asked.emit(""),
            "palette_dossiers": lambda: self.navigator.palette_asked.emit("#"),
            "synchroniser": lambda: self.navigator.go(SYNC, action="synchroniser"),
            "volet_suivant": lambda: self._go_round(1),
            "volet_precedent": lambda: self._go_round(-1),
        }

    def undo(self) -> None:
        """Undo what the toast tells, or the last act of this agent."""
        if self.toast.isVisible() and self.toast.take_undo():
            return
        session = self.session
        self.tasks.run(
            lambda: historique.undo_last(session),
            lambda label: self.navigator.toast(f"{label}."),
            changes=(
                "foyer",
                "contact",
                "orientation",
                "personne",
                "structure",
                "rendezvous",
                "accueil",
            ),
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rail.set_reduced(self.width() < theme().px(load_tokens().large))
        theme().fit_height(self.height())

    def sizeHint(self) -> QSize:
        return QSize(theme().px(1366), theme().px(738))

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
        else:
            go("dossier", foyer_id=entry.foyer_id)

    def _show_structure(self, structure_id: str) -> None:
        session = self.session
        self.tasks.run(
            lambda: structures.get_structure(session, structure_id),
            lambda structure: StructureDialog(structure, session.catalogue, self).open(),
        )

    def _rail_chosen(self, key: str) -> None:
        if key == "verrouiller":
            self.lock_asked.emit()
        elif key == "numeros":
            self.numbers_asked.emit()
        else:
            self.navigator.go(key)

    def _moved(self, place: Place) -> None:
        page = self._pages.get(place.page)
        if page is None:
            return
        self.stack.setCurrentWidget(page)
        self.rail.set_current(place.page)
        page.open(**place.where)
        self._focus_page()

    def _focus_page(self) -> None:
        """Put the keyboard in the page, unless the page just did so."""
        page = self.page
        if not _holds_focus(page):
            _focus_first(page.focusProxy() or page)

    def _changed(self, kinds: frozenset[str]) -> None:
        self.read_exchange()
        for page in self._pages.values():
            page.refresh(kinds)

    def _failed(self, error: KnownError) -> None:
        self.page.bar.show_message(error.message)

    def _show_exchange(self, found: tuple[EtatEchange, int, Path | None]) -> None:
        etat, conflits, folder = found
        self.state.show_exchange(etat, conflits)
        self._presence.ask(folder)

    def _go_round(self, step: int) -> None:
        panes = [pane for pane in (self.rail, *self.page.panes(), self.state) if pane.isVisible()]
        inside = [i for i, pane in enumerate(panes) if _holds_focus(pane)]
        target = panes[((inside[-1] if inside else 0) + step) % len(panes)]
        _focus_first(target)


def _holds_focus(pane: QWidget) -> bool:
    focus = QApplication.focusWidget()
    return focus is not None and (focus is pane or pane.isAncestorOf(focus))


def _focus_first(pane: QWidget) -> None:
    """Put the focus on a pane, or on the first thing in it that takes the keyboard."""
    if pane.focusPolicy() & Qt.FocusPolicy.TabFocus or pane.focusProxy() is not None:
        pane.setFocus(Qt.FocusReason.TabFocusReason)
        return
    for child in pane.findChildren(QWidget):
        usable = child.isVisible() and child.isEnabled()
        if usable and child.focusPolicy() & Qt.FocusPolicy.TabFocus:
            child.setFocus(Qt.FocusReason.TabFocusReason)
            return


def _rail_items(pages: dict[str, Page]) -> tuple[list[RailItem], list[RailItem]]:
    """Return the entries of the head and of the foot of the rail."""
    top: list[RailItem] = []
    bottom: list[RailItem] = []
    for page in pages.values():
        if not page.raccourci:
            continue
        place = top if int(page.raccourci) < BOTTOM_FROM else bottom
        place.append(RailItem(page.key, page.titre, page.icone, f"Ctrl+{page.raccourci}"))
    bottom.append(RailItem("numeros", "Numéros utiles", "phone-call", "F1", place=False))
    bottom.append(RailItem("verrouiller", "Verrouiller", "lock", "Ctrl L", place=False))
    return top, bottom


def _now() -> str:
    return datetime.now().astimezone().strftime("%H:%M:%S")
