"""Painting an agenda: grid and shaded holidays, appointments, the now line, the names of days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen

from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.dates import JOURS, format_heure
from fieldapp.domain.horloge import aujourd_hui, maintenant
from fieldapp.domain.jours import FERIE, JourParticulier
from fieldapp.domain.rendezvous import A_VENIR, RendezVous
from fieldapp.ui.agenda.looks import kind_of, nature_label, status_badge
from fieldapp.ui.agenda.week_layout import WeekLayout
from fieldapp.ui.delegates.paint import paint_elided, tone_color
from fieldapp.ui.icons import paint_icon
from fieldapp.ui.theme import theme

_SOLID = Qt.PenStyle.SolidLine


class WeekPainter:
    """Paints one layout once: `current` has the focus mark, `dragged` minutes move it."""

    def __init__(
        self,
        layout: WeekLayout,
        particular: Mapping[str, Sequence[JourParticulier]],
        catalogue: Catalogue,
        *,
        current: str,
        focused: bool,
        dragged: int,
    ) -> None:
        self._layout, self._particular, self._catalogue = layout, particular, catalogue
        self._current, self._focused, self._dragged = current, focused, dragged

    def paint(self, painter: QPainter) -> None:
        """Paint everything."""
        size = self._layout.size
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRect(0, 0, size.width(), size.height()), theme().color("surface"))
        painter.save()
        painter.setClipRect(QRect(0, self._layout.head, size.width(), size.height()))
        self._paint_grid(painter)
        # Under the appointments, whose words it would cross; the hour itself stays in the margin.
        self._paint_now(painter)
        for one in self._layout.rows:
            if not one.journee:
                self._paint_one(painter, one)
        painter.restore()
        self._paint_head(painter)

    def _paint_grid(self, painter: QPainter) -> None:
        t = theme()
        bottom = self._layout.size.height()
        for rank, day in enumerate(self._layout.days):
            x, width = self._layout.day_x(rank), self._layout.day_width
            kinds = {d.genre for d in self._particular.get(day.isoformat(), ())}
            column = QRect(x, self._layout.head, width, bottom)
            if FERIE in kinds or day.weekday() > 4:
                painter.fillRect(column, t.color("creux"))
            elif kinds:
                painter.fillRect(column, t.color("surface_2"))
        painter.setFont(t.font("legende", tnum=True))
        for hour in range(self._layout.hours[0], self._layout.hours[1] + 1):
            y = self._layout.y_of(hour * 60)
            painter.fillRect(
                QRect(self._layout.gutter, y, self._layout.size.width(), 1), t.color("trait")
            )
            painter.setPen(t.color("encre_2"))
            room = QRect(0, y, self._layout.gutter - t.px(8), t.px(18))
            painter.drawText(room, Qt.AlignmentFlag.AlignRight, f"{hour:02d}:00")
        for rank in range(len(self._layout.days)):
            painter.fillRect(QRect(self._layout.day_x(rank), 0, 1, bottom), t.color("trait"))

    def _paint_one(self, painter: QPainter, one: RendezVous) -> None:
        t = theme()
        rect = self._layout.rect_of(one)
        if rect.isEmpty():
            return
        if self._dragged and one.id == self._current:
            rect = self._layout.moved(rect, self._dragged)
        kind = kind_of(one.nature)
        over = one.statut != A_VENIR
        painter.setPen(QPen(t.color(kind.ink), 1, Qt.PenStyle.DashLine if over else _SOLID))
        painter.setBrush(t.color("surface" if over else kind.ground))
        box = QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, t.px(4), t.px(4))
        painter.fillRect(
            QRect(rect.x(), rect.y() + t.px(4), t.px(3), rect.height() - t.px(8)), t.color(kind.ink)
        )
        self._paint_words(painter, one, rect, kind.icon, kind.ink)
        if one.id == self._current:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(t.color("focus" if self._focused else "primaire"), 2))
            painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), t.px(4), t.px(4))

    def _paint_words(
        self, painter: QPainter, one: RendezVous, rect: QRect, icon: str, ink: str
    ) -> None:
        t = theme()
        row = t.px(18)
        x, y = rect.x() + t.px(8), rect.y() + t.px(2)
        right = rect.right() - t.px(5)
        badge = status_badge(one, maintenant())
        marks = [("shield", "reserve")] if one.contact_sur else []
        if one.statut != A_VENIR or badge.tone == "warn":
            marks.append((badge.icon, tone_color(badge.tone)))
        for name, token in marks:
            if right - x > t.px(60):
                right -= t.px(18)
                paint_icon(painter, QRect(right, y, t.px(16), row), name, token, 14)
        paint_icon(painter, QRect(x, y, t.px(16), row), icon, ink, 14)
        nature = nature_label(one, self._catalogue)
        title = one.titre or nature
        hour = format_heure(one.debut)
        tall = rect.height() >= row * 2 + t.px(2)
        first = QRect(x + t.px(20), y, right - x - t.px(22), row)
        # Side by side there is room for one of them: the place on the page tells the hour.
        head = title if tall or rect.width() < t.px(110) else f"{hour} {title}"
        paint_elided(painter, first, head, t.font("legende", fort=True), "encre")
        if tall:
            second = QRect(x, y + row, rect.right() - x - t.px(4), row)
            said = badge.text.lower() if one.statut != A_VENIR else nature.lower()
            words = f"{hour} · {said}" if title != nature else hour
            paint_elided(painter, second, words, t.font("legende", tnum=True), "encre_2")

    def _paint_now(self, painter: QPainter) -> None:
        today, now = aujourd_hui(), maintenant()
        if today not in self._layout.days:
            return
        t = theme()
        minutes = int(now[11:13]) * 60 + int(now[14:16])
        if not self._layout.hours[0] * 60 <= minutes <= self._layout.hours[1] * 60:
            return
        y = self._layout.y_of(minutes)
        x = self._layout.day_x(self._layout.days.index(today))
        painter.fillRect(QRect(x, y - 1, self._layout.day_width, 2), t.color("focus"))
        font = t.font("legende", fort=True, tnum=True)
        text = now[11:16]
        width = QFontMetrics(font).horizontalAdvance(text) + t.px(10)
        label = QRect(self._layout.gutter - width - t.px(2), y - t.px(10), width, t.px(20))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(t.color("focus"))
        painter.drawRoundedRect(label, t.px(4), t.px(4))
        painter.setFont(font)
        painter.setPen(t.color("sur_primaire"))
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_head(self, painter: QPainter) -> None:
        t = theme()
        head = QRect(0, 0, self._layout.size.width(), self._layout.head)
        painter.fillRect(head, t.color("surface_2"))
        painter.fillRect(QRect(0, head.bottom(), head.width(), 1), t.color("trait"))
        today = aujourd_hui()
        for rank, day in enumerate(self._layout.days):
            x, width = self._layout.day_x(rank), self._layout.day_width
            painter.fillRect(QRect(x, 0, 1, head.height()), t.color("trait"))
            name = f"{JOURS[day.weekday()]} {day.day}"
            if width < t.px(100):
                name = f"{JOURS[day.weekday()][:3]}. {day.day}"
            token = "primaire" if day == today else "encre"
            room = QRect(x + t.px(8), t.px(4), width - t.px(12), t.px(20))
            paint_elided(painter, room, name, t.font("legende", fort=True), token)
            if day == today:
                painter.fillRect(QRect(x + 1, 0, width - 1, 3), t.color("primaire"))
            special = self._particular.get(day.isoformat(), [])
            if special:
                shown = next((d for d in special if d.genre == FERIE), special[0])
                below = room.translated(0, t.px(19))
                ink = "attention" if shown.genre == FERIE else "encre_2"
                paint_elided(painter, below, shown.nom, t.font("legende"), ink)
            self._paint_whole_days(painter, day, rank)

    def _paint_whole_days(self, painter: QPainter, day: date, rank: int) -> None:
        t = theme()
        iso = day.isoformat()
        whole = [r for r in self._layout.rows if r.journee and r.jour <= iso < r.fin[:10]]
        if not whole:
            return
        one = whole[0]
        kind = kind_of(one.nature)
        rect = self._layout.band_of(rank)
        painter.setPen(QPen(t.color(kind.ink), 1))
        painter.setBrush(t.color(kind.ground))
        painter.drawRoundedRect(rect, t.px(4), t.px(4))
        more = f" (+{len(whole) - 1})" if len(whole) > 1 else ""
        words = (one.titre or nature_label(one, self._catalogue)) + more
        paint_elided(painter, rect.adjusted(t.px(6), 0, 0, 0), words, t.font("legende"), "encre")
