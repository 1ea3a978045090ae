"""Opening a family file: a name is enough, look-alikes are shown while one types."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from fieldapp.domain.brouillon import Brouillon
from fieldapp.domain.commune import Commune
from fieldapp.domain.doublon import Identite
from fieldapp.domain.foyer import CIVILITES, NOTICES, Foyer, SaisieFoyer, SaisiePersonne
from fieldapp.domain.texte import nom_propre
from fieldapp.services import foyers, lisibilite
from fieldapp.services.session import Session
from fieldapp.ui.capture.commune_field import CommuneField
from fieldapp.ui.capture.draft import Content, Draft
from fieldapp.ui.capture.form_dialog import FormDialog
from fieldapp.ui.capture.undo import undo_last
from fieldapp.ui.doublons.alerte import DuplicateAlert
from fieldapp.ui.form import FormRow
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.widgets.chips import ChipBar
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.date_field import DateField

ECRAN = "famille"


class NewFamilyDialog(FormDialog):
    """The form of a new family; what is begun is kept as a draft until it is saved."""

    def __init__(
        self, session: Session, tasks: Tasks, navigator: Navigator, parent: QWidget | None = None
    ) -> None:
        super().__init__("Nouvelle famille", "Créer la famille", parent)
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self.nom, self.prenom = QLineEdit(), QLineEdit()
        self.civilite = CodeCombo((("", "—"), *CIVILITES.items()))
        self.naissance = DateField(naissance=True)
        self.commune = CommuneField(tasks)
        self.code_postal = QLineEdit()
        self.telephone = QLineEdit()
        self.numero = QLineEdit()
        self.notice = ChipBar("Information remise", NOTICES.items(), exclusive=True)
        self.alike = DuplicateAlert(session, tasks)
        self.alike.open_asked.connect(self._open_alike)
        self._build()
        self.draft = Draft(session, tasks, navigator, ECRAN, self._collect, self)
        self.draft.restored.connect(self._restored)
        self._listen()
        self._shown = False

    def begin(self, nom: str = "") -> None:
        """Show the form; a draft left open comes back, else it begins with this name."""
        if nom and not self.nom.text():
            self.nom.setText(nom)
            self._typed()
        else:
            self.draft.open(None)
        if not self._shown:
            self._shown = True
            self.show_form()
        self.show()
        self.raise_()
        self.activateWindow()
        self.nom.setFocus(Qt.FocusReason.OtherFocusReason)

    def keep_draft(self) -> None:
        """Journal what is typed, now."""
        self.draft.keep()

    def reject(self) -> None:
        self.draft.keep()
        super().reject()

    def save(self) -> None:
        saisie = self._saisie()
        self.working()
        self._tasks.run(
            lambda: foyers.create_foyer(self._session, saisie),
            self._created,
            self.refused,
            changes={"foyer", "personne"},
        )

    def _build(self) -> None:
        rows = {
            "nom": FormRow("&Nom", self.nom, necessaire=True),
            "prenom": FormRow("&Prénom", self.prenom),
            "civilite": FormRow("Ci&vilité", self.civilite),
            "naissance": FormRow(
                "N&aissance", self.naissance, precision="facultatif", check=self.naissance.error
            ),
            "commune": FormRow("&Commune", self.commune, precision="conseillé"),
            "code_postal": FormRow("Code p&ostal", self.code_postal),
            "telephone": FormRow("&Téléphone", self.telephone, precision="conseillé"),
            "numero": FormRow("N° de &dossier", self.numero, precision="jamais le NIR"),
            "notice": FormRow(
                "&Information sur les données",
                self.notice,
                aide="La notice dit à la famille qui garde quoi, combien de temps, et ses droits.",
            ),
        }
        # One line for all of it: whatever says who a family is goes to the same readers.
        readers = lisibilite.lecteurs_a_venir()
        rows["notice"].set_readers(f"Ce dossier sera lisible par\u00a0: {readers}.")
        self.set_rows(**rows)
        self._add(rows["nom"], rows["prenom"])
        self.body.addWidget(self.alike)
        self._add(rows["civilite"], rows["naissance"])
        self._add(rows["commune"], rows["code_postal"])
        self._add(rows["telephone"], rows["numero"])
        self.body.addWidget(rows["notice"])

    def _add(self, left: FormRow, right: FormRow) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(left, 1, top)
        row.addWidget(right, 1, top)
        self.body.addLayout(row)

    def _listen(self) -> None:
        for field in (self.nom, self.prenom):
            field.textEdited.connect(self._typed)
            field.editingFinished.connect(lambda f=field: f.setText(nom_propre(f.text())))
        self.telephone.textEdited.connect(self._typed)
        for line in (self.commune, self.code_postal, self.numero):
            line.textEdited.connect(lambda _text: self.draft.touch())
        self.naissance.changed.connect(self._typed)
        self.civilite.chosen.connect(lambda _code: self.draft.touch())
        self.notice.changed.connect(lambda _keys: self.draft.touch())
        self.commune.chosen.connect(self._commune_chosen)

    def _commune_chosen(self, commune: Commune) -> None:
        if len(commune.codes_postaux) == 1 or not self.code_postal.text():
            self.code_postal.setText(commune.code_postal)
        self.draft.touch()

    def _typed(self) -> None:
        self._look_for_alike()
        self.draft.touch()

    def _look_for_alike(self) -> None:
        self.alike.look(
            Identite(
                nom_propre(self.nom.text()),
                nom_propre(self.prenom.text()),
                None,
                self.naissance.iso(),
                self.telephone.text(),
            )
        )

    def _open_alike(self, foyer_id: str) -> None:
        self.hide()
        self._navigator.go("dossier", foyer_id=foyer_id)

    def _saisie(self) -> SaisieFoyer:
        commune = self.commune.commune()
        notice = self.notice.selected()
        personne = SaisiePersonne(
            nom=nom_propre(self.nom.text()),
            prenom=nom_propre(self.prenom.text()),
            civilite=self.civilite.code() or None,
            naissance=self.naissance.iso(),
            telephone=self.telephone.text().strip() or None,
        )
        return SaisieFoyer(
            personnes=(personne,),
            numero=self.numero.text().strip() or None,
            code_postal=self.code_postal.text().strip() or None,
            commune=self.commune.text().strip() or None,
            code_insee=commune.code_insee if commune is not None else None,
            notice=notice[0] if notice else None,
        )

    def _created(self, foyer: Foyer) -> None:
        self._busy = False
        self.draft.discard()
        self._clear()
        self.accept()
        session, tasks, navigator = self._session, self._tasks, self._navigator
        navigator.go("dossier", foyer_id=foyer.id)
        navigator.toast(
            f"Dossier ouvert pour {foyer.nom}.", lambda: undo_last(session, tasks, navigator)
        )

    def _clear(self) -> None:
        self.alike.clear()
        self._restore({})
        for row in self.form:
            row.set_error("")

    def _collect(self) -> tuple[Content, int] | None:
        content: Content = {
            "nom": self.nom.text(),
            "prenom": self.prenom.text(),
            "civilite": self.civilite.code(),
            "naissance": self.naissance.edit.text(),
            "commune": self.commune.text(),
            "code_postal": self.code_postal.text(),
            "telephone": self.telephone.text(),
            "numero": self.numero.text(),
            "notice": list(self.notice.selected()),
        }
        return (content, self.nom.cursorPosition()) if any(content.values()) else None

    def _restored(self, draft: Brouillon) -> None:
        if not self.nom.text():
            self._restore(draft.contenu)

    def _restore(self, content: Content) -> None:
        def text(name: str) -> str:
            return str(content.get(name) or "")

        self.nom.setText(text("nom"))
        self.prenom.setText(text("prenom"))
        self.civilite.set_code(text("civilite"))
        self.naissance.edit.setText(text("naissance"))
        self.commune.set_commune(text("commune"))
        self.code_postal.setText(text("code_postal"))
        self.telephone.setText(text("telephone"))
        self.numero.setText(text("numero"))
        notice = content.get("notice")
        self.notice.set_selected(notice if isinstance(notice, list) else ())
