"""What the print preview shows of an assessment: the shared part, never the professional one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.domain.evaluation import Evaluation
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.services import evaluations
from fieldapp.services.session import Session
from fieldapp.ui.impression.document import Document
from fieldapp.ui.impression.keeping import keeper
from fieldapp.ui.widgets.text import Text


class EvaluationDocument(Document):
    """Nothing to choose: what leaves is the shared part."""

    title = "Évaluation sociale partagée"

    def __init__(self, session: Session, evaluation: Evaluation) -> None:
        self._session, self._evaluation = session, evaluation
        self.file_name = f"evaluation-{aujourd_hui().isoformat()}.pdf"

    def options(self, _changed: Callable[[], None]) -> QWidget | None:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(Text("Destinataire\u00a0: la famille.", wrap=True))
        column.addWidget(
            Text("Ce qui reste ici\u00a0: la partie professionnelle.", tone="reserve", wrap=True)
        )
        return holder

    def make_preview(self) -> Callable[[], bytes]:
        session, evaluation_id = self._session, self._evaluation.id
        return lambda: evaluations.evaluation_apercu(session, evaluation_id)

    def make_final(self) -> Callable[[], bytes]:
        session, evaluation_id = self._session, self._evaluation.id
        return lambda: evaluations.evaluation_pdf(session, evaluation_id)

    def make_kept(self) -> Callable[[], object] | None:
        evaluation = self._evaluation
        titre = f"{self.title}, version {evaluation.version},"
        return keeper(self._session, evaluation.foyer_id, titre, "ECRIT", self.make_final())
