"""A painted month: six weeks at the most, what each day holds, holidays shaded with their name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.dates import JOURS, format_heure, format_jour
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.jours import FERIE, JourParticulier
from fieldapp.domain.rendezvous import RendezVous
from fieldapp.ui.agenda.looks import kind_of, nature_label
from fieldapp.ui.announce import announce
from fieldapp.ui.delegates.paint import paint_elided
from fieldapp.ui.icons import paint_icon
from fieldapp.ui.theme import theme

_HEAD = 28
_LINE = 20


def weeks_of(day: date) -> tuple[date, ...]:
    """Return the days that a month shows: its weeks, whole."""
    first = day.replace(day=1)
    start = first - timedelta(days=first.weekday())
    next_month = (first + timedelta(days=32)).replace(day=1)
    end = next_month + timedelta(days=-next_month.weekday() % 7)
    return tuple(start + timedelta(days=n) for n in range((end - start).days))


class MonthView(QWidget):
    """Arrows go from day to day, Entrée opens one.

    Signals: `day_opened(str)`, an ISO date; `day_left(str)`, when an arrow leaves the month.
    """

    day_opened = Signal(str)
    day_left = Signal(str)

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._day = aujourd_hui()
        self._days = weeks_of(self._day)
        self._rows: dict[str, list[RendezVous]] = {}
        self._particular: dict[str, list[JourParticulier]] = {}
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Mois dessiné")

    def set_catalogue(self, catalogue: Catalogue) -> None:
        """Show the words of today."""
        self._catalogue = catalogue
        self.update()

    def show_month(
        self, day: date, rows: Sequence[RendezVous], particular: Sequence[JourParticulier]
    ) -> None:
        """Show the month of a day, which is current."""
        self._day, self._days = day, weeks_of(day)
        self._rows, self._particular = {}, {}
        for one in sorted(rows, key=lambda r: r.debut):
            self._rows.setdefault(one.jour, []).append(one)
        for special in particular:
            self._particular.setdefault(special.jour, []).append(special)
        count = sum(len(rows) for rows in self._rows.values())
        self.setAccessibleDescription(f"{count} rendez-vous. Ctrl+Maj+T pour la liste.")
        self.update()

    def current_day(self) -> date:
        """Return the current day."""
        return self._day

    def day_text(self, day: date) -> str:
        """Return a day as one sentence, for a screen reader."""
        iso = day.isoformat()
        names = [special.nom for special in self._particular.get(iso, ())]
        count = len(self._rows.get(iso, ()))
        words = f"{count} rendez-vous" if count else "aucun rendez-vous"
        return ", ".join((format_jour(day), *names, words))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        step = steps.get(Qt.Key(event.key()))
        if step is not None and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._select(self._day + timedelta(days=step))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.day_opened.emit(self._day.isoformat())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        day = self._day_at(event.position().toPoint())
        if day is not None:
            self._select(day)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        day = self._day_at(event.position().toPoint())
        if day is not None:
            self.day_opened.emit(day.isoformat())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(700), theme().px(480))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(240), theme().px(90))

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), t.color("surface"))
        head = QRect(0, 0, self.width(), t.px(_HEAD))
        painter.fillRect(head, t.color("surface_2"))
        for rank in range(7):
            cell = self._cell(rank)
            room = QRect(cell.x() + t.px(8), 0, cell.width() - t.px(10), head.height())
            paint_elided(painter, room, JOURS[rank], t.font("legende", fort=True), "encre_2")
        for rank, day in enumerate(self._days):
            self._paint_day(painter, self._cell(rank), day)
        painter.end()

    def _paint_day(self, painter: QPainter, cell: QRect, day: date) -> None:
        t = theme()
        iso = day.isoformat()
        special = self._particular.get(iso, [])
        holiday = next((s for s in special if s.genre == FERIE), None)
        if holiday is not None or day.weekday() > 4:
            painter.fillRect(cell, t.color("creux"))
        elif special:
            painter.fillRect(cell, t.color("surface_2"))
        painter.fillRect(QRect(cell.x(), cell.y(), cell.width(), 1), t.color("trait"))
        painter.fillRect(QRect(cell.x(), cell.y(), 1, cell.height()), t.color("trait"))
        line = QRect(cell.x() + t.px(6), cell.y() + t.px(3), cell.width() - t.px(10), t.px(_LINE))
        ink = "encre" if day.month == self._day.month else "encre_2"
        if day == aujourd_hui():
            ink = "primaire"
            painter.fillRect(QRect(cell.x() + 1, cell.y(), cell.width() - 1, 3), t.color(ink))
        end = paint_elided(painter, line, str(day.day), t.font("legende", fort=True), ink)
        name = holiday or (special[0] if special and self._begins(day, special[0]) else None)
        if name is not None:
            room = QRect(end + t.px(6), line.y(), line.right() - end - t.px(6), line.height())
            token = "attention" if holiday is not None else "encre_2"
            paint_elided(painter, room, name.nom, t.font("legende"), token)
        self._paint_rows(painter, line, cell, self._rows.get(iso, []))
        if day == self._day:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(t.color("focus" if self.hasFocus() else "primaire"), 2))
            painter.drawRoundedRect(QRectF(cell).adjusted(2, 2, -1, -1), t.px(4), t.px(4))

    def _paint_rows(
        self, painter: QPainter, line: QRect, cell: QRect, rows: Sequence[RendezVous]
    ) -> None:
        t = theme()
        room = max(0, (cell.bottom() - line.bottom() - t.px(2)) // t.px(_LINE))
        shown = rows if len(rows) <= room else rows[: max(0, room - 1)]
        for one in shown:
            line = line.translated(0, t.px(_LINE))
            kind = kind_of(one.nature)
            icon = QRect(line.x(), line.y(), t.px(16), line.height())
            paint_icon(painter, icon, kind.icon, kind.ink, 14)
            words = one.titre or nature_label(one, self._catalogue)
            hour = "" if one.journee else f"{format_heure(one.debut)} "
            text = line.adjusted(t.px(20), 0, 0, 0)
            paint_elided(painter, text, hour + words, t.font("legende", tnum=True), "encre")
        if len(shown) < len(rows):
            line = line.translated(0, t.px(_LINE))
            more = f"{len(rows) - len(shown)} de plus" if shown else f"{len(rows)} rendez-vous"
            paint_elided(painter, line, more, t.font("legende"), "encre_2")

    def _begins(self, day: date, special: JourParticulier) -> bool:
        before = (day - timedelta(days=1)).isoformat()
        same = any(s.nom == special.nom for s in self._particular.get(before, ()))
        return day == self._days[0] or day.weekday() == 0 or not same

    def _cell(self, rank: int) -> QRect:
        head = theme().px(_HEAD)
        weeks = len(self._days) // 7
        height = (self.height() - head) // weeks
        column, row = rank % 7, rank // 7
        left, right = self.width() * column // 7, self.width() * (column + 1) // 7
        return QRect(left, head + row * height, right - left, height)

    def _day_at(self, point: QPoint) -> date | None:
        found = [d for rank, d in enumerate(self._days) if self._cell(rank).contains(point)]
        return found[0] if found else None

    def _select(self, day: date) -> None:
        if day.month != self._day.month:
            self.day_left.emit(day.isoformat())
            return
        self._day = day
        self.update()
        announce(self, self.day_text(day))
