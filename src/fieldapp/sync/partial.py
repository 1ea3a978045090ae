"""A file on its way, kept on disk piece by piece so that a cut resumes where it stopped.

What lies there is sealed for this store, as it travels: nothing is in clear.
"""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path

FOLDER = "en_route"


class Partial:
    """The beginning of one version of one file.

    A disk that refuses only costs the resumption: the file is then kept in memory alone.
    """

    def __init__(self, data_folder: Path, name: str) -> None:
        self._folder = data_folder / FOLDER
        self._key = hashlib.sha256(name.encode()).hexdigest()[:16]

    def read(self) -> tuple[str, bytes]:
        """Return the version begun and its first bytes; two empty values when there is none."""
        with contextlib.suppress(OSError):
            for path in self._folder.glob(f"{self._key}-*.part"):
                version = path.stem.partition("-")[2]
                return bytes.fromhex(version).decode(), path.read_bytes()
        return "", b""

    def add(self, version: str, start: int, piece: bytes) -> None:
        """Write the bytes from `start` on; those of another version are let go."""
        path = self._folder / f"{self._key}-{version.encode().hex()}.part"
        with contextlib.suppress(OSError):
            if start == 0:
                self.forget()
                self._folder.mkdir(exist_ok=True)
            with path.open("r+b" if start else "wb") as file:
                file.seek(start)
                file.write(piece)
                file.truncate()

    def forget(self) -> None:
        """Let go of what was begun."""
        with contextlib.suppress(OSError):
            for path in self._folder.glob(f"{self._key}-*.part"):
                path.unlink()
            self._folder.rmdir()  # refused while another file is on its way, which is right
