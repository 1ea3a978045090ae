"""What the forms of a first start share: title, rows, new passphrase, « Retour » and the act."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from fieldapp.ui.form import Form, FormRow
from fieldapp.ui.verrouillage.new_phrase import NewPhrase
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.text import Text


class EntryPanel(QWidget):
    """Base of these forms; a subclass adds its rows and says in `submit` what it asks for.

    Attributes: `new_phrase`; `go`, the button of the act. Signals: `left()`, back to the choices.
    """

    left = Signal()

    def __init__(self, verb: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._verb = verb
        self.new_phrase = NewPhrase()
        self.form = Form()
        self.go = Button(verb, "check", kind="primary")
        self.go.clicked.connect(self.submit)

    def set_rows(self, **rows: FormRow) -> None:
        """Take the rows, by the name of the input each fills; those of the passphrase follow."""
        self.form = Form(**rows, phrase=self.new_phrase.phrase, encore=self.new_phrase.encore)

    def lay_out(self, title: str, *parts: QWidget | QLayout) -> None:
        """Place the parts from top to bottom, then the passphrase and the buttons."""
        back = Button("Retour", "arrow-left")
        back.clicked.connect(self.left)
        foot = QHBoxLayout()
        foot.addWidget(back)
        foot.addStretch(1)
        foot.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(Text(title, "titre"))
        for part in (*parts, self.form["phrase"], self.form["encore"]):
            if isinstance(part, QLayout):
                column.addLayout(part)
            else:
                column.addWidget(part)
        column.addSpacing(4)
        column.addLayout(foot)

    def set_busy(self, busy: bool) -> None:
        """Wait while the store is made."""
        self.go.setEnabled(not busy)
        self.go.set_label("Création…" if busy else self._verb)

    def submit(self) -> None:
        """Check the rows, then ask for what they say."""


def beside(row: FormRow, pick: Button, where: Qt.AlignmentFlag) -> QHBoxLayout:
    """Return a row with the button that fills it."""
    line = QHBoxLayout()
    line.setSpacing(8)
    line.addWidget(row, 1)
    line.addWidget(pick, 0, where)
    return line
