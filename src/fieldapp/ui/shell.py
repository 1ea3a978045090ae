"""What stands behind the lock, whoever works: rail, pages, state line, toast, and the way about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from fieldapp.domain.errors import KnownError
from fieldapp.services.session import Session
from fieldapp.ui.catalogue import spread_catalogue
from fieldapp.ui.focus import focus_in_window
from fieldapp.ui.navigator import Navigator, Place
from fieldapp.ui.page import Page
from fieldapp.ui.rail import Rail, RailItem
from fieldapp.ui.state_line import StateLine
from fieldapp.ui.synchronisation.presence import Presence
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.theme import theme
from fieldapp.ui.tokens import load_tokens
from fieldapp.ui.widgets.toast import Toast

BOTTOM_FROM = 8  # pages whose digit is 8 or 9 stand at the foot of the rail

MakePages = Callable[[Navigator], Sequence[Page]]


class Shell(QWidget):
    """The pages of an open session and the frame around them.

    Signals: `lock_asked()`, `numbers_asked()`; `command_asked(str)`, the name of a shortcut that
    was chosen otherwise than by its keys.
    """

    lock_asked = Signal()
    numbers_asked = Signal()
    command_asked = Signal(str)

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        make_pages: MakePages,
        parent: QWidget | None = None,
        later: Sequence[type[Page]] = (),
    ) -> None:
        """Build the frame and the pages of `make_pages`; those of `later` when first asked for."""
        super().__init__(parent)
        self.setProperty("level", "page")
        self.session = session
        self.tasks = tasks
        self._focus: QWidget | None = None
        self.navigator = Navigator(self)
        self._pages = {page.key: page for page in make_pages(self.navigator)}
        self.stack = QStackedWidget()
        for page in self._pages.values():
            self.stack.addWidget(page)
        self._later = {kind.key: kind for kind in later}
        kinds = [*(type(page) for page in self._pages.values()), *later]
        self._digits = {kind.raccourci: kind.key for kind in kinds if kind.raccourci}
        self.rail = Rail(*_rail_items(kinds))
        self.state = StateLine()
        self._presence = Presence(self)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.stack, 1)
        right.addWidget(self.state)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(right, 1)
        self.toast = Toast(self)
        self._connect_frame()

    def _connect_frame(self) -> None:
        self.rail.chosen.connect(self._rail_chosen)
        self.navigator.moved.connect(self._moved)
        self.navigator.toast_asked.connect(self.toast.show_message)
        self._presence.known.connect(self.state.show_online)
        self.state.save_asked.connect(self.save_now)
        self.tasks.saving.connect(self.state.show_saving)
        self.tasks.saved.connect(self._saved)
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
        """Return a page by its key, built if it was not yet; None when this role has it not."""
        kind = self._later.pop(key, None)
        if kind is not None:
            page = kind(self.session, self.tasks, self.navigator)
            self._pages[key] = page
            self.stack.addWidget(page)
        return self._pages.get(key)

    def keep_drafts(self) -> None:
        """Have every page save what is being typed."""
        for page in self._pages.values():
            page.keep_drafts()

    def stop_work(self) -> None:
        """Have long work under way end at its next step, so that leaving does not wait for it."""

    def leave(self) -> None:
        """Get ready to be hidden: drafts kept, the place of the focus noted."""
        self.keep_drafts()
        self.toast.close_message()
        self._focus = self.focusWidget()

    def come_back(self) -> None:
        """Put the focus where it was; a first time, on the page."""
        if self._focus is not None and self._focus.isVisible():
            self._focus.setFocus()
        else:
            self._focus_page()

    def read_promises(self, show: Callable[..., None]) -> None:
        """Tell the lock page what is kept: `show(here_only, note=…, siege=…)`."""
        show(0, note=False, siege=False)

    def read_exchange(self) -> None:
        """Read the counters of the state line again."""

    def save_now(self) -> None:
        """Save what is being typed and say when all is saved."""
        self.keep_drafts()
        self.tasks.run(lambda: None, lambda _none: self.state.show_saved(now()))

    def dispatch(self, name: str) -> bool:
        """Do what a shortcut asks; return False when nothing here answers it."""
        act = self.page.commands().get(name) or self.own_commands().get(name)
        if act is None:
            return False
        act()
        return True

    def own_commands(self) -> dict[str, Callable[[], None]]:
        """Return what is done on a shortcut whatever the page, by its name in `actions`."""
        digits = {
            f"page_{digit}": (lambda key=key: self.navigator.go(key))
            for digit, key in self._digits.items()
        }
        return digits | {
            "retour": self.navigator.back,
            "avance": self.navigator.forward,
            "enregistrer": self.save_now,
            "volet_suivant": lambda: self._go_round(1),
            "volet_precedent": lambda: self._go_round(-1),
        }

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rail.set_reduced(self.width() < theme().px(load_tokens().large))
        theme().fit_height(self.height())

    def sizeHint(self) -> QSize:
        return QSize(theme().px(1366), theme().px(738))

    def _rail_chosen(self, key: str) -> None:
        if key == "verrouiller":
            self.lock_asked.emit()
        elif key == "numeros":
            self.numbers_asked.emit()
        else:
            self.navigator.go(key)

    def _moved(self, place: Place) -> None:
        page = self.page_of(place.page)
        if page is None:
            return
        changed = self.stack.currentWidget() is not page
        self.stack.setCurrentWidget(page)
        self.rail.set_current(page.sous or place.page)
        # Qt has put the keyboard on the first thing of the page: only the page knows better.
        before = focus_in_window(self)
        page.open(**place.where)
        if changed and focus_in_window(self) is before:
            self._focus_page()

    def _focus_page(self) -> None:
        """Put the keyboard where the page wants it, else on its first pane."""
        page = self.page
        shown = [pane for pane in page.panes() if pane.isVisible()]
        first = page.first if page.first is not None and page.first.isVisible() else None
        _focus_first(first or page.focusProxy() or (shown[0] if shown else page))

    def _changed(self, kinds: frozenset[str]) -> None:
        if "catalogue" in kinds:
            spread_catalogue(self, self.session.catalogue)
        self.read_exchange()
        for page in self._pages.values():
            page.refresh(kinds)

    def _saved(self) -> None:
        self.state.show_saved(now())

    def _failed(self, error: KnownError) -> None:
        self.page.bar.show_message(error.message)

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


def _rail_items(kinds: Sequence[type[Page]]) -> tuple[list[RailItem], list[RailItem]]:
    """Return the entries of the head and of the foot of the rail."""
    top: list[RailItem] = []
    bottom: list[RailItem] = []
    for page in sorted(kinds, key=lambda kind: kind.raccourci):
        if not page.raccourci:
            continue
        place = top if int(page.raccourci) < BOTTOM_FROM else bottom
        place.append(RailItem(page.key, page.titre, page.icone, f"Ctrl+{page.raccourci}"))
    bottom.append(RailItem("numeros", "Numéros utiles", "phone-call", "F1", place=False))
    bottom.append(RailItem("verrouiller", "Verrouiller", "lock", "Ctrl L", place=False))
    return top, bottom


def now() -> str:
    """Return the local hour `HH:MM:SS`."""
    return datetime.now().astimezone().strftime("%H:%M:%S")
