"""A card of the landing screen: a count, a list, and what to do when it cannot be read."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, Signal

from fieldapp.domain.errors import KnownError
from fieldapp.ui.delegates.row import Row
from fieldapp.ui.style import set_style
from fieldapp.ui.widgets.buttons import LinkButton
from fieldapp.ui.widgets.card import Card
from fieldapp.ui.widgets.empty_state import EmptyState
from fieldapp.ui.widgets.rows import RowList
from fieldapp.ui.widgets.text import Text

UNREADABLE = "Cette liste n’a pas pu être lue. Le reste fonctionne."


class ListCard(Card):
    """Rows under a title. Signals: `opened(str)`, the family of a row; `retried()`."""

    opened = Signal(str)
    retried = Signal()

    def __init__(self, title: str, empty: str, *, fit: bool, tone: str = "") -> None:
        super().__init__(title, flush=True)
        self.count = Text("", tnum=True)
        self.count.setProperty("kind", "nombre")
        set_style(self.count, tone=tone)
        self.count.hide()
        self.aside.addWidget(self.count)
        self.list = RowList(title, empty, fit=fit)
        self.list.opened.connect(self.opened)
        self._error = EmptyState(UNREADABLE, "Réessayer")
        self._error.acted.connect(self.retried)
        self._error.hide()
        self.body.addWidget(self.list)
        self.body.addWidget(self._error)

    def add_link(self, text: str) -> LinkButton:
        """Add a link after the count."""
        link = LinkButton(text)
        self.aside.addWidget(link)
        return link

    def show_rows(self, rows: Iterable[Row], count: int) -> None:
        """Show the rows, and how many there are in all."""
        self._error.hide()
        self.list.show()
        self.list.set_rows(rows)
        if not self.list.view.hasFocus():
            # Three lists side by side: only the one with the keyboard shows a chosen row.
            self.list.view.setCurrentIndex(QModelIndex())
        self.count.setText(str(count))
        self.count.setAccessibleName(f"{self.accessibleName()}, {count}")
        self.count.setVisible(count > 0)

    def show_error(self, _error: KnownError) -> None:
        """Say that this list could not be read; the other cards stay."""
        self.count.hide()
        self.list.hide()
        self._error.show()
