"""Postponing: one field, already filled with the next free moment."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from fieldapp.domain.dates import format_heure, format_jour
from fieldapp.domain.rendezvous import A_VENIR, RendezVous
from fieldapp.ui.capture.form_dialog import FormDialog
from fieldapp.ui.capture.moment_field import MomentField
from fieldapp.ui.form import FormRow
from fieldapp.ui.widgets.text import Text


class ReportDialog(FormDialog):
    """The new moment of an appointment. Signals: `chosen(str)`, a local moment."""

    chosen = Signal(str)

    def __init__(self, one: RendezVous, moment: str, parent: QWidget | None = None) -> None:
        super().__init__("Reporter un rendez-vous", "Reporter", parent)
        self.moment = MomentField()
        self.moment.set_value(moment)
        moves = one.statut == A_VENIR
        before = f"{format_jour(one.debut)} à {format_heure(one.debut)}"
        row = FormRow(
            "&Nouveau moment",
            self.moment,
            aide="Le premier moment libre à la même heure est proposé. ↑ ↓ changent de jour.",
            check=self.moment.error,
        )
        self.set_rows(debut=row)
        text = f"Prévu {before}." if moves else f"Le rendez-vous du {before} garde son issue."
        self.body.addWidget(Text(text, "second", wrap=True))
        self.body.addWidget(row)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.show_form()
        self.moment.setFocus()

    def save(self) -> None:
        moment = self.moment.value()
        if moment is not None:
            self.chosen.emit(moment)
            self.accept()
