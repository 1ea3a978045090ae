"""The road sheet in the print preview: which day, with or without names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from fieldapp.domain.feuille_route import OptionsFeuille
from fieldapp.services import feuille_route
from fieldapp.services.session import Session
from fieldapp.ui.form import FormRow
from fieldapp.ui.impression.document import Document
from fieldapp.ui.impression.preview import PrintPreview
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.widgets.date_field import DateField
from fieldapp.ui.widgets.text import Text


class FeuilleRouteDocument(Document):
    """Attributes: `jour`, the field of the day; `masquer`, `accueil`, the two ticks.

    It names several families, so it is kept in the file of none.
    """

    title = "Feuille de route"

    def __init__(self, session: Session, jour: date) -> None:
        self._session = session
        self._default = jour
        self.file_name = f"feuille-de-route-{jour.isoformat()}.pdf"
        self.jour = DateField()
        self.jour.set_value(jour)
        self.masquer = QCheckBox("Masquer les noms (initiales)")
        self.accueil = QCheckBox("Pour l’accueil de l’antenne")

    def options(self, changed: Callable[[], None]) -> QWidget | None:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(FormRow("&Jour", self.jour, check=self.jour.error))
        column.addWidget(self.masquer)
        column.addWidget(self.accueil)
        column.addWidget(
            Text(
                "L’adresse est masquée sous un contact sûr. Les notes personnelles et restreintes "
                "n’y entrent jamais. Pour l’accueil\u00a0: les heures et les noms, rien d’autre.",
                "aide",
                wrap=True,
            )
        )
        self.jour.changed.connect(changed)
        self.masquer.toggled.connect(lambda _on: changed())
        self.accueil.toggled.connect(lambda _on: changed())
        return holder

    def make_preview(self) -> Callable[[], bytes]:
        session, day, chosen = self._session, self._day(), self._chosen()
        return lambda: feuille_route.feuille_apercu(session, day, chosen)

    def make_final(self) -> Callable[[], bytes]:
        session, day, chosen = self._session, self._day(), self._chosen()
        return lambda: feuille_route.feuille_pdf(session, day, chosen)

    def _day(self) -> date:
        return self.jour.value() or self._default

    def _chosen(self) -> OptionsFeuille:
        return OptionsFeuille(self.masquer.isChecked(), self.accueil.isChecked())


def show_feuille(session: Session, tasks: Tasks, jour: date, parent: QWidget) -> PrintPreview:
    """Open the preview of the road sheet of a day."""
    preview = PrintPreview(tasks, FeuilleRouteDocument(session, jour), parent)
    preview.setModal(True)
    preview.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    preview.open()
    return preview
