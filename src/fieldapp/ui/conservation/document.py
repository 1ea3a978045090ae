"""The list of the files at their term in the print preview: which ones, with or without names."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from fieldapp.domain.conservation import TITRES
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.services import conservation
from fieldapp.services.session import Session
from fieldapp.ui.form import FormRow
from fieldapp.ui.impression.document import Document
from fieldapp.ui.widgets.text import Text


class ConservationDocument(Document):
    """Attributes: `masquer`, the tick that hides the names.

    It names several families, so it is kept in the file of none.
    """

    title = "Dossiers à échéance"

    def __init__(self, session: Session, filtre: str) -> None:
        self._session, self._filtre = session, filtre
        self.file_name = f"conservation-{aujourd_hui().isoformat()}.pdf"
        self.masquer = QCheckBox("Masquer les noms (initiales)")

    def options(self, changed: Callable[[], None]) -> QWidget | None:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(FormRow("Dossiers", Text(TITRES[self._filtre], wrap=True)))
        column.addWidget(self.masquer)
        column.addWidget(
            Text(
                "Ni adresse ni numéro n’entrent dans cette liste. Les notes et documents "
                "personnels n’y sont pas comptés.",
                "aide",
                wrap=True,
            )
        )
        self.masquer.toggled.connect(lambda _on: changed())
        return holder

    def make_preview(self) -> Callable[[], bytes]:
        session, filtre, hidden = self._session, self._filtre, self.masquer.isChecked()
        return lambda: conservation.liste_apercu(session, filtre, masquer_noms=hidden)

    def make_final(self) -> Callable[[], bytes]:
        session, filtre, hidden = self._session, self._filtre, self.masquer.isChecked()
        return lambda: conservation.liste_pdf(session, filtre, masquer_noms=hidden)
