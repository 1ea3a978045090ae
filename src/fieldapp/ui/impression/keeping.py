"""Keeping what was just printed in the family's file, for whoever may add documents to it."""

from __future__ import annotations

from collections.abc import Callable

from fieldapp.domain import droits
from fieldapp.domain.contact import EQUIPE
from fieldapp.domain.document import Document
from fieldapp.services import documents_joints
from fieldapp.services.droits import may
from fieldapp.services.session import Session


def keeper(
    session: Session,
    foyer_id: str,
    titre: str,
    nature: str,
    make: Callable[[], bytes],
    zone: str = EQUIPE,
) -> Callable[[], Document] | None:
    """Return what makes the PDF and keeps it, marked « produit ici »; None without the right."""
    if not may(session, droits.ECRIRE_DOCUMENT):
        return None
    return lambda: documents_joints.keep_produced(session, foyer_id, titre, nature, make(), zone)
