"""Orientations: all of them, what waits for an answer first."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedLayout, QWidget

from fieldapp.domain import droits
from fieldapp.domain.errors import KnownError
from fieldapp.domain.orientation import Orientation
from fieldapp.services.droits import may
from fieldapp.services.session import Session
from fieldapp.ui.dossier.historique_dialog import HistoryDialog
from fieldapp.ui.impression.fiche import FicheDocument
from fieldapp.ui.impression.preview import PrintPreview
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.orientations.model import (
    DATE,
    POUR_QUI,
    RELANCE,
    STRUCTURE,
    OrientationsModel,
)
from fieldapp.ui.orientations.statut_dialog import StatutDialog
from fieldapp.ui.orientations.table import OrientationsTable
from fieldapp.ui.page import Page
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.card import Card
from fieldapp.ui.widgets.chips import ChipBar
from fieldapp.ui.widgets.empty_state import EmptyState
from fieldapp.ui.widgets.segmented import Option, SegmentedControl
from fieldapp.ui.widgets.text import Text

EMPTY = "Aucune orientation ici. Ctrl+Maj+O dans un dossier pour orienter une famille."
_WIDTHS = (182, 0, 195, 105, 118, 195, 70)


class OrientationsPage(Page):
    """Filters, the table, and how many are shown."""

    key = "orientations"
    titre = "Orientations"
    icone = "send"
    raccourci = "4"

    def __init__(self, session: Session, tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(session, tasks, navigator)
        if may(session, droits.ECRIRE_CONTACT):
            self.top.add_note_button()
        self.states = SegmentedControl(
            "État", (Option("ouvertes", "Ouvertes"), Option("toutes", "Toutes"))
        )
        self.scope = ChipBar(
            "Familles", (("mes", "Mes familles"), ("unite", "Toute l’antenne")), exclusive=True
        )
        self._scope = "mes" if session.famille_role == droits.TS else "unite"
        self.scope.set_selected((self._scope,))
        self.model = OrientationsModel(session, tasks, self)
        self.table = OrientationsTable(self.model)
        self.table.set_widths(_WIDTHS)
        self.table.set_secondary(DATE, POUR_QUI, RELANCE, STRUCTURE)
        self.empty = EmptyState(EMPTY)
        self._count = Text("", "legende")
        self._dialog: QDialog | None = None
        self._build()
        self.states.changed.connect(lambda _key: self._read())
        self.scope.changed.connect(self._scope_changed)
        self.model.shown.connect(self._shown)
        self.model.failed.connect(self._failed)
        self.table.open_asked.connect(self._open_family)
        self.table.statut_asked.connect(self._change_statut)
        self.table.print_asked.connect(self._print)
        self.table.history_asked.connect(self._show_history)

    @classmethod
    def allowed(cls, session: Session) -> bool:
        return may(session, droits.LIRE_ORIENTATION)

    def open(self, **_where: str) -> None:
        self._read()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self, kinds: frozenset[str]) -> None:
        if kinds & {"orientation", "foyer", "personne"}:
            self.model.read_again()

    def commands(self) -> Mapping[str, Callable[[], None]]:
        return {"imprimer": lambda: self._print(self.table.current())}

    def panes(self) -> tuple[QWidget, ...]:
        return (self._filters, self._card)

    def minimumSizeHint(self) -> QSize:
        # What does not fit wraps or scrolls: the smallest window is not this page's to decide.
        return QSize(theme().px(400), theme().px(220))

    def _build(self) -> None:
        self._filters = QWidget()
        row = QHBoxLayout(self._filters)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self.states)
        row.addWidget(self.scope, 1, Qt.AlignmentFlag.AlignVCenter)
        self._card = Card(flush=True)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        self._card.body.addWidget(holder)
        self.content.addWidget(self._filters)
        self.content.addWidget(self._card, 1)
        self.content.addWidget(self._count)

    def _read(self) -> None:
        self.model.show_filter(
            miennes=self._scope == "mes", ouvertes=self.states.value() == "ouvertes"
        )

    def _scope_changed(self, keys: tuple[str, ...]) -> None:
        if keys:
            self._scope = keys[0]
        self.scope.set_selected((self._scope,))
        self._read()

    def _shown(self, count: int) -> None:
        self._stack.setCurrentWidget(self.table if count else self.empty)
        words = f"{count} orientation{'s' if count > 1 else ''}"
        more = " ou plus" if self.model.canFetchMore(self.table.rootIndex()) else ""
        self._count.setText(f"{words}{more}, la plus récente d’abord" if count else "")

    def _failed(self, error: KnownError) -> None:
        self.bar.show_message(error.message, "late", "Réessayer", self._read)

    def _open_family(self, found: Orientation) -> None:
        self.navigator.go("dossier", foyer_id=found.foyer_id, onglet="orientations")

    def _change_statut(self, found: Orientation) -> None:
        dialog = StatutDialog(self.session, self.tasks, self.navigator, found, self.window())
        self._dialog = dialog
        dialog.show_form()

    def _print(self, found: Orientation | None) -> None:
        if found is not None:
            document = FicheDocument(self.session, found)
            self._dialog = PrintPreview(self.tasks, document, self.window())
            self._dialog.show()

    def _show_history(self, found: Orientation) -> None:
        title = self.session.catalogue.libelle("types_orientation", found.type)
        self._dialog = HistoryDialog(
            self.session, self.tasks, "orientation", found.id, title, self.window()
        )
        self._dialog.show()
