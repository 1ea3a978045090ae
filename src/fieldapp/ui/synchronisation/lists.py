"""The list behind each number: only here, received bundle by bundle, refused."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from fieldapp.domain.echange import Envoi
from fieldapp.ui.state_line import CONFLITS, ICI, RECUES, REFUSEES
from fieldapp.ui.synchronisation.receipts_model import ReceiptsModel
from fieldapp.ui.synchronisation.source import Exchange, Waiting
from fieldapp.ui.synchronisation.waiting_table import WaitingModel
from fieldapp.ui.synchronisation.wording import counted
from fieldapp.ui.texte import jour_et_heure, modifications
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.card import Card
from fieldapp.ui.widgets.empty_state import EmptyState
from fieldapp.ui.widgets.folding import FoldingRow
from fieldapp.ui.widgets.segmented import Option, SegmentedControl
from fieldapp.ui.widgets.table import Table
from fieldapp.ui.widgets.text import Text

_UN_LOT = "lot"
_WIDTHS = (150, 210, 0, 150)
_NARROW_WIDTHS = (110, 120, 0, 145)
_NARROW = 680
_ALL_THERE = "Tout est reçu par le siège."
_NONE_REFUSED = "Le siège ne refuse rien de ce poste."
_UNTOLD = (
    "Le détail ne peut pas être montré ici\u00a0: ce sont des modifications d’avant la reprise de "
    "ce poste. Elles sont gardées."
)
_UNKNOWN = "Le détail de cet envoi n’est plus connu ici. Le siège l’a en entier."


class _ListPane(QWidget):
    """A table, or the sentence that says why it is empty."""

    def __init__(self, name: str, empty: str) -> None:
        super().__init__()
        self.table = Table(name)
        self.table.setMinimumHeight(theme().px(120))
        self.nothing = EmptyState(empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        column.addWidget(self.nothing, 1)
        self.show_empty(True)  # both at once would keep the page higher than a small screen

    def show_empty(self, empty: bool) -> None:
        """Show the table, or the sentence. Tab would never pass the way to a hidden table."""
        self.setFocusProxy(None if empty else self.table)  # type: ignore[arg-type]  # Qt takes none
        self.table.setVisible(not empty)
        self.nothing.setVisible(empty)


class _Changes(_ListPane):
    """A list of changes. Signals: `family_asked(str)`, the id of a family."""

    family_asked = Signal(str)

    def __init__(self, name: str, empty: str) -> None:
        super().__init__(name, empty)
        self.model = WaitingModel()
        self.table.setModel(self.model)
        self.table.set_widths(_WIDTHS)
        self.table.row_opened.connect(self._open)

    def set_rows(self, rows: Sequence[Waiting]) -> None:
        """Show these changes."""
        self.model.set_rows(rows)
        self.show_empty(not rows)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme().px(_NARROW)
        self.table.set_widths(_NARROW_WIDTHS if narrow else _WIDTHS)

    def _open(self, place: int) -> None:
        found = self.model.item(place)
        if found is not None and found.foyer_id:
            self.family_asked.emit(found.foyer_id)


class Lists(Card):
    """One list at a time, under its name.

    Signals: `family_asked(str)`; `bundle_asked(Envoi)`, whose changes are to be read and given to
    `show_bundle`; `conflicts_asked()`, whose list is a screen of its own.
    """

    family_asked = Signal(str)
    bundle_asked = Signal(object)
    conflicts_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(flush=True, parent=parent)
        self.setAccessibleName("Où est chaque modification")
        self._counts: dict[str, str] = {}
        self.choice = SegmentedControl(
            "Où est chaque modification",
            (
                Option(ICI, "Ici seulement"),
                Option(RECUES, "Reçues"),
                Option(REFUSEES, "Refusées"),
                Option(CONFLITS, "À décider"),
            ),
        )
        self._count = Text("", "second")
        self.here = _Changes("Ici seulement", _ALL_THERE)
        self.refused = _Changes("Refusées", _NONE_REFUSED)
        self.receipts = ReceiptsModel()
        self.received = _ListPane(
            "Reçues par le siège", "Aucun accusé pour l’instant. Le siège répond à son rythme."
        )
        self.received.table.setModel(self.receipts)
        self.received.table.set_widths((230, 0, 90))
        self.bundle = _Changes("Modifications de cet envoi", _UNKNOWN)
        self.back = Button("Tous les accusés", "arrow-left", ("Échap",), "petit")
        self._bundle_title = Text("", "second", wrap=True)
        self._stack = QStackedWidget()
        self._build()
        self.choice.changed.connect(self._chosen)
        self.back.clicked.connect(self._leave_bundle)
        self.received.table.row_opened.connect(self.open_bundle)
        for changes in (self.here, self.refused, self.bundle):
            changes.family_asked.connect(self.family_asked)

    def _build(self) -> None:
        head = FoldingRow(12)
        head.add(self.choice)
        head.add(QWidget(), 1, only_beside=True)
        head.add(self._count)
        top = QHBoxLayout()
        top.setContentsMargins(15, 10, 15, 10)
        top.addWidget(head)
        one = QWidget()
        column = QVBoxLayout(one)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        above = QHBoxLayout()
        above.setContentsMargins(15, 0, 15, 8)
        above.setSpacing(12)
        above.addWidget(self.back)
        above.addWidget(self._bundle_title, 1)
        column.addLayout(above)
        column.addWidget(self.bundle, 1)
        self._panes = {
            ICI: self.here, RECUES: self.received, REFUSEES: self.refused, _UN_LOT: one,
        }  # fmt: skip
        for pane in self._panes.values():
            self._stack.addWidget(pane)
        self.body.addLayout(top)
        self.body.addWidget(self._stack, 1)

    def show_exchange(self, found: Exchange) -> None:
        """Show what was read; the list in view stays in view."""
        self.here.set_rows(found.attente)
        self.refused.set_rows(found.refusees)
        self.receipts.set_rows(found.accuses)
        self.received.show_empty(not found.accuses)
        # Each number is that of its list; what a list cannot show is said.
        etat = found.etat
        self._counts = {
            ICI: counted(etat.ici, sum(line.nombre for line in found.attente)),
            RECUES: counted(etat.recues, sum(envoi.nombre for envoi in found.accuses)),
            REFUSEES: counted(etat.refusees, sum(line.nombre for line in found.refusees)),
        }
        self.here.nothing.set_text(_UNTOLD if etat.ici else _ALL_THERE)
        self.refused.nothing.set_text(_UNTOLD if etat.refusees else _NONE_REFUSED)
        self._count.setText(self._counts.get(self.choice.value(), ""))

    def show_list(self, key: str, *, focus: bool = True) -> None:
        """Show one list, and put the keyboard in it; that of conflicts is elsewhere."""
        if key == CONFLITS:
            self.choice.set_value(ICI)
            self.conflicts_asked.emit()
            return
        self.choice.set_value(key)
        self._count.setText(self._counts.get(key, ""))
        self._stack.setCurrentWidget(self._panes[key])
        pane = self._panes[key]
        if focus:
            (
                pane if isinstance(pane, _ListPane) and pane.table.isVisible() else self.choice
            ).setFocus()

    def show_bundle(self, envoi: Envoi, rows: Sequence[Waiting]) -> None:
        """Show the changes of one bundle that headquarters has."""
        self.show_list(RECUES, focus=False)
        when = jour_et_heure(envoi.recu_le or envoi.cree_le)
        self._bundle_title.setText(
            f"Envoi n° {envoi.numero}, accusé par le siège {when}\u00a0: "
            f"{modifications(envoi.nombre)}"
        )
        self.bundle.set_rows(rows)
        self._stack.setCurrentWidget(self._panes[_UN_LOT])
        (self.bundle if rows else self.back).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.back.isVisible():
            self._leave_bundle()
        else:
            super().keyPressEvent(event)

    def _chosen(self, key: str) -> None:
        self.show_list(key, focus=False)

    def _leave_bundle(self) -> None:
        self.show_list(RECUES)

    def open_bundle(self, place: int) -> None:
        """Ask for the changes of the bundle in this place among the receipts."""
        envoi = self.receipts.item(place)
        if envoi is not None:
            self.bundle_asked.emit(envoi)
