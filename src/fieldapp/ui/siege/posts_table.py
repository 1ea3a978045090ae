"""The posts and what may be done about one: the row's menu, its keys, and the buttons under it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from fieldapp.domain.siege import REVOQUE, PosteSuivi
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.folding import FoldingRow
from fieldapp.ui.widgets.row_table import RowTable, add_act
from fieldapp.ui.widgets.text import Text


class PostsTable(RowTable[PosteSuivi]):
    """Signals, each with the post: `told` (Entrée), `renew_asked`, `end_asked` (Suppr),
    `reopen_asked`, `lost_asked`."""

    told = Signal(object)
    renew_asked = Signal(object)
    end_asked = Signal(object)
    reopen_asked = Signal(object)
    lost_asked = Signal(object)

    def acts(self) -> dict[Qt.Key, Callable[[PosteSuivi], None]]:
        return {Qt.Key.Key_Return: self.told.emit, Qt.Key.Key_Delete: self._end}

    def menu_for(self, found: PosteSuivi) -> QMenu:
        menu = self.new_menu()
        add_act(menu, "Dire où en est ce poste", "Return", lambda: self.told.emit(found))
        if found.etat == REVOQUE:
            if found.efface_le is None:
                add_act(menu, "Rouvrir la reprise", "", lambda: self.reopen_asked.emit(found))
        else:
            add_act(menu, "Renouveler le certificat", "", lambda: self.renew_asked.emit(found))
            add_act(menu, "Révoquer…", "Del", lambda: self.end_asked.emit(found))
        if lacks_for_good(found):
            add_act(menu, "Déclarer perdu…", "", lambda: self.lost_asked.emit(found))
        return menu

    def _end(self, found: PosteSuivi) -> None:
        if found.etat != REVOQUE:
            self.end_asked.emit(found)


def lacks_for_good(poste: PosteSuivi) -> bool:
    """Tell whether something is awaited or refused of a post that will never send again."""
    return poste.muet and (bool(poste.attendu) or poste.refuses > 0)


class PostActs(QWidget):
    """The buttons that act on the chosen post; those that do not fit it are off."""

    def __init__(self, table: PostsTable) -> None:
        super().__init__()
        self._table = table
        self._name = Text("", "second")
        self.renew = Button("Re&nouveler", "rotate-ccw")
        self.reopen = Button("Rou&vrir la reprise", "inbox")
        self.end = Button("Ré&voquer…", "ban")
        self.lost = Button("Dé&clarer perdu…", "file-x")
        self.lost.setToolTip("Ce qui manque ne viendra plus\u00a0: prendre ce qui est arrivé après")
        self.renew.clicked.connect(lambda: self._ask(table.renew_asked.emit))
        self.reopen.clicked.connect(lambda: self._ask(table.reopen_asked.emit))
        self.end.clicked.connect(lambda: self._ask(table.end_asked.emit))
        self.lost.clicked.connect(lambda: self._ask(table.lost_asked.emit))
        row = FoldingRow(10)
        row.add(self._name, 1)
        for button in (self.lost, self.renew, self.reopen, self.end):
            row.add(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 10)
        column.addWidget(row)

    def follow(self) -> None:
        """Fit the buttons to the chosen post."""
        found = self._table.current()
        revoked = found is not None and found.etat == REVOQUE
        self._name.setText(f"{found.nom} · {found.device}" if found is not None else "")
        self.renew.setVisible(not revoked)
        self.end.setVisible(not revoked)
        self.reopen.setVisible(revoked)
        self.lost.setVisible(found is not None and lacks_for_good(found))
        self.renew.setEnabled(found is not None)
        self.end.setEnabled(found is not None)
        self.reopen.setEnabled(found is not None and found.efface_le is None)

    def _ask(self, tell: Callable[[PosteSuivi], None]) -> None:
        found = self._table.current()
        if found is not None:
            tell(found)
