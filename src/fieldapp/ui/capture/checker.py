"""What is worth reading again in a note, said under it while it can still be changed."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from fieldapp.domain.relecture import CARTE, NIR, Remarque
from fieldapp.services.relecture import relire
from fieldapp.ui.announce import announce
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.icon_label import IconLabel
from fieldapp.ui.widgets.text import Text

DELAY_MS = 500
MASK = "[numéro retiré]"
_NUMBERS = {
    NIR: "Un numéro de sécurité sociale semble présent.",
    CARTE: "Un numéro de carte bancaire semble présent.",
}


class NoteChecker(QWidget):
    """One remark at a time on the text of a field; it never blocks a save.

    « Masquer » takes a number out of the text; « Laisser » keeps the words and is silent about
    them from then on.
    """

    def __init__(self, note: QPlainTextEdit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._note = note
        self._left: set[str] = set()
        self._shown: Remarque | None = None
        self._text = Text("", "legende", tone="warn", wrap=True)
        self._mask = Button("&Masquer", kind="petit")
        self._mask.clicked.connect(self._mask_number)
        self._leave = Button("&Laisser", kind="petit")
        self._leave.clicked.connect(self._leave_words)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(IconLabel("triangle-alert", "attention", 16))
        row.addWidget(self._text, 1)
        row.addWidget(self._mask)
        row.addWidget(self._leave)
        self._timer = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._timer.timeout.connect(self.read_now)
        note.textChanged.connect(self._timer.start)
        self.hide()

    def message(self) -> str:
        """Return the remark shown, or ""."""
        return self._text.text() if self._shown is not None else ""

    def reset(self) -> None:
        """Forget what was left, for another note."""
        self._left.clear()
        self._timer.stop()
        self._show(None)

    def read_now(self) -> None:
        """Read the text again and show its first remark."""
        text = self._note.toPlainText()
        remarks = [r for r in relire(text) if text[r.debut : r.fin] not in self._left]
        self._show(remarks[0] if remarks else None)

    def _show(self, remark: Remarque | None) -> None:
        before, self._shown = self._shown, remark
        self.setVisible(remark is not None)
        if remark is None or remark == before:
            return
        words = self._note.toPlainText()[remark.debut : remark.fin]
        number = _NUMBERS.get(remark.code)
        text = number or f"Mot à relire\u00a0: «\u00a0{words}\u00a0». {remark.texte}"
        self._text.setText(text)
        self._mask.setVisible(number is not None)
        announce(self._note, text)

    def _mask_number(self) -> None:
        if self._shown is not None:
            cursor = self._note.textCursor()
            cursor.setPosition(self._shown.debut)
            cursor.setPosition(self._shown.fin, cursor.MoveMode.KeepAnchor)
            cursor.insertText(MASK)
        self._note.setFocus()
        self.read_now()

    def _leave_words(self) -> None:
        if self._shown is not None:
            self._left.add(self._note.toPlainText()[self._shown.debut : self._shown.fin])
        self._note.setFocus()
        self.read_now()
