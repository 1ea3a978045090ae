"""When to ask what became of it: a date, or in ten, fifteen or thirty days."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from fieldapp.domain.horloge import aujourd_hui
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.chips import ChipBar
from fieldapp.ui.widgets.date_field import DateField

DAYS = (10, 15, 30)


class RelanceField(QWidget):
    """A date with shortcuts. Signals: `changed()`, by the user."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.date = DateField(echo=False)
        self.date.setFixedWidth(theme().px(190))
        self._chips = ChipBar(
            "Dans combien de jours", [(str(d), f"+{d} j") for d in DAYS], exclusive=True
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.date)
        row.addWidget(self._chips, 1, Qt.AlignmentFlag.AlignVCenter)
        self.setFocusProxy(self.date)
        self._filling = False
        self.date.changed.connect(self._date_changed)
        self._chips.changed.connect(self._chip_chosen)

    def iso(self) -> str | None:
        """Return the date, or None."""
        return self.date.iso()

    def set_iso(self, iso: str | None) -> None:
        """Show a date, or nothing; nothing is emitted."""
        self._filling = True
        self.date.set_value(iso)
        self._filling = False
        self._tick()

    def set_days(self, days: int | None) -> None:
        """Show the date in so many days, or nothing; nothing is emitted."""
        later = None if days is None else aujourd_hui() + timedelta(days=days)
        self.set_iso(later.isoformat() if later is not None else None)

    def error(self) -> str:
        """Return why what is typed is no date, or ""."""
        return self.date.error()

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.date.setAccessibleName(name)

    def _date_changed(self) -> None:
        if not self._filling:
            self._tick()
            self.changed.emit()

    def _chip_chosen(self, keys: tuple[str, ...]) -> None:
        self.set_days(int(keys[0]) if keys else None)
        self.changed.emit()

    def _tick(self) -> None:
        value = self.date.value()
        days = (value - aujourd_hui()).days if value is not None else 0
        self._chips.set_selected((str(days),))
