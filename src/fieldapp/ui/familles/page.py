"""Familles: who is followed, what is due, and opening a new file."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QHBoxLayout,
    QStackedLayout,
    QWidget,
)

from fieldapp.domain import droits
from fieldapp.domain.errors import KnownError
from fieldapp.services.droits import may
from fieldapp.services.session import Session
from fieldapp.ui.familles.filters import CHIPS, FILTER, FILTER_SHORT, FamilyFilters
from fieldapp.ui.familles.model import FamiliesModel
from fieldapp.ui.familles.nouvelle import NewFamilyDialog
from fieldapp.ui.familles.table import FamiliesTable
from fieldapp.ui.imports.sources import USAGERS
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.page import Page
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.texte import plural
from fieldapp.ui.theme import theme
from fieldapp.ui.transfert.dialogs import ReassignDialog
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.card import Card
from fieldapp.ui.widgets.empty_state import EmptyState
from fieldapp.ui.widgets.text import Text

NOTHING_YET = (
    "Aucune famille pour l’instant. Nom, commune et moyen de contact suffisent pour commencer."
)
NONE_OF_MINE = "Aucune famille ne vous est confiée."
KEPT = "Conservation"
NOTHING_FITS = "Aucune famille ne correspond."
# Under it the chips keep to one line only beside a shorter field.
_WIDE = 1200
_SHOWN = frozenset(
    {
        "foyer", "personne", "contact", "orientation", "accompagnement", "contact_sur", "situation",
        "lien",
    }
)  # fmt: skip


class FamillesPage(Page):
    """Chips, a filter, the table, and how many there are."""

    key = "familles"
    titre = "Familles"
    icone = "users"
    raccourci = "2"

    def __init__(self, session: Session, tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(session, tasks, navigator)
        self._may_write = may(session, droits.ECRIRE_FOYER)
        if may(session, droits.ECRIRE_CONTACT):
            self.top.add_note_button()
        self.filters = FamilyFilters(session, tasks, self)
        self.chips, self.filter = self.filters.chips, self.filters.name
        self.filters.changed.connect(self._filter)
        self.filters.counted.connect(self._chips_counted)
        self.filters.failed.connect(self._failed)
        self.filter.returnPressed.connect(self._into_table)
        self._make_buttons()
        self._make_table()
        self._asked: ReassignDialog | None = None
        self._dialog: NewFamilyDialog | None = None
        self._in_unite = 0
        self._build()

    def _make_buttons(self) -> None:
        session, navigator = self.session, self.navigator
        self.new = Button("Nouvelle famille", "user-plus")
        self.new.clicked.connect(self.open_new)
        if not self._may_write:
            self.new.hide()
        self.import_button = Button("Importer", "file-input", kind="petit")
        self.import_button.setToolTip("Importer un fichier d’usagers (CSV, Excel)")
        self.import_button.clicked.connect(lambda: navigator.import_asked.emit(USAGERS.key))
        self.doubles = Button("Doublons", "users-round", kind="petit")
        self.doubles.setToolTip("Doublons possibles, et dossiers réunis à séparer")
        self.doubles.clicked.connect(lambda: navigator.unite_asked.emit("", ""))
        if not may(session, droits.FUSIONNER):
            self.doubles.hide()
        self.kept = Button(KEPT, "archive", kind="petit")
        self.kept.setToolTip("Dossiers qui arrivent à la fin de leur conservation")
        self.kept.clicked.connect(lambda: navigator.go("conservation"))
        if not may(session, droits.LIRE_CONSERVATION):
            self.kept.hide()
        self._may_import = may(session, droits.IMPORTER)
        if not self._may_import:
            self.import_button.hide()

    def _make_table(self) -> None:
        self.model = FamiliesModel(self.session, self.tasks, self)
        self.table = FamiliesTable(self.model)
        self.table.row_opened.connect(self._open_row)
        self.model.counted.connect(self._counted)
        self.model.failed.connect(self._failed)
        self.empty = EmptyState(NOTHING_YET, "Nouvelle famille" if self._may_write else "")
        self.empty.acted.connect(self._empty_acted)
        self._count = Text("", "legende")
        self.reassign = Button("Réaffecter…", "users-round", kind="petit")
        self.reassign.setToolTip("Donner les familles choisies à un collègue (Maj+clic, Ctrl+A)")
        self.reassign.clicked.connect(self._reassign)
        if may(self.session, droits.TRANSFERER):
            self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
            self.table.selectionModel().selectionChanged.connect(lambda *_: self._chosen())
        else:
            self.reassign.hide()

    @classmethod
    def allowed(cls, session: Session) -> bool:
        return may(session, droits.LIRE_FOYER)

    def open(self, **where: str) -> None:
        filtre = where.get("filtre", "")
        if filtre:
            self.filters.tick(filtre)
        if where.get("nouvelle"):
            self.open_new(where.get("nom", ""))
        self._filter()
        self.filters.count()
        if not where.get("nouvelle"):
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self, kinds: frozenset[str]) -> None:
        if kinds & _SHOWN:
            self.model.read_again()
            self.filters.count()

    def commands(self) -> Mapping[str, Callable[[], None]]:
        commands: dict[str, Callable[[], None]] = {"filtrer": self._focus_filter}
        if self._may_write:
            commands["nouveau"] = self.open_new
        if may(self.session, droits.ORIENTER):
            commands["orienter"] = self._orient
        return commands

    def keep_drafts(self) -> None:
        if self._dialog is not None:
            self._dialog.keep_draft()

    def panes(self) -> tuple[QWidget, ...]:
        return (self.chips, self._card)

    def open_new(self, nom: str = "") -> None:
        """Open the form of a new family; what was begun is still there."""
        if self._dialog is None:
            self._dialog = NewFamilyDialog(self.session, self.tasks, self.navigator, self)
        self._dialog.begin(nom)

    def minimumSizeHint(self) -> QSize:
        # What does not fit wraps or scrolls: the smallest window is not this page's to decide.
        return QSize(theme().px(400), theme().px(220))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme().px(760)
        direction = QBoxLayout.Direction
        self._head.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)
        # A fourth button beside the count leaves it no room for words.
        crowded = narrow and not self.reassign.isHidden()
        self.kept.setText("" if crowded else KEPT)
        # Room for the whole placeholder, the edges and the button that clears.
        words = FILTER if self.width() >= theme().px(_WIDE) else FILTER_SHORT
        self.filter.setPlaceholderText(words)
        wanted = self.filter.fontMetrics().horizontalAdvance(words) + theme().px(50)
        self.filter.setFixedWidth(wanted)

    def _build(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(10)
        tools.addWidget(self.filters.publics)
        tools.addWidget(self.filter)
        tools.addWidget(self.new)
        tools.setAlignment(self.filter, Qt.AlignmentFlag.AlignLeft)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setSpacing(10)
        self._head.addWidget(self.chips, 1, Qt.AlignmentFlag.AlignVCenter)
        self._head.addLayout(tools)
        self._card = Card(flush=True)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        self._card.body.addWidget(holder)
        self.content.addLayout(self._head)
        self.content.addWidget(self._card, 1)
        foot = QHBoxLayout()
        foot.addWidget(self._count, 1)
        foot.addWidget(self.import_button)
        foot.addWidget(self.doubles)
        foot.addWidget(self.kept)
        foot.addWidget(self.reassign)
        self.content.addLayout(foot)

    def _chosen(self) -> None:
        """Say how many families the button would give to somebody else."""
        count = len(self.table.selectionModel().selectedRows())
        self.reassign.setEnabled(count > 0)
        self.reassign.setText(
            f"Réaffecter {plural(count, 'famille')}…" if count > 1 else "Réaffecter…"
        )

    def _reassign(self) -> None:
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        chosen = [ligne.foyer_id for row in rows if (ligne := self.model.ligne(row)) is not None]
        if chosen:
            self._asked = ReassignDialog(
                self.session, self.tasks, self.navigator, chosen, self.window()
            )
            self._asked.show_form()

    def _filter(self) -> None:
        self.model.show_filter(self.filters.filtre())

    def _chips_counted(self, counts: Mapping[str, int]) -> None:
        self._in_unite = counts["unite"]
        self._explain_empty()

    def _counted(self, total: int) -> None:
        if not total:
            self._explain_empty()
        self._stack.setCurrentWidget(self.table if total else self.empty)
        words = "1 famille" if total == 1 else f"{total} familles"
        self._count.setText(f"{words}, triées {self.model.sorted_words}" if total else "")

    def _explain_empty(self) -> None:
        """Say why nothing shows: a filter, nobody entrusted to this agent, or no family at all."""
        if self.filters.narrowed():
            self.empty.set_text(NOTHING_FITS, "Retirer les filtres")
        elif self._only_elsewhere():
            words = plural(self._in_unite, "famille")
            self.empty.set_text(f"{NONE_OF_MINE} Votre antenne en suit {words}.", CHIPS["unite"])
        else:
            self.empty.set_text(NOTHING_YET, "Nouvelle famille" if self._may_write else "")

    def _only_elsewhere(self) -> bool:
        return self.filters.scope == "mes" and self._in_unite > 0

    def _empty_acted(self) -> None:
        if self.filters.narrowed():
            self.filters.clear()
            self._filter()
        elif self._only_elsewhere():
            self.filters.show_scope("unite")
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.open_new()

    def _failed(self, error: KnownError) -> None:
        self.bar.show_message(error.message, "late", "Réessayer", self._filter)

    def _open_row(self, row: int) -> None:
        ligne = self.model.ligne(row)
        if ligne is not None:
            self.navigator.go("dossier", foyer_id=ligne.foyer_id)

    def _orient(self) -> None:
        ligne = self.model.ligne(self.table.currentIndex().row())
        if ligne is not None:
            self.navigator.go("orienter", foyer_id=ligne.foyer_id)

    def _focus_filter(self) -> None:
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def _into_table(self) -> None:
        self._filter()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
