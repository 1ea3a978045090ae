"""Choices among codes of the catalogue: a combo that speaks codes, and one that completes."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QListView,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from fieldapp.ui.icons import icon
from fieldapp.ui.theme import theme

_ICON = 16
# What the style takes beside the words: padding, edges, the arrow.
_AROUND = 54


class CodeCombo(QComboBox):
    """A list of (code, words[, icon]); the wheel does not change it unless it has the focus.

    With `search` the words can be typed and complete from anywhere in them. Words that do not
    fit are shortened, and whole in the tooltip.
    Signals: `chosen(str)`, the code chosen by the user.
    """

    chosen = Signal(str)

    def __init__(
        self,
        options: Iterable[tuple[str, str]] = (),
        *,
        search: bool = False,
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setMaxVisibleItems(12)
        self.setPlaceholderText(placeholder)
        self._icons: dict[str, str] = {}
        theme().changed.connect(self._tint)
        if search:
            self._make_searchable(placeholder)
        self.set_options(options)
        self.activated.connect(lambda _index: self.chosen.emit(self.code()))

    def set_options(
        self, options: Iterable[tuple[str, str]], icons: dict[str, str] | None = None
    ) -> None:
        """Replace the choices; the chosen code stays chosen when it still exists."""
        code = self.code()
        self._icons = icons or {}
        self.blockSignals(True)
        self.clear()
        for value, words in options:
            self.addItem(words, value)
        self._tint()
        self.setCurrentIndex(self.findData(code) if code else -1)
        self.blockSignals(False)

    def code(self) -> str:
        """Return the chosen code, or ""; words typed in full choose their code."""
        if self.isEditable():
            typed = self.currentText().strip()
            place = self.findText(typed, Qt.MatchFlag.MatchFixedString)
            return str(self.itemData(place)) if place >= 0 else ""
        data = self.currentData()
        return str(data) if data is not None else ""

    def set_code(self, code: str) -> None:
        """Choose a code; "" or an unknown one chooses nothing."""
        place = self.findData(code) if code else -1
        self.setCurrentIndex(place)
        if place < 0 and self.isEditable():
            self.clearEditText()

    def show_code(self, code: str, words: str) -> None:
        """Choose a code, even one that is offered no more: it is added with these words."""
        if code and self.findData(code) < 0:
            self.addItem(words, code)
        self.set_code(code)

    def is_empty(self) -> bool:
        """Whether no code is chosen."""
        return not self.code()

    def width_of_words(self) -> int:
        """Return the width in px at which the longest words are whole."""
        metrics = self.fontMetrics()
        words = (metrics.horizontalAdvance(self.itemText(i)) for i in range(self.count()))
        return max(words, default=0) + theme().px(_AROUND)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and not self.isEditable():
            option = self._option()
            self.setToolTip(self.currentText() if option.currentText != self.currentText() else "")
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.isEditable():
            super().paintEvent(event)
            return
        option = self._option()
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _option(self) -> QStyleOptionComboBox:
        """What the style draws: the words shortened to the room, or the placeholder."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        words = self.currentText()
        if self.currentIndex() < 0:
            words = self.placeholderText()
            option.palette.setBrush(QPalette.ColorRole.ButtonText, option.palette.placeholderText())
        room = (
            self.style()
            .subControlRect(
                QStyle.ComplexControl.CC_ComboBox,
                option,
                QStyle.SubControl.SC_ComboBoxEditField,
                self,
            )
            .width()
        )
        if not option.currentIcon.isNull():
            room -= option.iconSize.width() + 4
        # The style's own label leaves one pixel on each side.
        option.currentText = self.fontMetrics().elidedText(
            words, Qt.TextElideMode.ElideRight, room - 2
        )
        return option

    def _tint(self) -> None:
        for place in range(self.count()):
            name = self._icons.get(str(self.itemData(place)))
            if name:
                self.setItemIcon(place, icon(name, "encre", _ICON))

    def _make_searchable(self, placeholder: str) -> None:
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        completer = QCompleter(self.model(), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        popup = QListView()
        popup.setProperty("level", "menu")
        completer.setPopup(popup)
        self.setCompleter(completer)
        edit = self.lineEdit()
        if edit is not None:
            edit.setPlaceholderText(placeholder)
