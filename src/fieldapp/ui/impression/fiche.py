"""The sheet of a saved orientation, limited to what the family agreed to."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.domain.contact import INSTITUTION
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.orientation import Orientation, SaisieOrientation
from fieldapp.services import ecrits
from fieldapp.services.session import Session
from fieldapp.ui.form import FormRow
from fieldapp.ui.impression.document import Document
from fieldapp.ui.impression.keeping import keeper
from fieldapp.ui.widgets.text import Text


class FicheDocument(Document):
    """Nothing to choose: recipient and content follow from the orientation and its agreement."""

    title = "Fiche de liaison"

    def __init__(self, session: Session, orientation: Orientation) -> None:
        self._session, self._orientation = session, orientation
        self.file_name = f"fiche-{aujourd_hui().isoformat()}.pdf"

    def options(self, _changed: Callable[[], None]) -> QWidget | None:
        orientation, catalogue = self._orientation, self._session.catalogue
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        to = orientation.structure_nom or catalogue.libelle("types_orientation", orientation.type)
        column.addWidget(FormRow("Destinataire", Text(to, wrap=True)))
        accord = catalogue.libelle("niveaux_accord", orientation.accord)
        column.addWidget(FormRow("Accord de la famille", Text(accord, wrap=True)))
        return holder

    def make_preview(self) -> Callable[[], bytes]:
        session, saisie = self._session, saisie_of(self._orientation)
        return lambda: ecrits.fiche_apercu(session, saisie)

    def make_final(self) -> Callable[[], bytes]:
        session, orientation_id = self._session, self._orientation.id
        return lambda: ecrits.fiche_pdf(session, orientation_id)

    def make_kept(self) -> Callable[[], object] | None:
        foyer_id = self._orientation.foyer_id
        return keeper(self._session, foyer_id, self.title, "FICHE", self.make_final(), INSTITUTION)


def saisie_of(orientation: Orientation) -> SaisieOrientation:
    """Return an orientation as it would be typed again."""
    return SaisieOrientation(
        foyer_id=orientation.foyer_id,
        type=orientation.type,
        accord=orientation.accord,
        motifs=orientation.motifs,
        personne_id=orientation.personne_id,
        sous_type=orientation.sous_type,
        structure_id=orientation.structure_id,
        attentes=orientation.attentes,
        date=orientation.date,
        relance_le=orientation.relance_le,
    )
