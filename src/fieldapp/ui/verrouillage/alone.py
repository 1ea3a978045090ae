"""The form that starts a post without headquarters."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.droits import RESPONSABLE, SECRETAIRE, TS
from fieldapp.ui.form import FormRow
from fieldapp.ui.verrouillage.entry_panel import EntryPanel
from fieldapp.ui.widgets.combo import CodeCombo

FIELD_ROLES = (TS, RESPONSABLE, SECRETAIRE)


class AlonePanel(EntryPanel):
    """Name, role, antenna, passphrase. Signals: `submitted(phrase, nom, role, unite)`."""

    submitted = Signal(str, str, str, str)

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__("Créer mes données", parent)
        self.nom = QLineEdit()
        self.nom.setPlaceholderText("Prénom et nom")
        self.role = CodeCombo(roles(catalogue), placeholder="Choisir")
        self.unite = CodeCombo(unites(catalogue), search=True, placeholder="Arras, Lens…")
        self.set_rows(
            nom=FormRow("Votre &nom", self.nom, necessaire=True),
            role=FormRow("Votre &rôle", self.role, necessaire=True),
            unite=FormRow("Votre &antenne ou agence", self.unite, necessaire=True),
        )
        pair = QHBoxLayout()
        pair.setSpacing(12)
        pair.addWidget(self.form["nom"], 1)
        pair.addWidget(self.form["role"], 1)
        self.lay_out("Commencer seul(e)", pair, self.form["unite"])
        self.setFocusProxy(self.nom)

    def submit(self) -> None:
        """Ask for the data of a worker alone, once the rows are right."""
        if self.form.validate():
            phrase, nom = self.new_phrase.value(), self.nom.text().strip()
            self.submitted.emit(phrase, nom, self.role.code(), self.unite.code())


def roles(catalogue: Catalogue) -> list[tuple[str, str]]:
    """Return the roles that follow families."""
    return [
        (entry.code, entry.libelle)
        for entry in catalogue.entrees("roles")
        if catalogue.role_family(entry.code) in FIELD_ROLES
    ]


def unites(catalogue: Catalogue) -> list[tuple[str, str]]:
    """Return every unit, with its organisation."""
    return [
        (unite.code, f"{unite.nom} — {organisme.libelle}")
        for organisme in catalogue.organismes
        for unite in catalogue.unites_of(organisme.code)
    ]
