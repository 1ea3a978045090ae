"""An act of headquarters that asks why: what will happen, one field, one button."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtWidgets import QLineEdit, QWidget

from fieldapp.ui.capture.form_dialog import FormDialog
from fieldapp.ui.form import FormRow
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.widgets.text import Text

Done = TypeVar("Done")


class ReasonDialog(FormDialog, Generic[Done]):
    """One field: the reason. `words` are told above it, `said` takes what the act returned."""

    CHANGES = frozenset({"poste"})

    def __init__(
        self,
        title: str,
        verb: str,
        words: Sequence[str],
        example: str,
        tasks: Tasks,
        act: Callable[[str], Done],
        said: Callable[[Done], None],
        parent: QWidget | None = None,
        *,
        aide: str = "Ne nommez aucune famille.",
    ) -> None:
        super().__init__(title, verb, parent)
        self._tasks, self._act, self._said = tasks, act, said
        self.motif = QLineEdit()
        self.motif.setPlaceholderText(example)
        rows = {"motif": FormRow("&Motif", self.motif, necessaire=True, aide=aide)}
        first, *others = words
        self.body.addWidget(Text(first, wrap=True))
        for text in others:
            self.body.addWidget(Text(text, "aide", wrap=True))
        self.set_rows(**rows)
        self.body.addWidget(rows["motif"])
        self.motif.setFocus()

    def save(self) -> None:
        act, motif = self._act, self.motif.text()
        self.working()
        self._tasks.run(
            lambda: act(motif), self._done, self.refused, changes=set(self.CHANGES), owner=self
        )

    def _done(self, done: Done) -> None:
        self.accept()
        self._said(done)
