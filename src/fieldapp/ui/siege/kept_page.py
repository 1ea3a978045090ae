"""What headquarters keeps, one kind a page: a list that is searched, and a form that changes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QWidget

from fieldapp.domain.errors import KnownError
from fieldapp.services.session import Session
from fieldapp.ui.delegates.badge import BadgeDelegate
from fieldapp.ui.form import Form
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.page import Page
from fieldapp.ui.siege.two_panes import TwoPanes
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.card import Card
from fieldapp.ui.widgets.item_model import ItemModel
from fieldapp.ui.widgets.row_table import RowTable
from fieldapp.ui.widgets.text import Text

Item = TypeVar("Item")
_NARROW, _WIDE = 760, 1300
AT_NEXT = "Les postes l’apprendront à leur prochaine synchronisation."


class KeptTable(RowTable[Item]):
    """The rows; Entrée or F2 takes one up in the form."""

    def __init__(
        self,
        name: str,
        item: Callable[[int], Item | None],
        take_up: Callable[[Item], None],
        menu: Callable[[QMenu, Item], None],
    ) -> None:
        super().__init__(name, item)
        self._take_up, self._fill = take_up, menu

    def acts(self) -> dict[Qt.Key, Callable[[Item], None]]:
        return {Qt.Key.Key_Return: self._take_up, Qt.Key.Key_F2: self._take_up}

    def menu_for(self, found: Item) -> QMenu:
        menu = self.new_menu()
        self._fill(menu, found)
        return menu


class KeptPage(Page, Generic[Item]):
    """A kind gives its words, its model and its form, then calls `make`."""

    SHARES: ClassVar[tuple[int, int]] = (9, 5)
    # Columns that the form tells too: they leave their room to the others on a small window.
    FOLDED: ClassVar[tuple[int, ...]] = ()
    # Those that do so on all but a wide one.
    SPARE: ClassVar[tuple[int, ...]] = ()
    # Fields that share a line.
    BESIDE: ClassVar[tuple[tuple[str, str], ...]] = ()
    STATE_COLUMN: ClassVar[int] = 0

    model: ItemModel[Item]
    table: KeptTable[Item]
    form: Form

    def __init__(self, session: Session, tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(session, tasks, navigator)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Chercher")
        self.search.setAccessibleName(f"Chercher dans «\u00a0{self.titre}\u00a0»")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _text: self.read())
        self.fresh = Button("&Nouveau", "plus")
        self.fresh.clicked.connect(self.clear)
        self.save = Button("Ajouter", "check", ("Ctrl", "↵"), "primary")
        self.save.clicked.connect(self.submit)
        self.current: Item | None = None
        self._count = Text("", "second")

    def make(self, name: str, widths: Sequence[int], form: Form, how: str, *acts: Button) -> None:
        """Lay the page out: `name` of the table, widths of its columns, the form and its acts."""
        self.form = form
        self.table = KeptTable(name, self.model.item, self.take_up, self.fill_menu)
        self.table.setModel(self.model)
        self.table.setItemDelegateForColumn(self.STATE_COLUMN, BadgeDelegate(self.table))
        self.table.set_widths(tuple(widths))
        self.table.setMinimumHeight(theme().px(220))
        left = Card(name, flush=True)
        left.aside.addWidget(self._count)
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(14, 10, 14, 10)
        row.setSpacing(10)
        row.addWidget(self.search, 1)
        for button in (*acts, self.fresh):
            row.addWidget(button)
        left.body.addWidget(head)
        left.body.addWidget(self.table, 1)
        self._right = Card("Ajouter ou modifier")
        second = dict(self.BESIDE)
        for name in dict(form.items()):
            if name in second:
                line = QHBoxLayout()
                line.setSpacing(10)
                for one in (name, second[name]):
                    line.addWidget(form[one], 1, Qt.AlignmentFlag.AlignTop)
                self._right.body.addLayout(line)
            elif name not in second.values():
                self._right.body.addWidget(form[name])
        self._right.body.addWidget(Text(how, "aide", wrap=True))
        self._right.body.addSpacing(4)
        self._right.body.addWidget(self.save)
        self._right.body.addStretch(1)
        self.content.addWidget(TwoPanes(left, self._right, self.SHARES), 1)
        self.first = self.search

    # What each kind says

    def fill_menu(self, menu: QMenu, found: Item) -> None:
        """Add the acts on a row to its menu."""
        raise NotImplementedError

    def show_item(self, found: Item | None) -> None:
        """Put an item in the form, or empty it."""
        raise NotImplementedError

    def first_field(self) -> QWidget:
        """Return where typing begins."""
        raise NotImplementedError

    def submit(self) -> None:
        """Keep what the form says."""
        raise NotImplementedError

    def read(self) -> None:
        """Read the list again."""
        raise NotImplementedError

    # What all do

    def open(self, **_where: str) -> None:
        self.read()

    def commands(self) -> Mapping[str, Callable[[], None]]:
        return {"valider": self.submit, "nouveau": self.clear, "filtrer": self.search.setFocus}

    def panes(self) -> tuple[QWidget, ...]:
        return (self.search, self.table, self._right)

    def take_up(self, found: Item) -> None:
        """Put a row in the form, to change it."""
        self._settle(found)
        self.first_field().setFocus()

    def clear(self) -> None:
        """Empty the form, for another one."""
        self._settle(None)
        self.first_field().setFocus()

    def show_rows(self, rows: Sequence[Item], count: str) -> None:
        """Show what was read."""
        self.model.set_rows(rows)
        self._count.setText(count)

    def run(self, act: Callable[[], object], said: str, kind: str) -> None:
        """Do an act on the writer thread, say it, and read again."""
        self.save.setEnabled(False)
        self.tasks.run(act, lambda _done: self._done(said), self._refused, changes={kind})

    def _done(self, said: str) -> None:
        self.save.setEnabled(True)
        self.bar.show_message(f"{said} {AT_NEXT}", "ok")
        self._settle(None)
        self.read()

    def _refused(self, error: KnownError) -> None:
        self.save.setEnabled(True)
        if not self.form.show_error(error):
            self.bar.show_message(error.message)

    def _settle(self, found: Item | None) -> None:
        self.current = found
        # Which of both will happen must not hang on what the list has selected.
        self.save.set_label("Ajouter" if found is None else "Modifier")
        self.show_item(found)
        for row in self.form:
            row.set_error("")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for columns, room in ((self.SPARE, _WIDE), (self.FOLDED, _NARROW)):
            for column in columns:
                self.table.setColumnHidden(column, self.width() < theme().px(room))
