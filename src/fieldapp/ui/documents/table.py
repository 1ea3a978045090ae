"""The table of documents: Entrée shows, F2 corrects, Suppr removes, and a menu says the same."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import (
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from fieldapp.domain.document import Document
from fieldapp.ui.delegates.badge import BadgeDelegate
from fieldapp.ui.delegates.paint import BadgeSpec, paint_badge, paint_elided
from fieldapp.ui.documents.model import NATURE, PICTURE_ROLE, TITRE, ZONE, DocumentsModel
from fieldapp.ui.icons import paint_icon
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.item_model import Index
from fieldapp.ui.widgets.row_table import RowTable, add_act

_HEIGHT = 58
_PICTURE = 46
_PRODUIT = BadgeSpec("produit ici", "ok", "stamp")


class TitleDelegate(QStyledItemDelegate):
    """Thumbnail, title, and under it what it is or where its content is."""

    def __init__(self, model: DocumentsModel, table: QTableView) -> None:
        super().__init__(table)
        self._model, self._table = model, table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        t = theme()
        document: Document = index.data(Qt.ItemDataRole.UserRole)
        rect = option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, t.color("selection"))
            if option.state & QStyle.StateFlag.State_HasFocus:
                painter.fillRect(QRect(rect.x(), rect.y(), 4, rect.height()), t.color("focus"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, t.color("trait"))
        side = t.px(_PICTURE)
        top = rect.y() + (rect.height() - side) // 2
        frame = QRect(rect.x() + t.px(10), top, side, side)
        self._paint_picture(painter, frame, document, index.data(PICTURE_ROLE))
        right = rect.right() - t.px(8)
        x = frame.right() + t.px(12)
        first = QRect(x, rect.y() + t.px(9), right - x, t.px(20))
        paint_elided(painter, first, document.titre, t.font("corps_fort"), "encre")
        ink = "encre_2" if document.present else "info"
        second = first.translated(0, t.px(20))
        words = self._model.second_line(document)
        if self._table.isColumnHidden(NATURE):
            words = f"{index.sibling(index.row(), NATURE).data()}, {words}"
        if document.produit_ici:
            left = paint_badge(painter, right, second.center().y(), _PRODUIT)
            second.setRight(left - t.px(8))
        paint_elided(painter, second, words, t.font("legende"), ink)
        painter.restore()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(theme().px(260), theme().px(_HEIGHT))

    def _paint_picture(
        self, painter: QPainter, frame: QRect, document: Document, image: QImage | None
    ) -> None:
        t = theme()
        if image is None or image.isNull():
            ink = "encre_2" if document.present else "info"
            paint_icon(painter, frame, self._model.icon_of(document), ink, 24)
            return
        size = image.size().scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(QPoint(0, 0), size)
        place.moveCenter(frame.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, image)
        painter.setPen(t.color("trait"))
        painter.drawRect(place.adjusted(0, 0, -1, -1))


class DocumentsTable(RowTable[Document]):
    """Signals, each with the document: `show_asked`, `edit_asked`, `remove_asked`,
    `outside_asked`, `copy_asked`, `history_asked`.
    """

    show_asked = Signal(object)
    edit_asked = Signal(object)
    remove_asked = Signal(object)
    outside_asked = Signal(object)
    copy_asked = Signal(object)
    history_asked = Signal(object)

    def __init__(self, model: DocumentsModel, parent: QWidget | None = None) -> None:
        super().__init__("Documents", model.item, parent)
        self.setModel(model)
        self.setItemDelegateForColumn(TITRE, TitleDelegate(model, self))
        self.setItemDelegateForColumn(ZONE, BadgeDelegate(self))

    def acts(self) -> dict[Qt.Key, Callable[[Document], None]]:
        return {
            Qt.Key.Key_Return: self.show_asked.emit,
            Qt.Key.Key_Space: self.show_asked.emit,
            Qt.Key.Key_F2: self.edit_asked.emit,
            Qt.Key.Key_Delete: self.remove_asked.emit,
        }

    def menu_for(self, found: Document) -> QMenu:
        """Return the menu of a document."""
        menu = self.new_menu()
        if found.present:
            add_act(menu, "Voir", "Return", lambda: self.show_asked.emit(found))
            add_act(menu, "Ouvrir ailleurs", "", lambda: self.outside_asked.emit(found))
            add_act(menu, "Enregistrer une copie…", "", lambda: self.copy_asked.emit(found))
            menu.addSeparator()
        add_act(menu, "Modifier…", "F2", lambda: self.edit_asked.emit(found))
        add_act(menu, "Retirer", "Del", lambda: self.remove_asked.emit(found))
        add_act(menu, "Historique…", "", lambda: self.history_asked.emit(found))
        return menu

    def _fit_rows(self) -> None:
        """Rows are tall enough for a thumbnail, whatever the density."""
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(theme().px(_HEIGHT))
