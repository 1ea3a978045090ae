"""An act of headquarters that asks why: what will happen, one field or two, one button."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Generic, TypeVar

from PySide6.QtWidgets import QLineEdit, QWidget

from fieldapp.ui.capture.form_dialog import FormDialog
from fieldapp.ui.form import FormRow
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.widgets.text import Text

Done = TypeVar("Done")


class ReasonDialog(FormDialog, Generic[Done]):
    """The reason, and the `others` of a kind. `words` are told above, `said` takes what the act
    returned; an act that needs more than the reason is made in `asked`."""

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
        others: Mapping[str, FormRow] = MappingProxyType({}),
    ) -> None:
        super().__init__(title, verb, parent)
        self._tasks, self._act, self._said = tasks, act, said
        self.motif = QLineEdit()
        self.motif.setPlaceholderText(example)
        rows = {"motif": FormRow("&Motif", self.motif, necessaire=True, aide=aide), **others}
        first, *more = words
        self.body.addWidget(Text(first, wrap=True))
        for text in more:
            self.body.addWidget(Text(text, "aide", wrap=True))
        self.set_rows(**rows)
        for row in rows.values():
            self.body.addWidget(row)
        self.motif.setFocus()

    def asked(self) -> Callable[[], Done]:
        """Return what to do on the writer thread, once the fields are read."""
        act, motif = self._act, self.motif.text()
        return lambda: act(motif)

    def save(self) -> None:
        act = self.asked()
        self.working()
        self._tasks.run(act, self._done, self.refused, changes=set(self.CHANGES), owner=self)

    def _done(self, done: Done) -> None:
        self.accept()
        self._said(done)
