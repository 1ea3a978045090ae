"""The display dialog (F8): theme, size, density; every choice shows at once."""

from __future__ import annotations

from typing import cast

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.ui.form import FormRow
from fieldapp.ui.theme import Choix, Densite, theme
from fieldapp.ui.tokens import load_tokens
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.segmented import Option, SegmentedControl
from fieldapp.ui.widgets.text import Text


class DisplayDialog(QDialog):
    """Three choices, nothing to validate."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Fieldapp — Affichage")
        look = SegmentedControl(
            "Thème",
            (
                Option("clair", "Clair", "sun"),
                Option("sombre", "Sombre", "moon"),
                Option("systeme", "Système", "monitor"),
            ),
        )
        look.set_value(theme().choix)
        look.changed.connect(lambda key: theme().choose(cast(Choix, key)))
        density = SegmentedControl(
            "Densité",
            (
                Option("auto", "Automatique"),
                Option("confort", "Confort"),
                Option("compact", "Compact"),
            ),
        )
        density.set_value(theme().densite)
        density.changed.connect(lambda key: theme().set_densite(cast(Densite, key)))
        zooms = load_tokens().zooms
        near = min(zooms, key=lambda zoom: abs(zoom - theme().zoom))
        size = SegmentedControl("Taille", _steps(zooms))
        size.set_value(str(near))
        size.changed.connect(lambda key: theme().set_zoom(float(key)))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(16)
        column.addWidget(Text("Affichage", "titre"))
        column.addWidget(FormRow("&Thème", look))
        column.addWidget(FormRow("T&aille", size, precision="Ctrl + et Ctrl - à tout moment"))
        column.addWidget(
            FormRow(
                "&Densité",
                density,
                aide="Automatique\u00a0: les lignes se resserrent quand la fenêtre est basse.",
            )
        )
        close = Button("Fermer", kind="primary")
        close.clicked.connect(self.accept)
        close.setDefault(True)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        column.addLayout(foot)
        look.setFocus()


def _steps(zooms: tuple[float, ...]) -> tuple[Option, ...]:
    return tuple(Option(str(zoom), f"{round(zoom * 100)}\u00a0%") for zoom in zooms)
