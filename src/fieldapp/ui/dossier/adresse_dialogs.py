"""Noting a move, and a second or a former address."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from fieldapp.domain.adresse import (
    LIBELLES,
    PRINCIPALE,
    PROCHAINE,
    Adresse,
    SaisieAdresse,
    SaisieDemenagement,
)
from fieldapp.domain.dates import format_date
from fieldapp.domain.droits import LIRE_FOYER
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.services import adresses, lisibilite
from fieldapp.services.session import Session
from fieldapp.ui.capture.act_dialog import ActDialog
from fieldapp.ui.dossier.lieu_form import LieuFields, pair
from fieldapp.ui.form import FormRow
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.date_field import DateField


class DemenagementDialog(ActDialog):
    """The new address and the day; the present one is kept with its dates."""

    CHANGES = frozenset({"adresse", "foyer"})

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        foyer_id: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, tasks, navigator, "Déménagement", "Déménager", parent)
        self._foyer_id = foyer_id
        self.lieu = LieuFields(tasks)
        self.le = DateField()
        day = FormRow(
            "&Depuis le",
            self.le,
            aide="Vide\u00a0: aujourd’hui. Un jour à venir\u00a0: l’adresse change d’elle-même ce "
            "jour-là. L’adresse quittée reste au dossier, avec ses dates.",
            check=self.le.error,
        )
        self.set_rows(**self.lieu.rows, le=day)
        self.lieu.lay_out(self.body)
        self.body.addWidget(day)
        self.tell_readers(
            tasks,
            lambda: lisibilite.lecteurs_du_foyer(session, foyer_id),
            adresse=LIRE_FOYER,
        )
        self.lieu.adresse.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        saisie = SaisieDemenagement(le=self.le.iso(), **self.lieu.values())
        session, foyer_id = self._session, self._foyer_id
        told = "Déménagement noté."
        if saisie.le is not None and saisie.le > aujourd_hui().isoformat():
            told = f"Déménagement prévu le {format_date(saisie.le)}."
        self.run(lambda: adresses.demenager(session, foyer_id, saisie), told)


class AdresseDialog(ActDialog):
    """A second address, or a former one. `people` are (id, name) pairs of the household."""

    CHANGES = frozenset({"adresse", "foyer"})

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        foyer_id: str,
        people: tuple[tuple[str, str], ...],
        known: Adresse | None = None,
        parent: QWidget | None = None,
    ) -> None:
        verb = "Enregistrer" if known is not None else "Ajouter"
        super().__init__(session, tasks, navigator, "Une adresse", verb, parent)
        self._foyer_id, self._known = foyer_id, known
        main = {PRINCIPALE: PROCHAINE} if known is not None and known.prevue else {}
        self.genre = CodeCombo(tuple((LIBELLES | main).items()))
        self.personne = CodeCombo((("", "Tout le foyer"), *people))
        self.lieu = LieuFields(tasks)
        self.debut, self.fin = DateField(), DateField()
        self.precision = QLineEdit()
        self.precision.setPlaceholderText("chez sa sœur, une semaine sur deux…")
        rows = {
            "genre": FormRow("&Genre", self.genre),
            "personne_id": FormRow("&Qui", self.personne),
            "debut": FormRow("&Depuis le", self.debut, check=self.debut.error),
            "fin": FormRow("&Jusqu’au", self.fin, check=self.fin.error),
            "precision": FormRow("P&récision", self.precision, precision="facultatif"),
        }
        self.set_rows(**rows, **self.lieu.rows)
        pair(self.body, rows["genre"], rows["personne_id"])
        self.lieu.lay_out(self.body)
        pair(self.body, rows["debut"], rows["fin"])
        self.body.addWidget(rows["precision"])
        self.tell_readers(
            tasks,
            lambda: lisibilite.lecteurs_du_foyer(session, foyer_id),
            adresse=LIRE_FOYER,
            precision=LIRE_FOYER,
        )
        self._fill()
        self.genre.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        values = {
            **self.lieu.values(),
            "debut": self.debut.iso(),
            "fin": self.fin.iso(),
            "precision": self.precision.text().strip() or None,
            "personne_id": self.personne.code() or None,
        }
        session, foyer_id, known = self._session, self._foyer_id, self._known
        genre = self.genre.code()
        if known is None:
            saisie = SaisieAdresse(genre=genre, **values)
            self.run(lambda: adresses.add_adresse(session, foyer_id, saisie), "Adresse ajoutée.")
            return
        if values["commune"] == known.commune:
            values["code_insee"] = known.code_insee
        changes = {"genre": genre, **values}
        self.run(lambda: adresses.update_adresse(session, known.id, changes), "Adresse modifiée.")

    def _fill(self) -> None:
        known = self._known
        if known is None:
            self.genre.setCurrentIndex(1)
            self.personne.setCurrentIndex(0)
            return
        self.genre.set_code(known.genre)
        self.personne.set_code(known.personne_id or "")
        if not known.personne_id:
            self.personne.setCurrentIndex(0)
        self.lieu.fill(known)
        self.debut.set_value(known.debut)
        self.fin.set_value(known.fin)
        self.precision.setText(known.precision or "")
        remove = Button("Retirer cette adresse", "trash-2", kind="petit")
        remove.setAutoDefault(False)
        remove.clicked.connect(self._remove)
        self.body.addWidget(remove, 0, Qt.AlignmentFlag.AlignLeft)

    def _remove(self) -> None:
        session, known = self._session, self._known
        if known is not None:
            self.run(lambda: adresses.remove_adresse(session, known.id), "Adresse retirée.")
