"""Where things stand in the painted agenda: columns of days, rows of hours, lanes of overlaps."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from PySide6.QtCore import QPoint, QRect, QSize

from fieldapp.domain.rendezvous import RendezVous, lanes
from fieldapp.ui.theme import theme

FIRST_HOUR, LAST_HOUR = 8, 19
STEP_MIN = 15
DAY_MIN = 1440
_HOUR = 52
_GUTTER = 56
_NAMES = 46
_BAND = 24


@dataclass(slots=True)
class WeekLayout:
    """Rectangles in the viewport, for `days`, `rows`, a `size` and a `scroll` in px."""

    days: tuple[date, ...]
    rows: tuple[RendezVous, ...] = ()
    size: QSize = field(default_factory=QSize)
    scroll: int = 0
    hours: tuple[int, int] = (FIRST_HOUR, LAST_HOUR)
    _lanes: dict[str, tuple[int, int]] = field(default_factory=dict)

    def set_rows(self, rows: tuple[RendezVous, ...]) -> None:
        """Take other appointments, and the hours that show them all."""
        self.rows = rows
        timed = [r for r in rows if not r.journee]
        first = min([FIRST_HOUR, *(int(r.debut[11:13]) for r in timed)])
        ends = [24 if r.fin[:10] > r.jour else int(r.fin[11:13]) + 1 for r in timed]
        self.hours = (first, min(24, max([LAST_HOUR, *ends])))
        self._lanes = {}
        for day in {r.jour for r in timed}:
            self._lanes |= lanes(r for r in timed if r.jour == day)

    @property
    def hour(self) -> int:
        """The height of an hour."""
        return theme().px(_HOUR)

    @property
    def gutter(self) -> int:
        """The width of the column of hours."""
        return theme().px(_GUTTER)

    @property
    def head(self) -> int:
        """The height of what stays at the top: names of days, and what takes whole days."""
        whole = any(r.journee for r in self.rows)
        return theme().px(_NAMES + (_BAND if whole else 0))

    @property
    def day_width(self) -> int:
        """The width of a day."""
        return (self.size.width() - self.gutter) // len(self.days)

    @property
    def height(self) -> int:
        """The height of all hours, whatever shows of them."""
        return (self.hours[1] - self.hours[0]) * self.hour + theme().px(24)

    def day_x(self, rank: int) -> int:
        """Return where a day begins."""
        return self.gutter + rank * self.day_width

    def y_of(self, minutes: int) -> int:
        """Return where a minute of the day is."""
        below = (minutes - self.hours[0] * 60) * self.hour // 60
        return self.head + theme().px(8) + below - self.scroll

    def moment_at(self, point: QPoint) -> str:
        """Return the local moment drawn at a point, to the quarter of an hour."""
        rank = (point.x() - self.gutter) // max(1, self.day_width)
        day = self.days[min(max(rank, 0), len(self.days) - 1)]
        minutes = (point.y() - self.y_of(0)) * 60 // self.hour
        minutes = min(max(minutes, 0), DAY_MIN - STEP_MIN) // STEP_MIN * STEP_MIN
        return f"{day.isoformat()}T{minutes // 60:02d}:{minutes % 60:02d}"

    def minutes_between(self, start: QPoint, end: QPoint) -> int:
        """Return by how long a drag moves something, in quarters of an hour and days."""
        steps = round((end.y() - start.y()) * 60 / self.hour / STEP_MIN)
        days = round((end.x() - start.x()) / max(1, self.day_width))
        return steps * STEP_MIN + days * DAY_MIN

    def moved(self, rect: QRect, minutes: int) -> QRect:
        """Return a rectangle where it would be some minutes away."""
        days = (minutes + DAY_MIN // 2) // DAY_MIN
        rest = minutes - days * DAY_MIN
        return rect.translated(days * self.day_width, rest * self.hour // 60)

    def rect_of(self, one: RendezVous) -> QRect:
        """Return where an appointment is drawn; empty when its day does not show."""
        day = date.fromisoformat(one.jour)
        if day not in self.days:
            return QRect()
        t = theme()
        rank = self.days.index(day)
        if one.journee:
            return self.band_of(rank)
        lane, number = self._lanes[one.id]
        width = (self.day_width - t.px(6)) // number
        start = minute_of(one)
        top, bottom = self.y_of(start), self.y_of(min(start + one.duree_min, DAY_MIN))
        x = self.day_x(rank) + t.px(3) + lane * width
        return QRect(x, top + 1, width - t.px(2), max(bottom - top - 2, t.px(21)))

    def band_of(self, rank: int) -> QRect:
        """Return where what takes a whole day is drawn."""
        t = theme()
        return QRect(
            self.day_x(rank) + t.px(3), t.px(_NAMES), self.day_width - t.px(6), t.px(_BAND - 4)
        )


def minute_of(one: RendezVous) -> int:
    """Return the minute of the day when it begins."""
    return int(one.debut[11:13]) * 60 + int(one.debut[14:16])
