"""Adding a step in place: what, who acts, by when, Entrée."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from fieldapp.domain.demarche import QUI, TS, SaisieDemarche
from fieldapp.domain.errors import KnownError
from fieldapp.ui.announce import announce
from fieldapp.ui.style import set_style
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.date_field import DateField
from fieldapp.ui.widgets.text import Text


class AddRow(QWidget):
    """Three fields, one of them needed. Signals: `submitted()`."""

    submitted = Signal()

    def __init__(self) -> None:
        super().__init__()
        t = theme()
        self.libelle = QLineEdit()
        self.libelle.setPlaceholderText("Nouvelle démarche")
        self.libelle.setAccessibleName("Nouvelle démarche, nécessaire")
        self.libelle.returnPressed.connect(self.submitted)
        self.qui = CodeCombo(tuple(QUI.items()))
        self.qui.setAccessibleName("Qui agit")
        self.qui.set_code(TS)
        self.echeance = DateField(echo=False)
        self.echeance.setAccessibleName("Échéance")
        self.echeance.setFixedWidth(t.px(168))
        self.echeance.edit.returnPressed.connect(self.submitted)
        self.button = Button("Ajouter", "plus", ("↵",))
        self.button.clicked.connect(self.submitted)
        self._error = Text("", "erreur", wrap=True)
        self._error.hide()
        rest = QHBoxLayout()
        rest.setSpacing(8)
        for widget in (self.qui, self.echeance, self.button):
            rest.addWidget(widget)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(8)
        self._row.addWidget(self.libelle, 1)
        self._row.addLayout(rest)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(4)
        column.addLayout(self._row)
        column.addWidget(self._error)
        self.setFocusProxy(self.libelle)

    def set_narrow(self, narrow: bool) -> None:
        """Take two lines where room is short."""
        direction = QBoxLayout.Direction
        self._row.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)

    def saisie(self, foyer_id: str) -> SaisieDemarche:
        """Return the step to note; raises KnownError when the date cannot be read."""
        wrong = self.echeance.error()
        if wrong:
            raise KnownError(wrong, "echeance")
        return SaisieDemarche(
            foyer_id, self.libelle.text(), self.qui.code() or TS, echeance=self.echeance.iso()
        )

    def clear(self) -> None:
        """Empty the row for the next step; who acts stays."""
        self.libelle.clear()
        self.echeance.set_value(None)
        self.show_error(None)
        self.libelle.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_error(self, error: KnownError | None) -> None:
        """Say what is wrong beside its field, or nothing any more; nothing typed is lost."""
        fields = {"libelle": self.libelle, "echeance": self.echeance.edit, "qui": self.qui}
        for field in fields.values():
            set_style(field, etat="")
        self._error.setVisible(error is not None)
        if error is None:
            return
        self._error.setText(error.message)
        announce(self, error.message, assertive=True)
        at_fault = fields.get(error.champ or "")
        if at_fault is not None:
            set_style(at_fault, etat="erreur")
            at_fault.setFocus(Qt.FocusReason.OtherFocusReason)
