"""The export as CSV for a French spreadsheet: `;`, BOM, CRLF, decimal comma, jj/mm/aaaa."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from fieldapp.siege.columns import Cell, Column
from fieldapp.siege.sheets import Batch, Take, Writer, neutralised, whole


class CsvWriter:
    """One file a table."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.paths: list[Path] = []

    @contextmanager
    def sheet(self, nom: str, columns: Sequence[Column]) -> Iterator[Take]:
        """Write `<nom>.csv`, whole or not at all."""
        path = self.folder / f"{nom}.csv"
        with whole(path) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
            # All in quotes: LibreOffice takes a comma for a separator too, unless told otherwise.
            writer = csv.writer(file, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
            writer.writerow([column.nom for column in columns])

            def take(batch: Batch) -> None:
                texts = [[_text(cell) for cell in cells] for cells in batch]
                writer.writerows(zip(*texts, strict=True))

            yield take
        self.paths.append(path)


@contextmanager
def csv_files(folder: Path, _mode: str) -> Iterator[Writer]:
    """Open a folder for one CSV file a table."""
    yield CsvWriter(folder)


def _text(cell: Cell) -> str:
    """What a cell shows. The kinds are asked in the order of how often they come."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return neutralised(cell.replace("\r\n", "\n").replace("\0", ""))
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, date):
        day = f"{cell.day:02d}/{cell.month:02d}/{cell.year:04d}"
        return f"{day} {cell:%H:%M}" if isinstance(cell, datetime) else day
    return str(cell).replace(".", ",")
