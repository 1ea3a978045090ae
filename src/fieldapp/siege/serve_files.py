"""The files of `siege serve`: the very layout of the shared folder, filled piece by piece."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fieldapp.sync import folder
from fieldapp.sync.bundle import signed_header
from fieldapp.sync.folder import POSTES, SIEGE, bundle_name
from fieldapp.sync.space import Space
from fieldapp.sync.wire import CHUNK, is_bundle, largest

# Uploads that one post may leave unfinished: the oldest is let go when another begins.
_UNFINISHED = 3


class GapError(Exception):
    """The piece does not follow what is held: `held` bytes of the file are."""

    def __init__(self, held: int) -> None:
        super().__init__(held)
        self.held = held


class BadFileError(Exception):
    """The file is not one that this post may put; the message says why, in French."""


@dataclass(frozen=True, slots=True)
class Slice:
    """A piece of a file: from which byte, of how many, of which version of the file."""

    data: bytes
    start: int
    total: int
    version: str


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a post is sending; `digest` is the SHA-256 of the whole, hexadecimal."""

    device: str
    name: str
    total: int
    digest: str


class Files:
    """The exchange space on the disk of headquarters."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def listing(self, side: str, device: str, after: str) -> dict[str, int]:
        """Return the files of a branch that come after a name, with their sizes."""
        place = folder.branch(self.root, side, device)
        names = [n for n in folder.list_names(place) if n > after and largest(n) is not None]
        sizes = ((name, folder.size(place / name)) for name in sorted(names))
        return {name: size for name, size in sizes if size is not None}

    def listing_with_first(
        self, side: str, device: str, after: str, most: int
    ) -> tuple[dict[str, int], bytes | None]:
        """Return what `listing` does, and the first bundle of it unless it has more bytes."""
        names = self.listing(side, device, after)
        first = next(filter(is_bundle, names), None)
        path = folder.branch(self.root, side, device) / (first or "")
        if first is None or names[first] > most or path.is_symlink():
            return names, None
        data = folder.read(path, most)
        return names, None if data is None or len(data) > most else data

    def slice(
        self, side: str, device: str, name: str, start: int, end: int, version: str
    ) -> Slice | None:
        """Return the bytes `start` to `end` of a file, from its first byte when it is not the
        version that was begun; None when it is absent."""
        path = folder.branch(self.root, side, device) / name
        if path.is_symlink():
            return None
        with folder.folder_errors():
            try:
                found = path.stat()
                current = f'"{found.st_size:x}-{found.st_mtime_ns:x}"'
                if (version and version != current) or start >= found.st_size:
                    start, end = 0, CHUNK - 1
                with path.open("rb") as file:
                    file.seek(start)
                    return Slice(
                        file.read(min(end - start + 1, CHUNK)), start, found.st_size, current
                    )
            except FileNotFoundError:
                return None

    def add(self, upload: Upload, start: int, piece: bytes) -> bytes | int:
        """Add a piece; return the whole file once it is complete, else the bytes held so far.

        Raises GapError for a piece that does not follow, or when the whole is not what was said.
        """
        if start == 0 and len(piece) == upload.total:
            data = piece
        else:
            part = self._part(upload)
            held = folder.size(part) or 0
            if start != held or held + len(piece) > upload.total:
                raise GapError(held)
            with folder.folder_errors():
                if not held:
                    self._make_room(part)
                with part.open("ab") as file:
                    file.write(piece)
            held += len(piece)
            if held < upload.total:
                return held
            data = folder.read(part, upload.total) or b""
        if hashlib.sha256(data).hexdigest() != upload.digest:
            self.drop(upload)
            raise GapError(0)
        return data

    def keep(self, upload: Upload, data: bytes, cle: str, space: Space) -> bool:
        """Put a whole file under its name; False when it was there already.

        Raises BadFileError when it is not a bundle of this post for this headquarters, or when
        another sound one lies under its number.
        """
        path = folder.branch(self.root, POSTES, upload.device, create=True) / upload.name
        self.drop(upload)
        if folder.read(path, len(data)) == data:
            return False
        if upload.name.endswith(".lot"):
            check_bundle(upload, data, cle, space)
            if _is_sound(upload.name, path, cle):
                raise BadFileError(
                    "Le siège a déjà reçu de ce poste un autre lot sous ce numéro\u00a0: le poste "
                    "a sans doute été rétabli d’une ancienne sauvegarde. Rien n’a été remplacé, "
                    "et tout reste sur le poste. Choisissez «\u00a0Reprendre ce poste\u00a0»."
                )
        folder.put(path, data)
        return True

    def remove(self, device: str, names: Sequence[str], cle: str) -> None:
        """Take away bundles of a post that headquarters has taken in, but the newest sound one
        there, by which a restored post recognises that it lived twice."""
        place = folder.branch(self.root, POSTES, device)
        there = filter(is_bundle, reversed(self.listing(POSTES, device, "")))
        newest = next((name for name in there if _is_sound(name, place / name, cle)), "")
        for name in names:
            if name < newest:
                folder.remove(place / name)

    def drop(self, upload: Upload) -> None:
        """Let go of the pieces of an upload that is over."""
        with contextlib.suppress(OSError):
            self._part(upload).unlink(missing_ok=True)

    def _part(self, upload: Upload) -> Path:
        place = folder.branch(self.root, POSTES, upload.device, create=True)
        return place / f".{upload.name}.{upload.digest[:16]}.recu"

    def _make_room(self, part: Path) -> None:
        others = sorted(part.parent.glob(".*.recu"), key=lambda path: path.stat().st_mtime)
        for path in others[: max(0, len(others) - _UNFINISHED + 1)]:
            path.unlink(missing_ok=True)


def check_bundle(upload: Upload, data: bytes, cle: str, space: Space) -> None:
    """Raises BadFileError unless these bytes are the bundle of this post that the name says."""
    header = signed_header(data, cle)
    if header is None:
        raise BadFileError(
            "Ce lot est abîmé, ou n’est pas signé par ce poste. Le siège ne l’a pas pris et rien "
            "n’a changé. Synchronisez de nouveau\u00a0; si cela dure, prévenez le siège."
        )
    wanted = (space.espace, upload.device, space.siege, upload.name)
    if (header.espace, header.de, header.a, bundle_name(header.numero)) != wanted:
        raise BadFileError(
            "Ce lot n’est pas de ce poste pour ce siège, ou n’est pas à sa place. Le siège ne l’a "
            "pas pris et rien n’a changé. Prévenez le siège."
        )


def _is_sound(name: str, path: Path, cle: str) -> bool:
    """Tell whether a whole bundle of this post lies there: only a damaged copy is replaced."""
    present = folder.read(path, largest(name) or 0)
    header = None if present is None else signed_header(present, cle)
    return header is not None and bundle_name(header.numero) == name


def side_of(text: str) -> str | None:
    """Return the side of the space that a path names, None for any other word."""
    return text if text in (POSTES, SIEGE) else None
