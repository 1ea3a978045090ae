"""Opening and closing the follow-up of a family."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from fieldapp.domain.accompagnement import NIVEAUX, SOCIAL, Accompagnement, SaisieAccompagnement
from fieldapp.domain.droits import LIRE_FOYER
from fieldapp.services import accompagnements, lisibilite
from fieldapp.services.session import Session
from fieldapp.ui.capture.act_dialog import ActDialog
from fieldapp.ui.form import FormRow
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.date_field import DateField
from fieldapp.ui.widgets.segmented import Option, SegmentedControl


class OpenSuiviDialog(ActDialog):
    """Level, domain, life event, first day."""

    CHANGES = frozenset({"accompagnement", "foyer"})

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        foyer_id: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, tasks, navigator, "Ouvrir un accompagnement", "Ouvrir", parent)
        self._foyer_id = foyer_id
        entrees = session.catalogue.entrees
        self.niveau = SegmentedControl("Niveau", [Option(k, w) for k, w in NIVEAUX.items()])
        self.niveau.set_value(SOCIAL)
        self.domaine = CodeCombo([(e.code, e.libelle) for e in entrees("domaines")])
        self.offre = CodeCombo([(e.code, e.libelle) for e in entrees("offres_de_service")])
        self.debut = DateField()
        self.take_rows(
            niveau=FormRow("&Niveau", self.niveau),
            domaine=FormRow("&Domaine", self.domaine, precision="facultatif"),
            offre=FormRow("É&vénement de vie", self.offre, precision="facultatif"),
            debut=FormRow(
                "De&puis le", self.debut, aide="Vide\u00a0: aujourd’hui.", check=self.debut.error
            ),
        )

    def save(self) -> None:
        saisie = SaisieAccompagnement(
            self._foyer_id,
            self.niveau.value(),
            self.domaine.code() or None,
            self.offre.code() or None,
            self.debut.iso(),
        )
        session = self._session
        self.run(
            lambda: accompagnements.open_accompagnement(session, saisie), "Accompagnement ouvert."
        )


class CloseSuiviDialog(ActDialog):
    """Why it ends, and when."""

    CHANGES = frozenset({"accompagnement", "foyer"})

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        suivi: Accompagnement,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, tasks, navigator, "Clore l’accompagnement", "Clore", parent)
        self._suivi = suivi
        motifs = session.catalogue.entrees("motifs_sortie")
        self.motif = CodeCombo([(e.code, e.libelle) for e in motifs])
        self.fin = DateField()
        self.take_rows(
            motif_sortie=FormRow("&Motif de sortie", self.motif, necessaire=True),
            fin=FormRow("&Le", self.fin, aide="Vide\u00a0: aujourd’hui.", check=self.fin.error),
        )
        self.tell_readers(
            tasks,
            lambda: lisibilite.lecteurs_du_foyer(session, suivi.foyer_id),
            motif_sortie=LIRE_FOYER,
        )

    def save(self) -> None:
        session, suivi_id = self._session, self._suivi.id
        motif, fin = self.motif.code(), self.fin.iso()
        self.run(
            lambda: accompagnements.close_accompagnement(session, suivi_id, motif, fin),
            "Accompagnement clos.",
        )
