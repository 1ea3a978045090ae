"""The rows of an address, the same for a move and for a second address."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout

from fieldapp.domain.adresse import Adresse
from fieldapp.domain.commune import Commune
from fieldapp.ui.capture.commune_field import CommuneField
from fieldapp.ui.form import FormRow
from fieldapp.ui.tasks import Tasks


class LieuFields:
    """Street, complement, postcode, commune. Attributes: `rows`, by name of input field."""

    def __init__(self, tasks: Tasks) -> None:
        self.adresse, self.complement, self.code_postal = QLineEdit(), QLineEdit(), QLineEdit()
        self.commune = CommuneField(tasks)
        self.commune.chosen.connect(self._commune_chosen)
        self.rows = {
            "adresse": FormRow("&Adresse", self.adresse),
            "complement": FormRow("Complémen&t", self.complement),
            "code_postal": FormRow("Code &postal", self.code_postal),
            "commune": FormRow("&Commune", self.commune),
        }

    def fill(self, known: Adresse) -> None:
        """Show an address."""
        self.adresse.setText(known.adresse or "")
        self.complement.setText(known.complement or "")
        self.code_postal.setText(known.code_postal or "")
        self.commune.set_commune(known.commune or "")

    def lay_out(self, body: QVBoxLayout) -> None:
        """Put the rows in a form, two by two."""
        for left, right in (("adresse", "complement"), ("code_postal", "commune")):
            pair(body, self.rows[left], self.rows[right])

    def values(self) -> dict[str, str | None]:
        """Return what is typed; the Insee code when the commune was chosen in the list."""
        chosen = self.commune.commune()
        fields = {
            "adresse": self.adresse.text(),
            "complement": self.complement.text(),
            "code_postal": self.code_postal.text(),
            "commune": self.commune.text(),
            "code_insee": chosen.code_insee if chosen is not None else "",
        }
        return {name: text.strip() or None for name, text in fields.items()}

    def _commune_chosen(self, commune: Commune) -> None:
        if self.code_postal.text() not in commune.codes_postaux:
            self.code_postal.setText(commune.code_postal)


def pair(body: QVBoxLayout, left: FormRow, right: FormRow) -> None:
    """Put two rows side by side; their fields stay level when one has help under it."""
    row = QHBoxLayout()
    row.setSpacing(12)
    row.addWidget(left, 1, Qt.AlignmentFlag.AlignTop)
    row.addWidget(right, 1, Qt.AlignmentFlag.AlignTop)
    body.addLayout(row)
