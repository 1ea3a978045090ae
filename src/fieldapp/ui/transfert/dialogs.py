"""The two forms: one family to another antenna, many families to a colleague."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QLineEdit, QWidget

from fieldapp.domain.agent import Agent
from fieldapp.domain.foyer import Foyer
from fieldapp.domain.transfert import CONFIER, RENDEZVOUS
from fieldapp.services.lisibilite import lecteurs_a_venir
from fieldapp.services.session import Session
from fieldapp.services.transferts import (
    count_appointments,
    list_receivers,
    reassign,
    transfer_foyer,
)
from fieldapp.ui.capture.act_dialog import ActDialog
from fieldapp.ui.capture.readers import readable_by
from fieldapp.ui.form import FormRow
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.texte import plural
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.date_field import DateField
from fieldapp.ui.widgets.text import Text

_CHANGES = frozenset({"foyer", "accompagnement", "contact", "rendezvous"})
LEAVES = (
    "Tout le dossier part à la prochaine synchronisation, et quitte les postes de votre antenne "
    "une fois reçu. Ce que quelqu’un y écrirait sans le savoir est gardé, et montré comme tel."
)
# Of appointments: the choice is the same in both forms.
TO_NOBODY = "sans référent désigné\u00a0: cette antenne les confiera."
TO_CONFIRM = "à confirmer ensuite avec la famille."
NOBODY = "Aucun travailleur social connu ici\u00a0: elle désignera le référent."


class VisitsRow(FormRow):
    """What becomes of the appointments to come; hidden when there are none."""

    def __init__(self) -> None:
        self.choice = CodeCombo(tuple(RENDEZVOUS.items()))
        self.choice.set_code(CONFIER)
        super().__init__("Rende&z-vous à venir", self.choice)
        self._count = 0
        self._words = ""
        self.hide()

    def explain(self, words: str) -> None:
        """Say what giving them means."""
        self._words = words
        self.set_help(f"{self._count} rendez-vous à venir, {words}")

    def read(self, form: ActDialog, count: Callable[[], int], tasks: Tasks) -> None:
        """Count the appointments to come off the window's thread; show the choice if any."""
        tasks.run(count, lambda found: self._show(form, found), lambda _e: None, owner=self)

    def _show(self, form: ActDialog, count: int) -> None:
        self._count = count
        self.explain(self._words)
        if count:
            self.show()
            form.grow()


class TransferDialog(ActDialog):
    """Which antenna, who there, why. Signals of `ActDialog`."""

    CHANGES = _CHANGES

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        foyer: Foyer,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            session, tasks, navigator, "Transférer à une autre antenne", "Transférer", parent
        )
        self._foyer = foyer
        units = [
            (unite.code, unite.nom)
            for unite in session.catalogue.unites_of(foyer.organisme)
            if unite.code != foyer.unite
        ]
        self.unite = CodeCombo(units, search=True, placeholder="Arras, Béthune…")
        self.referent = CodeCombo([("", "À désigner par cette antenne")])
        self.referent.setCurrentIndex(0)
        self.motif = QLineEdit()
        self.motif.setPlaceholderText("Déménagement, changement de secteur…")
        self._motif = FormRow("&Motif", self.motif, precision="facultatif")
        self._motif.set_readers(f"{readable_by(lecteurs_a_venir(recue=True))}.")
        self.body.addWidget(Text(LEAVES, wrap=True))
        self._referent = FormRow("&Référent", self.referent, precision="facultatif")
        self._visits = VisitsRow()
        self.take_rows(
            unite=FormRow("&Antenne", self.unite, necessaire=True),
            referent_id=self._referent,
            motif=self._motif,
            rendezvous=self._visits,
        )
        self._visits.read(
            self, lambda: count_appointments(session, [foyer.id], elsewhere=True), tasks
        )
        self.referent.currentIndexChanged.connect(lambda _place: self._explain())
        self._explain()
        self.unite.currentIndexChanged.connect(lambda _index: self._read_receivers())
        self.unite.setFocus()

    def save(self) -> None:
        session, foyer_id, motif = self._session, self._foyer.id, self.motif.text()
        unite, referent = self.unite.code(), self.referent.code() or None
        visits = self._visits.choice.code()
        place = session.catalogue.unite(unite)
        self.run(
            lambda: transfer_foyer(session, foyer_id, unite, referent, motif, visits),
            f"Dossier transféré à {place.nom if place else unite}.",
        )

    def _read_receivers(self) -> None:
        session, unite = self._session, self.unite.code()
        if unite:
            self._tasks.run(
                lambda: list_receivers(session, unite),
                lambda found: self._show_receivers(unite, found),
                owner=self,
            )

    def _show_receivers(self, unite: str, found: tuple[Agent, ...]) -> None:
        if unite == self.unite.code():
            people = [(agent.id, agent.nom) for agent in found]
            self.referent.set_options([("", "À désigner par cette antenne"), *people])
            self.referent.setCurrentIndex(0)
            self._referent.set_help("" if people else NOBODY)
            self._explain()

    def _explain(self) -> None:
        self._visits.explain(TO_CONFIRM if self.referent.code() else TO_NOBODY)


class ReassignDialog(ActDialog):
    """Who follows these families from now on; one undo gives them all back."""

    CHANGES = _CHANGES

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        foyer_ids: Sequence[str],
        parent: QWidget | None = None,
    ) -> None:
        count = plural(len(foyer_ids), "famille")
        super().__init__(session, tasks, navigator, f"Réaffecter {count}", "Réaffecter", parent)
        self._foyer_ids = tuple(foyer_ids)
        self.referent = CodeCombo([], search=True, placeholder="Prénom ou nom")
        self.le = DateField()
        self._visits = VisitsRow()
        self.body.addWidget(
            Text(
                f"{count} et leurs accompagnements ouverts changent de référent. L’historique "
                "garde qui les suivait.",
                wrap=True,
            )
        )
        self.take_rows(
            referent_id=FormRow("Nouveau &référent", self.referent, necessaire=True),
            le=FormRow("À &compter du", self.le, aide="Vide\u00a0: aujourd’hui.",
                       check=self.le.error),
            rendezvous=self._visits,
        )  # fmt: skip
        self._visits.explain(TO_CONFIRM)
        self._visits.read(self, lambda: count_appointments(session, self._foyer_ids), tasks)
        tasks.run(
            lambda: list_receivers(session, session.agent.unite), self._show_receivers, owner=self
        )
        self.referent.setFocus()

    def save(self) -> None:
        session, ids = self._session, self._foyer_ids
        referent, day = self.referent.code(), self.le.iso()
        name, visits = self.referent.currentText(), self._visits.choice.code()
        self.run(
            lambda: reassign(session, ids, referent, day, visits),
            f"{plural(len(ids), 'famille')} suivies par {name}."
            if len(ids) > 1
            else f"Famille suivie par {name}.",
        )

    def _show_receivers(self, found: tuple[Agent, ...]) -> None:
        self.referent.set_options([(agent.id, agent.nom) for agent in found])
