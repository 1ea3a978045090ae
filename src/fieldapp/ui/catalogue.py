"""What an open screen offers follows the catalogue that headquarters has just changed."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtWidgets import QWidget

from fieldapp.domain.catalogue import Catalogue


@runtime_checkable
class OffersValues(Protocol):
    """A widget that was built with the values of the catalogue."""

    def set_catalogue(self, catalogue: Catalogue) -> None:
        """Offer the values of today; what is chosen or typed stays."""


def spread_catalogue(root: QWidget, catalogue: Catalogue) -> None:
    """Have every widget under `root`, dialogs included, offer the values of this catalogue."""
    for widget in root.findChildren(QWidget):
        if isinstance(widget, OffersValues):
            widget.set_catalogue(catalogue)
