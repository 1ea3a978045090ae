"""Files chosen in a form that is not saved: kept in the encrypted store as long as its draft."""

from __future__ import annotations

from collections.abc import Sequence

from fieldapp.db import documents_joints
from fieldapp.domain.brouillon import Fichier
from fieldapp.domain.errors import KnownError
from fieldapp.services.session import Session

# Of one form, in bytes: more would fill a laptop with what may never be added.
GARDES_MAX = 50 * 1024 * 1024
AGAIN = (
    "Les fichiers de ce formulaire n’ont pas pu être gardés avec lui. Choisissez de nouveau les "
    "mêmes fichiers\u00a0: ce que vous aviez tapé vous attend."
)


def keep_content(session: Session, contenu: bytes) -> None:
    """Keep the content of a chosen file; it is erased once neither draft nor document names it."""
    with session.store.atomic():
        documents_joints.add_chunks(session.store, contenu)


def read_contents(session: Session, files: Sequence[Fichier]) -> tuple[bytes, ...]:
    """Return the contents of the files of a draft; raises KnownError when one is not here."""
    found = []
    for one in files:
        octets = tuple(documents_joints.read_chunks(session.store, one.morceaux))
        if len(octets) != len(one.morceaux):
            raise KnownError(AGAIN)
        found.append(b"".join(octets))
    if not found:
        raise KnownError(AGAIN)
    return tuple(found)
