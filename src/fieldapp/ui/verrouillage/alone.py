"""The form that starts a post without headquarters."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.droits import RESPONSABLE, SECRETAIRE, TS
from fieldapp.ui.form import Form, FormRow
from fieldapp.ui.verrouillage.new_phrase import NewPhrase
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.text import Text

FIELD_ROLES = (TS, RESPONSABLE, SECRETAIRE)


class AlonePanel(QWidget):
    """Name, role, antenna, passphrase.

    Signals: `submitted(phrase, nom, role, unite)`; `left()`, back to the choices.
    """

    submitted = Signal(str, str, str, str)
    left = Signal()

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.nom = QLineEdit()
        self.nom.setPlaceholderText("Prénom et nom")
        self.role = CodeCombo(roles(catalogue), placeholder="Choisir")
        self.unite = CodeCombo(unites(catalogue), search=True, placeholder="Arras, Lens…")
        self.new_phrase = NewPhrase()
        self.form = Form(
            nom=FormRow("Votre &nom", self.nom, necessaire=True),
            role=FormRow("Votre &rôle", self.role, necessaire=True),
            unite=FormRow("Votre &antenne ou agence", self.unite, necessaire=True),
            phrase=self.new_phrase.phrase,
            encore=self.new_phrase.encore,
        )
        self.go = Button("Créer mes données", "check", kind="primary")
        self.go.clicked.connect(self._submit)
        back = Button("Retour", "arrow-left")
        back.clicked.connect(self.left)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(Text("Commencer seul(e)", "titre"))
        pair = QHBoxLayout()
        pair.setSpacing(12)
        pair.addWidget(self.form["nom"], 1)
        pair.addWidget(self.form["role"], 1)
        column.addLayout(pair)
        column.addWidget(self.form["unite"])
        column.addWidget(self.form["phrase"])
        column.addWidget(self.form["encore"])
        foot = QHBoxLayout()
        foot.addWidget(back)
        foot.addStretch(1)
        foot.addWidget(self.go)
        column.addSpacing(4)
        column.addLayout(foot)
        self.setFocusProxy(self.nom)

    def set_busy(self, busy: bool) -> None:
        """Wait while the store is made."""
        self.go.setEnabled(not busy)
        self.go.set_label("Création…" if busy else "Créer mes données")

    def _submit(self) -> None:
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
