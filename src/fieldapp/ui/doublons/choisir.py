"""With which other file to make one: the family is found as anywhere, then both are compared."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from fieldapp.services.session import Session
from fieldapp.ui.capture.family_field import FamilyField
from fieldapp.ui.capture.form_dialog import FormDialog
from fieldapp.ui.form import FormRow
from fieldapp.ui.tasks import Tasks

SAME = "C’est le même dossier. Choisissez l’autre."


class ChooseDialog(FormDialog):
    """The other family. Signals: `family_chosen(str)`, its id."""

    family_chosen = Signal(str)

    def __init__(
        self, session: Session, tasks: Tasks, foyer_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__("Réunir avec un autre dossier", "Comparer", parent)
        self._foyer_id = foyer_id
        self.family = FamilyField(session, tasks)
        row = FormRow(
            "L’a&utre dossier",
            self.family,
            necessaire=True,
            check=lambda: SAME if self.family.foyer_id() == foyer_id else "",
            aide="Vous verrez les deux côte à côte avant de décider.",
        )
        self.set_rows(foyer=row)
        self.body.addWidget(row)
        self.family.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        self.accept()
        self.family_chosen.emit(self.family.foyer_id())
