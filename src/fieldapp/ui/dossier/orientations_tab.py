"""The orientations of one family, in its dossier."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from fieldapp.domain import droits
from fieldapp.domain.orientation import Orientation
from fieldapp.services.droits import may
from fieldapp.services.session import Session
from fieldapp.ui.dossier.historique_dialog import HistoryDialog
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.orientations.model import (
    DATE,
    FAMILLE,
    POUR_QUI,
    RELANCE,
    OrientationsModel,
)
from fieldapp.ui.orientations.statut_dialog import StatutDialog
from fieldapp.ui.orientations.table import OrientationsTable
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.card import Card
from fieldapp.ui.widgets.empty_state import EmptyState
from fieldapp.ui.widgets.text import Text

EMPTY = "Aucune orientation pour cette famille."
_WIDTHS = (10, 0, 158, 95, 118, 198, 76)


class OrientationsTab(QWidget):
    """Signals: `orient_asked()`; `print_asked(Orientation)`."""

    orient_asked = Signal()
    print_asked = Signal(object)

    def __init__(self, session: Session, tasks: Tasks, navigator: Navigator) -> None:
        super().__init__()
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._dialog: QDialog | None = None
        self.model = OrientationsModel(session, tasks, self)
        self.table = OrientationsTable(self.model)
        self.table.set_widths(_WIDTHS)
        self.table.hideColumn(FAMILLE)
        self.table.set_secondary(DATE, RELANCE, POUR_QUI)
        self.table.setMinimumHeight(theme().px(160))
        may_orient = may(session, droits.ORIENTER)
        self.empty = EmptyState(EMPTY, "Orienter" if may_orient else "")
        self.empty.acted.connect(self.orient_asked)
        self.change = Button("Changer l’état", "", ("F2",))
        self.change.clicked.connect(self._change_current)
        self.print_button = Button("Imprimer la fiche", "printer")
        self.print_button.clicked.connect(self._print_current)
        self.table.open_asked.connect(self._change_statut)
        self.table.statut_asked.connect(self._change_statut)
        self.table.print_asked.connect(self.print_asked)
        self.table.history_asked.connect(self._show_history)
        self._count = Text("", "legende")
        card = Card(flush=True)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        card.body.addWidget(holder)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(self._count)
        foot.addStretch(1)
        foot.addWidget(self.change)
        foot.addWidget(self.print_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(card, 1)
        column.addLayout(foot)

    def show_orientations(self, found: tuple[Orientation, ...]) -> None:
        """Show the orientations of a family."""
        self.model.show_rows(found)
        self._stack.setCurrentWidget(self.table if found else self.empty)
        # Tab would never pass the way to a hidden table.
        self.setFocusProxy(self.table if found else None)  # type: ignore[arg-type]  # Qt takes none
        self._count.setText(f"{len(found)} orientation{'s' if len(found) > 1 else ''}")
        self._count.setVisible(bool(found))
        self.change.setVisible(bool(found))
        self.print_button.setVisible(bool(found))

    def current(self) -> Orientation | None:
        """Return the orientation that keys act on."""
        return self.table.current()

    def _change_current(self) -> None:
        found = self.current()
        if found is not None:
            self._change_statut(found)

    def _print_current(self) -> None:
        found = self.current()
        if found is not None:
            self.print_asked.emit(found)

    def _change_statut(self, found: Orientation) -> None:
        dialog = StatutDialog(self._session, self._tasks, self._navigator, found, self.window())
        self._dialog = dialog
        dialog.show_form()

    def _show_history(self, found: Orientation) -> None:
        title = self._session.catalogue.libelle("types_orientation", found.type)
        self._dialog = HistoryDialog(
            self._session, self._tasks, "orientation", found.id, title, self.window()
        )
        self._dialog.show()
