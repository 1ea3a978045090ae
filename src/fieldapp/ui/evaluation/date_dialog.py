"""Correcting the day of a version: an assessment is often written after the visit."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from fieldapp.domain.evaluation import Evaluation
from fieldapp.services import evaluations
from fieldapp.services.session import Session
from fieldapp.ui.capture.form_dialog import FormDialog
from fieldapp.ui.capture.undo import undo_last
from fieldapp.ui.form import FormRow
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.widgets.date_field import DateField


class DateDialog(FormDialog):
    """One field, the past is welcome."""

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        evaluation: Evaluation,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Date de l’évaluation", "Enregistrer", parent)
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._evaluation = evaluation
        self.date = DateField()
        self.date.set_value(evaluation.date)
        row = FormRow("&Faite le", self.date, necessaire=True, check=self.date.error)
        self.set_rows(date=row)
        self.body.addWidget(row)
        self.date.setFocus()

    def save(self) -> None:
        session, evaluation_id = self._session, self._evaluation.id
        day = self.date.iso() or ""
        self.working()
        self._tasks.run(
            lambda: evaluations.set_date(session, evaluation_id, day),
            self._saved,
            self.refused,
            changes={"evaluation"},
            owner=self,
        )

    def _saved(self, _evaluation: Evaluation) -> None:
        self.accept()
        session, tasks, navigator = self._session, self._tasks, self._navigator
        navigator.toast("Date enregistrée.", lambda: undo_last(session, tasks, navigator))
