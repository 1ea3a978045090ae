"""Engagements: the follow-up of a family, and its contract version by version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDialog, QStackedLayout, QVBoxLayout, QWidget

from fieldapp.domain import droits
from fieldapp.domain.contrat import A_FAIRE, SIGNE, STATUTS, Contrat
from fieldapp.domain.document import Document as Papier
from fieldapp.domain.errors import KnownError
from fieldapp.services import contrats, contrats_papier, objectifs
from fieldapp.services.droits import may
from fieldapp.services.session import Session
from fieldapp.ui.capture.form_dialog import FormDialog
from fieldapp.ui.capture.undo import undo_last
from fieldapp.ui.contrat.buttons import FOOT, HEAD, make_buttons
from fieldapp.ui.contrat.dialogs import DatesDialog, EndDialog, EngagementDialog, ObjectifDialog
from fieldapp.ui.contrat.document import ContratDocument
from fieldapp.ui.contrat.head import ContratHead
from fieldapp.ui.contrat.model import CRITERE, ContratModel, Ligne
from fieldapp.ui.contrat.scan_dialog import ScanDialog
from fieldapp.ui.contrat.signature_dialog import SignatureDialog
from fieldapp.ui.contrat.suivi_card import Suivi
from fieldapp.ui.contrat.suivi_panel import SuiviPanel, read_suivi
from fieldapp.ui.contrat.table import ContratTable
from fieldapp.ui.contrat.versions import acts_of, contrat_words, left_to_keep
from fieldapp.ui.documents.viewer import DocumentDialog
from fieldapp.ui.dossier.historique_dialog import HistoryDialog
from fieldapp.ui.impression.document import Document
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.card import Card, line
from fieldapp.ui.widgets.empty_state import EmptyState
from fieldapp.ui.widgets.flow import FlowLayout

EMPTY = (
    "Aucun contrat. Un contrat porte un à cinq objectifs, ce que chacun fait, et une date pour en "
    "reparler."
)
KINDS = frozenset({"contrat", "accompagnement"})
# Under this width the criterion leaves its room to the words.
_WITH_CRITERION = 640
_WIDTHS = (138, 0, 118, 168, 124)


@dataclass(frozen=True, slots=True)
class _Found:
    contrats: tuple[Contrat, ...]
    suivi: Suivi
    signataires: tuple[tuple[str, str], ...]
    papiers: Mapping[str, Papier]


class ContratTab(QWidget):
    """Shows one family at a time. Signals: `counted(int)`, commitments still to be kept;
    `print_asked(Document)`.
    """

    counted = Signal(int)
    print_asked = Signal(object)

    def __init__(self, session: Session, tasks: Tasks, navigator: Navigator) -> None:
        super().__init__()
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._foyer_id = ""
        self._found: _Found | None = None
        self._shown_id = ""
        self._wanted_row = ""
        self._dialog: QDialog | None = None
        self._may_write = may(session, droits.ECRIRE_CONTRAT)
        self.suivi = SuiviPanel(session, tasks, navigator)
        self.model = ContratModel(self)
        self.table = ContratTable(self.model)
        self.table.set_widths(_WIDTHS)
        self.table.setMinimumHeight(theme().px(150))
        self.empty = EmptyState(EMPTY, "Préparer un contrat" if self._may_write else "")
        self.buttons = make_buttons()
        self.head = ContratHead([self.buttons[name] for name in HEAD])
        self._build()
        self._connect()

    def show_family(self, foyer_id: str) -> None:
        """Show the follow-up and the contracts of a family."""
        if foyer_id != self._foyer_id:
            self._shown_id = ""
            self._wanted_row = ""
        self._foyer_id = foyer_id
        self.read_again()

    def read_again(self) -> None:
        """Read everything again."""
        foyer_id = self._foyer_id
        if foyer_id:
            self._tasks.run(
                lambda: self._read(foyer_id),
                lambda found: self._shown(foyer_id, found),
                self._refused_reading,
                owner=self,
            )

    @property
    def contrat(self) -> Contrat | None:
        """The version shown."""
        found = self._found.contrats if self._found is not None else ()
        return next((c for c in found if c.id == self._shown_id), None)

    def add(self) -> None:
        """Add what comes next: a contract, an objective, a commitment."""
        contrat = self.contrat
        if not self._may_write:
            return
        if contrat is None:
            self._prepare()
        elif contrat.modifiable and not contrat.objectifs:
            self._add_objectif()
        elif contrat.modifiable:
            self._add_engagement(self.table.current())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.table.setColumnHidden(CRITERE, self.width() < theme().px(_WITH_CRITERION))

    def document(self) -> Document | None:
        """Return what Ctrl+P prints here, or None without a contract."""
        contrat = self.contrat
        return None if contrat is None else ContratDocument(self._session, contrat)

    def _build(self) -> None:
        filled = QWidget()
        column = QVBoxLayout(filled)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(line())
        column.addWidget(self.table, 1)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(filled)
        self._filled = filled
        card = Card(flush=True)
        card.body.addWidget(holder, 1)
        foot = FlowLayout(gap=8)
        for name in FOOT:
            foot.addWidget(self.buttons[name])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        outer.addWidget(self.suivi)
        outer.addWidget(card, 1)
        outer.addLayout(foot)

    def _connect(self) -> None:
        acts: dict[str, Callable[[], None]] = {
            "objectif": self._add_objectif,
            "engagement": lambda: self._add_engagement(self.table.current()),
            "dates": self._change_dates,
            "imprimer": self._print,
            "brouillon": lambda: self._act(contrats.reopen_brouillon, "Contrat en brouillon."),
            "terminer": self._end,
            "reviser": lambda: self._act(contrats.revise_contrat, "Nouvelle version préparée."),
            "nouveau": self._prepare,
            "proposer": lambda: self._act(contrats.propose_contrat, "Contrat proposé."),
            "signer": self._sign,
            "joindre": self._attach,
            "papier": self._show_paper,
        }
        for name, act in acts.items():
            self.buttons[name].clicked.connect(act)
        self.empty.acted.connect(self._prepare)
        self.head.versions.chosen.connect(self._choose)
        self.table.tick_asked.connect(self._tick)
        self.table.edit_asked.connect(self._edit)
        self.table.remove_asked.connect(self._remove)
        self.table.add_asked.connect(self._add_engagement)
        self.table.history_asked.connect(self._show_history)
        self.table.state_asked.connect(self._set_state)

    def _read(self, foyer_id: str) -> _Found:
        session = self._session
        found = contrats.list_contrats(session, foyer_id)
        suivi = read_suivi(session, foyer_id)
        names = contrats.list_signataires(session, found[0].id) if found else ()
        return _Found(found, suivi, names, contrats_papier.signed_papers(session, found))

    def _shown(self, foyer_id: str, found: _Found) -> None:
        if foyer_id != self._foyer_id:
            return
        newest_before = self._found.contrats[:1] if self._found is not None else ()
        self._found = found
        self.suivi.show_suivi(foyer_id, found.suivi)
        self.suivi.show()
        self.empty.set_text(EMPTY, "Préparer un contrat" if self._may_write else "")
        ids = [c.id for c in found.contrats]
        appeared = bool(ids) and ids[:1] != [c.id for c in newest_before]
        if self._shown_id not in ids or appeared:
            self._shown_id = ids[0] if ids else ""
        self.head.versions.set_options(
            (c.id, f"Version {c.version}, {STATUTS[c.statut].lower()}") for c in found.contrats
        )
        self._show_version()
        self.counted.emit(left_to_keep(found.contrats))

    def _show_version(self) -> None:
        contrat = self.contrat
        self._stack.setCurrentWidget(self._filled if contrat is not None else self.empty)
        current = self.table.current()
        key = self._wanted_row or (current.key if current is not None else "")
        self._wanted_row = ""
        self.table.contrat = contrat
        self.model.set_contrat(contrat)
        if self.model.rowCount():
            self.table.selectRow(max(self.model.row_of(key), 0))
        self._show_acts(contrat)
        if contrat is None:
            return
        self.head.versions.set_code(contrat.id)
        self.head.words.setText(contrat_words(contrat, self._session.catalogue))

    def _show_acts(self, contrat: Contrat | None) -> None:
        """Only what the state of the contract allows is there."""
        newest = self._found is not None and self._found.contrats[:1] == (contrat,)
        shown = acts_of(contrat, newest=newest, writable=self._may_write)
        if contrat is not None and self._paper() is not None:
            shown |= {"papier"}
        for name, button in self.buttons.items():
            button.setVisible(name in shown)

    def _choose(self, contrat_id: str) -> None:
        self._shown_id = contrat_id
        self._show_version()

    def _open(self, form: Callable[..., FormDialog], *args: object) -> None:
        """Open a form about what is shown; every form takes the window last."""
        dialog = form(self._session, self._tasks, self._navigator, *args, self.window())
        self._dialog = dialog
        dialog.show_form()

    def _prepare(self) -> None:
        self._open(DatesDialog, self._foyer_id, None)

    def _change_dates(self) -> None:
        contrat = self.contrat
        if contrat is not None:
            self._open(DatesDialog, self._foyer_id, contrat)

    def _add_objectif(self) -> None:
        contrat = self.contrat
        if contrat is not None:
            self._open(ObjectifDialog, contrat.id, None)

    def _add_engagement(self, ligne: Ligne | None) -> None:
        contrat = self.contrat
        if contrat is None or not contrat.objectifs:
            return
        objectif = ligne.objectif if ligne is not None else contrat.objectifs[-1]
        self._wanted_row = ligne.key if ligne is not None else ""
        self._open_engagement(Ligne(objectif))

    def _open_engagement(self, ligne: Ligne) -> None:
        people = self._found.signataires if self._found is not None else ()
        self._open(EngagementDialog, ligne.objectif, people, ligne.engagement)

    def _edit(self, ligne: Ligne) -> None:
        contrat = self.contrat
        if contrat is None or not self._may_write:
            return
        self._wanted_row = ligne.key
        if not contrat.modifiable:
            self._navigator.toast(
                "Ce texte est figé. Espace coche un engagement tenu\u00a0; une nouvelle version "
                "change le texte."
                if contrat.statut == SIGNE
                else "Ce texte est figé dans cet état du contrat."
            )
        elif ligne.engagement is not None:
            self._open_engagement(ligne)
        else:
            self._open(ObjectifDialog, contrat.id, ligne.objectif)

    def _remove(self, ligne: Ligne) -> None:
        session, engagement = self._session, ligne.engagement
        if engagement is not None:
            engagement_id = engagement.id
            self._run(
                lambda: objectifs.delete_engagement(session, engagement_id), "Engagement retiré."
            )
        else:
            objectif_id = ligne.objectif.id
            self._run(
                lambda: objectifs.delete_objectif(session, objectif_id),
                "Objectif et engagements retirés.",
            )

    def _tick(self, ligne: Ligne) -> None:
        engagement = ligne.engagement
        if engagement is None:
            return
        session, engagement_id = self._session, engagement.id
        words = "Engagement tenu." if engagement.etat == A_FAIRE else "Engagement à tenir."
        self._wanted_row = ligne.key
        self._run(lambda: objectifs.toggle_engagement(session, engagement_id), words)

    def _set_state(self, ligne: Ligne, etat: str) -> None:
        session, key = self._session, ligne.key
        self._wanted_row = key
        if ligne.engagement is not None:
            self._run(
                lambda: objectifs.update_engagement(session, key, {"etat": etat}),
                "Engagement modifié.",
            )
        else:
            self._run(
                lambda: objectifs.update_objectif(session, key, {"etat": etat}),
                "Objectif modifié.",
            )

    def _act(self, act: Callable[[Session, str], Contrat], words: str) -> None:
        contrat, session = self.contrat, self._session
        if contrat is not None:
            contrat_id = contrat.id
            self._run(lambda: act(session, contrat_id), words)

    def _end(self) -> None:
        contrat = self.contrat
        if contrat is not None:
            self._open(EndDialog, contrat)

    def _sign(self) -> None:
        contrat = self.contrat
        if contrat is not None and self._found is not None:
            self._open(SignatureDialog, contrat, self._found.signataires)

    def _attach(self) -> None:
        if self.contrat is not None:
            self._open(ScanDialog, self.contrat)

    def _paper(self) -> Papier | None:
        return self._found.papiers.get(self._shown_id) if self._found is not None else None

    def _show_paper(self) -> None:
        paper = self._paper()
        if paper is not None:
            self._dialog = DocumentDialog(self._session, self._tasks, paper, self.window())
            self._dialog.show()

    def _print(self) -> None:
        document = self.document()
        if document is not None:
            self.print_asked.emit(document)

    def _show_history(self, ligne: Ligne) -> None:
        engagement = ligne.engagement
        table, title = ("objectif", ligne.objectif.libelle)
        if engagement is not None:
            table, title = ("engagement", engagement.libelle)
        self._dialog = HistoryDialog(
            self._session, self._tasks, table, ligne.key, title, self.window()
        )
        self._dialog.show()

    def _run(self, act: Callable[[], object], words: str) -> None:
        session, tasks, navigator = self._session, self._tasks, self._navigator

        def done(_result: object) -> None:
            navigator.toast(words, lambda: undo_last(session, tasks, navigator))
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

        tasks.run(act, done, self._failed, changes={"contrat", "accompagnement"}, owner=self)

    def _failed(self, error: KnownError) -> None:
        self._navigator.toast(error.message)

    def _refused_reading(self, error: KnownError) -> None:
        self._found = None
        self._shown_id = ""
        self.suivi.hide()
        self.empty.set_text(error.message)
        self._show_version()
