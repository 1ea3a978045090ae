"""The exchange space of this headquarters."""

from __future__ import annotations

from pathlib import Path

from fieldapp.db.store import Store
from fieldapp.domain.errors import BugError, KnownError
from fieldapp.sync.folder import FolderError
from fieldapp.sync.space import Space, check_space, folder_of, known_space
from fieldapp.sync.transport import FolderTransport

_KEPT = "Rien n’a changé et ce que le siège a reçu est intact."
# Where a sentence about the folder (`sync/space.py`) begins to speak to the worker of a post.
_PROMISE = "Tout ce qui est saisi reste sur ce poste"


def space_of(store: Store) -> Space:
    """Return the space of this headquarters."""
    space = known_space(store)
    if space is None:
        raise BugError("the store of headquarters has no space")
    return space


def check_own_space(store: Store, folder: Path) -> None:
    """Accept the folder only if it is the space of this headquarters.

    Raises FolderError: missing, empty, foreign, half copied; with its cause, and what is kept at
    headquarters, where nothing is typed and nobody else says which folder to choose.
    """
    try:
        check_space(folder, space_of(store))
    except FolderError as error:
        cause = error.message.partition(_PROMISE)[0].strip()
        last = folder_of(store)
        known = f" Le dernier utilisé est {last}." if last not in (None, folder.absolute()) else ""
        raise type(error)(
            f"{cause} {_KEPT} Vérifiez le dossier ({folder}), puis recommencez.{known}"
        ) from error


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
    check_own_space(store, folder)
    return FolderTransport(folder)
