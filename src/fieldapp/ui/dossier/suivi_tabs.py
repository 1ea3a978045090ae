"""The tabs of the follow-up: Évaluation, Engagements, Démarches, for whoever may read them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QTabBar, QWidget

from fieldapp.domain import droits
from fieldapp.services.session import Session
from fieldapp.ui.contrat.tab import ContratTab
from fieldapp.ui.demarches.tab import DemarchesTab
from fieldapp.ui.dossier.view import DossierView
from fieldapp.ui.evaluation.tab import EvaluationTab
from fieldapp.ui.impression.document import Document
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks

EVALUATION, ENGAGEMENTS, DEMARCHES = "evaluation", "engagements", "demarches"
# What reading a tab asks; a role without it does not see the tab at all.
ACTES = {
    EVALUATION: droits.LIRE_EVALUATION,
    ENGAGEMENTS: droits.LIRE_CONTRAT,
    DEMARCHES: droits.LIRE_DEMARCHE,
}
# Kinds of changes that they show.
KINDS = frozenset({"evaluation", "contrat", "demarche", "accompagnement"})


class SuiviTabs(QObject):
    """Signals: `print_asked(Document)`; `counted(str, str, int)`, a tab, its words, its number."""

    print_asked = Signal(object)
    counted = Signal(str, str, int)

    def __init__(self, session: Session, tasks: Tasks, navigator: Navigator) -> None:
        super().__init__()
        self.evaluation = EvaluationTab(session, tasks, navigator)
        self.contrat = ContratTab(session, tasks, navigator)
        self.demarches = DemarchesTab(session, tasks, navigator)
        self.evaluation.print_asked.connect(self.print_asked)
        self.contrat.print_asked.connect(self.print_asked)
        self.contrat.counted.connect(lambda n: self.counted.emit(ENGAGEMENTS, "Engagements", n))
        self.demarches.counted.connect(lambda n: self.counted.emit(DEMARCHES, "Démarches", n))

    def entries(self) -> tuple[tuple[str, str, QWidget], ...]:
        """Return the key, the words and the widget of each tab."""
        return (
            (EVALUATION, "Évaluation", self.evaluation),
            (ENGAGEMENTS, "Engagements", self.contrat),
            (DEMARCHES, "Démarches", self.demarches),
        )

    def show_view(self, view: DossierView, tabs: QTabBar) -> None:
        """Show a family in the tabs that this agent may read of it; the others go away."""
        foyer_id = view.dossier.foyer.id
        for place in range(tabs.count()):
            key = str(tabs.tabData(place))
            if key in ACTES:
                tabs.setTabVisible(place, ACTES[key] in view.actes)
        for key, tab in (
            (EVALUATION, self.evaluation),
            (ENGAGEMENTS, self.contrat),
            (DEMARCHES, self.demarches),
        ):
            if ACTES[key] in view.actes:
                tab.show_family(foyer_id)

    def commands(self, key: str) -> dict[str, Callable[[], None]]:
        """Return what the tab shown does on a shortcut."""
        if key == EVALUATION:
            return {
                "nouveau": self.evaluation.add,
                "valider": self.evaluation.submit,
                "tableau": self.evaluation.switch_table,
            }
        if key == ENGAGEMENTS:
            return {"nouveau": self.contrat.add}
        return {"nouveau": self.demarches.add} if key == DEMARCHES else {}

    def document(self, key: str) -> Document | None:
        """Return what Ctrl+P prints in a tab, or None."""
        if key == EVALUATION:
            return self.evaluation.document()
        return self.contrat.document() if key == ENGAGEMENTS else None
