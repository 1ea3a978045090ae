"""A key prepared at headquarters, for posts without network nor share: a folder of the space on it.

The files and the code path are those of the shared folder; the folder in use stays the same.
"""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fieldapp.db import postes as postes_db
from fieldapp.db import sync_tables as tables
from fieldapp.db.store import Store
from fieldapp.domain.droits import SYNCHRONISER
from fieldapp.domain.echange import Poste
from fieldapp.domain.errors import KnownError
from fieldapp.domain.siege import ClePreparee
from fieldapp.services.droits import require
from fieldapp.services.session import Session
from fieldapp.siege.agents import end_those_gone
from fieldapp.siege.espace import space_of
from fieldapp.siege.ingest import Progress, Stop, serve_posts
from fieldapp.sync.folder import (
    ESPACE,
    POSTES,
    SIEGE,
    FolderError,
    TamperedError,
    bundle_name,
    folder_errors,
    fsync_folder,
    put,
    read,
)
from fieldapp.sync.identity import identity_of
from fieldapp.sync.space import DOSSIER, NATURE, Space, folder_of, read_statement
from fieldapp.sync.statement import MAX_BYTES, StatementError, sign
from fieldapp.sync.transport import Branch, FolderTransport

_KEPT = (
    "Rien n’est perdu\u00a0: ce qui y a été lu est pris, ce qui devait y être écrit reste au siège."
)


@dataclass(frozen=True, slots=True)
class _Key(FolderTransport):
    """What was received is noted for the shared folder, where the same files may lie: here it is
    tidied apart."""

    def remove(self, side: str, device: str, names: Sequence[str]) -> bool:
        """Leave it: the shared folder is asked the next time."""
        raise KnownError(f"{side}/{device}/{names[0]} reste sur la clé. Rien n’a changé.")


def prepare_key(
    session: Session,
    folder: Path,
    devices: Collection[str] = (),
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> ClePreparee:
    """Take in what posts have put on a key, and write on it all that waits for these posts.

    `folder` is a folder of the key; no devices means every post. Those that have put something on
    the key are answered too. Can be cut at any point and done again; a key may serve several
    posts. Raises KnownError: not the right role, key missing, full, read-only, of others.
    """
    require(session, SYNCHRONISER)
    store = session.store
    end_those_gone(session)
    with _key_errors():
        root = _space_on(store, folder)
        transport = _Key(root)
        transport.check(space_of(store))
        there = {*transport.devices(POSTES), *devices}
        bilan = serve_posts(
            session, transport, progress, stop,
            lambda poste: not devices or poste.device in there,
        )  # fmt: skip
        written = set(transport.devices(SIEGE))
        postes = [one for one in postes_db.list_postes(store) if one.device in written]
        waiting = [(poste.nom, _tidy(store, root, poste)) for poste in postes]
    return ClePreparee(
        root, bilan, tuple(sorted({nom for nom, lots in waiting if lots})),
        sum(lots for _nom, lots in waiting),
    )  # fmt: skip


def _space_on(store: Store, folder: Path) -> Path:
    """Return the folder of the space on the key, made if it is not there yet."""
    space = space_of(store)
    used = folder_of(store)
    with folder_errors():
        if not folder.is_dir():
            raise KnownError(
                "La clé est introuvable\u00a0: elle n’est pas branchée, ou ce dossier n’y est pas. "
                "Rien n’a changé. Branchez-la, puis choisissez de nouveau."
            )
        ours = _is_space(folder, space)
        root = folder
        if not ours and folder.name != DOSSIER and any(folder.iterdir()):
            root = folder / DOSSIER
            ours = _is_space(root, space)
        if used is not None and root.exists() and used.exists() and root.samefile(used):
            raise KnownError(
                "Ce dossier est le dossier d’échange du siège, pas une clé. Rien n’a changé. "
                "Lancez la réception, ou choisissez un dossier de la clé."
            )
        for side in (POSTES, SIEGE):
            (root / side).mkdir(parents=True, exist_ok=True)
        fsync_folder(root)
        if not ours:
            # Last: a cut before this leaves what is not yet a space.
            put(root / ESPACE, sign(NATURE, space, identity_of(store).signing))
    return root


def _is_space(folder: Path, known: Space) -> bool:
    """Tell whether a folder is already ours; raises KnownError for one of others, or damaged."""
    data = read(folder / ESPACE, MAX_BYTES)
    if data is None:
        return False
    try:
        found = read_statement(data)
    except StatementError as error:
        raise KnownError(
            "Le dossier d’échange de cette clé est abîmé. Rien n’y a été lu ni écrit. Renommez ce "
            "dossier, puis préparez la clé de nouveau."
        ) from error
    if found != known:
        raise KnownError(
            "Cette clé porte l’échange d’un autre organisme ou d’un autre siège. Rien n’y a été lu "
            "ni écrit. Branchez-en une autre, ou choisissez un autre dossier."
        )
    return True


def _tidy(store: Store, root: Path, poste: Poste) -> int:
    """Take off the key what the post has received, but the newest; return how many wait there."""
    transport = FolderTransport(root)
    place = Branch(transport, SIEGE, poste.device)
    received = tables.acknowledged_lot(store, poste.device)
    numbers = place.bundles()
    old = [numero for numero in numbers[:-1] if numero <= received]
    with contextlib.suppress(FolderError):  # a read-only key was read all the same
        place.remove([bundle_name(numero) for numero in old])
    return sum(numero > received for numero in numbers)


@contextlib.contextmanager
def _key_errors() -> Iterator[None]:
    """Say of a key what is wrong with it, where the folder would be spoken of."""
    try:
        yield
    except TamperedError:
        raise
    except FolderError as error:
        code = error.__cause__.errno if isinstance(error.__cause__, OSError) else None
        if code in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise KnownError(
                f"La clé est pleine. {_KEPT} Faites-y de la place, ou prenez-en une autre, puis "
                "préparez-la de nouveau."
            ) from error
        if code in (errno.EROFS, errno.EACCES, errno.EPERM):
            raise KnownError(
                f"La clé est protégée\u00a0: rien ne peut y être écrit. {_KEPT} Ôtez la "
                "protection, ou prenez une autre clé."
            ) from error
        raise KnownError(
            f"La clé ne répond plus\u00a0: elle a été retirée, ou elle est abîmée. {_KEPT} "
            "Rebranchez-la, puis préparez-la de nouveau."
        ) from error
