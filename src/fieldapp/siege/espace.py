"""The exchange space of this headquarters."""

from __future__ import annotations

from pathlib import Path

from fieldapp.db.store import Store
from fieldapp.domain.errors import BugError, KnownError
from fieldapp.sync.space import Space, folder_of, known_space
from fieldapp.sync.transport import FolderTransport


def space_of(store: Store) -> Space:
    """Return the space of this headquarters."""
    space = known_space(store)
    if space is None:
        raise BugError("the store of headquarters has no space")
    return space


def transport_of_space(store: Store, folder: Path | None) -> FolderTransport:
    """Return the folder of the space, the one used last when none is given, once it is checked.

    Raises KnownError: none known, missing, empty, foreign, half copied.
    """
    folder = folder or folder_of(store)
    if folder is None:
        raise KnownError(
            "Aucun dossier partagé n’est choisi. Rien n’a changé. Choisissez celui de l’espace "
            "d’échange."
        )
    transport = FolderTransport(folder)
    transport.check(space_of(store))
    return transport
