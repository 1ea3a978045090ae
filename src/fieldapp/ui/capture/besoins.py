"""The needs heard during a contact: the chosen ones as chips, the others one menu away."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSizePolicy, QVBoxLayout, QWidget

from fieldapp.domain.catalogue import Catalogue
from fieldapp.ui.widgets.chips import Chip, ChipBar

_MORE = "+"


class BesoinsField(QWidget):
    """Codes of the catalogue's needs. Signals: `changed()`, by the user."""

    changed = Signal()

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._chosen: tuple[str, ...] = ()
        self._bar = ChipBar("Besoins")
        self._bar.changed.connect(self._chips_changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._bar)
        policy = self.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Expanding)
        self.setSizePolicy(policy)
        self.setFocusProxy(self._bar)
        self._show()

    def set_catalogue(self, catalogue: Catalogue) -> None:
        """Offer the needs of today; those chosen stay."""
        self._catalogue = catalogue
        self._show()

    def value(self) -> tuple[str, ...]:
        """Return the codes chosen, in the order they were."""
        return self._chosen

    def set_value(self, codes: Iterable[str]) -> None:
        """Choose these needs; nothing is emitted."""
        self._chosen = tuple(codes)
        self._show()

    def choose(self, code: str) -> None:
        """Add a need, as the menu does."""
        if code not in self._chosen:
            self._chosen = (*self._chosen, code)
            self._show()
            more = self._bar.chip(_MORE)
            if more is not None:
                # The chip that opened the menu is a new one: the keyboard stays on it.
                more.setFocus()
            self.changed.emit()

    def open_menu(self) -> None:
        """Show the needs that are not chosen yet."""
        menu = QMenu(self)
        menu.setAccessibleName("Besoins")
        for entree in self._catalogue.entrees("freins_besoins"):
            if entree.code not in self._chosen:
                action = QAction(entree.libelle, menu)
                action.triggered.connect(lambda _checked=False, e=entree: self.choose(e.code))
                menu.addAction(action)
        chip = self._bar.chip(_MORE)
        corner = chip.mapToGlobal(QPoint(0, chip.height())) if chip is not None else QPoint()
        menu.popup(corner)

    def _show(self) -> None:
        # One that is offered no more keeps its words on what was noted with it.
        words = self._catalogue.libelle
        self._bar.set_options([(code, words("freins_besoins", code)) for code in self._chosen])
        self._bar.set_selected(self._chosen)
        more = self._bar.add(Chip(_MORE, "Besoin", icon="plus", checkable=False))
        more.clicked.connect(self.open_menu)

    def _chips_changed(self, keys: tuple[str, ...]) -> None:
        if set(keys) == set(self._chosen):
            return
        self._chosen = tuple(code for code in self._chosen if code in keys)
        self._show()
        self._bar.setFocus()
        self.changed.emit()
