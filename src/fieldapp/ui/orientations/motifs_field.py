"""Why: one to three motives of the catalogue, or words of the worker's own."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from fieldapp.domain.orientation import MAX_MOTIFS
from fieldapp.ui.widgets.chips import Chip, ChipBar

_OTHER = "+"


class MotifsField(QWidget):
    """Motives as texts. Signals: `changed()`, by the user."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offered: tuple[str, ...] = ()
        self._own: tuple[str, ...] = ()
        self._bar = ChipBar("Motifs", maximum=MAX_MOTIFS)
        self._bar.changed.connect(lambda _keys: self.changed.emit())
        self.other = _OwnMotif()
        self.other.setAccessibleName("Autre motif")
        self.other.setPlaceholderText("Autre motif, puis Entrée")
        self.other.given.connect(self._add_own)
        self.other.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._bar)
        column.addWidget(self.other)
        self.setFocusProxy(self._bar)
        self._show(())

    def set_offered(self, motifs: Iterable[str]) -> None:
        """Offer the motives of an action; those ticked that it also has stay ticked."""
        ticked = self.value()
        self._offered = tuple(motifs)
        self._own = tuple(m for m in self._own if m in ticked)
        self._show(ticked)

    def value(self) -> tuple[str, ...]:
        """Return the motives ticked."""
        return tuple(m for m in self._bar.selected() if m != _OTHER)

    def set_value(self, motifs: Iterable[str]) -> None:
        """Tick these motives, the worker's own included; nothing is emitted."""
        wanted = tuple(motifs)
        self._own = tuple(m for m in wanted if m not in self._offered)
        self._show(wanted)

    def is_empty(self) -> bool:
        """Whether no motive is ticked."""
        return not self.value()

    def _show(self, ticked: tuple[str, ...]) -> None:
        motifs = dict.fromkeys((*self._offered, *self._own))
        self._bar.set_options((m, m) for m in motifs)
        more = self._bar.add(Chip(_OTHER, "Autre", icon="plus", checkable=False))
        more.clicked.connect(self._write_own)
        self._bar.set_selected(ticked)

    def _write_own(self) -> None:
        self.other.show()
        self.other.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_own(self, motif: str) -> None:
        ticked = self.value()
        if motif and len(ticked) < MAX_MOTIFS and motif not in ticked:
            self._own = (*self._own, motif)
            self._show((*ticked, motif))
            self.changed.emit()
        self.other.hide()
        self._bar.setFocus(Qt.FocusReason.OtherFocusReason)


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
