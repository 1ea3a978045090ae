"""Dates and times as workers type them (``h``, ``+15``, ``lun``, ``24/11``, ``9h30``)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta

from PySide6.QtCore import QDate, QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QVBoxLayout, QWidget

from fieldapp.domain.dates import format_date, format_heure, format_jour, parse_heure, parse_saisie
from fieldapp.domain.errors import KnownError
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.ui.icons import set_icon
from fieldapp.ui.widgets.text import Text

_SHORT_DAYS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")


class DateField(QWidget):
    """A date: typed freely, moved by ↑ ↓ (day) and Page ↑ ↓ (month), or picked with Alt+↓.

    What it understood is echoed in words under the field. Signals: `changed()`.
    `naissance` reads two-figure years as past ones; `today` is a test's own calendar.
    """

    changed = Signal()

    def __init__(
        self,
        *,
        naissance: bool = False,
        echo: bool = True,
        today: Callable[[], date] = aujourd_hui,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._naissance = naissance
        self._today = today
        self._calendar: QCalendarWidget | None = None
        self.edit = QLineEdit()
        self.edit.setPlaceholderText("24/11, +15, lun, h")
        self.edit.installEventFilter(self)
        self.edit.textChanged.connect(self._text_changed)
        self.edit.editingFinished.connect(self._spell_out)
        pick = QAction("Choisir dans le calendrier (Alt+Bas)", self)
        set_icon(pick, "calendar", "encre_2")
        self.edit.addAction(pick, QLineEdit.ActionPosition.LeadingPosition)
        self.edit.setProperty("kind", "icone")
        pick.triggered.connect(self.open_calendar)
        self._echo = Text("", "aide")
        self._echo.setVisible(False)
        self._with_echo = echo
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.edit)
        column.addWidget(self._echo)
        self.setFocusProxy(self.edit)

    def value(self) -> date | None:
        """Return the date understood; None when the field is empty or not a date."""
        text = self.edit.text().strip()
        if not text:
            return None
        # What the field wrote itself begins with a day of the week, for the eye only.
        head, _, rest = text.partition(" ")
        if rest and head in _SHORT_DAYS:
            text = rest
        try:
            return parse_saisie(text, self._today(), naissance=self._naissance)
        except KnownError:
            return None

    def iso(self) -> str | None:
        """Return the date as stored, ``2026-11-24``, or None."""
        value = self.value()
        return value.isoformat() if value is not None else None

    def set_value(self, value: date | str | None) -> None:
        """Show a date (or its stored text), or nothing."""
        if isinstance(value, str):
            value = date.fromisoformat(value[:10])
        self.edit.setText(self._shown(value) if value is not None else "")
        self._show_echo()

    def error(self) -> str:
        """Return why what is typed is no date, or ""; the `check` of a form row."""
        text = self.edit.text().strip()
        if not text or self.value() is not None:
            return ""
        try:
            parse_saisie(text, self._today(), naissance=self._naissance)
        except KnownError as error:
            return error.message
        return ""

    def is_empty(self) -> bool:
        """Whether nothing is typed."""
        return not self.edit.text().strip()

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self._show_echo()

    def setAccessibleDescription(self, description: str) -> None:
        super().setAccessibleDescription(description)
        self.edit.setAccessibleDescription(description)

    def open_calendar(self) -> None:
        """Show the calendar under the field."""
        if self._calendar is None:
            self._calendar = QCalendarWidget(self)
            self._calendar.setWindowFlags(Qt.WindowType.Popup)
            self._calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
            self._calendar.setAccessibleName("Calendrier")
            self._calendar.activated.connect(self._picked)
            self._calendar.clicked.connect(self._picked)
        day = self.value() or self._today()
        self._calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        self._calendar.move(self.edit.mapToGlobal(QPoint(0, self.edit.height() + 2)))
        self._calendar.show()
        self._calendar.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.edit:
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                return self._key(event)
            if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusIn:
                self.edit.selectAll()
        return False

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
            return True
        steps = {Qt.Key.Key_Up: (1, 0), Qt.Key.Key_Down: (-1, 0)}
        steps |= {Qt.Key.Key_PageUp: (0, 1), Qt.Key.Key_PageDown: (0, -1)}
        move = steps.get(Qt.Key(key))
        if move is None:
            return False
        day = self.value() or self._today()
        self.set_value(_add_months(day, move[1]) + timedelta(days=move[0]))
        return True

    def _picked(self, day: QDate) -> None:
        if self._calendar is not None:
            self._calendar.close()
        self.set_value(date(day.year(), day.month(), day.day()))
        self.edit.setFocus()

    def _text_changed(self) -> None:
        self._show_echo()
        self.changed.emit()

    def _spell_out(self) -> None:
        value = self.value()
        if value is not None and self.edit.text() != self._shown(value):
            self.set_value(value)

    def _show_echo(self) -> None:
        value = self.value()
        words = format_jour(value) if value is not None else ""
        if value is not None and value.year != self._today().year:
            words += f" {value.year}"
        self._echo.setText(words)
        self._echo.setVisible(self._with_echo and bool(words))
        name = self.accessibleName()
        self.edit.setAccessibleName(f"{name}, {words}" if words else name)

    def _shown(self, value: date) -> str:
        if self._naissance:
            return format_date(value)
        return f"{_SHORT_DAYS[value.weekday()]} {format_date(value)}"


class TimeField(QLineEdit):
    """A time of day: `930`, `9h30`, `9:30`. Signals: those of QLineEdit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText("9h30")
        self.editingFinished.connect(self._spell_out)

    def value(self) -> time | None:
        """Return the time understood; None when the field is empty or not a time."""
        try:
            return parse_heure(self.text()) if self.text().strip() else None
        except KnownError:
            return None

    def set_value(self, value: time | None) -> None:
        """Show a time, or nothing."""
        self.setText(format_heure(value) if value is not None else "")

    def error(self) -> str:
        """Return why what is typed is no time, or ""; the `check` of a form row."""
        try:
            if self.text().strip():
                parse_heure(self.text())
        except KnownError as error:
            return error.message
        return ""

    def _spell_out(self) -> None:
        value = self.value()
        if value is not None:
            self.set_value(value)


def _add_months(day: date, months: int) -> date:
    """The same day some months on; the last of the month when it has fewer days."""
    place = day.year * 12 + day.month - 1 + months
    year, month = divmod(place, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return day
