"""Opening and closing the follow-up of a family."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from fieldapp.domain.accompagnement import NIVEAUX, SOCIAL, Accompagnement, SaisieAccompagnement
from fieldapp.services import accompagnements
from fieldapp.services.session import Session
from fieldapp.ui.capture.form_dialog import FormDialog
from fieldapp.ui.capture.undo import undo_last
from fieldapp.ui.form import FormRow
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.date_field import DateField
from fieldapp.ui.widgets.segmented import Option, SegmentedControl


class OpenSuiviDialog(FormDialog):
    """Level, domain, life event, first day."""

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        foyer_id: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Ouvrir un accompagnement", "Ouvrir", parent)
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._foyer_id = foyer_id
        entrees = session.catalogue.entrees
        self.niveau = SegmentedControl("Niveau", [Option(k, w) for k, w in NIVEAUX.items()])
        self.niveau.set_value(SOCIAL)
        self.domaine = CodeCombo([(e.code, e.libelle) for e in entrees("domaines")])
        self.offre = CodeCombo([(e.code, e.libelle) for e in entrees("offres_de_service")])
        self.debut = DateField()
        rows = {
            "niveau": FormRow("&Niveau", self.niveau),
            "domaine": FormRow("&Domaine", self.domaine, precision="facultatif"),
            "offre": FormRow("É&vénement de vie", self.offre, precision="facultatif"),
            "debut": FormRow(
                "De&puis le", self.debut, aide="Vide\u00a0: aujourd’hui.", check=self.debut.error
            ),
        }
        self.set_rows(**rows)
        for row in rows.values():
            self.body.addWidget(row)

    def save(self) -> None:
        saisie = SaisieAccompagnement(
            self._foyer_id,
            self.niveau.value(),
            self.domaine.code() or None,
            self.offre.code() or None,
            self.debut.iso(),
        )
        session = self._session
        self.working()
        self._tasks.run(
            lambda: accompagnements.open_accompagnement(session, saisie),
            self._saved,
            self.refused,
            changes={"accompagnement", "foyer"},
            owner=self,
        )

    def _saved(self, _suivi: Accompagnement) -> None:
        self.accept()
        session, tasks, navigator = self._session, self._tasks, self._navigator
        navigator.toast("Accompagnement ouvert.", lambda: undo_last(session, tasks, navigator))


class CloseSuiviDialog(FormDialog):
    """Why it ends, and when."""

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        suivi: Accompagnement,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Clore l’accompagnement", "Clore", parent)
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._suivi = suivi
        motifs = session.catalogue.entrees("motifs_sortie")
        self.motif = CodeCombo([(e.code, e.libelle) for e in motifs])
        self.fin = DateField()
        rows = {
            "motif_sortie": FormRow("&Motif de sortie", self.motif, necessaire=True),
            "fin": FormRow("&Le", self.fin, aide="Vide\u00a0: aujourd’hui.", check=self.fin.error),
        }
        self.set_rows(**rows)
        for row in rows.values():
            self.body.addWidget(row)

    def save(self) -> None:
        session, suivi_id = self._session, self._suivi.id
        motif, fin = self.motif.code(), self.fin.iso()
        self.working()
        self._tasks.run(
            lambda: accompagnements.close_accompagnement(session, suivi_id, motif, fin),
            self._saved,
            self.refused,
            changes={"accompagnement", "foyer"},
            owner=self,
        )

    def _saved(self, _suivi: Accompagnement) -> None:
        self.accept()
        session, tasks, navigator = self._session, self._tasks, self._navigator
        navigator.toast("Accompagnement clos.", lambda: undo_last(session, tasks, navigator))
