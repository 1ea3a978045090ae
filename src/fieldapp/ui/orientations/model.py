"""Orientations as a table, of one family or of the antenna, read by pages."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from fieldapp.domain.dates import format_date
from fieldapp.domain.errors import KnownError
from fieldapp.domain.orientation import Orientation
from fieldapp.services import orientations
from fieldapp.services.session import Session
from fieldapp.ui.dossier.events import statut_badge
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.theme import theme

Index = QModelIndex | QPersistentModelIndex
PAGE = 100
FAMILLE, ACTION, STRUCTURE, POUR_QUI, DATE, ETAT, RELANCE = range(7)
_HEADERS = ("Famille", "Action", "Structure", "Pour qui", "Date", "État", "Relance")


class OrientationsModel(QAbstractTableModel):
    """The newest first. Signals: `shown(int)`, rows read so far; `failed(KnownError)`."""

    shown = Signal(int)
    failed = Signal(object)

    def __init__(self, session: Session, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._tasks = session, tasks
        self._foyer_id: str | None = None
        self._miennes = False
        self._ouvertes = False
        self._rows: list[Orientation] = []
        self._complete = True
        self._reading = False
        self._generation = 0

    def show_filter(
        self, *, foyer_id: str | None = None, miennes: bool = False, ouvertes: bool = False
    ) -> None:
        """Show those of a family, of mine, or of the antenna; all or only the open ones."""
        self._foyer_id, self._miennes, self._ouvertes = foyer_id, miennes, ouvertes
        self._rows.clear()
        self.read_again()

    def show_rows(self, rows: tuple[Orientation, ...]) -> None:
        """Show orientations already read."""
        self._generation += 1
        self.beginResetModel()
        self._rows = list(rows)
        self._complete = True
        self.endResetModel()
        self.shown.emit(len(self._rows))

    def read_again(self) -> None:
        """Read what is shown again."""
        self._generation += 1
        self._read(0, max(PAGE, len(self._rows)))

    def orientation(self, row: int) -> Orientation | None:
        """Return the orientation of a row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(_HEADERS)

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and not self._complete and not self._reading

    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            self._read(len(self._rows), PAGE)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADERS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        column = index.column()
        if role == Qt.ItemDataRole.UserRole and column == ETAT:
            return statut_badge(row, self._session.catalogue)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cell(row, column)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return f"{_HEADERS[column]}\u00a0: {self._cell(row, column) or 'rien'}"
        if role == Qt.ItemDataRole.FontRole:
            return theme().font("corps", fort=column == FAMILLE, tnum=column in (DATE, RELANCE))
        return None

    def _cell(self, row: Orientation, column: int) -> str:
        catalogue = self._session.catalogue
        if column == ETAT:
            return statut_badge(row, catalogue).text
        return {
            FAMILLE: row.foyer_nom,
            ACTION: catalogue.libelle("types_orientation", row.type),
            STRUCTURE: row.structure_nom or "—",
            POUR_QUI: row.personne,
            DATE: format_date(row.date) if row.date else "",
            RELANCE: format_date(row.relance_le)[:5] if row.relance_le else "",
        }[column]

    def _read(self, offset: int, limit: int) -> None:
        self._reading = True
        generation, session = self._generation, self._session
        foyer_id, miennes, ouvertes = self._foyer_id, self._miennes, self._ouvertes
        self._tasks.run(
            lambda: orientations.list_orientations(
                session, foyer_id, miennes=miennes, ouvertes=ouvertes, offset=offset, limit=limit
            ),
            lambda found: self._page_read(generation, offset, limit, found),
            self._not_read,
            owner=self,
        )

    def _page_read(
        self, generation: int, offset: int, limit: int, found: tuple[Orientation, ...]
    ) -> None:
        if generation != self._generation:
            return
        self._reading = False
        self._complete = len(found) < limit
        if offset == 0:
            self.beginResetModel()
            self._rows = list(found)
            self.endResetModel()
        elif found:
            self.beginInsertRows(QModelIndex(), offset, offset + len(found) - 1)
            self._rows.extend(found)
            self.endInsertRows()
        self.shown.emit(len(self._rows))

    def _not_read(self, error: KnownError) -> None:
        self._reading = False
        self.failed.emit(error)
