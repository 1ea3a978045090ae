"""The same appointments as a list: what a screen reader is given, and what one can sort by eye."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.dates import JOURS, format_date, format_duree, format_heure
from fieldapp.domain.horloge import maintenant
from fieldapp.domain.rendezvous import RendezVous
from fieldapp.ui.agenda.looks import KEYS_HELP, nature_label, sentence, status_badge
from fieldapp.ui.agenda.week_layout import DAY_MIN, STEP_MIN
from fieldapp.ui.delegates.badge import BadgeDelegate
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.table import Table

HEADS = ("Jour", "Heure", "Durée", "Qui ou quoi", "Nature", "Lieu", "Papiers", "État")
_STATE = 7
_NARROW = 860
# Where room is short, what the row says when it is opened is left out.
_OPTIONAL = (2, 4, 5, 6)
_WIDTHS = (132, 64, 84, 0, 170, 150, 150, 140)
_MOVES = {
    Qt.Key.Key_Left: -DAY_MIN,
    Qt.Key.Key_Right: DAY_MIN,
    Qt.Key.Key_Up: -STEP_MIN,
    Qt.Key.Key_Down: STEP_MIN,
}
Index = QModelIndex | QPersistentModelIndex


class AgendaModel(QAbstractTableModel):
    """Appointments in order of time."""

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._rows: tuple[RendezVous, ...] = ()

    def set_catalogue(self, catalogue: Catalogue) -> None:
        """Take the words of today."""
        self._catalogue = catalogue

    def set_rows(self, rows: Sequence[RendezVous]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def row(self, place: int) -> RendezVous | None:
        """Return the appointment of a row, or None."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(HEADS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        one = self._rows[index.row()]
        badge = status_badge(one, maintenant())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cell(one, index.column())
        if role == Qt.ItemDataRole.UserRole:
            return badge if index.column() == _STATE else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            if index.column() == 0:
                return sentence(one, self._catalogue, maintenant())
            return badge.text if index.column() == _STATE else self._cell(one, index.column())
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return KEYS_HELP
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._cell(one, index.column()) or None
        return None

    def _cell(self, one: RendezVous, column: int) -> str:
        day = f"{JOURS[date.fromisoformat(one.jour).weekday()][:3]}. {format_date(one.debut)}"
        place = (
            "" if one.contact_sur else (one.lieu or (one.commune if one.nature == "VAD" else ""))
        )
        return (
            day,
            "" if one.journee else format_heure(one.debut),
            "journée" if one.journee else format_duree(one.duree_min),
            one.titre or nature_label(one, self._catalogue),
            nature_label(one, self._catalogue),
            "" if one.contact_sur else place,
            one.papiers or "",
            "",
        )[column]


class AgendaTable(Table):
    """The list. Signals: `opened(str)`; `key_pressed(str, str)`; `moved(str, int)`;
    `menu_asked(str, QPoint)`, as the drawing does.
    """

    opened = Signal(str)
    key_pressed = Signal(str, str)
    moved = Signal(str, int)
    menu_asked = Signal(str, object)

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__("Liste des rendez-vous", parent)
        self.rows = AgendaModel(catalogue, self)
        self.setModel(self.rows)
        self.setItemDelegateForColumn(_STATE, BadgeDelegate(self))
        self._set_widths()
        theme().changed.connect(self._set_widths)
        self.row_opened.connect(self._open)

    def set_catalogue(self, catalogue: Catalogue) -> None:
        """Show the words of today."""
        self.rows.set_catalogue(catalogue)
        self.viewport().update()

    def set_rows(self, rows: Sequence[RendezVous]) -> None:
        """Replace the rows; the current one stays when it is still there."""
        current = self.current_id()
        self.rows.set_rows(rows)
        kept = next((n for n, r in enumerate(rows) if r.id == current), 0)
        if rows:
            self.selectRow(kept)

    def current_id(self) -> str:
        """Return the id of the current appointment, or ""."""
        one = self.rows.row(self.currentIndex().row())
        return one.id if one is not None else ""

    def select(self, rendezvous_id: str) -> None:
        """Make an appointment current, if it is in the list."""
        for place in range(self.rows.rowCount()):
            one = self.rows.row(place)
            if one is not None and one.id == rendezvous_id:
                self.selectRow(place)

    def event(self, event: QEvent) -> bool:
        # Alt with an arrow would be taken by the window, which goes back and forth with them.
        wanted = (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.modifiers() == Qt.KeyboardModifier.AltModifier
            and Qt.Key(event.key()) in _MOVES
            and bool(self.current_id())
        )
        if wanted:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.current_id()
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        key = Qt.Key(event.key())
        if current and modifiers == Qt.KeyboardModifier.AltModifier and key in _MOVES:
            self.moved.emit(current, _MOVES[key])
        elif current and not modifiers and event.text().isalpha():
            self.key_pressed.emit(event.text().upper(), current)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme().px(_NARROW)
        for column in _OPTIONAL:
            self.setColumnHidden(column, narrow)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        current = self.current_id()
        if current:
            self.menu_asked.emit(current, event.globalPos())

    def _open(self, place: int) -> None:
        one = self.rows.row(place)
        if one is not None:
            self.opened.emit(one.id)

    def _set_widths(self) -> None:
        self.set_widths(_WIDTHS)
