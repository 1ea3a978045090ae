"""A form in a dialog that does one act of the trade, tells it, and lets it be undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from fieldapp.services.session import Session
from fieldapp.ui.capture.form_dialog import FormDialog
from fieldapp.ui.capture.undo import undo_last
from fieldapp.ui.form import FormRow
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks


class ActDialog(FormDialog):
    """Base: `CHANGES` names what the act changes, for the screens that show it."""

    CHANGES: ClassVar[frozenset[str]] = frozenset()

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        title: str,
        verb: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, verb, parent)
        self._session, self._tasks, self._navigator = session, tasks, navigator

    def take_rows(self, **rows: FormRow) -> None:
        """Take the rows and lay them out."""
        self.set_rows(**rows)
        for row in rows.values():
            self.body.addWidget(row)

    def run(self, act: Callable[[], object], words: str) -> None:
        """Do the act; close and tell when it is done, say what is wrong when it is not."""
        self.working()

        def done(_result: object) -> None:
            self.accept()
            session, tasks, navigator = self._session, self._tasks, self._navigator
            navigator.toast(words, lambda: undo_last(session, tasks, navigator))

        self._tasks.run(act, done, self.refused, changes=set(self.CHANGES), owner=self)
