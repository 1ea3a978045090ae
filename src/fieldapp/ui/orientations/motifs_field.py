"""Why: one to three motives of the catalogue, or words of the worker's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QVBoxLayout, QWidget

from fieldapp.domain.orientation import MAX_MOTIFS
from fieldapp.ui.widgets.chips import Chip, ChipBar

_OTHER = "+"
# The first motives of the catalogue are the usual ones; the others are one menu away.
_SHOWN = 3


class MotifsField(QWidget):
    """Motives as texts. Signals: `changed()`, by the user."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offered: tuple[str, ...] = ()
        self.chips = ChipBar("Motifs", maximum=MAX_MOTIFS)
        self.chips.changed.connect(lambda _keys: self.changed.emit())
        self.other = _OwnMotif()
        self.other.setAccessibleName("Autre motif")
        self.other.setPlaceholderText("Autre motif, puis Entrée")
        self.other.given.connect(self._own_given)
        self.other.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.chips)
        column.addWidget(self.other)
        self.setFocusProxy(self.chips)
        self._show(())

    def set_offered(self, motifs: Iterable[str]) -> None:
        """Offer the motives of another action; what was ticked went with the one before."""
        self._offered = tuple(motifs)
        self._show(())

    def value(self) -> tuple[str, ...]:
        """Return the motives ticked."""
        return tuple(m for m in self.chips.selected() if m != _OTHER)

    def set_value(self, motifs: Iterable[str]) -> None:
        """Tick these motives, the worker's own included; nothing is emitted."""
        self._show(tuple(motifs))

    def choose(self, motif: str) -> None:
        """Tick one more motive, as the menu does."""
        ticked = self.value()
        if motif and motif not in ticked and len(ticked) < MAX_MOTIFS:
            self._show((*ticked, motif))
            self.changed.emit()

    def is_empty(self) -> bool:
        """Whether no motive is ticked."""
        return not self.value()

    def open_menu(self) -> None:
        """Offer the other motives, and writing one."""
        menu = QMenu(self)
        menu.setAccessibleName("Autres motifs")
        shown = {chip for chip in self._offered if self.chips.chip(chip) is not None}
        for motif in self._offered:
            if motif not in shown:
                self._add(menu, motif, partial(self.choose, motif))
        self._add(menu, "Écrire un autre motif…", self.write_own)
        more = self.chips.chip(_OTHER)
        menu.popup(more.mapToGlobal(QPoint(0, more.height())) if more is not None else QPoint())

    def write_own(self) -> None:
        """Open the line for the worker's own words."""
        self.other.show()
        self.other.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self, menu: QMenu, text: str, act: Callable[[], None]) -> None:
        action = QAction(text, menu)
        action.triggered.connect(lambda _checked=False: act())
        menu.addAction(action)

    def _show(self, ticked: tuple[str, ...]) -> None:
        motifs = dict.fromkeys((*self._offered[:_SHOWN], *ticked))
        self.chips.set_options((m, m) for m in motifs)
        more = self.chips.add(Chip(_OTHER, "Autre", icon="plus", checkable=False))
        more.clicked.connect(self.open_menu)
        self.chips.set_selected(ticked)

    def _own_given(self, motif: str) -> None:
        self.other.hide()
        self.choose(motif)
        self.chips.setFocus(Qt.FocusReason.OtherFocusReason)


class _OwnMotif(QLineEdit):
    """A line that gives its words on Entrée or when it is left. Signals: `given(str)`."""

    given = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.editingFinished.connect(self._give)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self._give()
            return
        super().keyPressEvent(event)

    def _give(self) -> None:
        if self.isVisible():
            text = " ".join(self.text().split())
            self.clear()
            self.given.emit(text)
