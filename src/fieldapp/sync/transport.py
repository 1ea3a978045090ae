"""How the files of the space travel: what any way must do, and the shared folder as one of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from fieldapp.db.store import Store
from fieldapp.domain.errors import KnownError
from fieldapp.sync import folder
from fieldapp.sync.adresse import Adresse, way_of
from fieldapp.sync.cle import Cle, check_plugged, find_key, key_in_use, remember_key
from fieldapp.sync.identity import identity_of
from fieldapp.sync.space import Space, check_space, remember_folder


class StoppedError(KnownError):
    """The worker asked to stop in the middle of a file."""


class RefusedError(KnownError):
    """Headquarters answered, and took nothing of what was sent; the message says why."""


Stop = Callable[[], bool]

_BUNDLE = re.compile(r"(\d{8})\.lot")


class Transport(Protocol):
    """A way between a post and headquarters. The bytes are the same by every way.

    Files have plain names and lie in branches, `side` and `device` (see folder.py). Every act may
    raise a KnownError that says what is wrong with the way; entry goes on and nothing is deleted.
    """

    def check(self, known: Space) -> None:
        """Accept what is at the other end only if it is the space this store belongs to."""

    def remember(self, store: Store) -> None:
        """Note this way for the next time."""

    def names(self, side: str, device: str, after: str = "") -> list[str]:
        """Return the names of a branch that come after a name; none when it is not there."""

    def size(self, side: str, device: str, name: str) -> int | None:
        """Return the size of a file in bytes, None when it is absent."""

    def read(self, side: str, device: str, name: str, limit: int) -> bytes | None:
        """Return the bytes of a file, one more than `limit` at most; None when it is absent."""

    def put(self, side: str, device: str, name: str, data: bytes) -> None:
        """Write a file once and for all: it appears whole under its name, or not at all."""

    def remove(self, side: str, device: str, names: Sequence[str]) -> bool:
        """Take away files that we put and that their reader has; an absent one is no fault.

        False when they stay for now: too few to be worth the way.
        """

    def foresee(self, device: str, sent: str, taken: str) -> None:
        """Hear that a post sends nothing now, and will ask for the names of both of its branches,
        those it put after `sent` and those put for it after `taken`: one question may do."""

    def expect(self, taken: str) -> None:
        """Hear that the next file put is the last one, and that what lies there for this post
        after `taken` will be asked then: the answer to the one may bring the other."""

    def close(self) -> None:
        """End the exchange; nothing that was put is at stake."""


@dataclass(frozen=True, slots=True)
class Branch:
    """The files of one writer to one reader: `postes/<device>` or `siege/<device>`."""

    transport: Transport
    side: str
    device: str

    @property
    def label(self) -> str:
        """How this branch is named to a person."""
        return f"{self.side}/{self.device}"

    def bundles(self, after: int = 0) -> list[int]:
        """Return the numbers of the bundles there that follow the number `after`; unfinished and
        foreign files do not count."""
        names = self.names(after)
        return sorted(int(found[1]) for name in names if (found := _BUNDLE.fullmatch(name)))

    def names(self, after: int = 0) -> list[str]:
        """Return the names of the bundles there that follow a number, and of what is no bundle."""
        return self.transport.names(self.side, self.device, folder.bundle_name(after))

    def size(self, name: str) -> int | None:
        """Return the size of a file in bytes, None when it is absent."""
        return self.transport.size(self.side, self.device, name)

    def read(self, name: str, limit: int) -> bytes | None:
        """Return the bytes of a file, one more than `limit` at most; None when it is absent."""
        return self.transport.read(self.side, self.device, name, limit)

    def put(self, name: str, data: bytes) -> None:
        """Write a file once and for all: it appears whole under its name, or not at all."""
        self.transport.put(self.side, self.device, name, data)

    def remove(self, names: Sequence[str]) -> bool:
        """Take away files that we put and that their reader has; an absent one is no fault.

        False when they stay for now.
        """
        return not names or self.transport.remove(self.side, self.device, names)


@dataclass(frozen=True, slots=True)
class FolderTransport:
    """The shared folder: a network share, a key carried by hand, any synchronised folder."""

    root: Path

    def check(self, known: Space) -> None:
        """Raises FolderError for a missing, empty, foreign or half-copied folder."""
        check_space(self.root, known)

    def remember(self, store: Store) -> None:
        """Note the folder for the next time."""
        remember_folder(store, self.root)

    def names(self, side: str, device: str, after: str = "") -> list[str]:
        """Return the names of the files of a branch that come after a name."""
        names = folder.list_names(folder.branch(self.root, side, device))
        return [name for name in names if name > after]

    def size(self, side: str, device: str, name: str) -> int | None:
        """Return the size of a file in bytes, None when it is absent."""
        return folder.size(folder.branch(self.root, side, device) / name)

    def read(self, side: str, device: str, name: str, limit: int) -> bytes | None:
        """Return the bytes of a plain file; a link is refused."""
        return folder.read(folder.branch(self.root, side, device) / name, limit)

    def put(self, side: str, device: str, name: str, data: bytes) -> None:
        """Write a file: temporary name, fsync, read back, rename."""
        folder.put(folder.branch(self.root, side, device, create=True) / name, data)

    def remove(self, side: str, device: str, names: Sequence[str]) -> bool:
        """Take away files of ours."""
        for name in names:
            folder.remove(folder.branch(self.root, side, device) / name)
        return True

    def foresee(self, device: str, sent: str, taken: str) -> None:
        """A folder is looked at when it is asked."""

    def expect(self, taken: str) -> None:
        """Nobody answers in a folder."""

    def devices(self, side: str) -> list[str]:
        """Return the devices that have a branch on this side, in order."""
        return folder.list_devices(self.root, side)

    def close(self) -> None:
        """Nothing stays open between two files."""


@dataclass(frozen=True, slots=True)
class KeyTransport(FolderTransport):
    """A folder on a key carried by hand; `cle` is the id of that key."""

    cle: str

    def check(self, known: Space) -> None:
        """Raises AbsentError when the key is not there, FolderError when it is another one."""
        check_plugged(self.root, self.cle)
        check_space(self.root, known)

    def remember(self, store: Store) -> None:
        """Note where the key was seen."""
        remember_key(store, Cle(self.cle, str(self.root.absolute())))


def transport_of(
    store: Store, way: Path | Adresse | Transport | None, stop: Stop | None = None
) -> Transport:
    """Return the way to headquarters; None means the one used last, a transport means itself.

    `stop()` is asked between two pieces of a large file. Raises KnownError when no way is known.
    """
    way = way or way_of(store)
    if isinstance(way, Adresse):
        # Imported here: a post that uses a folder needs nothing of the network.
        from fieldapp.sync.annonce import last_instant
        from fieldapp.sync.https import HttpsTransport

        return HttpsTransport(way, identity_of(store), store.folder, stop, last_instant(store))
    if way is None:
        raise KnownError(
            "Aucun dossier partagé n’est choisi. Tout est enregistré ici. Choisissez le dossier "
            "indiqué par le siège, puis synchronisez de nouveau\u00a0; sans réseau ni dossier, "
            "préparez un fichier à envoyer."
        )
    if not isinstance(way, Path):
        return way
    cle = key_in_use(store)
    if cle is not None and cle.path == way:
        return KeyTransport(find_key(cle), cle.id)
    return FolderTransport(way)
