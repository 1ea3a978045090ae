"""The head of a dossier: who lives there, the last contact, and the safety banner."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.domain.foyer import ContactSur, Dossier, Foyer
from fieldapp.services import contact_sur
from fieldapp.services.session import Session
from fieldapp.ui.delegates.paint import BadgeSpec
from fieldapp.ui.dossier.view import (
    banner_words,
    last_contact_words,
    person_words,
    present_members,
)
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.badge import Badge
from fieldapp.ui.widgets.chips import Chip, ChipBar
from fieldapp.ui.widgets.safety_banner import SafetyBanner
from fieldapp.ui.widgets.text import Text


class DossierHeader(QWidget):
    """Person chips, language, last contact, banner. Signals: `person_chosen(str)`.

    Attributes: `needs`, the badges of language and writing shown.
    """

    person_chosen = Signal(str)

    def __init__(self, session: Session, tasks: Tasks) -> None:
        super().__init__()
        self._session, self._tasks = session, tasks
        self._foyer_id = ""
        self.needs: tuple[BadgeSpec, ...] = ()
        self.people = ChipBar("Personnes du foyer")
        self._last = Text("", "legende")
        self._needs = QWidget()
        self._needs_row = QHBoxLayout(self._needs)
        self._needs_row.setContentsMargins(0, 0, 0, 0)
        self._needs_row.setSpacing(6)
        self.banner = SafetyBanner()
        self.banner.number_shown.connect(lambda: self._trace(contact_sur.NUMERO))
        self.banner.number_copied.connect(lambda: self._trace(contact_sur.NUMERO_COPIE))
        self._row = QWidget()
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.people, 1)
        row.addWidget(self._needs, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._last, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._row)
        column.addWidget(self.banner)
        self._announced = ""
        self._contact_sur: ContactSur | None = None
        self._narrow = False

    def minimumSizeHint(self) -> QSize:
        # Chips wrap: the height is asked for the width at hand, not for the narrowest.
        return QSize(theme().px(300), 1)

    def show_dossier(self, dossier: Dossier) -> None:
        """Show a family; a safe contact is announced as its dossier opens."""
        self.people.set_options(())
        for membre in present_members(dossier):
            name, years, icon = person_words(membre)
            key = membre.personne.id
            chip = self.people.add(Chip(key, name, second=years, icon=icon, checkable=False))
            chip.clicked.connect(lambda _on=False, key=key: self.person_chosen.emit(key))
        self._foyer_id = dossier.foyer.id
        self._show_needs(dossier.foyer)
        words, kept = last_contact_words(dossier)
        self._last.setText(words)
        self._last.setToolTip(kept)
        self._last.setAccessibleDescription(kept)
        if dossier.contact_sur is None:
            self.banner.hide()
            self._contact_sur = None
            self._announced = ""
            return
        self._contact_sur = dossier.contact_sur
        self._show_banner()
        if self._announced != dossier.foyer.id:
            self._announced = dossier.foyer.id
            self.banner.announce_now()

    def set_narrow(self, narrow: bool) -> None:
        """Where room is short the people are in their tab only."""
        self._row.setVisible(not narrow)
        if narrow != self._narrow:
            self._narrow = narrow
            self._show_banner()

    def _show_needs(self, foyer: Foyer) -> None:
        """What one must know before calling or writing: language, interpreter, writing."""
        while (item := self._needs_row.takeAt(0)) is not None:
            badge = item.widget()
            if badge is not None:
                badge.hide()
                badge.deleteLater()
        self.needs = need_badges(foyer)
        for spec in self.needs:
            badge = Badge(spec, self._needs)
            self._needs_row.addWidget(badge)
            badge.show()
        self._needs.setVisible(bool(self.needs))

    def _trace(self, quoi: str) -> None:
        """Showing or copying the safe number is written in the access journal (L14)."""
        session, foyer_id = self._session, self._foyer_id
        self._tasks.run(lambda: contact_sur.trace_shown(session, foyer_id, quoi), owner=self)

    def _show_banner(self) -> None:
        if self._contact_sur is not None:
            self.banner.set_contact(*banner_words(self._contact_sur, short=self._narrow))


def need_badges(foyer: Foyer) -> tuple[BadgeSpec, ...]:
    """Return the badges of language and writing of a family."""
    found = []
    if foyer.interprete:
        words = f"Interprète\u00a0: {foyer.langue}" if foyer.langue else "Interprète"
        found.append(BadgeSpec(words, "warn", "languages"))
    elif foyer.langue:
        found.append(BadgeSpec(f"Langue\u00a0: {foyer.langue}", "neutre", "languages"))
    if foyer.ecrit_difficile:
        found.append(BadgeSpec("Écrit difficile", "warn", "pencil"))
    return tuple(found)
