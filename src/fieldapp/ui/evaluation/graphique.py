"""Bars: how many needs each version notes, chapter by chapter. Three codings, values written."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldapp.domain.dates import format_date
from fieldapp.domain.evaluation import Serie
from fieldapp.ui.announce import announce
from fieldapp.ui.theme import theme

# Filled, outlined, hatched: three that grey print keeps apart. The newest ones are shown.
SERIES_MAX = 3
_BAR, _GAP, _BETWEEN, _TITLE, _HEAD = 16, 2, 14, 220, 34


class EvolutionChart(QWidget):
    """One group of bars per chapter. Arrows go from bar to bar, each one told in words."""

    def __init__(self) -> None:
        super().__init__()
        self._series: tuple[Serie, ...] = ()
        self._chapters: tuple[tuple[str, str], ...] = ()
        self._current = (0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        theme().changed.connect(self.updateGeometry)

    def show_series(self, series: tuple[Serie, ...], chapters: tuple[tuple[str, str], ...]) -> None:
        """Show the newest versions; `chapters` are (code, title), those without a need left out."""
        self._series = series[-SERIES_MAX:]
        self._chapters = tuple(c for c in chapters if any(s.nombres.get(c[0]) for s in series))
        self._current = (0, 0)
        self.setAccessibleName(self.sentence())
        self.updateGeometry()
        self.update()

    def sentence(self) -> str:
        """Return the drawing in one sentence."""
        totals = ", ".join(
            f"version {s.version}\u00a0: {sum(s.nombres.values())}" for s in self._series
        )
        return f"Besoins notés par version, tous chapitres ensemble\u00a0: {totals}"

    def current_words(self) -> str:
        """Return what the current bar says."""
        if not self._chapters or not self._series:
            return ""
        chapter, place = self._current
        code, title = self._chapters[chapter]
        serie = self._series[place]
        count = serie.nombres.get(code, 0)
        needs = f"{count} besoin{'s' if count > 1 else ''}" if count else "aucun besoin"
        return f"{title}, version {serie.version}\u00a0: {needs}"

    def sizeHint(self) -> QSize:
        t = theme()
        group = len(self._series) * t.px(_BAR + _GAP) + t.px(_BETWEEN)
        return QSize(t.px(420), t.px(_HEAD) + max(len(self._chapters), 1) * group)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(300), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        chapter, place = self._current
        step = {
            Qt.Key.Key_Down: (0, 1), Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Left: (-1, 0),
        }.get(Qt.Key(event.key()))  # fmt: skip
        if step is None or not self._chapters:
            super().keyPressEvent(event)
            return
        flat = chapter * len(self._series) + place + step[0] * len(self._series) + step[1]
        flat = min(max(flat, 0), len(self._chapters) * len(self._series) - 1)
        self._current = divmod(flat, len(self._series))
        self.setAccessibleDescription(self.current_words())
        announce(self, self.current_words())
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_legend(painter)
        most = max((n for s in self._series for n in s.nombres.values()), default=1) or 1
        left = t.px(_TITLE)
        room = self.width() - left - t.px(40)
        y = t.px(_HEAD)
        for chapter, (code, title) in enumerate(self._chapters):
            height = len(self._series) * t.px(_BAR + _GAP)
            painter.setPen(t.color("encre"))
            painter.setFont(t.font("legende"))
            shown = QFontMetrics(painter.font()).elidedText(
                title, Qt.TextElideMode.ElideRight, left - t.px(12)
            )
            place = QRect(0, y, left - t.px(12), height)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(place, flags, shown)
            for rank, serie in enumerate(self._series):
                count = serie.nombres.get(code, 0)
                top = y + rank * t.px(_BAR + _GAP)
                bar = QRect(left, top, max(round(room * count / most), 0), t.px(_BAR))
                self._paint_bar(painter, bar, rank)
                painter.setPen(t.color("encre_2"))
                painter.setFont(t.font("legende", fort=True))
                at = QRect(left + bar.width() + t.px(6), top, t.px(34), t.px(_BAR))
                painter.drawText(at, Qt.AlignmentFlag.AlignVCenter, str(count))
                if self.hasFocus() and self._current == (chapter, rank):
                    painter.setPen(QPen(t.color("focus"), 2))
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.drawRoundedRect(bar.adjusted(-3, -2, t.px(28), 2), t.px(3), t.px(3))
            y += height + t.px(_BETWEEN)

    def _paint_bar(self, painter: QPainter, bar: QRect, rank: int) -> None:
        if bar.width() <= 0:
            return
        t = theme()
        # The newest is always the full one.
        style = len(self._series) - 1 - rank
        colour = t.color("graph_1")
        painter.setPen(QPen(colour, 1.4))
        if style == 0:
            painter.setBrush(colour)
        elif style == 1:
            painter.setBrush(QBrush(colour, Qt.BrushStyle.BDiagPattern))
        else:
            painter.setBrush(t.color("surface"))
        painter.drawRect(bar.adjusted(0, 0, -1, -1))

    def _paint_legend(self, painter: QPainter) -> None:
        t = theme()
        x = t.px(_TITLE)
        painter.setFont(t.font("legende"))
        metrics = QFontMetrics(painter.font())
        for rank, serie in enumerate(self._series):
            self._paint_bar(painter, QRect(x, t.px(6), t.px(22), t.px(14)), rank)
            words = f"Version {serie.version}"
            if serie.date:
                words += f", {format_date(serie.date)}"
            painter.setPen(t.color("encre_2"))
            width = metrics.horizontalAdvance(words)
            place = QRect(x + t.px(28), 0, width + 4, t.px(26))
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, words)
            x += t.px(28) + width + t.px(20)
