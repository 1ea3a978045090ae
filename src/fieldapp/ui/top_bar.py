"""The bar at the top of a page: back, title, what goes beside it, search, the main button."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from fieldapp.ui.navigator import Navigator
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.buttons import Button, IconButton, SearchButton
from fieldapp.ui.widgets.text import ElidedText, Text

SEARCH = "Chercher une famille, une note, une structure"
_NARROW = 720


class TopBar(QWidget):
    """Title and search of a page.

    Attributes: `beside`, the layout after the title, for badges; `note`, the « Noter un contact »
    button, or None.
    """

    def __init__(self, titre: str, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._back = IconButton("arrow-left", "Page précédente (Alt+Gauche)")
        self._back.clicked.connect(navigator.back)
        self._back.hide()
        self._title = ElidedText(titre, "titre")
        self._second = Text("", "second")
        self.beside = QHBoxLayout()
        self.beside.setSpacing(10)
        self._search = SearchButton(SEARCH, ("Ctrl", "K"))
        self._search.clicked.connect(lambda: navigator.palette_asked.emit(""))
        self.note: Button | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(12)
        self._row.addWidget(self._back)
        self._row.addWidget(self._title)
        self._row.addWidget(self._second, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addLayout(self.beside)
        self._row.addStretch(1)
        self._row.addWidget(self._search, 2)
        self._navigator = navigator
        self._fit()
        theme().changed.connect(self._fit)

    def set_title(self, titre: str, second: str = "", *, back: bool = False) -> None:
        """Change the title, the words beside it, and whether the back arrow shows."""
        self._title.setText(titre)
        self._second.setText(second)
        self._back.setVisible(back)

    def hide_search(self) -> None:
        """Take the search away, where there is no family to look for."""
        self._search.hide()

    def add_note_button(self, foyer_id: str = "") -> Button:
        """Add « Noter un contact Ctrl N » at the right; it acts as the shortcut does."""
        button = Button("Noter un contact", "message-square-plus", ("Ctrl", "N"), "primary")
        button.clicked.connect(lambda: self._navigator.note_asked.emit(foyer_id))
        self.note = button
        self._row.addWidget(button)
        return button

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        narrow = self.width() < theme().px(_NARROW)
        self._second.setVisible(not narrow)
        limit = theme().px(44) if narrow else theme().px(460)
        self._search.setMaximumWidth(limit)
        if self.note is not None:
            self.note.show_keys(not narrow)
        self.setMinimumHeight(theme().px(44))
