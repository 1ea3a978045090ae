"""Conservation: which files come to the end of their retention, and why on that day."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from fieldapp.domain import droits
from fieldapp.domain.conservation import (
    FILTRES,
    RIEN_NE_S_EFFACE,
    TOUS,
    VIDE,
    LigneConservation,
    clock,
)
from fieldapp.domain.errors import KnownError
from fieldapp.services.droits import may
from fieldapp.services.session import Session
from fieldapp.ui.conservation.document import ConservationDocument
from fieldapp.ui.conservation.model import ConservationModel
from fieldapp.ui.conservation.table import ConservationTable
from fieldapp.ui.focus import focus_in_window
from fieldapp.ui.impression.preview import PrintPreview
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.page import Page
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.texte import nombre, plural
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.card import Card, line, padded
from fieldapp.ui.widgets.chips import ChipBar
from fieldapp.ui.widgets.empty_state import EmptyState
from fieldapp.ui.widgets.text import Text

PRINT = "Imprimer la liste"
NONE_HERE = "Aucun dossier ici. D’autres arrivent à échéance."
_NARROW = 760
_SHOWN = frozenset(
    {
        "foyer", "personne", "contact", "orientation", "demarche", "evaluation", "contrat",
        "document", "rendezvous",
    }
)  # fmt: skip


class ConservationPage(Page):
    """Filters, the table, and under it the clock of the line that is chosen."""

    key = "conservation"
    titre = "Conservation"
    icone = "archive"
    sous = "familles"

    def __init__(self, session: Session, tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(session, tasks, navigator)
        mine = session.famille_role == droits.TS
        self.top.set_title(
            self.titre, "dossiers dont je suis référent" if mine else "dossiers de l’antenne",
            back=True,
        )  # fmt: skip
        self.filters = ChipBar("Échéance", tuple(FILTRES.items()), exclusive=True)
        self.filters.set_selected((TOUS,))
        self.print_button = Button(PRINT, "printer", ("Ctrl", "P"))
        self.model = ConservationModel(session, tasks, self)
        self.table = ConservationTable(self.model)
        self.empty = EmptyState(VIDE)
        self.clock = Text("", "second", wrap=True)
        self.rule = Text(RIEN_NE_S_EFFACE, "legende", wrap=True)
        self._chosen = ""
        self._preview: PrintPreview | None = None
        self._build()
        self.first = self.table
        self.filters.changed.connect(self._filter_chosen)
        self.print_button.clicked.connect(self.print_list)
        self.empty.acted.connect(lambda: self._filter_chosen((TOUS,)))
        self.table.open_asked.connect(self._open_family)
        self.table.print_asked.connect(self.print_list)
        self.model.modelAboutToBeReset.connect(self._keep_chosen)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._explain())
        self.model.counted.connect(self._counted)
        self.model.failed.connect(self._failed)

    @classmethod
    def allowed(cls, session: Session) -> bool:
        return may(session, droits.LIRE_CONSERVATION)

    def open(self, **_where: str) -> None:
        self.model.read_again()

    def refresh(self, kinds: frozenset[str]) -> None:
        if self.isVisible() and kinds & _SHOWN:
            self.model.read_again()

    def commands(self) -> Mapping[str, Callable[[], None]]:
        return {"imprimer": self.print_list}

    def panes(self) -> tuple[QWidget, ...]:
        return (self._head, self._card)

    def minimumSizeHint(self) -> QSize:
        # What does not fit wraps or scrolls: the smallest window is not this page's to decide.
        return QSize(theme().px(400), theme().px(220))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme().px(_NARROW)
        self.print_button.show_keys(not narrow)
        self.print_button.setText("Imprimer" if narrow else PRINT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.navigator.back()
            return
        super().keyPressEvent(event)

    def print_list(self) -> None:
        """Show the list before printing, as it is filtered."""
        document = ConservationDocument(self.session, self.model.filtre)
        self._preview = PrintPreview(self.tasks, document, self.window())
        self._preview.show()

    def _build(self) -> None:
        self._head = QWidget()
        row = QHBoxLayout(self._head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self.filters, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.print_button, 0, Qt.AlignmentFlag.AlignTop)
        self._card = Card(flush=True)
        shown = QWidget()
        column = QVBoxLayout(shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        column.addWidget(line())
        column.addWidget(padded(self.clock))
        self._shown = shown
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(shown)
        self._stack.addWidget(self.empty)
        self._card.body.addWidget(holder)
        self.content.addWidget(self._head)
        self.content.addWidget(self._card, 1)
        self.content.addWidget(self.rule)

    def _filter_chosen(self, keys: tuple[str, ...]) -> None:
        filtre = keys[0] if keys else self.model.filtre
        self.filters.set_selected((filtre,))
        self.model.show_filter(filtre)

    def _counted(self, comptes: Mapping[str, int]) -> None:
        for filtre, words in FILTRES.items():
            chip = self.filters.chip(filtre)
            if chip is not None:
                chip.set_text(words, nombre(comptes[filtre]))
        total = comptes[self.model.filtre]
        words = f"{plural(total, 'dossier')}. " if total else ""
        self.rule.setText(words + RIEN_NE_S_EFFACE)
        if comptes[TOUS]:
            self.empty.set_text(NONE_HERE, "Tous les dossiers à échéance")
        else:
            self.empty.set_text(VIDE)
        self._show(self._shown if total else self.empty)
        self.print_button.setEnabled(total > 0)
        # The line that one was on, wherever it now stands.
        self.table.selectRow(max(0, self.model.row_of(self._chosen)))
        self._explain()

    def _show(self, side: QWidget) -> None:
        """Show the table or why it is empty; a keyboard that was on the other one goes along."""
        other = self.empty if side is self._shown else self._shown
        focus = focus_in_window(self)
        held = focus is not None and other.isAncestorOf(focus)
        if held:  # before Qt gives it to the whole side, which has no use of it
            self.filters.setFocus(Qt.FocusReason.OtherFocusReason)
        self._stack.setCurrentWidget(side)
        if held and side is self._shown:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep_chosen(self) -> None:
        ligne = self.table.current()
        self._chosen = "" if ligne is None else ligne.foyer_id

    def _explain(self) -> None:
        ligne = self.table.current()
        if ligne is None:
            self.clock.clear()
            return
        self.clock.setText(clock(ligne.depuis, rencontree=ligne.rencontree))

    def _failed(self, error: KnownError) -> None:
        self.bar.show_message(error.message, "late", "Réessayer", self.model.read_again)

    def _open_family(self, found: LigneConservation) -> None:
        self.navigator.go("dossier", foyer_id=found.foyer_id)
