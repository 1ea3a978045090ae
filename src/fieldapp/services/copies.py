"""Clear copies of documents opened in other programs: where they lie, and how they are wiped."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

_BLOCK = 1024 * 1024


def copies_folder(store_folder: Path) -> Path:
    """Return the private folder of the copies, beside the store; it exists only while needed."""
    return store_folder / "ouverts"


def wipe_copies(store_folder: Path) -> int:
    """Overwrite and remove every copy; return how many files another program still holds.

    Best effort: a journaling or flash disk may keep old blocks, and a file that another program
    locks stays until the next time. Never raises.
    """
    root = copies_folder(store_folder)
    if root.is_symlink() or not root.is_dir():
        return 0
    left = 0
    for place, folders, files in os.walk(root, topdown=False):
        for name in files:
            left += not _wipe(Path(place, name))
        for name in folders:
            with contextlib.suppress(OSError):
                _remove_folder(Path(place, name))
    with contextlib.suppress(OSError):
        root.rmdir()
    return left


def _wipe(path: Path) -> bool:
    try:
        if not path.is_symlink():
            path.chmod(0o600)
            with path.open("r+b") as stream:
                size = path.stat().st_size
                for start in range(0, size, _BLOCK):
                    stream.write(b"\0" * min(_BLOCK, size - start))
                stream.flush()
                os.fsync(stream.fileno())
    except OSError:
        pass  # removing is still worth trying
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def _remove_folder(path: Path) -> None:
    if path.is_symlink():
        path.unlink()
    else:
        path.rmdir()
