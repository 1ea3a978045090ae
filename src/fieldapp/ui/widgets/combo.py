"""Choices among codes of the catalogue: a combo that speaks codes, and one that completes."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QListView, QWidget

from fieldapp.ui.icons import icon


class CodeCombo(QComboBox):
    """A list of (code, words[, icon]); the wheel does not change it unless it has the focus.

    With `search` the words can be typed and complete from anywhere in them.
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
        if search:
            self._make_searchable(placeholder)
        self.set_options(options)
        self.activated.connect(lambda _index: self.chosen.emit(self.code()))

    def set_options(
        self, options: Iterable[tuple[str, str]], icons: dict[str, str] | None = None
    ) -> None:
        """Replace the choices; the chosen code stays chosen when it still exists."""
        code = self.code()
        self.blockSignals(True)
        self.clear()
        for value, words in options:
            name = (icons or {}).get(value)
            if name:
                self.addItem(icon(name, "encre", 16), words, value)
            else:
                self.addItem(words, value)
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

    def is_empty(self) -> bool:
        """Whether no code is chosen."""
        return not self.code()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

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
