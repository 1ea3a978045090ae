"""The safe contact: which number, when, and whether a message may be left."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from fieldapp.domain.foyer import ContactSur, SaisieContactSur
from fieldapp.domain.telephone import format_telephone
from fieldapp.services import contact_sur
from fieldapp.services.session import Session
from fieldapp.ui.capture.form_dialog import FormDialog
from fieldapp.ui.capture.undo import undo_last
from fieldapp.ui.form import FormRow
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.lisible_par import LisiblePar


class ContactSurDialog(FormDialog):
    """`people` are (id, name) pairs of the household. Attributes: `readers`, who reads it."""

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        foyer_id: str,
        people: tuple[tuple[str, str], ...],
        known: ContactSur | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Contact sûr", "Enregistrer", parent)
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._foyer_id = foyer_id
        self.personne = CodeCombo((("", "—"), *people))
        self.telephone, self.plages = QLineEdit(), QLineEdit()
        self.plages.setPlaceholderText("du lundi au vendredi, de 9 h à 15 h")
        self.message = QCheckBox("Un message vocal est possible")
        if known is not None:
            self.personne.set_code(known.personne_id or "")
            self.telephone.setText(format_telephone(known.telephone))
            self.plages.setText(known.plages)
            self.message.setChecked(known.message_possible)
        rows = {
            "personne_id": FormRow("&Personne à joindre", self.personne),
            "telephone": FormRow("&Téléphone", self.telephone),
            "plages": FormRow("&Quand", self.plages),
            "message": FormRow(
                "Message",
                self.message,
                aide="Tant que le contact sûr est là, l’adresse est masquée sur tout document.",
            ),
        }
        self.set_rows(**rows)
        for row in rows.values():
            self.body.addWidget(row)
        self.readers = LisiblePar()
        self.body.addWidget(self.readers)

    def save(self) -> None:
        saisie = SaisieContactSur(
            telephone=self.telephone.text().strip(),
            plages=self.plages.text().strip(),
            message_possible=self.message.isChecked(),
            personne_id=self.personne.code() or None,
        )
        session, foyer_id = self._session, self._foyer_id
        self.working()
        self._tasks.run(
            lambda: contact_sur.save_contact_sur(session, foyer_id, saisie),
            self._saved,
            self.refused,
            changes={"contact_sur", "foyer"},
            owner=self,
        )

    def _saved(self, _saved: ContactSur) -> None:
        self.accept()
        session, tasks, navigator = self._session, self._tasks, self._navigator
        navigator.toast("Contact sûr enregistré.", lambda: undo_last(session, tasks, navigator))
