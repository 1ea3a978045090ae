"""Opening a family file from a welcome: a name, and what the welcome already knows."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from fieldapp.domain.accueil import Accueil
from fieldapp.domain.foyer import Foyer, LigneFoyer, SaisieFoyer, SaisiePersonne
from fieldapp.domain.texte import nom_propre
from fieldapp.services import accueils, foyers
from fieldapp.services.session import Session
from fieldapp.ui.capture.form_dialog import FormDialog
from fieldapp.ui.capture.undo import undo_last
from fieldapp.ui.form import FormRow
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.widgets.message_bar import MessageBar
from fieldapp.ui.widgets.text import Text

CHANGES = frozenset({"accueil", "foyer", "personne", "contact"})
ALIKE_MS = 300


class OpenDossierDialog(FormDialog):
    """Signals: `opened(Foyer)`."""

    opened = Signal(object)

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        accueil: Accueil,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Ouvrir un dossier", "Ouvrir le dossier", parent)
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._accueil = accueil
        self.nom, self.prenom = QLineEdit(), QLineEdit(accueil.prenom or "")
        self._alike = MessageBar()
        self._pause = QTimer(self, singleShot=True, interval=ALIKE_MS)
        self._pause.timeout.connect(self._look_for_alike)
        rows = {
            "nom": FormRow("&Nom", self.nom, necessaire=not accueil.prenom),
            "prenom": FormRow("&Prénom", self.prenom),
        }
        self.set_rows(**rows)
        known = ", ".join(
            part for part in (accueil.commune, accueil.contact or "", accueil.langue or "") if part
        )
        self.body.addWidget(
            Text(
                f"L’accueil devient le premier contact du dossier. Repris\u00a0: {known}.",
                "second",
                wrap=True,
            )
        )
        self.body.addWidget(rows["nom"])
        self.body.addWidget(rows["prenom"])
        self.body.addWidget(self._alike)
        for edit in (self.nom, self.prenom):
            edit.textEdited.connect(lambda _text: self._pause.start())
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.show_form()
        self.activateWindow()
        self.nom.setFocus()

    def save(self) -> None:
        session, accueil_id = self._session, self._accueil.id
        person = SaisiePersonne(nom_propre(self.nom.text()), nom_propre(self.prenom.text()))
        self.working()
        self._tasks.run(
            lambda: accueils.open_dossier(session, accueil_id, SaisieFoyer(personnes=(person,))),
            self._opened,
            self.refused,
            changes=CHANGES,
            owner=self,
        )

    def _look_for_alike(self) -> None:
        session = self._session
        nom, prenom = nom_propre(self.nom.text()), nom_propre(self.prenom.text())
        if not nom:
            self._alike.hide()
            return
        self._tasks.run(
            lambda: foyers.find_doublons(session, nom, prenom),
            self._show_alike,
            lambda _error: self._alike.hide(),
            owner=self,
        )

    def _show_alike(self, found: tuple[LigneFoyer, ...]) -> None:
        if not found:
            self._alike.hide()
            return
        ligne = found[0]
        # Under a contact sûr the town is shown nowhere.
        where = f", {ligne.commune}" if ligne.commune and not ligne.contact_sur else ""
        self._alike.show_message(
            f"Une famille de ce nom existe déjà\u00a0: {ligne.nom}{where}.",
            "warn",
            "Ouvrir ce dossier",
            lambda: self._go(ligne.foyer_id),
        )

    def _go(self, foyer_id: str) -> None:
        self.accept()
        self._navigator.go("dossier", foyer_id=foyer_id)

    def _opened(self, foyer: Foyer) -> None:
        session, tasks, navigator = self._session, self._tasks, self._navigator
        self.opened.emit(foyer)
        self.accept()
        navigator.go("dossier", foyer_id=foyer.id)
        navigator.toast(
            f"Dossier ouvert pour {foyer.nom}, avec cet accueil.",
            lambda: undo_last(session, tasks, navigator),
        )
