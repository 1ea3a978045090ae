"""Moving an orientation to its next state, with the reason when it came to nothing."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from fieldapp.domain.droits import LIRE_ORIENTATION
from fieldapp.domain.orientation import (
    NON_ABOUTIE,
    PRISE_EN_CHARGE,
    REGLE_ANONYME,
    SUIVANTS,
    TRANSMISE,
    Orientation,
)
from fieldapp.services import lisibilite, orientations
from fieldapp.services.session import Session
from fieldapp.ui.capture.form_dialog import FormDialog
from fieldapp.ui.capture.undo import undo_last
from fieldapp.ui.form import FormRow
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.option_card import OptionCard
from fieldapp.ui.widgets.text import Text
from fieldapp.ui.widgets.text_area import TextArea


class StatutDialog(FormDialog):
    """The states that may follow, what the family says of it, and the reason of a failure."""

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        orientation: Orientation,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("État de l’orientation", "Enregistrer", parent)
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._orientation = orientation
        catalogue = session.catalogue
        kind = catalogue.type_orientation(orientation.type)
        anonymous = kind is not None and kind.has(REGLE_ANONYME)
        # Nothing is ever sent to a Laep, and it takes nobody in charge (R01).
        barred = (TRANSMISE, PRISE_EN_CHARGE) if anonymous else ()
        self._group = QButtonGroup(self)
        self.states: dict[str, OptionCard] = {}
        choices = QWidget()
        column = QVBoxLayout(choices)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for code in SUIVANTS.get(orientation.statut, ()):
            if code in barred:
                continue
            card = OptionCard(catalogue.libelle("orientation_statuts", code))
            self.states[code] = card
            self._group.addButton(card)
            column.addWidget(card)
        self.motif = CodeCombo(
            [(e.code, e.libelle) for e in catalogue.entrees("orientation_motifs_non_aboutie")]
        )
        self.suite = TextArea(2, "Ce que la famille en dit")
        self.suite.setPlainText(orientation.suite_donnee or "")
        label = catalogue.libelle("types_orientation", orientation.type)
        now = catalogue.libelle("orientation_statuts", orientation.statut)
        self.body.addWidget(Text(label, "sous_titre", wrap=True))
        self.body.addWidget(Text(f"Aujourd’hui\u00a0: {now[:1].lower()}{now[1:]}", "second"))
        rows = {
            "statut": FormRow("&Nouvel état", choices),
            "motif": FormRow("&Pourquoi", self.motif, check=self._motif_error),
            "suite": FormRow("&Suite donnée", self.suite, precision="facultatif"),
        }
        self.set_rows(**rows)
        for row in rows.values():
            self.body.addWidget(row)
        rows["motif"].hide()
        self.tell_readers(
            tasks,
            lambda: lisibilite.lecteurs_du_foyer(session, orientation.foyer_id),
            motif=LIRE_ORIENTATION,
            suite=LIRE_ORIENTATION,
        )
        self._group.buttonClicked.connect(self._chosen)
        if self.states:
            next(iter(self.states.values())).setFocus()

    def statut(self) -> str:
        """Return the state chosen, or ""."""
        return next((code for code, card in self.states.items() if card.isChecked()), "")

    def choose(self, code: str) -> None:
        """Choose a state, as a click does."""
        self.states[code].click()

    def save(self) -> None:
        statut, motif = self.statut(), self.motif.code() or None
        if not statut:
            self.form["statut"].set_error("Choisissez le nouvel état.")
            return
        suite = self.suite.text()
        if statut != NON_ABOUTIE:
            motif = None
        self.working()
        self._tasks.run(
            lambda: orientations.set_statut(
                self._session, self._orientation.id, statut, motif, suite
            ),
            self._saved,
            self.refused,
            changes={"orientation"},
            owner=self,
        )

    def _chosen(self) -> None:
        self.form["statut"].set_error("")
        self.form["motif"].setVisible(self.statut() == NON_ABOUTIE)

    def _motif_error(self) -> str:
        if self.statut() == NON_ABOUTIE and not self.motif.code():
            return "Choisissez pourquoi l’orientation n’a pas abouti."
        return ""

    def _saved(self, orientation: Orientation) -> None:
        self.accept()
        session, tasks, navigator = self._session, self._tasks, self._navigator
        label = session.catalogue.libelle("orientation_statuts", orientation.statut)
        navigator.toast(
            f"Orientation\u00a0: {label[:1].lower()}{label[1:]}.",
            lambda: undo_last(session, tasks, navigator),
        )
