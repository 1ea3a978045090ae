"""A USB key carried by hand: a folder like any other, but that comes and goes, and is one key.

The key bears an id file, by which it is known when it comes back, and told from another one that
takes its place. Not being there is its usual state.
"""

from __future__ import annotations

import re
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path, PurePath, PureWindowsPath

import msgspec

from fieldapp.db.opening import meta, set_meta
from fieldapp.db.store import Store
from fieldapp.sync.folder import ESPACE, AbsentError, FolderError, folder_errors, put, read
from fieldapp.sync.space import WAY, Space, check_space, exchange_folder

FICHIER = "CLE.json"
VOIE = "cle"
_META = "sync.cle"
_MAX = 4096
_KEPT = "Tout ce qui est saisi reste sur ce poste et rien n’a été effacé."
_LETTERS = "DEFGHIJKLMNOPQRSTUVWXYZ"
# Where Linux desktops mount what is plugged in: the key's own folder comes this deep.
_MOUNTS = ((("/", "run", "media"), 4), (("/", "media"), 3))


class Marque(msgspec.Struct, frozen=True):
    """What the id file says: which key this is, and nothing else."""

    cle: str


class Cle(msgspec.Struct, frozen=True):
    """The key that was chosen: its id, and the folder where it was seen last."""

    id: str
    dossier: str

    @property
    def path(self) -> Path:
        """Where it was seen last."""
        return Path(self.dossier)


def key_of(store: Store) -> Cle | None:
    """Return the key that this post knows, whether it is in use or not."""
    text = meta(store, _META)
    return None if text is None else msgspec.json.decode(text, type=Cle)


def key_in_use(store: Store) -> Cle | None:
    """Return the key when it is the way to headquarters."""
    return key_of(store) if meta(store, WAY) == VOIE else None


def choose_key(store: Store, folder: Path, known: Space) -> Cle:
    """Take a folder of a key, or the key itself, as the way to headquarters, and mark it.

    Raises FolderError: not there, not the space of this post, not writable.
    """
    folder = exchange_folder(folder)
    check_space(folder, known)
    found = read_mark(folder)
    if found is None:
        found = secrets.token_hex(16)
        put(folder / FICHIER, msgspec.json.encode(Marque(found)))
    cle = Cle(found, str(folder.absolute()))
    remember_key(store, cle)
    return cle


def remember_key(store: Store, cle: Cle) -> None:
    """Note the key, and that it is the way to use from now on."""
    with store.atomic():
        set_meta(store, _META, msgspec.json.encode(cle).decode())
        set_meta(store, WAY, VOIE)


def read_mark(folder: Path) -> str | None:
    """Return which key a folder lies on, None when nothing says it."""
    data = read(folder / FICHIER, _MAX)
    try:
        return None if data is None else msgspec.json.decode(data, type=Marque).cle
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def find_key(cle: Cle) -> Path:
    """Return where the key is now: a system may give it another letter or name each time."""
    for place in (cle.path, *map(Path, other_places(cle.path))):
        try:
            if read_mark(place) == cle.id:
                return place
        except FolderError:
            continue
    return cle.path


def check_plugged(folder: Path, cle: str) -> None:
    """Accept the folder only if it lies on that key.

    Raises AbsentError when no key is there, which is normal; FolderError when it is another one.
    """
    with folder_errors():
        there = folder.is_dir() and any(folder.iterdir())
    # An empty folder is where the system would mount it.
    if not there:
        raise AbsentError(
            f"La clé n’est pas branchée. {_KEPT} Branchez-la quand vous l’avez, puis synchronisez."
        )
    found = read_mark(folder)
    if found == cle:
        return
    if found is None and not (folder / ESPACE).exists():
        raise FolderError(
            "Une autre clé est branchée à la place de la vôtre, et ce n’est pas une clé "
            f"d’échange. Rien n’y a été lu ni écrit. {_KEPT} Branchez la vôtre."
        )
    raise FolderError(
        "Une autre clé d’échange est branchée à la place de la vôtre. Rien n’y a été lu ni écrit. "
        f"{_KEPT} Branchez la vôtre, ou choisissez celle-ci."
    )


def other_places(folder: PurePath) -> Iterator[PurePath]:
    """Go through the other places where the same folder of a key may be found."""
    if isinstance(folder, PureWindowsPath):
        if re.fullmatch(r"[A-Za-z]:", folder.drive):
            for letter in _LETTERS:
                if letter != folder.drive[0].upper():
                    yield PureWindowsPath(f"{letter}:\\", *folder.parts[1:])
        return
    for head, depth in _MOUNTS:
        if folder.parts[: len(head)] == head and len(folder.parts) > depth:
            mounts = Path(*folder.parts[:depth])
            for mount in sorted(mounts.iterdir()) if mounts.is_dir() else ():
                if mount.name != folder.parts[depth]:
                    yield mount.joinpath(*folder.parts[depth + 1 :])
            return


def likely_places() -> Iterator[Path]:
    """Go through the folders where a key that is plugged in now may be seen."""
    if sys.platform == "win32":
        yield from (Path(f"{letter}:\\") for letter in _LETTERS if Path(f"{letter}:\\").is_dir())
        return
    for mounts in (Path("/run/media"), Path("/media")):
        yield from sorted(path for path in mounts.glob("*/*") if path.is_dir())
