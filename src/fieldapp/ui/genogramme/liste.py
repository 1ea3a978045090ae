"""The génogramme as a list: the same people and links, all editing at the keyboard."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QPainter,
    QResizeEvent,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from fieldapp.domain.foyer import Membre
from fieldapp.domain.genogramme.famille import FamilleLiee
from fieldapp.domain.genogramme.resume import describe_person
from fieldapp.domain.lien import COUPLE, Lien
from fieldapp.ui.genogramme.mots import link_state, link_words, period, place_words
from fieldapp.ui.theme import theme

PERSONNE, LIEN, GROUPE = "personne", "lien", "groupe"
_KIND = Qt.ItemDataRole.UserRole
_KEY = Qt.ItemDataRole.UserRole + 1
_COLUMNS = ("Personne ou lien", "Âge, place ou état", "Période")


class GenogrammeListe(QTreeView):
    """People, grouped by whether they live here, with their links under each.

    Entrée opens a person or a link, F2 the place of a person or a link, Suppr removes a link;
    Maj+F10 shows what can be done.
    Signals: `personne_ouverte(str)`, `place_ouverte(str)`, `lien_ouvert(str)`,
    `lien_retire(str)`, `couple_fini(str)`, `lien_ajoute(str)`, from a person;
    `courant_change(str)`, the person of the row.
    """

    personne_ouverte = Signal(str)
    place_ouverte = Signal(str)
    lien_ouvert = Signal(str)
    lien_retire = Signal(str)
    couple_fini = Signal(str)
    lien_ajoute = Signal(str)
    courant_change = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._famille: FamilleLiee | None = None
        self._model = QStandardItemModel(self)
        self.setModel(self._model)
        self.setAccessibleName("Personnes et liens")
        self.setAccessibleDescription(
            "Entrée ouvre, F2 modifie, Suppr retire un lien, Maj+F10 montre le menu."
        )
        self.setProperty("sans_anneau", True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setUniformRowHeights(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setIndentation(theme().px(22))
        self.header().setSectionsMovable(False)
        self.header().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.doubleClicked.connect(lambda _index: self._open())

    def show_famille(self, famille: FamilleLiee) -> None:
        """Show a family; the row chosen stays chosen when it is still there."""
        kept = self._chosen()
        self._famille = famille
        self._model.clear()
        self._model.setHorizontalHeaderLabels(list(_COLUMNS))
        here = [m for m in famille.personnes if m.vit_ici(famille.jour)]
        gone = [m for m in famille.personnes if not m.vit_ici(famille.jour)]
        for title, people in (
            ("Vivent ici" if len(here) > 1 else "Vit ici", here),
            ("Hors du foyer", gone),
        ):
            if people:
                self._add_group(title, people)
        self.expandAll()
        self._size_columns()
        self._choose(kept)

    def personne_courante(self) -> str:
        """Return the person of the chosen row, or of the person that its link is under."""
        index = self.currentIndex().siblingAtColumn(0)
        while index.isValid():
            if index.data(_KIND) == PERSONNE:
                return str(index.data(_KEY))
            index = index.parent()
        return ""

    def set_courant(self, personne_id: str) -> None:
        """Choose the row of a person."""
        if personne_id != self.personne_courante():
            self._choose((PERSONNE, personne_id))

    def choose_link(self, lien_id: str) -> None:
        """Choose the first row of a link."""
        self._choose((LIEN, lien_id))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        kind, key = self._chosen()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open()
        elif event.key() == Qt.Key.Key_F2 and kind:
            (self.place_ouverte if kind == PERSONNE else self.lien_ouvert).emit(key)
        elif event.key() == Qt.Key.Key_Delete and kind == LIEN:
            self.lien_retire.emit(key)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._famille is None or not self._famille.modifiable or not self._chosen()[0]:
            return
        place = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            corner = self.visualRect(self.currentIndex()).bottomLeft()
            place = self.viewport().mapToGlobal(corner + QPoint(theme().px(24), 0))
        self.make_menu().popup(place)

    def make_menu(self) -> QMenu:
        """Return what can be done with the chosen row."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        kind, key = self._chosen()
        if kind == PERSONNE:
            menu.addAction("Ouvrir la personne", lambda: self.personne_ouverte.emit(key))
            menu.addAction("Modifier sa place dans le foyer", lambda: self.place_ouverte.emit(key))
            menu.addAction("Ajouter un lien", lambda: self.lien_ajoute.emit(key))
            return menu
        lien = self._link(key)
        menu.addAction("Modifier le lien", lambda: self.lien_ouvert.emit(key))
        if lien is not None and not lien.deduit:
            if lien.genre == COUPLE and lien.en_cours:
                menu.addAction("Noter la séparation", lambda: self.couple_fini.emit(key))
            menu.addAction("Retirer le lien", lambda: self.lien_retire.emit(key))
        return menu

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:  # type: ignore[override]
        super().currentChanged(current, previous)
        personne_id = self.personne_courante()
        if personne_id:
            self.courant_change.emit(personne_id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._model.columnCount():
            self._size_columns()

    def drawRow(
        self,
        painter: QPainter,
        options: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().drawRow(painter, options, index)
        current = self.currentIndex()
        if self.hasFocus() and (index.row(), index.parent()) == (current.row(), current.parent()):
            bar = QRect(0, options.rect.top(), theme().px(4), options.rect.height())
            painter.fillRect(bar, theme().color("focus"))

    def _open(self) -> None:
        kind, key = self._chosen()
        if kind == PERSONNE:
            self.personne_ouverte.emit(key)
        elif kind == LIEN:
            self.lien_ouvert.emit(key)

    def _chosen(self) -> tuple[str, str]:
        index = self.currentIndex().siblingAtColumn(0)
        kind = str(index.data(_KIND) or "") if index.isValid() else ""
        return (kind, str(index.data(_KEY))) if kind in (PERSONNE, LIEN) else ("", "")

    def _choose(self, wanted: tuple[str, str]) -> None:
        first: QModelIndex | None = None
        for row in range(self._model.rowCount()):
            group = self._model.index(row, 0)
            for place in range(self._model.rowCount(group)):
                person = self._model.index(place, 0, group)
                first = first or person
                links = [
                    self._model.index(i, 0, person) for i in range(self._model.rowCount(person))
                ]
                for index in (person, *links):
                    if (index.data(_KIND), index.data(_KEY)) == wanted:
                        self.setCurrentIndex(index)
                        return
        if first is not None:
            self.setCurrentIndex(first)

    def _link(self, lien_id: str) -> Lien | None:
        links = self._famille.liens if self._famille is not None else ()
        return next((link for link in links if link.id == lien_id), None)

    def _add_group(self, title: str, people: Iterable[Membre]) -> None:
        group = _row(GROUPE, "", (title, "", ""), title)
        group[0].setFont(theme().font("corps", fort=True))
        self._model.appendRow(group)
        for membre in people:
            group[0].appendRow(self._person(membre))

    def _person(self, membre: Membre) -> list[QStandardItem]:
        famille = self._famille
        assert famille is not None
        personne = membre.personne
        row = _row(
            PERSONNE,
            personne.id,
            (personne.nom_complet, place_words(membre, famille), period(membre.debut, membre.fin)),
            describe_person(membre, famille.personnes, famille.liens, famille.jour),
        )
        for lien in famille.liens:
            if personne.id in (lien.personne_id, lien.autre_id):
                words = (
                    link_words(lien, personne.id, famille),
                    link_state(lien),
                    period(lien.debut, lien.fin),
                )
                spoken = ", ".join(part for part in words if part)
                row[0].appendRow(_row(LIEN, lien.id, words, spoken))
        return row

    def _size_columns(self) -> None:
        header = self.header()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        width = self.viewport().width()
        header.resizeSection(0, round(width * 0.38))
        header.resizeSection(1, round(width * 0.34))


def _row(kind: str, key: str, words: tuple[str, str, str], spoken: str) -> list[QStandardItem]:
    items = []
    for text in words:
        item = QStandardItem(text)
        item.setEditable(False)
        item.setSelectable(kind != GROUPE)
        item.setToolTip(text)
        item.setSizeHint(QSize(0, theme().size("ligne_table_compact")))
        items.append(item)
    items[0].setData(kind, _KIND)
    items[0].setData(key, _KEY)
    items[0].setData(spoken, Qt.ItemDataRole.AccessibleTextRole)
    return items
