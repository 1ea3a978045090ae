"""What the print preview shows of an assessment: the shared part, never the professional one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.domain.horloge import aujourd_hui
from fieldapp.services import evaluations
from fieldapp.services.session import Session
from fieldapp.ui.impression.document import Document
from fieldapp.ui.widgets.text import Text


class EvaluationDocument(Document):
    """Nothing to choose: what leaves is the shared part."""

    title = "Évaluation sociale partagée"

    def __init__(self, session: Session, evaluation_id: str) -> None:
        self._session, self._evaluation_id = session, evaluation_id
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
        session, evaluation_id = self._session, self._evaluation_id
        return lambda: evaluations.evaluation_apercu(session, evaluation_id)

    def make_final(self) -> Callable[[], bytes]:
        session, evaluation_id = self._session, self._evaluation_id
        return lambda: evaluations.evaluation_pdf(session, evaluation_id)
