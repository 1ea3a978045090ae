"""When it happened, in one small field: « auj. 09:41 », « hier 14:00 », « -3 930 », « 17/11 »."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from fieldapp.domain.dates import format_date, format_heure, parse_heure, parse_saisie
from fieldapp.domain.errors import KnownError
from fieldapp.domain.horloge import aujourd_hui, maintenant
from fieldapp.ui.icons import set_icon
from fieldapp.ui.theme import theme

SHORT_DAYS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")
_LEAST = 112
_AROUND = 50
_TIME = re.compile(r"\d{1,2}\s*[h:.]\s*\d{0,2}\Z|\d{3,4}\Z")


class MomentField(QLineEdit):
    """A local moment. Left alone it means now, until `freeze` (the first word typed) fixes it.

    ↑ ↓ move by a day. Signals: `changed()`, by the user; `widened()`, more room is needed.
    """

    changed = Signal()
    widened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._moment: str | None = None
        clock = QAction("Quand", self)
        set_icon(clock, "clock", "encre_2", 16)
        self.addAction(clock, QLineEdit.ActionPosition.LeadingPosition)
        self.setProperty("kind", "icone")
        self.setAccessibleName("Quand")
        self.setToolTip("Date et heure\u00a0: h 14h30, -3 9h, lun, 24/11 10h…")
        self.textChanged.connect(self._fit)
        self.textEdited.connect(self._typed)
        self.editingFinished.connect(self._spell_out)
        self.set_value(None)

    def value(self) -> str | None:
        """Return `YYYY-MM-DDTHH:MM`, or None for « now »."""
        return self._moment

    def set_value(self, moment: str | None) -> None:
        """Show a moment, or now."""
        self._moment = moment
        self.setText(spell(moment or maintenant()))

    def freeze(self) -> None:
        """Fix « now » as the moment."""
        if self._moment is None:
            self.set_value(maintenant())

    def error(self) -> str:
        """Return why what is typed is no moment, or ""."""
        try:
            parse(self.text(), self._moment)
        except KnownError as error:
            return error.message
        return ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        moment = datetime.fromisoformat(self._moment or maintenant()) + timedelta(days=step)
        self.set_value(moment.strftime("%Y-%m-%dT%H:%M"))
        self.changed.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        if self._moment is None:
            self.set_value(None)
        super().focusInEvent(event)
        self.selectAll()

    def _fit(self) -> None:
        """Take the room of the words: « auj. » is short, a date of last year is not."""
        words = QFontMetrics(theme().font("corps")).horizontalAdvance(self.text())
        width = max(theme().px(_LEAST), words + theme().px(_AROUND))
        if width != self.width() or width != self.minimumWidth():
            self.setFixedWidth(width)
            self.widened.emit()

    def _typed(self) -> None:
        try:
            self._moment = parse(self.text(), self._moment)
        except KnownError:
            return  # said on leaving the field, never while typing
        self.changed.emit()

    def _spell_out(self) -> None:
        if not self.error():
            self.setText(spell(self._moment or maintenant()))


def parse(texte: str, current: str | None) -> str | None:
    """Return the moment that a worker means; what is left out is kept from `current` or now.

    An empty text is None, now. Raises KnownError when it is no date or no hour.
    """
    words = [w for w in texte.replace("auj.", "auj").split() if w not in ("à", *SHORT_DAYS)]
    if not words:
        return None
    known = datetime.fromisoformat(current or maintenant())
    day, hour = known.date(), known.time()
    if _TIME.match(words[-1]) or len(words) > 1:
        hour = parse_heure(words.pop())
    if words:
        day = parse_saisie(" ".join(words), aujourd_hui())
    return datetime.combine(day, time(hour.hour, hour.minute)).strftime("%Y-%m-%dT%H:%M")


def spell(moment: str) -> str:
    """Return a moment in a few letters: « auj. 09:41 », « hier 14:00 », « mar. 17/11 10:05 »."""
    jour, today = date.fromisoformat(moment[:10]), aujourd_hui()
    if jour == today:
        head = "auj."
    elif jour == today - timedelta(days=1):
        head = "hier"
    elif jour.year == today.year:
        head = f"{SHORT_DAYS[jour.weekday()]} {format_date(jour)[:5]}"
    else:
        head = format_date(jour)
    return f"{head} {format_heure(moment)}"
