"""What a screen is: a page of the main window, named once, that asks and refreshes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.services.session import Session
from fieldapp.ui.focus import NO_RING
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.top_bar import TopBar
from fieldapp.ui.widgets.message_bar import MessageBar

MARGIN = 20


class Page(QWidget):
    """Base of every screen.

    Class attributes: `key`, by which navigation names it; `titre`, on the rail and in the top
    bar; `icone`; `raccourci`, the digit of Ctrl+digit, or "" for a page that is not on the rail;
    `sous`, the page of the rail that such a page belongs to.
    A page sets `first` to what has the keyboard when it is shown; a focus proxy, which Qt holds for
    a part of the page, would have Tab pass over the rest.
    Attributes: `session`, `tasks`, `navigator`; `top`, the bar; `bar`, for errors of this page;
    `content`, the layout to fill.
    """

    key: ClassVar[str]
    titre: ClassVar[str]
    icone: ClassVar[str]
    raccourci: ClassVar[str] = ""
    sous: ClassVar[str] = ""

    def __init__(self, session: Session, tasks: Tasks, navigator: Navigator) -> None:
        super().__init__()
        self.setProperty("level", "page")
        self.setProperty(NO_RING, True)
        self.session = session
        self.tasks = tasks
        self.navigator = navigator
        self.first: QWidget | None = None
        self.top = TopBar(self.titre, navigator)
        self.bar = MessageBar()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(MARGIN, 8, MARGIN, 12)
        outer.setSpacing(10)
        outer.addWidget(self.top)
        outer.addWidget(self.bar)
        self.content = QVBoxLayout()
        self.content.setSpacing(12)
        outer.addLayout(self.content, 1)

    @classmethod
    def allowed(cls, session: Session) -> bool:  # noqa: ARG003 - pages for some roles override it
        """Whether this agent's role may see the page; if not, it does not appear at all."""
        return True

    def open(self, **where: str) -> None:
        """Show what navigation asks for, e.g. ``foyer_id=…``; called each time it is shown."""

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read again after a write that changed these kinds of things, if they are shown here."""

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Return what this page does on a shortcut, by its name in `actions`.

        What is not here falls to the window.
        """
        return {}

    def keep_drafts(self) -> None:
        """Save what is being typed; called before the session locks or the program ends."""

    def panes(self) -> tuple[QWidget, ...]:
        """Return the parts that F6 goes round."""
        return ()
