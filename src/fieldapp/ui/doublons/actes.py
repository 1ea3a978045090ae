"""From anywhere: the list of look-alikes, one file compared with another, and where that leads."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from fieldapp.domain import droits
from fieldapp.domain.doublon_fusion import FOYER
from fieldapp.services.droits import may
from fieldapp.services.session import Session
from fieldapp.ui.doublons.choisir import ChooseDialog
from fieldapp.ui.doublons.comparer import CompareDialog
from fieldapp.ui.doublons.liste import DuplicatesDialog
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks

DOSSIER = "dossier"


class DuplicateActs(QObject):
    """Opens the dialogs of look-alikes over the window. Attributes: `dialog`, the last opened."""

    def __init__(
        self, session: Session, tasks: Tasks, navigator: Navigator, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._window = parent
        self._list: DuplicatesDialog | None = None
        self.dialog: CompareDialog | ChooseDialog | None = None
        navigator.unite_asked.connect(self.unite)

    def open_list(self) -> None:
        """Show the pairs to look at and what may be parted."""
        if not may(self._session, droits.FUSIONNER):
            return
        if self._list is None:
            self._list = DuplicatesDialog(self._session, self._tasks, self._navigator, self._window)
            self._list.united.connect(self._united)
        self._list.open_box()

    def unite_shown(self) -> None:
        """Compare the family of the dossier shown with another; elsewhere, show the list."""
        place = self._navigator.place
        shown = place is not None and place.page == DOSSIER
        self.unite(place.where.get("foyer_id", "") if shown and place is not None else "")

    def unite(self, foyer_id: str, autre_id: str = "") -> None:
        """Compare two families, the second to be found first when it is not named."""
        if not foyer_id:
            self.open_list()
        elif not may(self._session, droits.FUSIONNER):
            return
        elif autre_id:
            self._compare(foyer_id, autre_id)
        else:
            choose = ChooseDialog(self._session, self._tasks, foyer_id, self._window)
            choose.family_chosen.connect(lambda other: self._compare(foyer_id, other))
            self.dialog = choose
            choose.show_form()

    def _compare(self, foyer_id: str, autre_id: str) -> None:
        self.dialog = CompareDialog(
            self._session, self._tasks, self._navigator, FOYER, foyer_id, autre_id, self._window
        )
        self.dialog.united.connect(lambda kept: self._united(FOYER, kept))
        self.dialog.open()

    def _united(self, genre: str, kept: str) -> None:
        """Show the file that holds everything now."""
        if genre == FOYER:
            if self._list is not None:
                self._list.hide()
            self._navigator.go(DOSSIER, foyer_id=kept)
