"""Families as a windowed table: pages of a hundred, sorted and filtered by the store."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from fieldapp.domain.accompagnement import PONCTUEL, SOCIAL
from fieldapp.domain.dates import format_date
from fieldapp.domain.echeance import DEMARCHE, ENGAGEMENT, RELANCE, REVISION
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Filtre, LigneFoyer, PageFoyers
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.texte import fold
from fieldapp.services import foyers
from fieldapp.services.session import Session
from fieldapp.ui.capture.moment_field import SHORT_DAYS
from fieldapp.ui.delegates.paint import BadgeSpec
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.theme import theme

Index = QModelIndex | QPersistentModelIndex

PAGE = 100
# When one looks for a name far down, fewer and larger pages.
JUMP_PAGE = 1000
COLUMNS: tuple[tuple[str, str | None], ...] = (
    ("Famille", "nom"),
    ("Composition", None),
    ("Commune", "commune"),
    ("Niveau", "niveau"),
    ("Référent", None),
    ("Dernier contact", "dernier_contact"),
    ("À suivre", "echeance"),
)
FOLLOW = len(COLUMNS) - 1
_NIVEAUX = {PONCTUEL: "Ponctuel", SOCIAL: "Accompagnement"}
_ORDERS = {
    Qt.SortOrder.AscendingOrder: "trié croissant",
    Qt.SortOrder.DescendingOrder: "trié décroissant",
}
_WORDS = {
    "nom": "par nom",
    "commune": "par commune",
    "niveau": "par niveau",
    "dernier_contact": "par dernier contact",
    "echeance": "par échéance",
}


class FamiliesModel(QAbstractTableModel):
    """The families of a filter, read as one scrolls.

    Signals: `counted(int)`, how many there are in all, after each reading; `failed(KnownError)`;
    `name_found(int)`, the row that a jump looked for.
    """

    counted = Signal(int)
    failed = Signal(object)
    name_found = Signal(int)

    def __init__(self, session: Session, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._tasks = session, tasks
        self._filtre = Filtre()
        self._tri = "nom"
        self._order = Qt.SortOrder.AscendingOrder
        self._lignes: list[LigneFoyer] = []
        self._total = 0
        self._reading = False
        self._generation = 0
        self._wanted = ""

    @property
    def sorted_words(self) -> str:
        """How the list is sorted: « par nom »."""
        down = self._order is Qt.SortOrder.DescendingOrder
        return _WORDS[self._tri] + (", ordre inverse" if down else "")

    def show_filter(self, filtre: Filtre) -> None:
        """Show other families."""
        self._filtre = filtre
        self.read_again()

    def read_again(self) -> None:
        """Read the first pages again, as many as are shown."""
        self._generation += 1
        self._read(0, max(PAGE, len(self._lignes)))

    def ligne(self, row: int) -> LigneFoyer | None:
        """Return the family of a row."""
        return self._lignes[row] if 0 <= row < len(self._lignes) else None

    def row_of(self, foyer_id: str) -> int:
        """Return the row of a family, or -1 when it is not read."""
        return next((i for i, x in enumerate(self._lignes) if x.foyer_id == foyer_id), -1)

    def jump_to(self, beginning: str) -> None:
        """Look for the first name with this beginning, reading on until it is found."""
        self._wanted = fold(beginning)
        self._look_for_name()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._lignes)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(COLUMNS)

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and len(self._lignes) < self._total and not self._reading

    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            self._read(len(self._lignes), PAGE)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        tri = COLUMNS[column][1]
        if tri is None or (tri, order) == (self._tri, self._order):
            return
        self._tri, self._order = tri, order
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)
        self._generation += 1
        self._read(0, PAGE)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        title, tri = COLUMNS[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{title}, {_ORDERS[self._order]}" if tri == self._tri else title
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        ligne = self._lignes[index.row()]
        column = index.column()
        if role == Qt.ItemDataRole.UserRole and column == FOLLOW:
            return badge_of(ligne)
        if role == Qt.ItemDataRole.DisplayRole:
            return _cell(ligne, column)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return f"{COLUMNS[column][0]} : {_cell(ligne, column) or 'rien'}"
        if role == Qt.ItemDataRole.FontRole:
            return theme().font("corps", fort=column == 0, tnum=column == 5)
        if role == Qt.ItemDataRole.ForegroundRole and column in (1, 3, 4):
            return theme().color("encre_2")
        return None

    def _read(self, offset: int, limit: int) -> None:
        self._reading = True
        generation = self._generation
        session, filtre, tri = self._session, self._filtre, self._tri
        down = self._order is Qt.SortOrder.DescendingOrder
        self._tasks.run(
            lambda: foyers.list_foyers(session, filtre, tri, down, offset, limit),
            lambda page: self._page_read(generation, offset, page),
            self._not_read,
            owner=self,
        )

    def _page_read(self, generation: int, offset: int, page: PageFoyers) -> None:
        if generation != self._generation:
            return
        self._reading = False
        self._total = page.total
        if offset == 0:
            self.beginResetModel()
            self._lignes = list(page.lignes)
            self.endResetModel()
        elif page.lignes:
            last = offset + len(page.lignes) - 1
            self.beginInsertRows(QModelIndex(), offset, last)
            self._lignes.extend(page.lignes)
            self.endInsertRows()
        self.counted.emit(page.total)
        if self._wanted:
            self._look_for_name()

    def _not_read(self, error: KnownError) -> None:
        self._reading = False
        self._wanted = ""
        self.failed.emit(error)

    def _look_for_name(self) -> None:
        wanted = self._wanted
        for row, ligne in enumerate(self._lignes):
            if fold(ligne.nom).startswith(wanted):
                self._wanted = ""
                self.name_found.emit(row)
                return
        if self.canFetchMore(QModelIndex()):
            self._read(len(self._lignes), JUMP_PAGE)
        elif not self._reading:
            self._wanted = ""


_WHAT = {
    RELANCE: "Relance",
    DEMARCHE: "Démarche",
    ENGAGEMENT: "Engagement",
    REVISION: "Contrat",
}


def badge_of(ligne: LigneFoyer) -> BadgeSpec | None:
    """Return the most urgent thing about a family, or None."""
    if ligne.echeance is None:
        return None
    jour = date.fromisoformat(ligne.echeance[:10])
    days = (aujourd_hui() - jour).days
    what = _WHAT.get(ligne.echeance_genre, "Étape")
    if days > 0:
        return BadgeSpec(f"{what} en retard, {days}\u00a0j", "late", "clock-alert")
    if days == 0:
        return BadgeSpec(f"{what} aujourd’hui", "warn", "clock")
    if days > -7:
        return BadgeSpec(f"{what} {SHORT_DAYS[jour.weekday()]} {jour.day}", "warn", "clock")
    return BadgeSpec(f"{what} {format_date(jour)[:5]}", "info", "calendar-check")


def _cell(ligne: LigneFoyer, column: int) -> str:
    if column == FOLLOW:
        badge = badge_of(ligne)
        return badge.text if badge is not None else ""
    last = format_date(ligne.dernier_contact) if ligne.dernier_contact else "Aucun"
    return (
        ligne.nom,
        ligne.composition,
        # Where a family with a safe contact lives is not read over a shoulder.
        "Masquée" if ligne.contact_sur else ligne.commune,
        _NIVEAUX.get(ligne.niveau, "Sans suivi"),
        ligne.referent,
        last,
    )[column]
