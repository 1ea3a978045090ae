"""What the directory knows of a structure: how to reach it, when, under which conditions."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.dates import format_date
from fieldapp.domain.horaires import horaires_en_clair
from fieldapp.domain.structure import Structure
from fieldapp.domain.telephone import format_telephone
from fieldapp.ui.announce import announce
from fieldapp.ui.clipboard import copy
from fieldapp.ui.delegates.paint import BadgeSpec
from fieldapp.ui.widgets.badge import Badge
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.text import Text


class StructureDialog(QDialog):
    """A card to read and to copy from."""

    def __init__(
        self, structure: Structure, catalogue: Catalogue, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Fieldapp — Structure")
        self._phone = format_telephone(structure.telephone or "")
        head = QHBoxLayout()
        head.addWidget(Text(structure.nom, "sous_titre", wrap=True, selectable=True), 1)
        if structure.fermee_le:
            closed = f"Fermée le {format_date(structure.fermee_le)}"
            head.addWidget(Badge(BadgeSpec(closed, "late", "circle-x")))
        elif structure.a_confirmer:
            head.addWidget(Badge(BadgeSpec("À confirmer", "warn", "clock")))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for row, (name, value) in enumerate(_facts(structure, catalogue, self._phone)):
            grid.addWidget(Text(name, "legende"), row, 0)
            grid.addWidget(Text(value, wrap=True, selectable=True), row, 1)
        button = Button("Copier le téléphone", "copy")
        button.clicked.connect(self._copy)
        close = Button("Fermer", kind="primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(button)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        column.addLayout(head)
        column.addLayout(grid)
        column.addStretch(1)
        column.addLayout(foot)
        self.setMinimumWidth(520)
        button.setVisible(bool(self._phone))

    def _copy(self) -> None:
        copy(self._phone)
        announce(self, "Numéro copié")


def _facts(structure: Structure, catalogue: Catalogue, phone: str) -> list[tuple[str, str]]:
    """Return what is known, in the order it is asked for."""
    street = "" if structure.adresse_masquee else structure.adresse
    town = " ".join(part for part in (structure.code_postal, structure.commune) if part)
    address = ", ".join(part for part in (street, structure.complement, town) if part)
    if structure.adresse_masquee:
        address = f"Adresse masquée, {structure.commune}" if structure.commune else "Masquée"
    facts = (
        ("Nature", catalogue.libelle("types_structure", structure.type)),
        ("Téléphone", phone),
        ("Courriel", structure.courriel),
        ("Adresse", address),
        ("Horaires", horaires_en_clair(structure.horaires) if structure.horaires else ""),
        ("Conditions", structure.conditions),
        ("Site", structure.site_web),
        ("Vérifié le", format_date(structure.date_maj) if structure.date_maj else ""),
    )
    return [(name, value) for name, value in facts if value]
