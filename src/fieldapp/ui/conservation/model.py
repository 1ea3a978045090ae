"""The files at their term or near it as a table, read by pages, sorted by the store."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal

from fieldapp.domain.conservation import TOUS, LigneConservation, PageConservation, clock
from fieldapp.domain.errors import KnownError
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.services import conservation
from fieldapp.services.session import Session
from fieldapp.ui.delegates.paint import BadgeSpec
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.item_model import Index, ItemModel

PAGE = 100
FAMILLE, CONTACT, ECHEANCE, CONTENU, REFERENT = range(5)
# Column -> order that the store knows; the others are not sorted by.
TRIS = {FAMILLE: "nom", CONTACT: "echeance", ECHEANCE: "echeance", REFERENT: "referent"}


class ConservationModel(ItemModel[LigneConservation]):
    """Signals: `counted(dict)`, how many files each filter shows, after each reading from the
    first row on; `failed(KnownError)`.
    """

    HEADERS: ClassVar[tuple[str, ...]] = (
        "Famille", "Dernier contact", "Échéance", "Ce qui disparaîtra", "Référent",
    )  # fmt: skip
    counted = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._tasks = session, tasks
        self.filtre = TOUS
        self._tri, self._descendant = "echeance", False
        self._total = 0
        self._reading = False
        self._generation = 0

    def show_filter(self, filtre: str) -> None:
        """Show other files, from the first row on."""
        self.filtre = filtre
        self._generation += 1
        self._read(0, PAGE)

    def read_again(self) -> None:
        """Read the pages that are shown again."""
        self._generation += 1
        self._read(0, max(PAGE, self.rowCount()))

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if column in TRIS:
            self._tri = TRIS[column]
            self._descendant = order is Qt.SortOrder.DescendingOrder
            self.read_again()

    def row_of(self, foyer_id: str) -> int:
        """Return the row of a family, or -1 when it is not read."""
        return next((row for row, one in enumerate(self._rows) if one.foyer_id == foyer_id), -1)

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self.rowCount() < self._total and not self._reading

    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            self._read(self.rowCount(), PAGE)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.UserRole and column == ECHEANCE:
            return due_badge(row)
        if role == Qt.ItemDataRole.DisplayRole:
            return _cell(row, column)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            said = f"{self.HEADERS[column]}\u00a0: {_cell(row, column) or 'personne'}"
            # What a line under the table shows to who sees, one hears in the cell of the date.
            why = clock(row.depuis, rencontree=row.rencontree)
            return f"{said}. {why}" if column == ECHEANCE else said
        if role == Qt.ItemDataRole.FontRole:
            return theme().font("corps", fort=column == FAMILLE, tnum=column == CONTACT)
        return None

    def _read(self, offset: int, limit: int) -> None:
        self._reading = True
        generation, session = self._generation, self._session
        filtre, tri, descendant = self.filtre, self._tri, self._descendant
        self._tasks.run(
            lambda: conservation.list_conservation(
                session, filtre, tri, descendant, offset=offset, limit=limit
            ),
            lambda page: self._page_read(generation, offset, page),
            self._not_read,
            owner=self,
        )

    def _page_read(self, generation: int, offset: int, page: PageConservation) -> None:
        if generation != self._generation:
            return
        self._reading = False
        self._total = page.comptes[self.filtre]
        if offset == 0:
            self.set_rows(page.lignes)
            self.counted.emit(page.comptes)
        elif page.lignes:
            self.beginInsertRows(QModelIndex(), offset, offset + len(page.lignes) - 1)
            self._rows += page.lignes
            self.endInsertRows()

    def _not_read(self, error: KnownError) -> None:
        self._reading = False
        self.failed.emit(error)


def due_badge(row: LigneConservation) -> BadgeSpec:
    """Return « Échu 17/11/2026 » or « Le 12/01/2027 », with the icon that says the same."""
    today = aujourd_hui()
    words = row.echeance_mots(today)
    if row.echue(today):
        return BadgeSpec(words, "late", "clock-alert")
    return BadgeSpec(words, "warn", "clock")


def _cell(row: LigneConservation, column: int) -> str:
    return (
        row.nom, row.dernier_contact, due_badge(row).text, row.contenu.phrase, row.referent,
    )[column]  # fmt: skip
