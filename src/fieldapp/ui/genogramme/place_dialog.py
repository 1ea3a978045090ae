"""The form of a place in the household: since when, here all the time, in part, or elsewhere."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from fieldapp.domain.droits import LIRE_FOYER
from fieldapp.domain.foyer import ROLES, Membre
from fieldapp.domain.journal import Valeur
from fieldapp.domain.lien import RYTHMES
from fieldapp.services import appartenances, lisibilite
from fieldapp.services.session import Session
from fieldapp.ui.capture.form_dialog import FormDialog
from fieldapp.ui.capture.undo import undo_last
from fieldapp.ui.dossier.lieu_form import pair
from fieldapp.ui.form import FormRow
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.date_field import DateField

ICI, PARTAGE, AILLEURS = "ICI", "PARTAGE", "AILLEURS"
_WHERE = (
    (ICI, "ici, tout le temps"),
    (PARTAGE, "ici, une partie du temps"),
    (AILLEURS, "ailleurs, mais compte pour la famille"),
)
CHANGES = frozenset({"appartenance", "foyer"})


class PlaceDialog(FormDialog):
    """How somebody belongs to the household."""

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        membre: Membre,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Place dans le foyer", parent=parent)
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._membre = membre
        self.ou = CodeCombo(_WHERE)
        self.semaines = CodeCombo(
            (("", "non précisé"), *((code, words[0]) for code, words in RYTHMES.items()))
        )
        self.part = QLineEdit()
        self.role = CodeCombo(ROLES.items())
        self.debut, self.fin = DateField(), DateField()
        self.precision = QLineEdit()
        self._build()
        self.tell_readers(
            tasks,
            lambda: lisibilite.lecteurs_de_la_place(session, membre.appartenance_id),
            precision=LIRE_FOYER,
        )
        self._fill()
        self.ou.currentIndexChanged.connect(lambda _place: self._fit())
        self._fit()
        self.ou.setFocus()

    def save(self) -> None:
        changes = self._changes()
        session, key = self._session, self._membre.appartenance_id
        self.working()
        self._tasks.run(
            lambda: appartenances.update_appartenance(session, key, changes),
            self._saved,
            self.refused,
            changes=CHANGES,
            owner=self,
        )

    def _build(self) -> None:
        rows = {
            "ou": FormRow("&Où vit cette personne", self.ou),
            "semaines": FormRow("Q&uand ici", self.semaines),
            "part": FormRow("&Part du temps ici", self.part, precision="en %, facultatif"),
            "role": FormRow("&Rôle", self.role),
            "debut": FormRow("&Depuis le", self.debut, check=self.debut.error),
            "fin": FormRow("&Jusqu’au", self.fin, check=self.fin.error),
            "precision": FormRow(
                "En &quelques mots",
                self.precision,
                precision="facultatif",
                aide="Par exemple\u00a0: garde le mercredi, internat, famille d’accueil.",
            ),
        }
        self.set_rows(**rows)
        self.body.addWidget(rows["ou"])
        pair(self.body, rows["semaines"], rows["part"])
        self.body.addWidget(rows["role"])
        pair(self.body, rows["debut"], rows["fin"])
        self.body.addWidget(rows["precision"])

    def _fill(self) -> None:
        membre = self._membre
        where = AILLEURS if membre.part == 0 else PARTAGE if membre.partage else ICI
        self.ou.set_code(where)
        self.semaines.set_code(membre.semaines or "")
        self.part.setText(str(membre.part) if membre.part else "")
        self.role.set_code(membre.role)
        self.debut.set_value(membre.debut)
        self.fin.set_value(membre.fin)
        self.precision.setText(membre.precision or "")

    def _fit(self) -> None:
        for name in ("semaines", "part"):
            self.form[name].setVisible(self.ou.code() == PARTAGE)
        if self.isVisible():
            self.grow()

    def _changes(self) -> dict[str, Valeur]:
        where = self.ou.code()
        shared = where == PARTAGE
        part: Valeur = self.part.text().strip() or None
        if shared and part is None and not self.semaines.code():
            part = "50"
        return {
            "part": part if shared else ("0" if where == AILLEURS else None),
            "semaines": (self.semaines.code() or None) if shared else None,
            "role": self.role.code(),
            "debut": self.debut.iso(),
            "fin": self.fin.iso(),
            "precision": self.precision.text().strip() or None,
        }

    def _saved(self, _membre: Membre) -> None:
        self.accept()
        session, tasks, navigator = self._session, self._tasks, self._navigator
        navigator.toast("Place enregistrée.", lambda: undo_last(session, tasks, navigator))
