"""How screens move on: by the name of a page, never by holding another screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal


@dataclass(frozen=True, slots=True)
class Place:
    """A page and what it shows."""

    page: str
    where: dict[str, str] = field(default_factory=dict)


class Navigator(QObject):
    """The history of places, and the few things a screen asks of the window.

    Signals, all answered by the main window: `moved(Place)`; `toast_asked(text, undo, label)`;
    `palette_asked(str)`, with the prefix to begin with; `note_asked(str)`, a contact to note for
    a family id or ""; `report_asked(str, str)`, a kind of thing and its id to report in another
    system; `resume_asked()`, the note begun before its family was found; `accueil_asked()`, a
    welcome without a file; `import_asked(str)`, the name of the command that imports a kind of
    file; `unite_asked(str, str)`, two families to compare and make one (the second "" to be found
    first, both "" for the list of look-alikes); `late_counted(int)`, the number shown on the
    rail; `draft_saved()`.
    """

    moved = Signal(object)
    toast_asked = Signal(str, object, str)
    palette_asked = Signal(str)
    note_asked = Signal(str)
    report_asked = Signal(str, str)
    resume_asked = Signal()
    accueil_asked = Signal()
    import_asked = Signal(str)
    unite_asked = Signal(str, str)
    late_counted = Signal(int)
    draft_saved = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._places: list[Place] = []
        self._current = -1

    @property
    def place(self) -> Place | None:
        """Where we are."""
        return self._places[self._current] if self._current >= 0 else None

    @property
    def can_go_back(self) -> bool:
        """Whether there is a place before this one."""
        return self._current > 0

    def go(self, page: str, **where: str) -> None:
        """Open a page; what lay ahead in the history is forgotten."""
        place = Place(page, where)
        if place != self.place:
            del self._places[self._current + 1 :]
            self._places.append(place)
            self._current += 1
        self.moved.emit(place)

    def back(self) -> None:
        """Return to the place before."""
        self._step(-1)

    def forward(self) -> None:
        """Go again to the place that `back` left."""
        self._step(1)

    def toast(
        self,
        text: str,
        undo: Callable[[], None] | None = None,
        label: str = "Annuler (Ctrl+Z)",
    ) -> None:
        """Tell what was done; `undo` is what « Annuler » and Ctrl+Z do while it shows."""
        self.toast_asked.emit(text, undo, label)

    def _step(self, step: int) -> None:
        target = self._current + step
        if 0 <= target < len(self._places):
            self._current = target
            self.moved.emit(self._places[target])
