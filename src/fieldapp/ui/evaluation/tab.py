"""The social assessment of one family, in its dossier."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDialog, QStackedLayout, QVBoxLayout, QWidget

from fieldapp.domain import droits
from fieldapp.domain.brouillon import Brouillon
from fieldapp.domain.errors import KnownError
from fieldapp.domain.evaluation import Chapitre, Evaluation, count_besoins
from fieldapp.services import evaluations
from fieldapp.services.droits import may
from fieldapp.services.session import Session
from fieldapp.ui.capture.draft import Draft
from fieldapp.ui.capture.readers import load_readers
from fieldapp.ui.capture.undo import undo_last
from fieldapp.ui.dossier.historique_dialog import HistoryDialog
from fieldapp.ui.evaluation.chapitres import ChapitresView
from fieldapp.ui.evaluation.comparaison import ComparaisonView
from fieldapp.ui.evaluation.date_dialog import DateDialog
from fieldapp.ui.evaluation.document import EvaluationDocument
from fieldapp.ui.evaluation.evolution import EvolutionView
from fieldapp.ui.evaluation.versions import version_words
from fieldapp.ui.impression.document import Document
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.empty_state import EmptyState
from fieldapp.ui.widgets.flow import FlowLayout
from fieldapp.ui.widgets.segmented import Option, SegmentedControl

EMPTY = "Rien n’est obligatoire. Ouvrez seulement les chapitres utiles."
KINDS = frozenset({"evaluation"})
ECRAN = "evaluation"
CHAPITRES, COMPARER, EVOLUTION = "chapitres", "comparer", "evolution"
_NARROW = 620


class EvaluationTab(QWidget):
    """Shows one family at a time. Signals: `print_asked(Document)`.

    Leaving a chapter saves it; until then every key is kept as a draft.
    """

    print_asked = Signal(object)

    def __init__(self, session: Session, tasks: Tasks, navigator: Navigator) -> None:
        super().__init__()
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._foyer_id = ""
        self._versions: tuple[Evaluation, ...] = ()
        self._shown_id = ""
        self._dirty = False
        self._dialog: QDialog | None = None
        self._may_write = may(session, droits.ECRIRE_EVALUATION)
        self.versions = CodeCombo()
        self.versions.setAccessibleName("Version de l’évaluation")
        self.versions.setMinimumContentsLength(17)
        self.views = SegmentedControl(
            "Vue",
            [
                Option(CHAPITRES, "Chapitres"),
                Option(COMPARER, "Comparer"),
                Option(EVOLUTION, "Évolution"),
            ],
        )
        self.new = Button("Nouvelle version", "file-plus")
        self.print_button = Button("Imprimer", "printer")
        self.chapitres = ChapitresView(session.catalogue)
        self.comparaison = ComparaisonView(session.catalogue)
        self.evolution = EvolutionView(session.catalogue)
        self.empty = EmptyState(EMPTY, "Commencer une évaluation" if self._may_write else "")
        self.draft = Draft(session, tasks, navigator, ECRAN, self._collect, self)
        self._build()
        self._connect()

    @property
    def evaluation(self) -> Evaluation | None:
        """The version shown."""
        return next((e for e in self._versions if e.id == self._shown_id), None)

    def show_family(self, foyer_id: str) -> None:
        """Show the assessments of a family; what is being typed is never overwritten."""
        load_readers(self._session, self._tasks, foyer_id, self.chapitres.fields.show_readers, self)
        if foyer_id != self._foyer_id:
            self.keep_drafts()
            self._dirty = False
            self._shown_id = ""
            self._versions = ()
            self.views.set_value(CHAPITRES)
            self._foyer_id = foyer_id
            self._read(self._open_draft)
            return
        self.read_again()

    def read_again(self) -> None:
        """Read the versions again."""
        if self._foyer_id:
            self._read(None)

    def keep_drafts(self) -> None:
        """Journal what is typed, now."""
        self.draft.keep()

    def submit(self) -> None:
        """Save the chapter shown."""
        self._save(self.chapitres.fields.chapitre(), tell=True)

    def document(self) -> Document | None:
        """Return what Ctrl+P prints here, or None without an assessment."""
        shown = self.evaluation
        return None if shown is None else EvaluationDocument(self._session, shown)

    def add(self) -> None:
        """Begin a new version."""
        if self._may_write:
            self._start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.chapitres.set_narrow(self.width() < theme().px(_NARROW))

    def _build(self) -> None:
        head = FlowLayout(gap=8)
        for widget in (self.versions, self.views, self.print_button, self.new):
            head.addWidget(widget)
        inside = QWidget()
        self._views = QStackedLayout(inside)
        for view in (self.chapitres, self.comparaison, self.evolution):
            self._views.addWidget(view)
        filled = QWidget()
        column = QVBoxLayout(filled)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(inside, 1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(filled)
        self._filled = filled

    def _connect(self) -> None:
        self.versions.chosen.connect(self._choose_version)
        self.views.changed.connect(self._choose_view)
        self.new.clicked.connect(self._start)
        self.chapitres.date.clicked.connect(self._change_date)
        self.empty.acted.connect(self._start)
        self.print_button.clicked.connect(self._print)
        self.chapitres.history.clicked.connect(self._show_history)
        self.chapitres.typed.connect(self._typed)
        self.chapitres.left.connect(lambda _code: self._leave())
        self.chapitres.chosen.connect(self._show_chapter)
        self.chapitres.save_asked.connect(self.submit)
        self.comparaison.asked.connect(self._compare)
        self.draft.restored.connect(self._restore)

    def _read(self, then: Callable[[], None] | None) -> None:
        session, foyer_id = self._session, self._foyer_id
        self._tasks.run(
            lambda: evaluations.list_evaluations(session, foyer_id),
            lambda found: self._shown(foyer_id, found, then),
            self._refused_reading,
            owner=self,
        )

    def _shown(
        self, foyer_id: str, found: tuple[Evaluation, ...], then: Callable[[], None] | None
    ) -> None:
        if foyer_id != self._foyer_id:
            return
        appeared = found[:1] and found[0].id not in {e.id for e in self._versions}
        self._versions = found
        ids = [e.id for e in found]
        if self._shown_id not in ids or appeared:
            self._shown_id = ids[0] if ids else ""
        self.empty.set_text(EMPTY, "Commencer une évaluation" if self._may_write else "")
        self.versions.set_options((e.id, version_words(e)) for e in found)
        self.comparaison.show_versions(found)
        self._show_version()
        if then is not None:
            then()

    def _show_version(self) -> None:
        shown = self.evaluation
        self._stack.setCurrentWidget(self._filled if shown is not None else self.empty)
        if shown is None:
            return
        self.versions.set_code(shown.id)
        self.versions.setToolTip(f"Écrite par {shown.auteur}")
        former = shown.id != self._versions[0].id
        self.chapitres.set_read_only(former or not self._may_write)
        self.chapitres.state.setText("Version antérieure, en lecture" if former else "")
        self.new.setVisible(self._may_write)
        self.chapitres.date.setVisible(self._may_write)
        self.chapitres.show_evaluation(shown)
        self.evolution.show_series(count_besoins(self._versions))
        if not self._dirty:
            self._show_chapter(self.chapitres.code)
        self._choose_view(self.views.value())

    def _choose_version(self, evaluation_id: str) -> None:
        self._leave()
        self._shown_id = evaluation_id
        self._show_version()

    def _choose_view(self, key: str) -> None:
        if key != CHAPITRES:
            self._leave()
        self._views.setCurrentIndex((CHAPITRES, COMPARER, EVOLUTION).index(key))
        if key == COMPARER:
            self.comparaison.ask()

    def _show_chapter(self, code: str) -> None:
        shown = self.evaluation
        if shown is not None and code:
            self.chapitres.show_chapitre(shown.chapitre(code))

    def _typed(self) -> None:
        self._dirty = True
        self.chapitres.state.setText("Pas encore enregistré")
        self.draft.touch()

    def _leave(self) -> None:
        """Going away from a chapter saves it: nothing is mandatory, so nothing can be refused."""
        if self._dirty:
            self._save(self.chapitres.fields.chapitre(), tell=False)

    def _save(self, chapitre: Chapitre, *, tell: bool) -> None:
        shown = self.evaluation
        if shown is None or not self._may_write:
            return
        session, evaluation_id = self._session, shown.id
        self._dirty = False
        self.chapitres.state.setText("")
        self._tasks.run(
            lambda: evaluations.save_chapitre(session, evaluation_id, chapitre),
            lambda saved: self._saved(saved, chapitre, tell=tell),
            lambda error: self._not_saved(error, chapitre),
            changes={"evaluation"},
            owner=self,
        )

    def _saved(self, saved: Evaluation, chapitre: Chapitre, *, tell: bool) -> None:
        if not self._dirty:
            self.draft.discard()
        self._versions = tuple(saved if e.id == saved.id else e for e in self._versions)
        self.chapitres.show_evaluation(saved)
        if tell:
            title = self._session.catalogue.libelle("chapitres_evaluation", chapitre.code)
            self._done(f"Chapitre enregistré\u00a0: {title}.")

    def _not_saved(self, error: KnownError, chapitre: Chapitre) -> None:
        """The words stay on screen, in their chapter, and in the draft."""
        self.chapitres.choose(chapitre.code)
        self.chapitres.show_chapitre(chapitre)
        self._dirty = True
        self._navigator.toast(error.message)

    def _start(self) -> None:
        self._leave()
        session, foyer_id = self._session, self._foyer_id
        self._tasks.run(
            lambda: evaluations.start_evaluation(session, foyer_id),
            self._started,
            lambda error: self._navigator.toast(error.message),
            changes={"evaluation"},
            owner=self,
        )

    def _started(self, started: Evaluation) -> None:
        words = "Évaluation commencée."
        if started.version > 1:
            words = f"Version {started.version} commencée, avec les mots de la précédente."
        self._done(words)
        self.views.set_value(CHAPITRES)
        self.read_again()
        self.chapitres.table.setFocus()

    def _change_date(self) -> None:
        shown = self.evaluation
        if shown is not None:
            dialog = DateDialog(self._session, self._tasks, self._navigator, shown, self.window())
            self._dialog = dialog
            dialog.show_form()

    def _compare(self, avant: str, apres: str) -> None:
        session = self._session
        self._tasks.run(
            lambda: evaluations.compare_evaluations(session, avant, apres),
            self.comparaison.show_ecarts,
            owner=self,
        )

    def _collect(self) -> tuple[dict[str, object], int] | None:
        shown = self.evaluation
        if shown is None or not self._dirty:
            return None
        return {**self.chapitres.fields.content(), "evaluation_id": shown.id}, 0

    def _open_draft(self) -> None:
        self.draft.open(self._foyer_id)

    def _restore(self, draft: Brouillon) -> None:
        newest = self._versions[0] if self._versions else None
        if newest is None or draft.contenu.get("evaluation_id") != newest.id:
            return
        self._shown_id = newest.id
        self._show_version()
        self.chapitres.restore(draft.contenu)
        self._dirty = True
        self.chapitres.state.setText("Saisie retrouvée, pas encore enregistrée")

    def _print(self) -> None:
        self._leave()
        document = self.document()
        if document is not None:
            self.print_asked.emit(document)

    def switch_table(self) -> None:
        """Go from the bars to the table and back."""
        if self.views.value() == EVOLUTION:
            self.evolution.switch()

    def _show_history(self) -> None:
        shown, code, session = self.evaluation, self.chapitres.code, self._session
        if shown is not None:
            evaluation_id = shown.id
            title = session.catalogue.libelle("chapitres_evaluation", code)
            self._dialog = HistoryDialog(
                self._session,
                self._tasks,
                "evaluation",
                shown.id,
                title,
                self.window(),
                read=lambda: evaluations.chapitre_history(session, evaluation_id, code),
            )
            self._dialog.show()

    def _done(self, words: str) -> None:
        session, tasks, navigator = self._session, self._tasks, self._navigator
        navigator.toast(words, lambda: undo_last(session, tasks, navigator))

    def _refused_reading(self, error: KnownError) -> None:
        self._versions = ()
        self._shown_id = ""
        self.empty.set_text(error.message)
        self._stack.setCurrentWidget(self.empty)
