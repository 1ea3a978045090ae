"""What the print preview shows of a contract: two copies, in large type when it is asked."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from fieldapp.domain.contrat import BROUILLON, NOTE_SANS_SANCTION, PROPOSE, Contrat
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.services import contrats
from fieldapp.services.session import Session
from fieldapp.ui.impression.document import Document
from fieldapp.ui.impression.keeping import keeper
from fieldapp.ui.widgets.text import Text


class ContratDocument(Document):
    """One choice: the size of the type."""

    title = "Contrat d’engagements réciproques"

    def __init__(self, session: Session, contrat: Contrat, *, gros: bool = False) -> None:
        self._session, self._contrat = session, contrat
        self.file_name = f"contrat-{aujourd_hui().isoformat()}.pdf"
        self.gros = QCheckBox("Gros caractères")
        self.gros.setChecked(gros)

    def options(self, changed: Callable[[], None]) -> QWidget | None:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(Text("Deux exemplaires\u00a0: la famille, le service.", wrap=True))
        column.addWidget(self.gros)
        column.addWidget(
            Text("Toujours en gros caractères quand l’écrit est difficile.", "aide", wrap=True)
        )
        column.addWidget(Text(" ".join(NOTE_SANS_SANCTION), "legende", wrap=True))
        self.gros.toggled.connect(lambda _on: changed())
        return holder

    def make_preview(self) -> Callable[[], bytes]:
        session, contrat_id, gros = self._session, self._contrat.id, self.gros.isChecked()
        return lambda: contrats.contrat_apercu(session, contrat_id, gros)

    def make_final(self) -> Callable[[], bytes]:
        session, contrat_id, gros = self._session, self._contrat.id, self.gros.isChecked()
        return lambda: contrats.contrat_pdf(session, contrat_id, gros)

    def make_kept(self) -> Callable[[], object] | None:
        contrat = self._contrat
        nature = "ECRIT" if contrat.statut in (BROUILLON, PROPOSE) else "CONTRAT"
        titre = f"{self.title}, version {contrat.version},"
        return keeper(self._session, contrat.foyer_id, titre, nature, self.make_final())
