"""The export as JSON: a file a table, an array of objects, one object a line, dates in ISO."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from fieldapp.siege.columns import Column
from fieldapp.siege.sheets import Batch, Take, Writer, whole

_encode = msgspec.json.Encoder().encode


class JsonWriter:
    """One file a table. No program computes what it reads here: texts stand as they were typed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.paths: list[Path] = []

    @contextmanager
    def sheet(self, nom: str, columns: Sequence[Column]) -> Iterator[Take]:
        """Write `<nom>.json`, whole or not at all."""
        path = self.folder / f"{nom}.json"
        names = [column.nom for column in columns]
        with whole(path) as part, part.open("wb") as file:
            before = b"[\n"

            def take(batch: Batch) -> None:
                nonlocal before
                for row in zip(*batch, strict=True):
                    file.write(before + _encode(dict(zip(names, row, strict=True))))
                    before = b",\n"

            yield take
            file.write(b"[]\n" if before == b"[\n" else b"\n]\n")
        self.paths.append(path)


@contextmanager
def json_files(folder: Path, _mode: str) -> Iterator[Writer]:
    """Open a folder for one JSON file a table."""
    yield JsonWriter(folder)
