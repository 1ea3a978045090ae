"""What the forms of headquarters offer of the catalogue, today and after it changed."""

from __future__ import annotations

from collections.abc import Sequence

from fieldapp.domain.catalogue import Catalogue
from fieldapp.ui.widgets.combo import CodeCombo


def units_of(catalogue: Catalogue, organisme: str) -> list[tuple[str, str]]:
    """Return the units of this organisation."""
    return [(unite.code, unite.nom) for unite in catalogue.unites_of(organisme)]


def offer_again(field: CodeCombo, options: Sequence[tuple[str, str]]) -> None:
    """Offer other choices; what is chosen, or typed and not chosen yet, stays."""
    typed = field.currentText() if field.isEditable() and not field.code() else ""
    field.set_options(options)
    if typed:
        field.setEditText(typed)
