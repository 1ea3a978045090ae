"""The table of posts: who they are, what came from them last, and where their exchange stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.dates import format_date
from fieldapp.domain.siege import (
    A_JOUR,
    EN_ATTENTE,
    EXPIRE,
    REFUSE,
    REMPLACE,
    REVOQUE,
    PosteSuivi,
)
from fieldapp.ui.delegates.paint import BadgeSpec
from fieldapp.ui.texte import jour_et_heure, modifications
from fieldapp.ui.theme import theme

HEADERS: Final = (
    "Poste", "Agent", "Antenne", "Certifié jusqu’au", "Dernier lot reçu",
    "Dernière synchronisation", "Reçues", "État",
)  # fmt: skip
WIDTHS: Final = (146, 170, 164, 130, 124, 184, 98, 100)
STATE_COLUMN: Final = 7
_NUMBERS: Final = 6
SORT_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1

BADGES: Final = {
    A_JOUR: BadgeSpec("À jour", "ok", "circle-check"),
    EN_ATTENTE: BadgeSpec("En attente", "warn", "clock"),
    REFUSE: BadgeSpec("Refusé", "late", "circle-alert"),
    EXPIRE: BadgeSpec("Expiré", "late", "clock-alert"),
    REVOQUE: BadgeSpec("Révoqué", "neutre", "ban"),
    REMPLACE: BadgeSpec("Remplacé", "neutre", "history"),
}
Index = QModelIndex | QPersistentModelIndex


class PostsModel(QAbstractTableModel):
    """Rows of `PosteSuivi`."""

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self.catalogue = catalogue
        self._rows: tuple[PosteSuivi, ...] = ()

    def set_rows(self, rows: Sequence[PosteSuivi]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def of_device(self, device: str) -> PosteSuivi | None:
        """Return a post by its device, None when it is not shown."""
        return next((one for one in self._rows if one.device == device), None)

    def row(self, place: int) -> PosteSuivi:
        """Return a row."""
        return self._rows[place]

    def every(self) -> tuple[PosteSuivi, ...]:
        """Return all rows."""
        return tuple(self._rows)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return HEADERS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section == _NUMBERS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._texts(row)[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return sentence(row, self.catalogue)
        if role == SORT_ROLE:
            return self._keys(row)[column]
        if role == Qt.ItemDataRole.UserRole and column == STATE_COLUMN:
            return BADGES[row.etat]
        if role == Qt.ItemDataRole.TextAlignmentRole and column == _NUMBERS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.FontRole:
            return theme().font("corps_fort" if column == 1 else "corps", tnum=column != 1)
        if role == Qt.ItemDataRole.ForegroundRole and column in (0, 4, 5):
            return theme().color("encre_2")
        return None

    def _texts(self, row: PosteSuivi) -> tuple[str, ...]:
        return (
            row.device,
            row.nom,
            self._place(row),
            format_date(row.valable_jusque[:10]),
            f"n° {row.dernier_lot}" if row.dernier_lot else "aucun",
            jour_et_heure(row.dernier_signe) if row.dernier_signe else "jamais",
            _thousands(row.recues),
            BADGES[row.etat].text,
        )

    def _keys(self, row: PosteSuivi) -> tuple[str | int, ...]:
        return (
            row.device, row.nom.casefold(), self._place(row).casefold(), row.valable_jusque,
            row.dernier_lot_le or "", row.dernier_signe or "", row.recues,
            tuple(BADGES).index(row.etat),
        )  # fmt: skip

    def _place(self, row: PosteSuivi) -> str:
        unite = self.catalogue.unite(row.unite)
        return unite.libelle if unite is not None else row.unite


def sentence(row: PosteSuivi, catalogue: Catalogue) -> str:
    """Say where a post stands and what is awaited, in one go."""
    unite = catalogue.unite(row.unite)
    place = unite.nom if unite is not None else row.unite
    who = f"{row.nom}, {catalogue.libelle('roles', row.role).lower()}, {place}"
    return f"{who}\u00a0: {_why(row)}"


def _why(row: PosteSuivi) -> str:
    if row.etat == REVOQUE:
        return " ".join(filter(None, (_ended(row), _gone(row))))
    if _gone(row) or row.etat == REMPLACE:
        return " ".join(filter(None, ("ce poste continue sous un autre nom.", _gone(row))))
    if row.etat == REFUSE:
        return "un envoi n’a pas pu être pris, la raison et ce qu’il faut faire sont plus haut."
    if row.etat == EXPIRE:
        day = format_date(row.valable_jusque[:10])
        return f"son certificat a expiré le {day}. Renouvelez-le, puis recevez de nouveau."
    if row.attendu:
        return row.attendu
    if row.dernier_signe is None:
        return "rien n’est encore venu de ce poste. Il enverra à sa prochaine synchronisation."
    if row.en_route:
        return (
            f"{modifications(row.en_route)} l’attendent dans l’espace d’échange. Il les prendra à "
            "sa prochaine synchronisation."
        )
    return "tout ce qui est parti d’un côté est arrivé de l’autre."


def _gone(row: PosteSuivi) -> str:
    """Say what to do about what a post will never send."""
    if not (row.muet and row.attendu):
        return ""
    return (
        "Un de ses envois manque et il ne l’enverra plus\u00a0: déclarez-le perdu pour prendre ce "
        "qui est arrivé après."
    )


def _ended(row: PosteSuivi) -> str:
    """Say where a revoked post stands: its work first, then its store."""
    why = f" (motif\u00a0: {row.motif})" if row.motif else ""
    if row.efface_le:
        return f"poste révoqué{why}. Il a dit avoir détruit ses données, tout en avait été reçu."
    until = format_date(row.reprise_jusque[:10]) if row.reprise_jusque else ""
    return (
        f"poste révoqué{why}. Ce qu’il n’avait pas envoyé est repris jusqu’au {until}, puis il "
        "détruit ses données. S’il ne synchronise plus, elles restent chez lui, chiffrées sous sa "
        "phrase de passe."
    )


def _thousands(count: int) -> str:
    """« 12 480 »."""
    return f"{count:,}".replace(",", "\u00a0")
