"""« Lisible par … » under a field: read for the family at hand, in the words of its own people."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject

from fieldapp.services import lisibilite
from fieldapp.services.session import Session
from fieldapp.ui.tasks import Tasks

Readers = Mapping[str, str]


def load_readers(
    session: Session,
    tasks: Tasks,
    foyer_id: str,
    show: Callable[[Readers], None],
    owner: QObject,
) -> None:
    """Read who reads what in a family's file; a family out of reach leaves the screen as it is."""
    tasks.run(
        lambda: lisibilite.lecteurs_du_foyer(session, foyer_id),
        show,
        lambda _error: None,
        owner=owner,
    )


def readable_by(readers: str) -> str:
    """Return the sentence under a field."""
    return f"Lisible par\u00a0: {readers}" if readers else ""
