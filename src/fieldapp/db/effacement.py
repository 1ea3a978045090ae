"""The end of a store: its key slots are destroyed, which makes all the rest unreadable for good."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from dataclasses import asdict
from pathlib import Path

from fieldapp.db.store import POSTE, Store
from fieldapp.domain.efface import Efface
from fieldapp.domain.errors import KnownError

_MAX = 64 * 1024


def destroy(store: Store, found: Efface) -> None:
    """Close a store and destroy it: its key slots first, then its files.

    Cut after the slots, `finish` removes the rest: no key opens it any more. Best effort on the
    old blocks of a flash disk, which hold nothing but slots under a passphrase.
    """
    keys = store.folder / f"{store.name}.cles"
    content = json.dumps({"format": 1, "emplacements": [], "efface": asdict(found)}, indent=1)
    store.close()
    try:
        _overwrite(keys)
        temporary = keys.with_suffix(".nouveau")
        with temporary.open("w", encoding="utf-8") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(keys)
    except OSError as error:
        raise KnownError(
            "Le fichier de clés n’a pas pu être détruit (dossier protégé ou disque défaillant). "
            "L’effacement demandé par le siège n’est pas fait. Prévenez le siège."
        ) from error
    finish(store.folder, store.name)


def finish(folder: Path, name: str = POSTE) -> None:
    """Remove the files of a store whose keys are destroyed; any other store is left alone."""
    if destroyed(folder, name) is None:
        return
    for path in (f"{name}.db", f"{name}.db-wal", f"{name}.db-shm", f"{name}.db-journal"):
        with contextlib.suppress(OSError):
            (folder / path).unlink(missing_ok=True)


def destroyed(folder: Path, name: str = POSTE) -> Efface | None:
    """Return what is told of the store that was destroyed in a folder, or None."""
    try:
        with (folder / f"{name}.cles").open("rb") as stream:
            content = json.loads(stream.read(_MAX))
        told = content["efface"]
        if content["emplacements"]:
            return None
        return Efface(str(told["le"]), str(told["motif"]), str(told["organisme"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _overwrite(path: Path) -> None:
    """Write noise over the slots where they lie, before another file takes their name."""
    with path.open("r+b") as stream:
        size = path.stat().st_size
        stream.write(secrets.token_bytes(size))
        stream.flush()
        os.fsync(stream.fileno())
