"""What is being typed on a screen, journaled within a second and found again at the same place."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QTimer, Signal

from fieldapp.domain.brouillon import Brouillon
from fieldapp.domain.errors import KnownError
from fieldapp.services import brouillons
from fieldapp.services.session import Session
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks

# Not restarted by the next key: someone who types without a pause is saved all the same.
DELAY_MS = 400
RETRY_MS = 5000

Content = Mapping[str, object]


class Draft(QObject):
    """The draft of one screen, for one family at a time (or for none).

    `collect` returns the fields and the place of the cursor, or None when nothing is typed.
    Signals: `restored(Brouillon)`, what was found when a family was opened.
    """

    restored = Signal(object)

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        ecran: str,
        collect: Callable[[], tuple[Content, int] | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._tasks = tasks
        self._navigator = navigator
        self._ecran = ecran
        self._collect = collect
        self._foyer_id: str | None = None
        self._dirty = False
        self._kept = False
        self._timer = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._timer.timeout.connect(self.keep)

    def open(self, foyer_id: str | None) -> None:
        """Keep the draft of the family before, then look for the one of this family."""
        self.keep()
        self._foyer_id = foyer_id
        self._kept = False
        self._tasks.run(
            lambda: brouillons.get_brouillon(self._session, self._ecran, foyer_id),
            lambda found: self._found(foyer_id, found),
            owner=self,
        )

    def move(self, foyer_id: str | None) -> None:
        """Let what is typed belong to another family from now on."""
        if foyer_id == self._foyer_id:
            return
        self.discard()
        self._foyer_id = foyer_id
        self.touch()

    def touch(self) -> None:
        """Note that something was typed: it is journaled within `DELAY_MS`."""
        self._dirty = True
        if not self._timer.isActive():
            self._timer.start(DELAY_MS)

    def keep(self) -> None:
        """Journal what is typed, now."""
        self._timer.stop()
        if not self._dirty:
            return
        self._dirty = False
        found = self._collect()
        if found is None:
            if self._kept:
                self.discard()
            return
        content, cursor = found
        foyer_id, session, ecran = self._foyer_id, self._session, self._ecran
        self._kept = True
        self._tasks.run(
            lambda: brouillons.save_brouillon(session, ecran, foyer_id, content, cursor),
            lambda _id: self._navigator.draft_saved.emit(),
            self._failed,
            owner=self,
        )

    def discard(self) -> None:
        """Forget the draft, once its content is saved or given up."""
        self._timer.stop()
        self._dirty = False
        self._kept = False
        foyer_id, session, ecran = self._foyer_id, self._session, self._ecran
        self._tasks.run(
            lambda: brouillons.discard_brouillon(session, ecran, foyer_id), on_error=_ignore
        )

    def _found(self, foyer_id: str | None, found: Brouillon | None) -> None:
        if foyer_id != self._foyer_id or found is None or self._dirty:
            return
        self._kept = True
        self.restored.emit(found)

    def _failed(self, error: KnownError) -> None:
        """The text stays on screen and is tried again; the state line says so meanwhile."""
        self._dirty = True
        self._tasks.save_failed.emit(error.message)
        self._timer.start(RETRY_MS)


def _ignore(_error: KnownError) -> None:
    """A draft that cannot be forgotten now is shown again later, which loses nothing."""
