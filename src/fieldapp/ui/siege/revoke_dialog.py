"""Ending a post: what will happen, and why it is done."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from fieldapp.domain.echange import Poste
from fieldapp.domain.siege import PosteSuivi
from fieldapp.services.session import Session
from fieldapp.ui.capture.form_dialog import FormDialog
from fieldapp.ui.form import FormRow
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.siege.acts import SiegeActs
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.widgets.text import Text

WHAT = (
    "À sa prochaine synchronisation, ce poste envoie ce qu’il n’avait pas envoyé, en reçoit "
    "l’accusé, puis détruit ses données. Pendant 30 jours, ce travail est repris."
)
STOLEN = (
    "Un poste perdu ou volé qui ne synchronise plus ne peut pas être effacé à distance\u00a0: ses "
    "données restent chiffrées sous sa phrase de passe."
)


class RevokeDialog(FormDialog):
    """One field: the reason, which the worker will read."""

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        acts: SiegeActs,
        poste: PosteSuivi,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(f"Révoquer le poste de {poste.nom}", "Révoquer", parent)
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._acts, self._poste = acts, poste
        self.motif = QLineEdit()
        self.motif.setPlaceholderText("Départ de l’agent, poste volé…")
        rows = {
            "motif": FormRow(
                "&Motif", self.motif, necessaire=True,
                aide="L’agent le lira. Ne nommez aucune famille.",
            )
        }  # fmt: skip
        self.body.addWidget(Text(WHAT, wrap=True))
        self.body.addWidget(Text(STOLEN, "aide", wrap=True))
        self.set_rows(**rows)
        self.body.addWidget(rows["motif"])
        self.motif.setFocus()

    def save(self) -> None:
        session, acts, device = self._session, self._acts, self._poste.device
        motif = self.motif.text()
        self.working()
        self._tasks.run(
            lambda: acts.revoke(session, device, motif), self._done, self.refused,
            changes={"poste"}, owner=self,
        )  # fmt: skip

    def _done(self, poste: Poste) -> None:
        self.accept()
        self._navigator.toast(f"Poste de {poste.nom} révoqué. L’ordre part à la réception.")
