"""One key on an appointment: came, excused, absent, cancelled, postponed; and its undoing."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from fieldapp.domain.dates import format_heure, format_jour
from fieldapp.domain.errors import KnownError
from fieldapp.domain.rendezvous import (
    ANNULE_SERVICE,
    EXCUSE,
    HONORE,
    NON_EXCUSE,
    TOUCHES,
    RendezVous,
    shift,
)
from fieldapp.services import agenda, historique, rendezvous
from fieldapp.services.session import Session
from fieldapp.ui.agenda.report_dialog import ReportDialog
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks

REPORTER = "R"
CHANGES = frozenset({"rendezvous", "contact"})
_DONE = {
    HONORE: "Présence notée pour {}.",
    EXCUSE: "Absence excusée notée pour {}.",
    NON_EXCUSE: "Absence notée pour {}.",
    ANNULE_SERVICE: "Annulation notée pour {}.",
}


class Presence(QObject):
    """Answers the letters V E A S R of a day list.

    Signals: `settled(RendezVous)`, once the status is saved.
    """

    settled = Signal(object)

    def __init__(
        self, session: Session, tasks: Tasks, navigator: Navigator, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._window = parent

    def press(self, letter: str, rendezvous_id: str) -> bool:
        """Do what a letter asks of an appointment; return False when it means nothing."""
        if letter == REPORTER:
            self.postpone(rendezvous_id)
            return True
        statut = TOUCHES.get(letter)
        if statut is None:
            return False
        session = self._session
        self._tasks.run(
            lambda: rendezvous.set_statut(session, rendezvous_id, statut),
            self._settled,
            self._refused,
            changes=CHANGES,
        )
        return True

    def postpone(self, rendezvous_id: str) -> None:
        """Ask for another moment, the next free one being proposed."""
        session = self._session
        self._tasks.run(
            lambda: (
                agenda.get_rendezvous(session, rendezvous_id),
                agenda.propose_moment(session, rendezvous_id),
            ),
            self._ask_moment,
            self._refused,
        )

    def move(self, rendezvous_id: str, minutes: int) -> None:
        """Move an appointment by some minutes (a day is 1440)."""
        session = self._session

        def moved() -> tuple[RendezVous, tuple[RendezVous, ...]]:
            one = agenda.get_rendezvous(session, rendezvous_id)
            one = rendezvous.move_rendezvous(session, one.id, shift(one.debut, minutes))
            return one, agenda.list_overlaps(
                session, one.debut, one.duree_min, one.agent_id, one.id
            )

        self._tasks.run(moved, self._moved, self._refused, changes=CHANGES)

    def move_to(self, rendezvous_id: str, moment: str) -> None:
        """Move an appointment, or make the next one after it was missed."""
        session = self._session

        def moved() -> tuple[RendezVous, tuple[RendezVous, ...]]:
            one = rendezvous.report(session, rendezvous_id, moment)
            return one, agenda.list_overlaps(
                session, one.debut, one.duree_min, one.agent_id, one.id
            )

        self._tasks.run(moved, self._moved, self._refused, changes=CHANGES)

    def remove(self, rendezvous_id: str, serie: bool = False) -> None:
        """Take an appointment out of the agenda, or with it the rest of its series."""
        session = self._session
        self._tasks.run(
            lambda: rendezvous.delete_rendezvous(session, rendezvous_id, serie),
            lambda count: self._navigator.toast(
                "Rendez-vous retiré." if count < 2 else f"{count} rendez-vous retirés.", self.undo
            ),
            self._refused,
            changes=CHANGES,
            owner=self,
        )

    def undo(self) -> None:
        """Take the last act back; the toast tells what came of it."""
        session, navigator = self._session, self._navigator
        self._tasks.run(
            lambda: historique.undo_last(session),
            lambda label: navigator.toast(f"{label}. Ctrl+Y pour rétablir."),
            lambda error: navigator.toast(error.message),
            changes=CHANGES,
        )

    def _settled(self, one: RendezVous) -> None:
        self.settled.emit(one)
        text = _DONE.get(one.statut, "Noté pour {}.").format(one.titre or "ce rendez-vous")
        if one.statut == NON_EXCUSE and one.foyer_id is not None:
            session = self._session
            self._tasks.run(
                lambda: agenda.propose_moment(session, one.id),
                lambda moment: self._propose(text, moment),
                lambda _error: self._navigator.toast(text, self.undo),
                owner=self,
            )
        else:
            self._navigator.toast(text, self.undo)

    def _propose(self, text: str, moment: str) -> None:
        when = f"{format_jour(moment)} à {format_heure(moment)}"
        self._navigator.toast(f"{text} R pour proposer {when}.", self.undo)

    def _ask_moment(self, found: tuple[RendezVous, str]) -> None:
        one, moment = found
        dialog = ReportDialog(one, moment, self._window)
        dialog.chosen.connect(lambda chosen: self.move_to(one.id, chosen))
        dialog.open()

    def _moved(self, found: tuple[RendezVous, tuple[RendezVous, ...]]) -> None:
        one, others = found
        when = f"{format_jour(one.debut)} à {format_heure(one.debut)}"
        text = f"{one.titre or 'Rendez-vous'}\u00a0: {when}."
        if others:
            text += (
                f" Même heure que {others[0].titre or 'un autre rendez-vous'}, les deux restent."
            )
        self._navigator.toast(text, self.undo)

    def _refused(self, error: KnownError) -> None:
        self._navigator.toast(error.message)
