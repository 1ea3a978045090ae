"""One visit on the way back: who, what became of it, what was said, what comes next."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.contact import EQUIPE
from fieldapp.domain.dates import format_heure
from fieldapp.domain.droits import LISIBLE_PAR
from fieldapp.domain.rendezvous import A_VENIR, EXCUSE, HONORE, NON_EXCUSE, RendezVous
from fieldapp.ui.agenda.looks import second_of, title_of
from fieldapp.ui.capture.besoins import BesoinsField
from fieldapp.ui.capture.checker import NoteChecker
from fieldapp.ui.capture.readers import Readers, readable_by
from fieldapp.ui.form import FormRow
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.card import Card
from fieldapp.ui.widgets.date_field import DateField
from fieldapp.ui.widgets.segmented import Option, SegmentedControl
from fieldapp.ui.widgets.text import Text
from fieldapp.ui.widgets.text_area import TextArea

_OPTIONS = (
    Option("", "À dire", "circle-question-mark"),
    Option(HONORE, "Vu", "check", "V"),
    Option(EXCUSE, "Excusé", "user-minus", "E"),
    Option(NON_EXCUSE, "Absent", "user-x", "A"),
)
_KEYS = {Qt.Key.Key_V: HONORE, Qt.Key.Key_E: EXCUSE, Qt.Key.Key_A: NON_EXCUSE}


class Outcome(SegmentedControl):
    """V, E and A choose while it has the focus."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        statut = _KEYS.get(Qt.Key(event.key()))
        if statut is None or event.modifiers():
            super().keyPressEvent(event)
            return
        self.set_value(statut)
        self.changed.emit(statut)


class VisitBlock(Card):
    """Signals: `submitted()`, Ctrl+Entrée or the button; `touched()`, something was typed.

    Attributes: `rendezvous`, the appointment; `outcome`, `note`, `suite`, the fields.
    """

    submitted = Signal()
    touched = Signal()

    def __init__(
        self, one: RendezVous, catalogue: Catalogue, parent: QWidget | None = None
    ) -> None:
        title = f"{format_heure(one.debut)} — {title_of(one, catalogue)}"
        super().__init__(title, parent=parent)
        self.rendezvous = one
        self.outcome = Outcome("Issue", _OPTIONS)
        self.outcome.set_value("" if one.statut == A_VENIR else one.statut)
        self.note = TextArea(2, "Les faits, en une ou deux phrases")
        self.checker = NoteChecker(self.note)
        self.besoins = BesoinsField(catalogue)
        self.suite = QLineEdit()
        self.suite.setPlaceholderText("Et ensuite")
        self.suite.setAccessibleName("Et ensuite")
        self.suite_le = DateField(echo=False)
        self.suite_le.setAccessibleName("Échéance")
        self.error = Text("", "erreur", wrap=True)
        self.error.hide()
        self.save = Button("Enregistrer et passer à la suivante", "", ("Ctrl", "↵"), "petit")
        self.save.setAutoDefault(False)
        self.save.clicked.connect(self.submitted)
        self._build(one)
        self._listen()

    def is_blank(self) -> bool:
        """Whether nothing was chosen nor written."""
        return not (self.outcome.value() or self.note.text() or self.suite.text().strip())

    def content(self) -> dict[str, object]:
        """Return what is typed, as a draft keeps it."""
        return {
            "issue": self.outcome.value(),
            "note": self.note.toPlainText(),
            "besoins": list(self.besoins.value()),
            "suite": self.suite.text(),
            "suite_le": self.suite_le.iso(),
        }

    def restore(self, content: dict[str, object]) -> None:
        """Show a draft again."""
        self.outcome.set_value(str(content.get("issue") or ""))
        self.note.blockSignals(True)
        self.note.setPlainText(str(content.get("note") or ""))
        self.note.blockSignals(False)
        codes = content.get("besoins")
        self.besoins.set_value(codes if isinstance(codes, list) else ())
        self.suite.setText(str(content.get("suite") or ""))
        when = content.get("suite_le")
        self.suite_le.set_value(str(when) if when else None)
        self._show_written(self.outcome.value())

    def show_readers(self, readers: Readers) -> None:
        """Say who will read the note in this family's file."""
        self._note_row.set_help(readable_by(readers.get(EQUIPE, "")))

    def show_error(self, text: str) -> None:
        """Say what is wrong; nothing typed is lost."""
        self.error.setText(text)
        self.error.setVisible(bool(text))

    def focus_first(self) -> None:
        """Put the focus on the outcome."""
        self.outcome.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self, one: RendezVous) -> None:
        second = second_of(one)
        if second:
            self.body.addWidget(Text(second, "legende", wrap=True))
        self.body.addWidget(self.outcome)
        self._written = QWidget()
        column = QVBoxLayout(self._written)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._note_row = FormRow("Note", self.note, aide=readable_by(LISIBLE_PAR[EQUIPE]))
        column.addWidget(self._note_row)
        column.addWidget(self.checker)
        column.addWidget(self.besoins)
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(self.suite, 3)
        line.addWidget(self.suite_le, 1)
        column.addLayout(line)
        self.body.addWidget(self._written)
        self.body.addWidget(self.error)
        self.body.addWidget(self.save, 0, Qt.AlignmentFlag.AlignLeft)
        self._show_written(self.outcome.value())

    def _listen(self) -> None:
        self.outcome.changed.connect(self._chosen)
        self.note.textChanged.connect(self.touched)
        self.suite.textEdited.connect(lambda _text: self.touched.emit())
        self.suite_le.changed.connect(self.touched)
        self.besoins.changed.connect(self.touched)

    def _chosen(self, statut: str) -> None:
        self._show_written(statut)
        self.show_error("")
        self.touched.emit()
        if statut == HONORE:
            self.note.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_written(self, statut: str) -> None:
        # An excuse leaves no contact, so there is nothing to write in; nor before one knows.
        self._written.setVisible(statut in (HONORE, NON_EXCUSE))
