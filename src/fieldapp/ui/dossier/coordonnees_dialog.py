"""Name, numbers, address, language of a family, and what one must know to write to them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from fieldapp.domain.commune import Commune
from fieldapp.domain.droits import LIRE_FOYER
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import NOTICES, SYSTEMES, Foyer, check_number
from fieldapp.services import foyers, lisibilite
from fieldapp.services.session import Session
from fieldapp.ui.capture.commune_field import CommuneField
from fieldapp.ui.capture.form_dialog import FormDialog
from fieldapp.ui.capture.undo import undo_last
from fieldapp.ui.dossier.lieu_form import pair
from fieldapp.ui.form import FormRow
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.widgets.chips import ChipBar
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.date_field import DateField

_LINES = ("nom", "numero", "autre_numero", "adresse", "complement", "code_postal", "langue")


class CoordonneesDialog(FormDialog):
    """The fields of the household itself."""

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        foyer: Foyer,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Coordonnées du foyer", "Enregistrer", parent)
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._foyer = foyer
        self.lines = {name: QLineEdit(getattr(foyer, name) or "") for name in _LINES}
        self.systeme = CodeCombo((("", "—"), *SYSTEMES.items()))
        self.systeme.set_code(foyer.autre_systeme or "")
        self.depuis = DateField()
        self.depuis.set_value(foyer.adresse_depuis)
        self.commune = CommuneField(tasks)
        self.commune.set_commune(foyer.commune or "")
        self.commune.chosen.connect(self._commune_chosen)
        self.interprete = QCheckBox("Interprète à prévoir")
        self.ecrit_difficile = QCheckBox("Écrit difficile")
        self.violence = QCheckBox("Violence signalée (médiation déconseillée, adresse protégée)")
        self.interprete.setChecked(foyer.interprete)
        self.ecrit_difficile.setChecked(foyer.ecrit_difficile)
        self.violence.setChecked(foyer.violence)
        self.notice = ChipBar("Information remise", NOTICES.items(), exclusive=True)
        self.notice.set_selected((foyer.notice or "",))
        self._build()
        self.tell_readers(
            tasks,
            lambda: lisibilite.lecteurs_du_foyer(session, foyer.id),
            adresse=LIRE_FOYER,
            notice=LIRE_FOYER,
        )
        self.lines["nom"].setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        changes = self._changes()
        if not changes:
            self.accept()
            return
        session, foyer_id = self._session, self._foyer.id
        self.working()
        self._tasks.run(
            lambda: foyers.update_foyer(session, foyer_id, changes),
            self._saved,
            self.refused,
            changes={"foyer"},
            owner=self,
        )

    def _build(self) -> None:
        line = self.lines
        rows = {
            "nom": FormRow("&Nom de la famille", line["nom"], necessaire=True),
            "numero": FormRow(
                "N° de &dossier",
                line["numero"],
                precision="facultatif",
                check=lambda: _refused(line["numero"].text(), "numero"),
            ),
            "autre_numero": FormRow(
                "A&utre numéro",
                line["autre_numero"],
                check=lambda: _refused(line["autre_numero"].text(), "autre_numero"),
            ),
            "autre_systeme": FormRow("De quel &système", self.systeme),
            "adresse": FormRow("&Adresse", line["adresse"]),
            "complement": FormRow("Complémen&t", line["complement"]),
            "code_postal": FormRow("Code &postal", line["code_postal"]),
            "commune": FormRow("&Commune", self.commune),
            "adresse_depuis": FormRow(
                "À cette adress&e depuis",
                self.depuis,
                precision="facultatif",
                aide="Pour corriger l’adresse. Si la famille a changé de logement\u00a0: "
                "«\u00a0Déménagement\u00a0».",
                check=self.depuis.error,
            ),
            "langue": FormRow("&Langue parlée", line["langue"], precision="facultatif"),
            "notice": FormRow("&Information sur les données", self.notice),
        }
        self.set_rows(**rows)
        pair(self.body, rows["nom"], rows["numero"])
        pair(self.body, rows["autre_numero"], rows["autre_systeme"])
        pair(self.body, rows["adresse"], rows["complement"])
        pair(self.body, rows["code_postal"], rows["commune"])
        self.body.addWidget(rows["adresse_depuis"])
        self.body.addWidget(rows["langue"])
        for box in (self.interprete, self.ecrit_difficile, self.violence):
            self.body.addWidget(box)
        self.body.addWidget(rows["notice"])

    def _commune_chosen(self, commune: Commune) -> None:
        if self.lines["code_postal"].text() not in commune.codes_postaux:
            self.lines["code_postal"].setText(commune.code_postal)

    def _changes(self) -> dict[str, str | int | None]:
        foyer = self._foyer
        texts = {name: field.text().strip() or None for name, field in self.lines.items()}
        changes: dict[str, str | int | None] = {
            name: text for name, text in texts.items() if text != getattr(foyer, name)
        }
        commune = self.commune.text().strip() or None
        if commune != foyer.commune:
            chosen = self.commune.commune()
            changes["commune"] = commune
            changes["code_insee"] = chosen.code_insee if chosen is not None else None
        for name in ("interprete", "ecrit_difficile", "violence"):
            ticked = getattr(self, name).isChecked()
            if ticked != getattr(foyer, name):
                changes[name] = int(ticked)
        dated = {
            "autre_systeme": self.systeme.code() or None,
            "adresse_depuis": self.depuis.iso(),
        }
        changes |= {name: value for name, value in dated.items() if value != getattr(foyer, name)}
        notice = self.notice.selected()
        if (notice[0] if notice else None) != foyer.notice:
            changes["notice"] = notice[0] if notice else None
        return changes

    def _saved(self, _foyer: Foyer) -> None:
        self.accept()
        session, tasks, navigator = self._session, self._tasks, self._navigator
        navigator.toast("Coordonnées modifiées.", lambda: undo_last(session, tasks, navigator))


def _refused(typed: str, champ: str) -> str:
    """Say at once why a number may not be kept, or ""."""
    try:
        check_number(typed, champ)
    except KnownError as error:
        return error.message
    return ""
