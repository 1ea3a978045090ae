"""Familles: who is followed, what is due, and opening a new file."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QHBoxLayout,
    QLineEdit,
    QStackedLayout,
    QWidget,
)

from fieldapp.domain import droits
from fieldapp.domain.accompagnement import PONCTUEL
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Filtre
from fieldapp.services import foyers
from fieldapp.services.droits import may
from fieldapp.services.session import Session
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
from fieldapp.ui.widgets.chips import Chip, ChipBar
from fieldapp.ui.widgets.empty_state import EmptyState
from fieldapp.ui.widgets.text import Text

FILTER_MS = 150
FILTER = "Filtrer par nom (Ctrl+F)"
NOTHING_YET = (
    "Aucune famille pour l’instant. Nom, commune et moyen de contact suffisent pour commencer."
)
NONE_OF_MINE = "Aucune famille ne vous est confiée."
NOTHING_FITS = "Aucune famille ne correspond."
_CHIPS = {
    "mes": "Mes familles",
    "unite": "Toute l’antenne",
    "retard": "En retard",
    "ponctuel": "Ponctuel",
}
_SCOPES = ("mes", "unite")


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
        self.chips = ChipBar("Filtrer")
        for key, words in _CHIPS.items():
            self.chips.add(Chip(key, words))
        follows = session.famille_role == droits.TS
        self._scope = "mes" if follows else "unite"
        self.chips.set_selected((self._scope,))
        self.chips.changed.connect(self._chips_changed)
        self.filter = QLineEdit()
        self.filter.setAccessibleName("Filtrer par nom")
        self.filter.setPlaceholderText(FILTER)
        self.filter.setClearButtonEnabled(True)
        self._filter_pause = QTimer(self, singleShot=True, interval=FILTER_MS)
        self._filter_pause.timeout.connect(self._filter)
        self.filter.textEdited.connect(lambda _text: self._filter_pause.start())
        self.filter.returnPressed.connect(self._into_table)
        self.new = Button("Nouvelle famille", "user-plus")
        self.new.clicked.connect(self.open_new)
        if not self._may_write:
            self.new.hide()
        self.import_button = Button("Importer", "file-input")
        self.import_button.setToolTip("Importer un fichier d’usagers (CSV, Excel)")
        self.import_button.clicked.connect(lambda: navigator.import_asked.emit(USAGERS.key))
        self.doubles = Button("Doublons", "users-round", kind="petit")
        self.doubles.setToolTip("Doublons possibles, et dossiers réunis à séparer")
        self.doubles.clicked.connect(lambda: navigator.unite_asked.emit("", ""))
        if not may(session, droits.FUSIONNER):
            self.doubles.hide()
        self._may_import = may(session, droits.IMPORTER)
        if not self._may_import:
            self.import_button.hide()
        self.model = FamiliesModel(session, tasks, self)
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
        if may(session, droits.TRANSFERER):
            self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
            self.table.selectionModel().selectionChanged.connect(lambda *_: self._chosen())
        else:
            self.reassign.hide()
        self._asked: ReassignDialog | None = None
        self._dialog: NewFamilyDialog | None = None
        self._in_unite = 0
        self._build()

    @classmethod
    def allowed(cls, session: Session) -> bool:
        return may(session, droits.LIRE_FOYER)

    def open(self, **where: str) -> None:
        filtre = where.get("filtre", "")
        if filtre:
            self.chips.set_selected((self._scope, filtre))
        if where.get("nouvelle"):
            self.open_new(where.get("nom", ""))
        self._filter()
        self._count_chips()
        if not where.get("nouvelle"):
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self, kinds: frozenset[str]) -> None:
        if kinds & {"foyer", "personne", "contact", "orientation", "accompagnement", "contact_sur"}:
            self.model.read_again()
            self._count_chips()

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
        # Room for the whole placeholder, the edges and the button that clears.
        wanted = self.filter.fontMetrics().horizontalAdvance(FILTER) + theme().px(50)
        self.filter.setFixedWidth(wanted)

    def _build(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(10)
        tools.addWidget(self.filter)
        tools.addWidget(self.import_button)
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
        foot.addWidget(self.doubles)
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

    def _chips_changed(self, keys: tuple[str, ...]) -> None:
        scopes = [key for key in keys if key in _SCOPES]
        if len(scopes) != 1:
            # One scope always: ticking one releases the other, and none means the same again.
            others = [key for key in scopes if key != self._scope]
            self._scope = others[0] if others else self._scope
            self.chips.set_selected((self._scope, *(k for k in keys if k not in _SCOPES)))
        else:
            self._scope = scopes[0]
        self._filter()

    def _filter(self) -> None:
        ticked = self.chips.selected()
        self.model.show_filter(
            Filtre(
                portee=self._scope,
                en_retard="retard" in ticked,
                niveau=PONCTUEL if "ponctuel" in ticked else None,
                texte=self.filter.text(),
            )
        )

    def _count_chips(self) -> None:
        session, scope = self.session, self._scope

        def count() -> dict[str, int]:
            asked = {
                "mes": Filtre("mes"),
                "unite": Filtre("unite"),
                "retard": Filtre(scope, en_retard=True),
                "ponctuel": Filtre(scope, niveau=PONCTUEL),
            }
            return {k: foyers.list_foyers(session, f, limit=1).total for k, f in asked.items()}

        self.tasks.run(count, self._chips_counted, self._failed)

    def _chips_counted(self, counts: Mapping[str, int]) -> None:
        for key, count in counts.items():
            chip = self.chips.chip(key)
            if chip is not None:
                chip.set_text(_CHIPS[key], str(count))
        self.chips.updateGeometry()
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
        if self._filtered():
            self.empty.set_text(NOTHING_FITS, "Retirer les filtres")
        elif self._only_elsewhere():
            words = plural(self._in_unite, "famille")
            self.empty.set_text(f"{NONE_OF_MINE} Votre antenne en suit {words}.", _CHIPS["unite"])
        else:
            self.empty.set_text(NOTHING_YET, "Nouvelle famille" if self._may_write else "")

    def _filtered(self) -> bool:
        return bool(self.filter.text().strip()) or len(self.chips.selected()) > 1

    def _only_elsewhere(self) -> bool:
        return self._scope == "mes" and self._in_unite > 0

    def _empty_acted(self) -> None:
        if self._filtered():
            self.filter.clear()
            self.chips.set_selected((self._scope,))
            self._filter()
        elif self._only_elsewhere():
            self.chips.set_selected(("unite",))
            self._chips_changed(("unite",))
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
        self._filter_pause.stop()
        self._filter()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
