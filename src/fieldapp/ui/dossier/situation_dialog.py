"""What a family declares: the fact, whom it concerns, since when."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from fieldapp.domain.situation import SITUATIONS, SaisieSituation, Situation
from fieldapp.services import situations
from fieldapp.services.session import Session
from fieldapp.ui.capture.act_dialog import ActDialog
from fieldapp.ui.dossier.lieu_form import pair
from fieldapp.ui.form import FormRow
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.date_field import DateField
from fieldapp.ui.widgets.lisible_par import LisiblePar


class SituationDialog(ActDialog):
    """`people` are (id, name) pairs of the household; `readers` say who will read it."""

    CHANGES = frozenset({"situation", "foyer"})

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        foyer_id: str,
        people: tuple[tuple[str, str], ...],
        readers: str,
        known: Situation | None = None,
        parent: QWidget | None = None,
    ) -> None:
        verb = "Enregistrer" if known is not None else "Noter"
        super().__init__(session, tasks, navigator, "Ce que la famille déclare", verb, parent)
        self._foyer_id, self._known = foyer_id, known
        self.code = CodeCombo(tuple(SITUATIONS.items()))
        self.personne = CodeCombo((("", "Tout le foyer"), *people))
        self.personne.setCurrentIndex(0)
        self.debut, self.fin = DateField(), DateField()
        rows = {
            "code": FormRow("&Situation", self.code, necessaire=True),
            "personne_id": FormRow("&Qui", self.personne),
            "debut": FormRow("&Depuis le", self.debut, check=self.debut.error),
            "fin": FormRow("&Jusqu’au", self.fin, check=self.fin.error),
        }
        self.set_rows(**rows)
        self.body.addWidget(rows["code"])
        self.body.addWidget(rows["personne_id"])
        pair(self.body, rows["debut"], rows["fin"])
        self.readers = LisiblePar()
        self.body.addWidget(self.readers)
        self.readers.set_readers(readers)
        if known is not None:
            self._fill(known)
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        session, foyer_id, known = self._session, self._foyer_id, self._known
        values = {
            "code": self.code.code(),
            "personne_id": self.personne.code() or None,
            "debut": self.debut.iso(),
            "fin": self.fin.iso(),
        }
        if known is None:
            saisie = SaisieSituation(
                self.code.code(), values["personne_id"], values["debut"], values["fin"]
            )
            self.run(
                lambda: situations.add_situation(session, foyer_id, saisie), "Situation notée."
            )
            return
        self.run(
            lambda: situations.update_situation(session, known.id, values), "Situation modifiée."
        )

    def _fill(self, known: Situation) -> None:
        self.code.set_code(known.code)
        if known.personne_id:
            self.personne.set_code(known.personne_id)
        self.debut.set_value(known.debut)
        self.fin.set_value(known.fin)
        remove = Button("Retirer", "trash-2", kind="petit")
        remove.setAccessibleName("Retirer cette situation")
        remove.setAutoDefault(False)
        remove.clicked.connect(self._remove)
        self.body.addWidget(remove, 0, Qt.AlignmentFlag.AlignLeft)

    def _remove(self) -> None:
        session, known = self._session, self._known
        if known is not None:
            self.run(lambda: situations.remove_situation(session, known.id), "Situation retirée.")
