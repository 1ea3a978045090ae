"""The shared folder: every file has one writer, is written once, whole, and only its writer takes
it away, once its reader has said that it has it."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from fieldapp.domain.errors import KnownError, OfflineError

ESPACE = "ESPACE.json"
POSTES = "postes"
SIEGE = "siege"
_DEVICE = re.compile(r"[0-9a-f]{12}")

_KEPT = "Tout ce qui est saisi reste sur ce poste et rien n’a été effacé."


class FolderError(KnownError):
    """The shared folder cannot be used now; entry goes on and nothing is deleted."""


class AbsentError(FolderError, OfflineError):
    """The shared folder is not there: the network is away, or the key was taken out."""


class TamperedError(FolderError):
    """Something in the shared folder leads elsewhere: a link, or a name that is not a plain id."""


def bundle_name(numero: int) -> str:
    """Return the file name of a bundle."""
    return f"{numero:08d}.lot"


def branch(space: Path, side: str, device: str, *, create: bool = False) -> Path:
    """Return the folder of one writer: `postes/<device>` or `siege/<device>`.

    A device that is not a plain id, or a link in place of a folder, is refused: it could lead
    out of the space.
    """
    if not _DEVICE.fullmatch(device):
        raise TamperedError(
            f"Le dossier partagé contient un nom de poste inacceptable. {_KEPT} Prévenez le siège."
        )
    path = space
    for part in (side, device):
        path = path / part
        with folder_errors():
            try:
                mode = path.lstat().st_mode
            except FileNotFoundError:
                if not create:
                    continue
                path.mkdir()
                fsync_folder(path.parent)
                continue
        if not stat.S_ISDIR(mode):
            raise TamperedError(
                "Le dossier partagé contient un lien ou un fichier à la place d’un dossier. "
                f"{_KEPT} Prévenez le siège."
            )
    return path


def list_devices(space: Path, side: str) -> list[str]:
    """Return the devices that have a folder on this side, in order."""
    with folder_errors():
        try:
            entries = list(os.scandir(space / side))
        except FileNotFoundError:
            return []
        return sorted(
            entry.name
            for entry in entries
            if _DEVICE.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False)
        )


def list_names(folder: Path) -> list[str]:
    """Return the names in the folder of a writer, in no order; none when it is absent."""
    with folder_errors():
        try:
            return [path.name for path in folder.iterdir()]
        except FileNotFoundError:
            return []


def read(path: Path, limit: int) -> bytes | None:
    """Return the bytes of a plain file, one more than `limit` at most; None when it is absent."""
    with folder_errors():
        try:
            if not stat.S_ISREG(path.lstat().st_mode):
                raise TamperedError(
                    f"Le dossier partagé contient un lien à la place d’un fichier. {_KEPT} "
                    "Prévenez le siège."
                )
            with path.open("rb") as file:
                return file.read(limit + 1)
        except FileNotFoundError:
            return None


def size(path: Path) -> int | None:
    """Return the size of a file in bytes, None when it is absent."""
    with folder_errors():
        try:
            return path.lstat().st_size
        except FileNotFoundError:
            return None


def put(path: Path, data: bytes) -> None:
    """Write a file once and for all: it appears whole under its name, or not at all.

    The temporary name is always the same for a file, so an interrupted try is taken up again.
    """
    part = path.with_name(f".{path.name}.part")
    with folder_errors():
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        flags |= getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
        descriptor = os.open(part, flags, 0o666)
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(descriptor, view) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if part.read_bytes() != data:
            raise OSError(errno.EIO, "read back differs")
        part.replace(path)
        fsync_folder(path.parent)


def remove(path: Path) -> None:
    """Take away a plain file; one that is absent is no fault."""
    with folder_errors():
        try:
            if not stat.S_ISREG(path.lstat().st_mode):
                raise TamperedError(
                    f"Le dossier partagé contient un lien à la place d’un fichier. {_KEPT} "
                    "Prévenez le siège."
                )
            path.unlink()
        except FileNotFoundError:
            return


def fsync_folder(folder: Path) -> None:
    """Make a new name in the folder last; Windows does it by itself and refuses to be asked."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # Some network shares cannot; the file itself was synced and read back.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def folder_errors() -> Iterator[None]:
    """Turn what the system says of the shared folder into a French sentence."""
    try:
        yield
    except OSError as error:
        raise _error(error.errno) from error


def _error(code: int | None) -> FolderError:
    """A folder that went away in the middle is like one that was never there: normal."""
    if code in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return FolderError(
            "Le dossier partagé est plein\u00a0: le dépôt n’a pas pu se faire. "
            f"{_KEPT} Libérez de la place dans ce dossier, puis synchronisez de nouveau."
        )
    if code in (errno.EROFS, errno.EACCES, errno.EPERM):
        return FolderError(
            "Le dossier partagé est protégé\u00a0: ce poste n’a pas le droit d’y lire ou d’y "
            f"écrire. {_KEPT} Demandez ce droit, puis synchronisez de nouveau."
        )
    return AbsentError(
        "Le dossier partagé ne répond pas (réseau coupé, clé retirée ou disque défaillant). "
        f"{_KEPT} Synchronisez de nouveau quand il est revenu."
    )
