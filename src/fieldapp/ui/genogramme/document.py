"""The génogramme as a document to preview and print."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from fieldapp.domain.horloge import aujourd_hui
from fieldapp.services import genogrammes
from fieldapp.services.session import Session
from fieldapp.ui.impression.document import Document
from fieldapp.ui.impression.keeping import keeper
from fieldapp.ui.widgets.text import Text


class GenogrammeDocument(Document):
    """One page; under a safe contact it says that only this household is on it."""

    title = "Génogramme"

    def __init__(self, session: Session, foyer_id: str, masque: bool) -> None:
        self._session, self._foyer_id, self._masque = session, foyer_id, masque
        self.file_name = f"genogramme-{aujourd_hui().isoformat()}.pdf"

    def options(self, _changed: Callable[[], None]) -> QWidget | None:
        if not self._masque:
            return None
        return Text(
            "Contact sûr\u00a0: seules les personnes qui vivent dans ce foyer sont imprimées.",
            tone="reserve",
            wrap=True,
        )

    def make_preview(self) -> Callable[[], bytes]:
        session, foyer_id = self._session, self._foyer_id
        return lambda: genogrammes.genogramme_apercu(session, foyer_id)

    def make_final(self) -> Callable[[], bytes]:
        session, foyer_id = self._session, self._foyer_id
        return lambda: genogrammes.genogramme_pdf(session, foyer_id)

    def make_kept(self) -> Callable[[], object] | None:
        return keeper(self._session, self._foyer_id, self.title, "IDENTITE", self.make_final())
