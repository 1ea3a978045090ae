"""The workspace of headquarters: its pages and the state line; no family can be opened here."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from fieldapp.domain.errors import KnownError
from fieldapp.domain.siege import EtatSiege
from fieldapp.services.session import Session
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.page import Page
from fieldapp.ui.shell import Shell
from fieldapp.ui.siege.acts import SiegeActs
from fieldapp.ui.siege.agents_page import AgentsPage
from fieldapp.ui.siege.catalogue_page import CataloguePage
from fieldapp.ui.siege.export_page import ExportPage
from fieldapp.ui.siege.invitations_page import InvitationsPage
from fieldapp.ui.siege.reception_page import ReceptionPage
from fieldapp.ui.siege.structures_page import StructuresPage
from fieldapp.ui.tasks import Tasks

HOME = "reception"


class SiegeWorkspace(Shell):
    """Everything behind the lock of headquarters. Attributes: `reception`, `invitations`,
    `export`, `catalogue`, `agents`, `structures`, its pages."""

    reception: ReceptionPage
    invitations: InvitationsPage
    export: ExportPage
    catalogue: CataloguePage
    agents: AgentsPage
    structures: StructuresPage

    def __init__(
        self, session: Session, tasks: Tasks, acts: SiegeActs, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, tasks, lambda navigator: self._make(navigator, acts), parent)
        self._acts = acts
        self.state.list_asked.connect(lambda _key: self.navigator.go(HOME))
        self.read_exchange()
        self.navigator.go(HOME)

    def _make(self, navigator: Navigator, acts: SiegeActs) -> list[Page]:
        session, tasks = self.session, self.tasks
        self.reception = ReceptionPage(session, tasks, navigator, acts)
        self.invitations = InvitationsPage(session, tasks, navigator, acts)
        self.export = ExportPage(session, tasks, navigator, acts)
        self.catalogue = CataloguePage(session, tasks, navigator, acts)
        self.agents = AgentsPage(session, tasks, navigator, acts)
        self.structures = StructuresPage(session, tasks, navigator)
        pages: list[Page] = [
            self.reception, self.invitations, self.export, self.catalogue, self.agents,
            self.structures,
        ]  # fmt: skip
        for page in pages:
            page.top.hide_search()
        return [page for page in pages if page.allowed(session)]

    def own_commands(self) -> dict[str, Callable[[], None]]:
        return super().own_commands() | {
            "synchroniser": lambda: self.navigator.go(HOME, action="recevoir"),
        }

    def read_exchange(self) -> None:
        """Read what the state line tells: received, refused, in conflict."""
        session, acts = self.session, self._acts
        self.tasks.run(lambda: acts.state(session), self._show_state, _ignore)

    def stop_work(self) -> None:
        """Have a reception or an export under way end at its next step."""
        self.reception.stop_now()
        self.export.stop_now()

    def _show_state(self, etat: EtatSiege) -> None:
        self.state.show_received(etat.recues, len(etat.refus), etat.conflits)
        self._presence.ask(etat.dossier)


def _ignore(_error: KnownError) -> None:
    """The page that was asked says what is wrong; the state line keeps its last figures."""
