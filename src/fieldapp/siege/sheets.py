"""What every format of the export shares: a table that comes in batches, and files made whole."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from fieldapp.siege.columns import Cell, Column

# What makes a spreadsheet compute a cell instead of showing it; full-width and small signs too.
_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b")
# What one does not see in front of a sign, and that a reader may take away: spaces, controls,
# marks of width, direction or order of bytes.
_UNSEEN = "".join(
    chr(code)
    for code in range(0x10000)
    if unicodedata.category(chr(code)) in ("Cc", "Cf", "Zs", "Zl", "Zp")
    and chr(code) not in _FORMULA
)

# Some rows of a table, column by column: each format treats a whole column with one rule.
Batch = Sequence[Sequence[Cell]]
Take = Callable[[Batch], None]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table ready to be written, and how many rows it will have."""

    nom: str
    columns: Sequence[Column]
    lignes: int
    batches: Iterable[Batch]


class Writer(Protocol):
    """Where sheets go. `paths` are the files made, complete once the writer is closed."""

    paths: list[Path]

    def sheet(self, nom: str, columns: Sequence[Column]) -> AbstractContextManager[Take]:
        """Begin a table; what it gives takes the batches, in order."""
        ...


def batch_of(rows: Sequence[Sequence[Cell]], width: int) -> Batch:
    """Turn rows into a batch of `width` columns."""
    return list(zip(*rows, strict=True)) or [()] * width


def neutralised(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe in front if need be."""
    if text[:1].isalnum():  # nearly all of them, and there are millions
        return text
    return f"'{text}" if text.lstrip(_UNSEEN).startswith(_FORMULA) else text


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a temporary name to write under; the file gets its own name once it is complete."""
    part = path.with_name(f".{path.name}.part")
    try:
        yield part
        _sync(part)
        part.replace(path)
    finally:
        # Half an export helps nobody, and may hold names.
        part.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
