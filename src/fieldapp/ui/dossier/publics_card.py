"""The publics of a family, computed, and the few facts it declares that they come from."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget

from fieldapp.domain import droits
from fieldapp.domain.dates import format_date
from fieldapp.domain.foyer import Dossier
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.situation import SITUATIONS, Situation
from fieldapp.services.droits import may
from fieldapp.services.session import Session
from fieldapp.ui.delegates.paint import BadgeSpec
from fieldapp.ui.delegates.row import Row
from fieldapp.ui.dossier.situation_dialog import SituationDialog
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.widgets.badge import Badge
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.card import Card, padded
from fieldapp.ui.widgets.flow import FlowLayout
from fieldapp.ui.widgets.lisible_par import LisiblePar
from fieldapp.ui.widgets.rows import RowList
from fieldapp.ui.widgets.text import Text

NONE = "Aucun public ne se déduit de ce dossier aujourd’hui."
COMPUTED = "Calculés d’après le foyer, les liens, les suivis et ce que la famille déclare."


class PublicsCard(Card):
    """Badges that nobody types; the facts below are optional and dated."""

    def __init__(self, session: Session, tasks: Tasks, navigator: Navigator) -> None:
        super().__init__("Publics et situation", flush=True)
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._dossier: Dossier | None = None
        self.dialog: QDialog | None = None
        self._may_read = may(session, droits.LIRE_SITUATION)
        self._may_write = may(session, droits.ECRIRE_SITUATION)
        self.words = Text("", "aide", wrap=True)
        self._badges = QWidget()
        self._flow = FlowLayout(self._badges)
        policy = self._badges.sizePolicy()
        policy.setHeightForWidth(True)
        self._badges.setSizePolicy(policy)
        self.facts = RowList("Ce que la famille déclare", "", fit=True)
        self.facts.opened.connect(self._edit)
        self.readers = LisiblePar()
        self.add_button = Button("Noter une situation", "plus", kind="petit")
        self.add_button.clicked.connect(self.add)
        self.aside.addWidget(self.add_button)
        self.add_button.setVisible(self._may_write)
        self.body.addWidget(padded(self._badges, self.words))
        self.body.addWidget(self.facts)
        self._foot = padded(self.readers)
        self.body.addWidget(self._foot)

    def show_dossier(self, dossier: Dossier) -> None:
        """Show a family."""
        self._dossier = dossier
        while (item := self._flow.takeAt(0)) is not None:
            badge = item.widget()
            if badge is not None:
                badge.hide()
                badge.deleteLater()
        for public in dossier.publics:
            badge = Badge(BadgeSpec(public, "info", "users"), self._badges)
            self._flow.addWidget(badge)
            badge.show()
        self._badges.setVisible(bool(dossier.publics))
        self.words.setText(COMPUTED if dossier.publics else NONE)
        names = {m.personne.id: m.personne.prenom or m.personne.nom for m in dossier.membres}
        self.facts.set_rows(
            _row(fact, names.get(fact.personne_id or "", "")) for fact in dossier.situations
        )
        self.facts.setVisible(bool(dossier.situations))
        shown = self._may_read and bool(dossier.situations)
        self.readers.set_readers(dossier.lecteurs.get(droits.LIRE_SITUATION, "") if shown else "")
        self._foot.setVisible(shown)

    def shown(self) -> tuple[str, ...]:
        """Return the publics shown, in words."""
        return self._dossier.publics if self._dossier is not None else ()

    def add(self) -> None:
        """Open the form of a declared fact."""
        if self._may_write:
            self._open(None)

    def _edit(self, situation_id: str) -> None:
        facts = self._dossier.situations if self._dossier is not None else ()
        known = next((fact for fact in facts if fact.id == situation_id), None)
        if known is not None and self._may_write:
            self._open(known)

    def _open(self, known: Situation | None) -> None:
        dossier = self._dossier
        if dossier is None:
            return
        people = tuple(
            (m.personne.id, m.personne.nom_complet) for m in dossier.membres if m.fin is None
        )
        form = SituationDialog(
            self._session, self._tasks, self._navigator, dossier.foyer.id, people,
            dossier.lecteurs.get(droits.LIRE_SITUATION, ""), known, self.window(),
        )  # fmt: skip
        self.dialog = form
        form.show_form()


def _row(fact: Situation, who: str) -> Row:
    since = f"depuis le {format_date(fact.debut)}" if fact.debut else ""
    until = f"jusqu’au {format_date(fact.fin)}" if fact.fin else ""
    true = fact.vraie(aujourd_hui())
    return Row(
        fact.id,
        SITUATIONS.get(fact.code, fact.code),
        " · ".join(part for part in (who or "tout le foyer", since, until) if part),
        "list-checks" if true else "history",
        badges=() if true else (BadgeSpec("Passé", "neutre", "history"),),
        keys_help="Entrée\u00a0: modifier",
    )
