"""Proposing an offer, the family's free answer, the dates of a follow-up, inviting a colleague."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QLineEdit, QVBoxLayout, QWidget

from fieldapp.domain.accompagnement import (
    ADHESION,
    MODES,
    NIVEAUX,
    REPONSES,
    SOCIAL,
    Accompagnement,
    Proposition,
    SaisieAccompagnement,
    SaisieProposition,
)
from fieldapp.domain.agent import Agent
from fieldapp.domain.droits import LIRE_OFFRE
from fieldapp.services import accompagnements, lisibilite
from fieldapp.services.session import Session
from fieldapp.ui.capture.act_dialog import ActDialog
from fieldapp.ui.form import FormRow
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.date_field import DateField
from fieldapp.ui.widgets.option_card import OptionCard
from fieldapp.ui.widgets.segmented import Option, SegmentedControl
from fieldapp.ui.widgets.text import Text

_SECONDS = {
    ADHESION: "L’accompagnement s’ouvre avec les choix ci-dessous.",
    "REFUS": "La famille est libre\u00a0: rien d’autre ne change.",
    "SANS_REPONSE": "Une autre réponse pourra être notée plus tard.",
}


class SuiviForm(ActDialog):
    """What the forms of this module have in common: what they change."""

    CHANGES = frozenset({"accompagnement"})


class ProposerDialog(SuiviForm):
    """An offer of the catalogue, what calls for it, when and how it was proposed."""

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        foyer_id: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            session, tasks, navigator, "Proposer un accompagnement", "Enregistrer", parent
        )
        self._foyer_id = foyer_id
        self.offre = CodeCombo(
            [(e.code, e.libelle) for e in session.catalogue.entrees("offres_de_service")],
            search=True,
            placeholder="Séparation, impayé, deuil…",
        )
        self.fait_generateur = QLineEdit()
        self.fait_le, self.propose_le = DateField(), DateField()
        self.mode = CodeCombo(tuple(MODES.items()))
        offre = FormRow("&Offre", self.offre, necessaire=True)
        self.offre.currentTextChanged.connect(lambda _text: offre.set_help(self._origin()))
        self.take_rows(
            offre=offre,
            fait_generateur=FormRow(
                "&Fait générateur",
                self.fait_generateur,
                precision="facultatif",
                aide="L’événement qui ouvre l’offre, en quelques mots.",
            ),
            fait_le=FormRow(
                "&Survenu le", self.fait_le, precision="facultatif", check=self.fait_le.error
            ),
            propose_le=FormRow(
                "&Proposé le",
                self.propose_le,
                aide="Vide\u00a0: aujourd’hui.",
                check=self.propose_le.error,
            ),
            mode=FormRow("&Comment", self.mode, precision="facultatif"),
        )
        self.tell_readers(
            tasks,
            lambda: lisibilite.lecteurs_du_foyer(session, foyer_id),
            fait_generateur=LIRE_OFFRE,
        )
        self.offre.setFocus()

    def save(self) -> None:
        session = self._session
        saisie = SaisieProposition(
            self._foyer_id,
            self.offre.code(),
            self.fait_generateur.text(),
            self.fait_le.iso(),
            self.propose_le.iso(),
            self.mode.code() or None,
        )
        self.run(lambda: accompagnements.propose_offre(session, saisie), "Offre proposée.")

    def _origin(self) -> str:
        entree = self._session.catalogue.entree("offres_de_service", self.offre.code())
        if entree is None:
            return ""
        return "Socle national" if entree.donnees.get("socle") else "Offre locale"


class ReponseDialog(SuiviForm):
    """Adhésion, refus or silence; with an adhésion, how the follow-up opens."""

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        proposition: Proposition,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, tasks, navigator, "Réponse de la famille", "Enregistrer", parent)
        self._proposition = proposition
        label = session.catalogue.libelle("offres_de_service", proposition.offre)
        self.body.addWidget(Text(label, "sous_titre", wrap=True))
        self._group = QButtonGroup(self)
        self.reponses: dict[str, OptionCard] = {}
        choices = QWidget()
        column = QVBoxLayout(choices)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for code, words in REPONSES.items():
            card = OptionCard(words, _SECONDS[code])
            self.reponses[code] = card
            self._group.addButton(card)
            column.addWidget(card)
        self.le = DateField()
        self.niveau = SegmentedControl("Niveau", [Option(k, w) for k, w in NIVEAUX.items()])
        self.niveau.set_value(SOCIAL)
        self.fin_prevue, self.revue_le = DateField(), DateField()
        self.take_rows(
            reponse=FormRow("&Réponse", choices),
            le=FormRow("&Le", self.le, aide="Vide\u00a0: aujourd’hui.", check=self.le.error),
            niveau=FormRow("&Niveau", self.niveau),
            revue_le=FormRow(
                "&Point le", self.revue_le, precision="facultatif", check=self.revue_le.error
            ),
            fin_prevue=FormRow(
                "&Fin prévue", self.fin_prevue, precision="facultatif", check=self.fin_prevue.error
            ),
        )
        self.tell_readers(
            tasks,
            lambda: lisibilite.lecteurs_du_foyer(session, proposition.foyer_id),
            reponse=LIRE_OFFRE,
        )
        self._group.buttonClicked.connect(lambda _card: self._chosen())
        self._chosen()
        self.reponses[ADHESION].setFocus()

    def reponse(self) -> str:
        """Return the answer chosen, or ""."""
        return next((code for code, card in self.reponses.items() if card.isChecked()), "")

    def save(self) -> None:
        session, proposition = self._session, self._proposition
        reponse, le = self.reponse(), self.le.iso()
        if not reponse:
            self.form["reponse"].set_error("Choisissez la réponse de la famille.")
            return
        suivi = SaisieAccompagnement(
            proposition.foyer_id,
            self.niveau.value(),
            fin_prevue=self.fin_prevue.iso(),
            revue_le=self.revue_le.iso(),
        )
        words = "Accompagnement ouvert." if reponse == ADHESION else "Réponse notée."
        self.run(
            lambda: accompagnements.answer_proposition(session, proposition.id, reponse, le, suivi),
            words,
        )

    def _chosen(self) -> None:
        self.form["reponse"].set_error("")
        for name in ("niveau", "revue_le", "fin_prevue"):
            self.form[name].setVisible(self.reponse() == ADHESION)


class DatesSuiviDialog(SuiviForm):
    """When the follow-up is looked at again, and when it should end."""

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        suivi: Accompagnement,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            session, tasks, navigator, "Dates de l’accompagnement", "Enregistrer", parent
        )
        self._suivi = suivi
        self.revue_le, self.fin_prevue = DateField(), DateField()
        self.revue_le.set_value(suivi.revue_le)
        self.fin_prevue.set_value(suivi.fin_prevue)
        self.take_rows(
            revue_le=FormRow(
                "&Point le", self.revue_le, precision="facultatif", check=self.revue_le.error
            ),
            fin_prevue=FormRow(
                "&Fin prévue", self.fin_prevue, precision="facultatif", check=self.fin_prevue.error
            ),
        )

    def save(self) -> None:
        session, suivi_id = self._session, self._suivi.id
        changes = {"revue_le": self.revue_le.iso(), "fin_prevue": self.fin_prevue.iso()}
        self.run(
            lambda: accompagnements.plan_accompagnement(session, suivi_id, changes),
            "Dates enregistrées.",
        )


class InviterDialog(SuiviForm):
    """A colleague who will see the file as long as the invitation lasts."""

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        suivi: Accompagnement,
        colleagues: tuple[Agent, ...],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, tasks, navigator, "Inviter un co-intervenant", "Inviter", parent)
        self._suivi = suivi
        self.agent = CodeCombo(
            [(a.id, _words(session, a)) for a in colleagues],
            search=True,
            placeholder="Prénom ou nom",
        )
        self.fin = DateField()
        self.take_rows(
            agent_id=FormRow(
                "&Collègue",
                self.agent,
                necessaire=True,
                aide="Verra le dossier, les notes d’équipe, l’évaluation et le contrat.",
            ),
            fin=FormRow(
                "&Jusqu’au",
                self.fin,
                aide="Vide\u00a0: jusqu’à la fin de l’accompagnement.",
                check=self.fin.error,
            ),
        )
        self.agent.setFocus()

    def save(self) -> None:
        session, suivi_id = self._session, self._suivi.id
        agent_id, fin = self.agent.code(), self.fin.iso()
        if not agent_id:
            self.form["agent_id"].set_error("Choisissez un collègue de la liste.")
            return
        self.run(
            lambda: accompagnements.invite_colleague(session, suivi_id, agent_id, fin),
            "Collègue invité.",
        )


def _words(session: Session, agent: Agent) -> str:
    unite = session.catalogue.unite(agent.unite)
    return f"{agent.nom}, {unite.libelle}" if unite is not None else agent.nom
