"""The small forms of a contract: its dates, an objective, a commitment, its end."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QButtonGroup, QLineEdit, QVBoxLayout, QWidget

from fieldapp.domain.contrat import (
    ABANDONNE,
    FAMILLE,
    FINS,
    ORGANISME,
    PARTENAIRE,
    SIGNE,
    STATUTS,
    TS,
    Contrat,
    Engagement,
    Objectif,
    SaisieContrat,
    SaisieEngagement,
    SaisieObjectif,
)
from fieldapp.domain.droits import LIRE_CONTRAT
from fieldapp.services import contrats, lisibilite, objectifs
from fieldapp.services.session import Session
from fieldapp.ui.capture.act_dialog import ActDialog
from fieldapp.ui.form import FormRow
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.date_field import DateField
from fieldapp.ui.widgets.option_card import OptionCard
from fieldapp.ui.widgets.text_area import TextArea

_PERSONNE = "personne:"


class ContratForm(ActDialog):
    """What the forms of this module have in common: what they change."""

    CHANGES = frozenset({"contrat"})

    def tell_contract_readers(self, contrat_id: str, *rows: str) -> None:
        """Say under each row named who reads the contract."""
        session, acts = self._session, dict.fromkeys(rows, LIRE_CONTRAT)
        self.tell_readers(
            self._tasks, lambda: lisibilite.lecteurs_du_contrat(session, contrat_id), **acts
        )


class DatesDialog(ContratForm):
    """Opening a contract, or changing its domain and dates; nothing is needed."""

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        foyer_id: str,
        contrat: Contrat | None = None,
        parent: QWidget | None = None,
    ) -> None:
        opening = contrat is None
        super().__init__(
            session,
            tasks,
            navigator,
            "Préparer un contrat" if opening else "Domaine et dates",
            "Préparer" if opening else "Enregistrer",
            parent,
        )
        self._foyer_id, self._contrat = foyer_id, contrat
        domaines = session.catalogue.entrees("domaines")
        self.domaine = CodeCombo([("", "Aucun"), *((e.code, e.libelle) for e in domaines)])
        self.debut, self.fin, self.revision_le = DateField(), DateField(), DateField()
        if contrat is not None:
            code = contrat.domaine or ""
            self.domaine.show_code(code, session.catalogue.libelle("domaines", code))
            for field, value in (
                (self.debut, contrat.debut),
                (self.fin, contrat.fin),
                (self.revision_le, contrat.revision_le),
            ):
                field.set_value(value)
        rows = {
            "domaine": FormRow("&Domaine", self.domaine, precision="facultatif"),
            "debut": FormRow(
                "Dé&but",
                self.debut,
                aide="Vide\u00a0: le jour de la signature.",
                check=self.debut.error,
            ),
            "fin": FormRow("&Fin", self.fin, precision="facultatif", check=self.fin.error),
            "revision_le": FormRow(
                "&Point le",
                self.revision_le,
                precision="facultatif",
                aide="Le jour où vous en reparlez ensemble.",
                check=self.revision_le.error,
            ),
        }
        if contrat is not None and contrat.statut == SIGNE:
            rows = {"revision_le": rows["revision_le"]}
        self.take_rows(**rows)

    def save(self) -> None:
        session, contrat = self._session, self._contrat
        dates = (self.debut.iso(), self.fin.iso(), self.revision_le.iso())
        domaine = self.domaine.code() or None
        if contrat is None:
            saisie = SaisieContrat(self._foyer_id, domaine, *dates)
            self.run(lambda: contrats.create_contrat(session, saisie), "Contrat préparé.")
            return
        changes: dict[str, object] = {"revision_le": dates[2]}
        if contrat.statut != SIGNE:
            changes |= {"domaine": domaine, "debut": dates[0], "fin": dates[1]}
        contrat_id = contrat.id
        self.run(lambda: contrats.update_contrat(session, contrat_id, changes), "Contrat modifié.")


class ObjectifDialog(ContratForm):
    """An objective in the family's words, and the sign that it is reached."""

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        contrat_id: str,
        objectif: Objectif | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, tasks, navigator, "Objectif", "Enregistrer", parent)
        self._contrat_id, self._objectif = contrat_id, objectif
        self.libelle, self.critere, self.echeance = QLineEdit(), TextArea(2), DateField()
        if objectif is not None:
            self.libelle.setText(objectif.libelle)
            self.critere.setPlainText(objectif.critere)
            self.echeance.set_value(objectif.echeance)
        self.take_rows(
            libelle=FormRow(
                "&Objectif",
                self.libelle,
                necessaire=True,
                aide="Comme la famille le dirait.",
            ),
            critere=FormRow(
                "&Réussi quand",
                self.critere,
                precision="facultatif",
                aide="Le signe que l’objectif est atteint.",
            ),
            echeance=FormRow(
                "&Pour le", self.echeance, precision="facultatif", check=self.echeance.error
            ),
        )
        self.tell_contract_readers(contrat_id, "libelle", "critere")
        self.libelle.setFocus()

    def save(self) -> None:
        session, objectif = self._session, self._objectif
        libelle, critere, echeance = self.libelle.text(), self.critere.text(), self.echeance.iso()
        if objectif is None:
            saisie = SaisieObjectif(self._contrat_id, libelle, critere, echeance)
            self.run(lambda: objectifs.add_objectif(session, saisie), "Objectif ajouté.")
            return
        objectif_id = objectif.id
        changes: dict[str, object] = {
            "libelle": libelle, "critere": critere, "echeance": echeance,
        }  # fmt: skip
        self.run(
            lambda: objectifs.update_objectif(session, objectif_id, changes), "Objectif modifié."
        )


class EngagementDialog(ContratForm):
    """What somebody commits to for an objective, and by when."""

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        objectif: Objectif,
        personnes: Sequence[tuple[str, str]],
        engagement: Engagement | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, tasks, navigator, "Engagement", "Enregistrer", parent)
        self._objectif, self._engagement = objectif, engagement
        family = [(f"{_PERSONNE}{key}", name) for key, name in personnes]
        if len(family) != 1:
            family.insert(0, (FAMILLE, "La famille"))
        others = [(TS, "Le travailleur social"), (ORGANISME, "L’organisme")]
        self.qui = CodeCombo([*family, *others, (PARTENAIRE, "Un partenaire")])
        self.qui.set_code(family[0][0])
        self.libelle, self.echeance = QLineEdit(), DateField()
        if engagement is not None:
            who = f"{_PERSONNE}{engagement.personne_id}" if engagement.personne_id else ""
            self.qui.set_code(who or engagement.partie)
            if not self.qui.code():
                self.qui.set_code(family[0][0])
            self.libelle.setText(engagement.libelle)
            self.echeance.set_value(engagement.echeance)
        self.take_rows(
            partie=FormRow(
                "&Qui s’engage", self.qui, aide=f"Pour l’objectif\u00a0: {objectif.libelle}"
            ),
            libelle=FormRow("&À quoi", self.libelle, necessaire=True),
            echeance=FormRow(
                "&Pour le", self.echeance, precision="facultatif", check=self.echeance.error
            ),
        )
        self.tell_contract_readers(objectif.contrat_id, "libelle")
        self.libelle.setFocus()

    def save(self) -> None:
        session, engagement = self._session, self._engagement
        code = self.qui.code() or FAMILLE
        person = code.removeprefix(_PERSONNE) if code.startswith(_PERSONNE) else None
        partie = FAMILLE if person is not None else code
        libelle, echeance = self.libelle.text(), self.echeance.iso()
        if engagement is None:
            saisie = SaisieEngagement(self._objectif.id, libelle, partie, person, echeance)
            self.run(lambda: objectifs.add_engagement(session, saisie), "Engagement ajouté.")
            return
        engagement_id = engagement.id
        changes: dict[str, object] = {
            "partie": partie, "personne_id": person, "libelle": libelle, "echeance": echeance,
        }  # fmt: skip
        self.run(
            lambda: objectifs.update_engagement(session, engagement_id, changes),
            "Engagement modifié.",
        )


class EndDialog(ContratForm):
    """How a contract ends, in a few words written with the family."""

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        contrat: Contrat,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, tasks, navigator, "Terminer le contrat", "Terminer", parent)
        self._contrat = contrat
        self._group = QButtonGroup(self)
        self.options: dict[str, OptionCard] = {}
        choices = QWidget()
        column = QVBoxLayout(choices)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for code in FINS if contrat.statut == SIGNE else (ABANDONNE,):
            card = OptionCard(STATUTS[code])
            self.options[code] = card
            self._group.addButton(card)
            column.addWidget(card)
        if len(self.options) == 1:
            next(iter(self.options.values())).setChecked(True)
        self.bilan = TextArea(3)
        self.take_rows(
            statut=FormRow("&Comment il se termine", choices),
            bilan=FormRow(
                "&Bilan", self.bilan, precision="facultatif", aide="La famille peut le lire."
            ),
        )
        self.tell_contract_readers(contrat.id, "bilan")
        self._group.buttonClicked.connect(lambda _card: self.form["statut"].set_error(""))
        next(iter(self.options.values())).setFocus()

    def statut(self) -> str:
        """Return the end chosen, or ""."""
        return next((code for code, card in self.options.items() if card.isChecked()), "")

    def save(self) -> None:
        session, contrat_id = self._session, self._contrat.id
        statut, bilan = self.statut(), self.bilan.text()
        if not statut:
            self.form["statut"].set_error("Choisissez comment le contrat se termine.")
            return
        self.run(
            lambda: contrats.end_contrat(session, contrat_id, statut, bilan), "Contrat terminé."
        )
