"""Who changed what and when in one contact, orientation or family: read from the journal."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.historique import Changement
from fieldapp.domain.texte import initiale_minuscule
from fieldapp.services import historique
from fieldapp.services.session import Session
from fieldapp.ui.actions import register
from fieldapp.ui.champs import en_clair, nom_champ
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.texte import jour_et_heure
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.message_bar import MessageBar
from fieldapp.ui.widgets.table import Table
from fieldapp.ui.widgets.text import Text

Index = QModelIndex | QPersistentModelIndex

# Ids and technical columns tell a reader nothing.
_HIDDEN = {"foyer_id", "auteur_id", "structure_id", "supprime", "organisme", "unite", "code_insee",
           "referent_id", "ouvert_le", "action_plan", "origine", "contact_id", "contrat_id",
           "objectif_id", "evaluation_id", "chapitre", "part", "rang",
           "type_mime", "empreinte", "morceaux"}  # fmt: skip
_COLUMNS = ("Quand", "Qui", "Quoi", "Avant", "Après")


class _HistoryModel(QAbstractTableModel):
    def __init__(self, catalogue: Catalogue, parent: QWidget) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._rows: tuple[Changement, ...] = ()

    def show_rows(self, rows: tuple[Changement, ...]) -> None:
        self.beginResetModel()
        # Told of a whole household, a row is already without what is technical.
        self._rows = tuple(row for row in rows if row.sujet or row.champ not in _HIDDEN)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _COLUMNS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        row = self._rows[index.row()]
        return (
            jour_et_heure(row.moment.isoformat()),
            row.auteur,
            _quoi(row),
            en_clair(row.champ, row.avant, self._catalogue),
            en_clair(row.champ, row.apres, self._catalogue),
        )[index.column()]


def _quoi(row: Changement) -> str:
    """The field, after what it is of when several things are told: « Dossier : langue »."""
    champ = nom_champ(row.champ)
    if not row.sujet:
        return champ
    of = row.sujet[:1].upper() + row.sujet[1:]
    return f"{of}\u00a0: {initiale_minuscule(champ)}"


class HistoryDialog(QDialog):
    """Every change of one row, field by field, the newest first.

    `read` gives the changes when they are not those of one row alone.
    """

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        table: str,
        row_id: str,
        title: str,
        parent: QWidget | None = None,
        *,
        read: Callable[[], tuple[Changement, ...]] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Historique")
        self._model = _HistoryModel(session.catalogue, self)
        self._table = Table("Historique")
        self._table.setModel(self._model)
        self._table.set_widths((140, 130, 220, 170, 0))
        self._bar = MessageBar()
        close = Button("Fermer", "", ("Échap",))
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(Text(title, "sous_titre"))
        column.addWidget(self._bar)
        column.addWidget(self._table, 1)
        column.addLayout(foot)
        room = QGuiApplication.primaryScreen().availableGeometry()
        width, height = theme().px(960), theme().px(440)
        self.resize(min(width, room.width() - 40), min(height, room.height() - 60))
        register(self, lambda _name: self.accept(), frozenset({"valider"}))
        tasks.run(
            read or (lambda: historique.history(session, table, row_id)),
            self._model.show_rows,
            lambda error: self._bar.show_message(error.message),
            owner=self,
        )
