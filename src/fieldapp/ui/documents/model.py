"""The documents of a family as a table, with their thumbnails."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QImage

from fieldapp.domain.contact import PERSONNEL, RESTREINT, ZONES
from fieldapp.domain.dates import format_date
from fieldapp.domain.document import NATURES, Document, taille_fr
from fieldapp.domain.document_type import type_of
from fieldapp.services.documents_joints import absent_words
from fieldapp.services.session import Session
from fieldapp.ui.delegates.paint import BadgeSpec
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.item_model import Index, ItemModel

TITRE, NATURE, DATE, ZONE, TAILLE = range(5)
_ICONS = {".pdf": "file-text", ".xlsx": "file-spreadsheet", ".ods": "file-spreadsheet"}
PICTURE_ROLE = int(Qt.ItemDataRole.UserRole) + 1


def zone_badge(zone: str) -> BadgeSpec:
    """Return the zone of a document; what is confidential says it with a mark."""
    icon = {PERSONNEL: "lock", RESTREINT: "shield"}.get(zone, "")
    return BadgeSpec(ZONES.get(zone, zone), "reserve" if icon else "neutre", icon)


class DocumentsModel(ItemModel[Document]):
    """The latest first."""

    HEADERS = ("Titre", "Nature", "Date", "Zone", "Taille")

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._pictures: dict[str, QImage] = {}

    def set_documents(self, rows: tuple[Document, ...], vignettes: Mapping[str, bytes]) -> None:
        """Replace all rows and their thumbnails."""
        self._pictures = {key: QImage.fromData(data) for key, data in vignettes.items()}
        self.set_rows(rows)

    def add_vignette(self, empreinte: str, octets: bytes) -> None:
        """Show a thumbnail that was just made."""
        self._pictures[empreinte] = QImage.fromData(octets)
        for row, document in enumerate(self._rows):
            if document.empreinte == empreinte:
                self.dataChanged.emit(self.index(row, TITRE), self.index(row, TITRE))

    def row_of(self, document_id: str) -> int:
        """Return the row of a document, or -1."""
        return next((i for i, d in enumerate(self._rows) if d.id == document_id), -1)

    def second_line(self, document: Document) -> str:
        """Return what stands under the title: type and author, or where the content is."""
        if not document.present:
            return absent_words(self._session, document)
        words = type_of(document.type_mime).libelle
        return f"{words}, ajouté par {document.auteur}" if document.auteur else words

    def icon_of(self, document: Document) -> str:
        """Return the icon of a document that has no thumbnail."""
        if not document.present:
            return "laptop"
        return _ICONS.get(type_of(document.type_mime).extension, "file")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.UserRole:
            return row if column == TITRE else zone_badge(row.zone)
        if role == PICTURE_ROLE:
            return self._pictures.get(row.empreinte)
        if role == Qt.ItemDataRole.DisplayRole:
            return _cell(row, column)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self._said(row, column)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return "Entrée\u00a0: voir. F2\u00a0: modifier. Suppr\u00a0: retirer."
        if role == Qt.ItemDataRole.FontRole:
            return theme().font("corps", tnum=column in (DATE, TAILLE))
        if role == Qt.ItemDataRole.TextAlignmentRole and column == TAILLE:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def _said(self, row: Document, column: int) -> str:
        if column != TITRE:
            return f"{self.HEADERS[column]}\u00a0: {_cell(row, column)}"
        made = ", produit ici" if row.produit_ici else ""
        return f"{row.titre}, {self.second_line(row)}{made}"


def _cell(row: Document, column: int) -> str:
    return {
        TITRE: row.titre,
        NATURE: NATURES.get(row.nature, row.nature),
        DATE: format_date(row.date) if row.date else "",
        ZONE: ZONES.get(row.zone, row.zone),
        TAILLE: taille_fr(row.taille),
    }[column]
