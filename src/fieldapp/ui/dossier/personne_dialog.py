"""Adding a person to a family, or putting right what is known of one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from fieldapp.domain import droits
from fieldapp.domain.coordonnee import COURRIEL, TELEPHONE, Coordonnee
from fieldapp.domain.doublon import Identite
from fieldapp.domain.foyer import CIVILITES, ENFANT, ROLES, Membre, Personne, SaisiePersonne
from fieldapp.domain.telephone import format_telephone
from fieldapp.domain.texte import nom_propre
from fieldapp.services import lisibilite, personnes
from fieldapp.services.droits import may
from fieldapp.services.session import Session
from fieldapp.ui.capture.form_dialog import FormDialog
from fieldapp.ui.capture.undo import undo_last
from fieldapp.ui.doublons.alerte import DuplicateAlert
from fieldapp.ui.form import FormRow
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.date_field import DateField


class PersonneDialog(FormDialog):
    """One person; a name or a first name is enough."""

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        foyer_id: str,
        membre: Membre | None = None,
        parent: QWidget | None = None,
        shared: Sequence[Coordonnee] = (),
    ) -> None:
        """Build the form; `shared` are the numbers that the household keeps beside its people."""
        super().__init__("Une personne", "Enregistrer" if membre else "Ajouter", parent)
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._foyer_id, self._membre = foyer_id, membre
        self.nom, self.prenom, self.nom_naissance = QLineEdit(), QLineEdit(), QLineEdit()
        self.civilite = CodeCombo((("", "—"), *CIVILITES.items()))
        self.role = CodeCombo(tuple(ROLES.items()))
        self.naissance, self.deces = DateField(naissance=True), DateField(naissance=True)
        self.debut = DateField()
        self.telephone, self.courriel = QLineEdit(), QLineEdit()
        self.alike = DuplicateAlert(
            session, tasks, foyer_id=foyer_id, compare=may(session, droits.FUSIONNER)
        )
        self._build()
        self._fill()
        self._watch_alike()
        self.tell_readers(
            tasks,
            lambda: lisibilite.lecteurs_du_foyer(session, foyer_id),
            naissance=droits.LIRE_FOYER,
            telephone=droits.LIRE_FOYER,
        )
        self._tell_shared(shared)
        for field in (self.nom, self.prenom, self.nom_naissance):
            field.editingFinished.connect(lambda f=field: f.setText(nom_propre(f.text())))
        self.prenom.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        session, foyer_id, membre = self._session, self._foyer_id, self._membre
        if membre is None:
            saisie = self._saisie()
            self.working()
            self._tasks.run(
                lambda: personnes.add_personne(session, foyer_id, saisie),
                self._saved,
                self.refused,
                changes={"personne", "coordonnee", "foyer"},
                owner=self,
            )
            return
        before = membre.personne
        after = {**self._texts(), "deces": self.deces.iso()}
        changes = {
            name: value for name, value in after.items() if value != (getattr(before, name) or None)
        }
        if "telephone" in changes and self._same_number(before):
            del changes["telephone"]
        if not changes:
            self.accept()
            return
        self.working()
        self._tasks.run(
            lambda: personnes.update_personne(session, before.id, changes),
            self._saved,
            self.refused,
            changes={"personne", "coordonnee", "foyer"},
            owner=self,
        )

    def _build(self) -> None:
        rows = {
            "prenom": FormRow("&Prénom", self.prenom),
            "nom": FormRow("&Nom", self.nom),
            "nom_naissance": FormRow("Nom de n&aissance", self.nom_naissance),
            "civilite": FormRow("Ci&vilité", self.civilite),
            "naissance": FormRow("Née ou né &le", self.naissance, check=self.naissance.error),
            "role": FormRow("&Rôle", self.role),
            "telephone": FormRow("&Téléphone", self.telephone),
            "courriel": FormRow("&Courriel", self.courriel),
            "debut": FormRow("&Depuis le", self.debut, precision="facultatif"),
            "deces": FormRow("Décédée ou décédé l&e", self.deces, check=self.deces.error),
        }
        self.set_rows(**rows)
        for left, right in (
            ("prenom", "nom"),
            ("nom_naissance", "civilite"),
            ("naissance", "role"),
            ("telephone", "courriel"),
            ("debut", "deces"),
        ):
            row = QHBoxLayout()
            row.setSpacing(12)
            row.addWidget(rows[left], 1, Qt.AlignmentFlag.AlignTop)
            row.addWidget(rows[right], 1, Qt.AlignmentFlag.AlignTop)
            self.body.addLayout(row)
        self.body.insertWidget(2, self.alike)
        adding = self._membre is None
        rows["deces"].setVisible(not adding)
        rows["debut"].setVisible(adding)
        rows["role"].setEnabled(adding)

    def _watch_alike(self) -> None:
        """Tell of look-alikes while one types."""
        for field in (self.nom, self.prenom, self.nom_naissance, self.telephone):
            field.textEdited.connect(self._look_for_alike)
        self.naissance.changed.connect(self._look_for_alike)
        self.alike.open_asked.connect(self._open_alike)
        self.alike.compare_asked.connect(self._compare_alike)

    def _look_for_alike(self) -> None:
        texts = self._texts()
        self.alike.look(
            Identite(
                texts["nom"] or "",
                texts["prenom"] or "",
                texts["nom_naissance"],
                texts["naissance"],
                texts["telephone"],
            ),
            self._membre.personne.id if self._membre is not None else None,
        )

    def _open_alike(self, foyer_id: str) -> None:
        self.reject()
        self._navigator.go("dossier", foyer_id=foyer_id)

    def _compare_alike(self, foyer_id: str) -> None:
        self.reject()
        self._navigator.unite_asked.emit(self._foyer_id, foyer_id)

    def _fill(self) -> None:
        if self._membre is None:
            self.role.set_code(ENFANT)
            return
        personne = self._membre.personne
        self.nom.setText(personne.nom)
        self.prenom.setText(personne.prenom)
        self.nom_naissance.setText(personne.nom_naissance or "")
        self.civilite.set_code(personne.civilite or "")
        self.naissance.set_value(personne.naissance)
        self.deces.set_value(personne.deces)
        self.role.set_code(self._membre.role)
        self.telephone.setText(format_telephone(personne.telephone or ""))
        self.courriel.setText(personne.courriel or "")

    def _tell_shared(self, shared: Sequence[Coordonnee]) -> None:
        """Say under a field what else reaches this person, so that nobody types it again."""
        if self._membre is None:
            return
        for genre, champ in ((TELEPHONE, "telephone"), (COURRIEL, "courriel")):
            reached = [one for one in shared if one.genre == genre]
            numbers = [
                format_telephone(one.valeur)
                for one in reached
                if one.reaches(self._membre.personne.id)
            ]
            if numbers:
                self.form[champ].set_help(f"Aussi\u00a0: {', '.join(numbers)}")

    def _texts(self) -> dict[str, str | None]:
        return {
            "nom": nom_propre(self.nom.text()),
            "prenom": nom_propre(self.prenom.text()),
            "nom_naissance": nom_propre(self.nom_naissance.text()) or None,
            "civilite": self.civilite.code() or None,
            "naissance": self.naissance.iso(),
            "telephone": self.telephone.text().strip() or None,
            "courriel": self.courriel.text().strip() or None,
        }

    def _saisie(self) -> SaisiePersonne:
        texts = self._texts()
        return SaisiePersonne(
            nom=texts["nom"] or "",
            prenom=texts["prenom"] or "",
            nom_naissance=texts["nom_naissance"],
            civilite=texts["civilite"],
            naissance=texts["naissance"],
            telephone=texts["telephone"],
            courriel=texts["courriel"],
            role=self.role.code(),
            debut=self.debut.iso(),
        )

    def _same_number(self, before: Personne) -> bool:
        return self.telephone.text().strip() == format_telephone(before.telephone or "")

    def _saved(self, personne: Personne) -> None:
        self.accept()
        session, tasks, navigator = self._session, self._tasks, self._navigator
        done = "Personne ajoutée" if self._membre is None else "Personne modifiée"
        navigator.toast(
            f"{done}\u00a0: {personne.nom_complet}.", lambda: undo_last(session, tasks, navigator)
        )
