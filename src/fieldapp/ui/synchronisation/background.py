"""Synchronising by itself: once entry pauses, on a schedule, less often offline, and at closing.

`sync/planning.py` says when. Whether anybody answers is asked aside first, so that a network that
is away never holds the thread that saves notes; the exchange itself is the one of the button.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from fieldapp.domain.echange import EtatEchange
from fieldapp.domain.errors import KnownError
from fieldapp.sync import planning
from fieldapp.sync.adresse import Adresse
from fieldapp.ui.synchronisation.page import SyncPage
from fieldapp.ui.synchronisation.presence import Presence

_LONGEST_MS = 24 * 3600 * 1000


class Background(QObject):
    """Tries when it is time. Attribute: `alone`, whether the worker lets it.

    Signals: `online(bool)`, whether headquarters can be reached; `told(KnownError)`, the first
    refusal of a row; `ended()`, when a try is over, or found nobody.
    """

    online = Signal(bool)
    told = Signal(object)
    ended = Signal()

    def __init__(
        self,
        poste: str,
        page: Callable[[], SyncPage | None],
        alone: bool,
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.alone = alone
        self.clock = clock
        self.plan = planning.Plan(poste, clock())
        self._page = page
        self._way: Path | Adresse | None = None
        self._joined = self._stopped = False
        self._here = 0
        self._asking = False
        self._by_itself = False
        self._begun: float | None = None
        self._presence = Presence(self)
        self._presence.known.connect(self._known)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self.look)

    @property
    def busy(self) -> bool:
        """Whether an exchange goes on, or is being tried."""
        return self._asking or self._begun is not None

    def know(self, etat: EtatEchange, way: Path | Adresse | None) -> None:
        """Take note of what waits here and of the way in use, each time they are read."""
        self._way, self._joined = way, etat.rattache and way is not None and not self._stopped
        if etat.ici > self._here:
            self.plan = planning.entered(self.plan, self.clock())
        self._here = etat.ici
        self._arm()

    def set_alone(self, alone: bool) -> None:
        """Let it try by itself, or only when it is asked."""
        self.alone = alone
        self._arm()

    def follow(self, page: SyncPage) -> None:
        """Hear of every exchange of the page, those that the worker asks for too."""
        page.began.connect(self._exchange_began)
        page.over.connect(self._exchange_over)

    def look(self) -> None:
        """Try if it is time."""
        if not self.alone or not self._joined or self.busy:
            return
        if self.clock() < planning.next_try(self.plan):
            self._arm()
        else:
            self._ask()

    def tries_at_closing(self) -> bool:
        """Tell whether closing is worth a last try."""
        waiting = self._here if self.plan.saisie is not None else 0
        may = self.alone and self._joined
        return may and (self.busy or planning.tries_at_closing(self.plan, waiting))

    def try_now(self) -> None:
        """Try at once, as before closing; `ended` tells when it is over."""
        if not self.busy:
            self._ask()

    def stop(self) -> None:
        """Try no more, ever: the program ends."""
        self._stopped, self._joined = True, False
        self.timer.stop()

    def _ask(self) -> None:
        self._asking = True
        self.timer.stop()
        self._presence.ask(self._way)

    def _known(self, there: bool) -> None:
        if not self._asking:
            return
        self._asking = False
        self.online.emit(there)
        page = self._page() if there and self._joined else None
        if page is not None and self._begun is None:
            self._by_itself = True
            page.synchronise(quiet=True)
        elif self._begun is None:
            now = self.clock()
            self.plan = planning.ended(self.plan, planning.Issue.HORS_LIGNE, now, now)
            self._arm()
            self.ended.emit()

    def _exchange_began(self) -> None:
        self._begun = self.clock()
        self.timer.stop()

    def _exchange_over(self, error: KnownError | None) -> None:
        issue = planning.issue_of(error)
        tells = self._by_itself and planning.is_told(self.plan, issue)
        begun = self.clock() if self._begun is None else self._begun
        self.plan = planning.ended(self.plan, issue, self.clock(), begun)
        self._begun, self._by_itself = None, False
        self._arm()
        if tells:
            self.told.emit(error)
        self.ended.emit()

    def _arm(self) -> None:
        """Have the timer ring when it will be time."""
        if not self.alone or not self._joined or self.busy:
            self.timer.stop()
            return
        wait = max(0.0, planning.next_try(self.plan) - self.clock())
        self.timer.start(min(round(wait * 1000), _LONGEST_MS))
