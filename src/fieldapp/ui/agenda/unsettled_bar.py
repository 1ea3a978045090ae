"""« À renseigner »: past appointments whose outcome is not known, the oldest and the latest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from fieldapp.domain.dates import format_date, format_heure
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.rendezvous import RendezVous
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.buttons import Button, LinkButton
from fieldapp.ui.widgets.icon_label import IconLabel
from fieldapp.ui.widgets.text import ElidedText, Text

_NARROW = 620
_LETTERS = (("V", "Vu"), ("E", "Excusé"), ("A", "Absent"))


class UnsettledBar(QFrame):
    """Hidden when all is told. Signals: `pressed(str, str)`, a letter and an id;
    `all_asked(str)`, the day of the oldest.
    """

    pressed = Signal(str, str)
    all_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("level", "bar")
        self.setAccessibleName("À renseigner")
        self._oldest = ""
        self._lines = QVBoxLayout()
        self._lines.setSpacing(2)
        self._more = LinkButton("")
        self._more.clicked.connect(lambda: self.all_asked.emit(self._oldest))
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 5, 12, 5)
        column.setSpacing(2)
        column.addLayout(self._lines)
        column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self._held: list[QWidget] = []
        self._buttons: list[Button] = []
        # A list that has little room gives way, not the questions above it.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_unsettled(self, rows: Sequence[RendezVous]) -> None:
        """Show the oldest and the most recent of these, and how many are between."""
        for line in self._held:
            self._lines.removeWidget(line)
            line.hide()
            line.deleteLater()
        chosen = list(rows[:1]) + list(rows[1:][-1:])
        self._buttons = []
        self._held = [self._line(one, rank == 0) for rank, one in enumerate(chosen)]
        for line in self._held:
            self._lines.addWidget(line)
        left = len(rows) - len(chosen)
        self._oldest = rows[0].jour if rows else ""
        self._more.setText(f"{left} autre{'s' if left > 1 else ''} à renseigner")
        self._more.setVisible(left > 0)
        self._fit()
        self.setVisible(bool(rows))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        roomy = self.width() >= theme().px(_NARROW)
        for button in self._buttons:
            button.show_keys(roomy)

    def _line(self, one: RendezVous, first: bool) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(IconLabel("circle-question-mark", "attention"))
        if first:
            row.addWidget(Text("À renseigner", "fort", tone="warn"))
        words = question(one)
        row.addWidget(ElidedText(words), 1)
        for letter, text in _LETTERS:
            button = Button(text, "", (letter,), "petit")
            button.setAccessibleName(f"{text}, {words}")
            button.clicked.connect(
                lambda _checked=False, letter=letter, id_=one.id: self.pressed.emit(letter, id_)
            )
            row.addWidget(button)
            self._buttons.append(button)
        return holder


def question(one: RendezVous) -> str:
    """« Carpentier, hier 15:30 — venu\u00a0? »"""
    day = date.fromisoformat(one.jour)
    gap = (aujourd_hui() - day) // timedelta(days=1)
    when = {0: "aujourd’hui", 1: "hier"}.get(gap, f"le {format_date(day)[:5]}")
    return f"{one.titre}, {when} {format_heure(one.debut)} — venu\u00a0?"
