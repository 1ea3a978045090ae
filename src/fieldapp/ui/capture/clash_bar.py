"""The bar that tells which appointment takes the same time; it warns and forbids nothing."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QScrollArea, QWidget

from fieldapp.domain.dates import format_heure, format_jour
from fieldapp.domain.rendezvous import RendezVous
from fieldapp.services import agenda
from fieldapp.services.session import Session
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.widgets.message_bar import MessageBar


class ClashBar(MessageBar):
    """Hidden until `look` finds another appointment of the same agent at that time."""

    def __init__(self, session: Session, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._tasks = session, tasks
        self._asked = 0
        # Once the layout has given it its place.
        self._place = QTimer(self, singleShot=True, interval=0)
        self._place.timeout.connect(self._into_view)

    def look(
        self, debut: str, duree_min: int, agent_id: str | None = None, sauf: str | None = None
    ) -> None:
        """Look at an agenda (one's own if None) around a local moment; `sauf` is left aside."""
        session = self._session
        self._asked += 1
        asked = self._asked
        self._tasks.run(
            lambda: agenda.list_overlaps(session, debut, duree_min, agent_id, sauf),
            lambda others: self._show(asked, others),
            lambda _error: self._show(asked, ()),
            owner=self,
        )

    def forget(self) -> None:
        """Hide the bar: there is no time to look at any more."""
        self._asked += 1
        self.hide()

    def _show(self, asked: int, others: tuple[RendezVous, ...]) -> None:
        if asked != self._asked:
            return
        if not others:
            self.hide()
            return
        other = others[0]
        self.show_message(
            f"Même heure que {other.titre or 'un autre rendez-vous'}, "
            f"{format_jour(other.debut)} à {format_heure(other.debut)}. "
            "Les deux seront gardés.",
            "warn",
        )
        self._place.start()

    def _into_view(self) -> None:
        """Where the page scrolls, in a narrow window, the warning is not left under its edge."""
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is not None and self.isVisible():
            area.ensureWidgetVisible(self)
