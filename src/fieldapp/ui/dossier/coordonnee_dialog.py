"""One phone or e-mail of a household: whose it is, of what kind, whether it comes first."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from fieldapp.domain.coordonnee import USAGES, Coordonnee, SaisieCoordonnee
from fieldapp.domain.droits import LIRE_FOYER
from fieldapp.services import coordonnees, lisibilite
from fieldapp.services.session import Session
from fieldapp.services.telephones import format_numero
from fieldapp.ui.capture.act_dialog import ActDialog
from fieldapp.ui.form import FormRow
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.chips import ChipBar
from fieldapp.ui.widgets.combo import CodeCombo


class CoordonneeDialog(ActDialog):
    """`people` are (id, name) pairs of the household; none chosen means all of it."""

    CHANGES = frozenset({"coordonnee", "personne", "foyer"})

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        foyer_id: str,
        people: tuple[tuple[str, str], ...],
        known: Coordonnee | None = None,
        parent: QWidget | None = None,
    ) -> None:
        verb = "Enregistrer" if known is not None else "Ajouter"
        super().__init__(session, tasks, navigator, "Téléphone ou courriel", verb, parent)
        self._foyer_id, self._known = foyer_id, known
        # Two numbers of people's records have no id of their own: their drafts are told apart so.
        self._valeur_id = known.valeur if known is not None else ""
        self.valeur = QLineEdit()
        self.valeur.setPlaceholderText("06 12 34 56 78, ou prenom.nom@exemple.fr")
        self.personnes = ChipBar("À qui", people)
        self.usage = CodeCombo((("", "Selon le numéro"), *USAGES.items()))
        self.usage.setCurrentIndex(0)
        self.precision = QLineEdit()
        self.precision.setPlaceholderText("de la voisine, après 18 h…")
        self.preferee = QCheckBox("À essayer en premier")
        self.take_rows(
            valeur=FormRow("&Numéro ou courriel", self.valeur, necessaire=True),
            personnes=FormRow(
                "À &qui", self.personnes, aide="Personne de choisi\u00a0: à tout le foyer."
            ),
            usage=FormRow(
                "&Usage",
                self.usage,
                aide="Le numéro de quelqu’un d’autre n’est jamais imprimé ni transmis.",
            ),
            precision=FormRow("P&récision", self.precision, precision="facultatif"),
        )
        self.tell_readers(
            tasks,
            lambda: lisibilite.lecteurs_du_foyer(session, foyer_id),
            valeur=LIRE_FOYER,
        )
        self.body.addWidget(self.preferee)
        if known is not None:
            self._fill(known)
        self.valeur.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        known = self._known
        typed = self.valeur.text().strip()
        if known is not None and typed == format_numero(known.valeur):
            typed = known.valeur
        saisie = SaisieCoordonnee(
            valeur=typed,
            usage=self.usage.code() or None,
            precision=self.precision.text().strip() or None,
            personnes=self.personnes.selected(),
            preferee=self.preferee.isChecked(),
        )
        session, foyer_id = self._session, self._foyer_id
        self.run(
            lambda: coordonnees.save_coordonnee(session, foyer_id, saisie, known),
            "Téléphone ou courriel enregistré.",
        )

    def _fill(self, known: Coordonnee) -> None:
        self.valeur.setText(format_numero(known.valeur))
        self.personnes.set_selected(known.personnes)
        self.usage.set_code(known.usage or "")
        if not known.usage:
            self.usage.setCurrentIndex(0)
        self.precision.setText(known.precision or "")
        self.preferee.setChecked(known.preferee)
        remove = Button("Retirer", "trash-2", kind="petit")
        remove.setAccessibleName("Retirer ce numéro ou ce courriel")
        remove.setAutoDefault(False)
        remove.clicked.connect(self._remove)
        self.body.addWidget(remove, 0, Qt.AlignmentFlag.AlignLeft)

    def _remove(self) -> None:
        session, foyer_id, known = self._session, self._foyer_id, self._known
        if known is not None:
            self.run(
                lambda: coordonnees.remove_coordonnee(session, foyer_id, known),
                "Téléphone ou courriel retiré.",
            )
