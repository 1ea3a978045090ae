"""A painted agenda of one to seven days: hours down, days across, the now line, holidays shaded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.horloge import aujourd_hui, maintenant
from fieldapp.domain.jours import JourParticulier
from fieldapp.domain.rendezvous import RendezVous
from fieldapp.ui.agenda.looks import sentence
from fieldapp.ui.agenda.week_layout import (
    DAY_MIN,
    FIRST_HOUR,
    STEP_MIN,
    WeekLayout,
    minute_of,
)
from fieldapp.ui.agenda.week_paint import WeekPainter
from fieldapp.ui.announce import announce
from fieldapp.ui.theme import theme

_MOVES = {
    Qt.Key.Key_Left: -DAY_MIN,
    Qt.Key.Key_Right: DAY_MIN,
    Qt.Key.Key_Up: -STEP_MIN,
    Qt.Key.Key_Down: STEP_MIN,
}


class WeekView(QAbstractScrollArea):
    """Appointments of some days, drawn.

    ↑ ↓ go from one to the next, ← → from day to day; Entrée opens; Alt with an arrow moves it;
    letters act on it. Signals: `opened(str)`; `key_pressed(str, str)`, a letter and an id;
    `moved(str, int)`, an id and by how many minutes; `slot_opened(str)`, an empty moment;
    `menu_asked(str, QPoint)`; `chosen(str)`, the id selected.
    """

    opened = Signal(str)
    key_pressed = Signal(str, str)
    moved = Signal(str, int)
    slot_opened = Signal(str)
    menu_asked = Signal(str, QPoint)
    chosen = Signal(str)

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._place = WeekLayout((aujourd_hui(),))
        self._particular: dict[str, list[JourParticulier]] = {}
        self._current = ""
        self._drag: tuple[str, QPoint] | None = None
        self._dragged = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Agenda dessiné")
        theme().changed.connect(self._fit)

    # -- content ----------------------------------------------------------------------------

    def set_catalogue(self, catalogue: Catalogue) -> None:
        """Show the words of today."""
        self._catalogue = catalogue
        self.viewport().update()

    def show_days(
        self,
        days: Sequence[date],
        rows: Sequence[RendezVous],
        particular: Sequence[JourParticulier],
    ) -> None:
        """Show these days and appointments; the current one stays when it is still there."""
        place = self._place
        new_days = tuple(days) != place.days
        place.days = tuple(days)
        place.set_rows(tuple(sorted(rows, key=lambda r: (r.debut, r.id))))
        self._particular = {}
        for day in particular:
            self._particular.setdefault(day.jour, []).append(day)
        if self._row(self._current) is None:
            self._current = self._next_one()
        count = len(place.rows)
        summary = f"{count} rendez-vous" if count else "Aucun rendez-vous"
        self.setAccessibleDescription(f"{summary}. Ctrl+Maj+T pour la liste.")
        self._fit()
        if new_days:
            self._show_working_hours()
        self.viewport().update()

    def current_id(self) -> str:
        """Return the id of the current appointment, or ""."""
        return self._current

    def select(self, rendezvous_id: str) -> None:
        """Make an appointment current, show it and say it."""
        one = self._row(rendezvous_id)
        if one is None:
            return
        self._current = rendezvous_id
        self.chosen.emit(rendezvous_id)
        place = self._layout().rect_of(one)
        bar = self.verticalScrollBar()
        head = self._place.head
        if place.y() < head:
            bar.setValue(bar.value() + place.y() - head)
        elif place.bottom() > self.viewport().height():
            bar.setValue(bar.value() + place.bottom() - self.viewport().height() + 4)
        self.viewport().update()
        announce(self, sentence(one, self._catalogue, maintenant()))

    def rect_of(self, rendezvous_id: str) -> QRect:
        """Return where an appointment is drawn, in the viewport."""
        one = self._row(rendezvous_id)
        return QRect() if one is None else self._layout().rect_of(one)

    # -- keys and mouse ---------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        # Alt with an arrow would be taken by the window, which goes back and forth with them.
        wanted = (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.modifiers() == Qt.KeyboardModifier.AltModifier
            and Qt.Key(event.key()) in _MOVES
            and bool(self._current)
        )
        if wanted:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers == Qt.KeyboardModifier.AltModifier and key in _MOVES and self._current:
            self.moved.emit(self._current, _MOVES[key])
        elif modifiers:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._step_day(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current:
            self.opened.emit(self._current)
        elif self._current and event.text().isalpha():
            self.key_pressed.emit(event.text().upper(), self._current)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            found = self._at(event.pos())
            if found:
                self.select(found)
        if self._current:
            place = self.rect_of(self._current).center()
            self.menu_asked.emit(self._current, self.viewport().mapToGlobal(place))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position().toPoint())
        if found and event.button() == Qt.MouseButton.LeftButton:
            self.select(found)
            self._drag, self._dragged = (found, event.position().toPoint()), 0

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is None:
            return
        start, here = self._drag[1], event.position().toPoint()
        if (here - start).manhattanLength() < theme().px(6) and not self._dragged:
            return
        self._dragged = self._layout().minutes_between(start, here)
        self.viewport().update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        drag, minutes = self._drag, self._dragged
        self._drag, self._dragged = None, 0
        if drag is not None and minutes:
            self.moved.emit(drag[0], minutes)
        self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        found = self._at(point)
        self._drag = None
        if found:
            self.opened.emit(found)
        elif point.x() > self._place.gutter and point.y() > self._place.head:
            self.slot_opened.emit(self._layout().moment_at(point))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        WeekPainter(
            self._layout(),
            self._particular,
            self._catalogue,
            current=self._current,
            focused=self.hasFocus(),
            dragged=self._dragged,
        ).paint(painter)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(700), theme().px(480))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(240), theme().px(90))

    def _layout(self) -> WeekLayout:
        """The layout, as the window and the scroll bar are now."""
        self._place.size = self.viewport().size()
        self._place.scroll = self.verticalScrollBar().value()
        return self._place

    def _fit(self) -> None:
        room = self.viewport().height() - self._place.head
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, self._place.height - room))
        bar.setPageStep(room)
        bar.setSingleStep(self._place.hour // 2)
        self.viewport().update()

    def _show_working_hours(self) -> None:
        first = max(0, FIRST_HOUR - self._place.hours[0])
        self.verticalScrollBar().setValue(first * self._place.hour)

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        self.viewport().update()

    # -- moving from one to another ---------------------------------------------------------

    def _row(self, rendezvous_id: str) -> RendezVous | None:
        return next((r for r in self._place.rows if r.id == rendezvous_id), None)

    def _at(self, point: QPoint) -> str:
        found = [r.id for r in self._place.rows if self._layout().rect_of(r).contains(point)]
        return found[-1] if found else ""

    def _next_one(self) -> str:
        """Return the one to begin with: the next to come, or the first of all."""
        now = maintenant()
        coming = [r.id for r in self._place.rows if r.fin > now]
        return coming[0] if coming else (self._place.rows[0].id if self._place.rows else "")

    def _step(self, step: int) -> None:
        ids = [r.id for r in self._place.rows]
        if ids:
            place = ids.index(self._current) if self._current in ids else 0
            self.select(ids[min(max(place + step, 0), len(ids) - 1)])

    def _step_day(self, step: int) -> None:
        one = self._row(self._current)
        if one is None:
            return
        day = date.fromisoformat(one.jour)
        while self._place.days[0] <= (day := day + timedelta(days=step)) <= self._place.days[-1]:
            there = [r for r in self._place.rows if r.jour == day.isoformat()]
            if there:
                near = min(there, key=lambda r: (abs(minute_of(r) - minute_of(one)), r.id))
                self.select(near.id)
                return
