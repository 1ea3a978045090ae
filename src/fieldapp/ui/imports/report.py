"""The report of an import on screen: six figures, then every line that needs to be read."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from fieldapp.domain.rapport import Rapport
from fieldapp.ui.announce import announce
from fieldapp.ui.imports.sources import Source
from fieldapp.ui.imports.wording import details, figures, sentence
from fieldapp.ui.style import set_style
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.text import Text

NOTHING = "Aucune ligne à relire\u00a0: tout a été compris."
_REJECTED = 5  # its place among the figures


class ReportView(QWidget):
    """Shows one report. Attributes: `lines`, the text that can be read line by line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentence = Text("", "fort", wrap=True, selectable=True)
        self._cells = [_Figure() for _place in range(6)]
        band = QFrame()
        band.setProperty("level", "inset")
        row = QHBoxLayout(band)
        row.setContentsMargins(14, 8, 14, 8)
        row.setSpacing(14)
        for cell in self._cells:
            row.addWidget(cell)
        self.lines = QPlainTextEdit()
        self.lines.setReadOnly(True)
        self.lines.setTabChangesFocus(True)
        self.lines.setAccessibleName("Compte rendu, ligne par ligne")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._sentence)
        column.addWidget(band)
        column.addWidget(self.lines, 1)

    def show_report(self, rapport: Rapport, source: Source, *, dry_run: bool) -> None:
        """Show a report and say it."""
        words = sentence(rapport, source, dry_run=dry_run)
        self._sentence.setText(words)
        for place, (count, label) in enumerate(figures(rapport)):
            late = place == _REJECTED and count > 0
            self._cells[place].say(count, label, "late" if late else "")
        self.lines.setPlainText(details(rapport, source) or NOTHING)
        told = ", ".join(f"{count} {label}" for count, label in figures(rapport))
        announce(self, f"{words} {told}")

    def sentence(self) -> str:
        """Return the sentence shown."""
        return self._sentence.text()


class _Figure(QWidget):
    """A count over its word."""

    def __init__(self) -> None:
        super().__init__()
        self._count = Text("0", "titre")
        self._count.setFont(theme().font("titre", tnum=True))
        self._words = Text("", "legende")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._count)
        column.addWidget(self._words)

    def say(self, count: int, words: str, tone: str) -> None:
        """Show a count and what it counts."""
        self._count.setText(str(count))
        self._words.setText(words)
        for text in (self._count, self._words):
            set_style(text, tone=tone)
        self.setAccessibleName(f"{count} {words}")
