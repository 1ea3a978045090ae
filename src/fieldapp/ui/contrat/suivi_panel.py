"""What is done from the follow-up card: proposing, answering, planning, inviting."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.domain import droits
from fieldapp.domain.accompagnement import Accompagnement, CoIntervenant, Proposition
from fieldapp.domain.errors import KnownError
from fieldapp.services import accompagnements
from fieldapp.services.droits import may
from fieldapp.services.session import Session
from fieldapp.ui.capture.form_dialog import FormDialog
from fieldapp.ui.capture.undo import undo_last
from fieldapp.ui.contrat.offre_dialogs import (
    DatesSuiviDialog,
    InviterDialog,
    ProposerDialog,
    ReponseDialog,
)
from fieldapp.ui.contrat.suivi_card import Suivi, SuiviCard
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks


class SuiviPanel(QWidget):
    """The card of the follow-up, and the forms it opens."""

    def __init__(self, session: Session, tasks: Tasks, navigator: Navigator) -> None:
        super().__init__()
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._foyer_id = ""
        self._dialog: FormDialog | None = None
        self.card = SuiviCard(session.catalogue, writable=may(session, droits.PROPOSER_OFFRE))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.card)
        self.card.propose_asked.connect(self._propose)
        self.card.answer_asked.connect(self._answer)
        self.card.dates_asked.connect(self._plan)
        self.card.invite_asked.connect(self._invite)
        self.card.uninvite_asked.connect(self._uninvite)

    def show_suivi(self, foyer_id: str, suivi: Suivi) -> None:
        """Show the follow-up of a family."""
        self._foyer_id = foyer_id
        self.card.show_suivi(suivi)

    def _propose(self) -> None:
        self._open(ProposerDialog, self._foyer_id)

    def _answer(self, offer: Proposition) -> None:
        self._open(ReponseDialog, offer)

    def _plan(self, suivi: Accompagnement) -> None:
        self._open(DatesSuiviDialog, suivi)

    def _invite(self, suivi: Accompagnement) -> None:
        session = self._session
        self._tasks.run(
            lambda: accompagnements.list_colleagues(session),
            lambda found: self._open(InviterDialog, suivi, found),
            self._failed,
            owner=self,
        )

    def _uninvite(self, invited: CoIntervenant) -> None:
        session, tasks, navigator = self._session, self._tasks, self._navigator
        tasks.run(
            lambda: accompagnements.end_invitation(session, invited.id),
            lambda _ended: navigator.toast(
                "Invitation retirée.", lambda: undo_last(session, tasks, navigator)
            ),
            self._failed,
            changes={"accompagnement"},
            owner=self,
        )

    def _open(self, form: Callable[..., FormDialog], *args: object) -> None:
        """Open a form about what is shown; every form takes the window last."""
        dialog = form(self._session, self._tasks, self._navigator, *args, self.window())
        self._dialog = dialog
        dialog.show_form()

    def _failed(self, error: KnownError) -> None:
        self._navigator.toast(error.message)


def read_suivi(session: Session, foyer_id: str) -> Suivi:
    """Read what the card shows of a family."""
    return Suivi(
        accompagnements.list_accompagnements(session, foyer_id),
        accompagnements.list_propositions(session, foyer_id),
        accompagnements.list_co_intervenants(session, foyer_id),
    )
