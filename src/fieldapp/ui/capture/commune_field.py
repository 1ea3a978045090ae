"""A commune of France as one types it: « lens », « 62130 saint », « st pol ternoise »."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from fieldapp.domain.commune import Commune
from fieldapp.services import communes
from fieldapp.ui.capture.suggestions import Suggestions
from fieldapp.ui.delegates.row import Row
from fieldapp.ui.tasks import Tasks

DELAY_MS = 120


class CommuneField(QLineEdit):
    """A commune; another word than an official name is kept as it was typed.

    Signals: `chosen(Commune)`.
    """

    chosen = Signal(object)

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._found: dict[str, Commune] = {}
        self._commune: Commune | None = None
        self.suggestions = Suggestions(self, "Communes trouvées", self._take)
        self._timer = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._timer.timeout.connect(self._search)
        self.textEdited.connect(self._edited)

    def commune(self) -> Commune | None:
        """Return the commune chosen in the list, or None."""
        return self._commune

    def set_commune(self, nom: str) -> None:
        """Show a name; nothing is emitted."""
        self._commune = None
        self.setText(nom)

    def _edited(self) -> None:
        self._commune = None
        if len(self.text().strip()) > 1:
            self._timer.start()
        else:
            self.suggestions.show_rows(())

    def _search(self) -> None:
        text = self.text()
        self._tasks.run(
            lambda: communes.find_communes(text, limit=6),
            lambda found: self._answered(text, found),
            owner=self,
        )

    def _answered(self, text: str, found: tuple[Commune, ...]) -> None:
        if text != self.text() or not self.hasFocus() or self._commune is not None:
            return
        self._found = {commune.code_insee: commune for commune in found}
        self.suggestions.show_rows(
            Row(c.code_insee, c.nom, " · ".join(c.codes_postaux[:3]), "map-pin") for c in found
        )

    def _take(self, code: str) -> None:
        self._commune = self._found[code]
        self.setText(self._commune.nom)
        self.chosen.emit(self._commune)
