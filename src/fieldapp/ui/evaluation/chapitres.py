"""The chapters of one version: a list that says what is noted, and the fields of one."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QHeaderView,
    QVBoxLayout,
    QWidget,
)

from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.evaluation import Chapitre, Evaluation
from fieldapp.ui.evaluation.champs import ChapitreFields
from fieldapp.ui.evaluation.defilement import Defilement
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.card import Card, line
from fieldapp.ui.widgets.table import Table
from fieldapp.ui.widgets.text import ElidedText, Text

_CODE = Qt.ItemDataRole.UserRole


class ChapitresView(QWidget):
    """Signals: `typed()`; `left(str)`, the code of a chapter that one goes away from;
    `chosen(str)`, the code of the one shown now; `save_asked()`.
    """

    typed = Signal()
    left = Signal(str)
    chosen = Signal(str)
    save_asked = Signal()

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._model = QStandardItemModel(0, 2, self)
        self._model.setHorizontalHeaderLabels(["Chapitre", "Noté"])
        for entree in catalogue.entrees("chapitres_evaluation"):
            title = QStandardItem(entree.libelle)
            title.setData(entree.code, _CODE)
            title.setToolTip(entree.libelle)
            self._model.appendRow([title, QStandardItem("")])
        self.table = _Chapters(self)
        self.table.setModel(self._model)
        self.fields = ChapitreFields(catalogue)
        self.fields.changed.connect(self.typed)
        self.title = ElidedText("", "sous_titre")
        self.state = Text("", "legende")
        self.history = Button("Historique", "history", kind="petit")
        self.date = Button("Date", "calendar", kind="petit")
        self.date.setAccessibleName("Date de l’évaluation")
        self.save = Button("Enregistrer", "", ("Ctrl", "↵"), "primary")
        self.save.clicked.connect(self.save_asked)
        self._build()
        self.table.selectionModel().currentRowChanged.connect(self._moved)
        self.table.setCurrentIndex(self._model.index(0, 0))

    @property
    def code(self) -> str:
        """The code of the chapter shown."""
        return self._code_at(self.table.currentIndex())

    def show_evaluation(self, evaluation: Evaluation) -> None:
        """Say in the list what each chapter holds."""
        for row in range(self._model.rowCount()):
            chapitre = evaluation.chapitre(self._code_at(self._model.index(row, 0)))
            words = summary(chapitre)
            item = self._model.item(row, 1)
            item.setText(words)
            title = self._model.item(row, 0)
            title.setData(theme().font("corps", fort=bool(words)), Qt.ItemDataRole.FontRole)
            title.setData(
                f"{title.text()}, {words or 'rien de noté'}", Qt.ItemDataRole.AccessibleTextRole
            )

    def choose(self, code: str) -> None:
        """Go to a chapter without telling that one leaves the other."""
        self.table.selectionModel().blockSignals(True)
        for row in range(self._model.rowCount()):
            if self._code_at(self._model.index(row, 0)) == code:
                self.table.selectionModel().setCurrentIndex(
                    self._model.index(row, 0),
                    QItemSelectionModel.SelectionFlag.ClearAndSelect
                    | QItemSelectionModel.SelectionFlag.Rows,
                )
        self.table.selectionModel().blockSignals(False)
        self.table.viewport().update()
        self._show_title()

    def show_chapitre(self, chapitre: Chapitre) -> None:
        """Show the words of the chapter chosen."""
        self.fields.show_chapitre(chapitre)
        self._show_title()

    def restore(self, content: Mapping[str, object]) -> None:
        """Show what a draft kept, in its chapter."""
        self.choose(str(content.get("chapitre") or ""))
        self.fields.restore(content)

    def set_read_only(self, read_only: bool) -> None:
        """Former versions are read, never rewritten."""
        self.fields.set_read_only(read_only)
        self.save.setVisible(not read_only)

    def set_narrow(self, narrow: bool) -> None:
        """Put the list above the fields where room is short."""
        direction = QBoxLayout.Direction
        self._row.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)
        self._left.setMaximumWidth(16_777_215 if narrow else theme().px(372))
        self._left.setMaximumHeight(theme().px(230) if narrow else 16_777_215)

    def _build(self) -> None:
        self.table.set_widths((0, 90))
        self._left = left = Card(flush=True)
        left.body.addWidget(self.table)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.title, 1)
        head.addWidget(self.state)
        inside = QWidget()
        inside.setProperty("level", "transparent")
        body = QVBoxLayout(inside)
        body.setContentsMargins(15, 8, 11, 12)
        body.addWidget(self.fields)
        scroll = Defilement()
        scroll.setWidget(inside)
        right = Card(flush=True)
        holder = QWidget()
        holder.setLayout(head)
        head.setContentsMargins(15, 10, 12, 2)
        right.body.addWidget(holder)
        right.body.addWidget(scroll, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(15, 8, 12, 10)
        foot.setSpacing(10)
        foot.addWidget(self.save)
        foot.addWidget(self.history)
        foot.addWidget(self.date)
        foot.addStretch(1)
        right.body.addWidget(line())
        right.body.addLayout(foot)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(12)
        self._row.addWidget(left, 6)
        self._row.addWidget(right, 7)
        self.set_narrow(False)

    def _moved(self, current: QModelIndex, previous: QModelIndex) -> None:
        if previous.isValid():
            self.left.emit(self._code_at(previous))
        if current.isValid():
            self._show_title()
            self.chosen.emit(self._code_at(current))

    def _show_title(self) -> None:
        self.title.setText(self._catalogue.libelle("chapitres_evaluation", self.code))

    def _code_at(self, index: QModelIndex) -> str:
        return str(self._model.index(index.row(), 0).data(_CODE) or "")


class _Chapters(Table):
    """The list: arrows go from chapter to chapter, Entrée and → go to the fields."""

    def __init__(self, owner: ChapitresView) -> None:
        super().__init__("Chapitres de l’évaluation", owner)
        self._owner = owner
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.row_opened.connect(lambda _row: self._to_fields())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Right and not event.modifiers():
            self._to_fields()
            return
        super().keyPressEvent(event)

    def _fit_rows(self) -> None:
        """Twelve chapters are seen at once on a laptop: rows are always close together."""
        rows = self.verticalHeader()
        height = theme().size("ligne_table_compact")
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(height)
        rows.setDefaultSectionSize(height)

    def _to_fields(self) -> None:
        self._owner.fields.setFocus(Qt.FocusReason.TabFocusReason)


def summary(chapitre: Chapitre) -> str:
    """« 2 besoins », « noté », or nothing."""
    count = len(chapitre.besoins)
    if count:
        return f"{count} besoin{'s' if count > 1 else ''}"
    return "" if chapitre.vide else "noté"
