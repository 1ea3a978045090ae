"""The export as a workbook (XLSX), a sheet a table, written row after row in constant memory.

The general writers of workbooks (xlsxwriter, openpyxl) spend some 25 µs on each cell, most of it
on choices that never change within a column; an export of 50,000 families holds 20 million cells.
Here a column has one rule, and the rows go straight to the compressor.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import IO

from fieldapp.siege import workbook_parts as parts
from fieldapp.siege.columns import Cell, Column
from fieldapp.siege.sheets import Batch, Take, Writer, neutralised, whole

_MAX_TEXT = 32_767  # what a cell of a workbook holds
_CUT = " […] texte coupé, entier dans l’export CSV"
MAX_ROWS = 1_048_576  # what a sheet holds, its header included
# Above two gibibytes a part of the archive takes a form that older spreadsheets refuse.
MAX_BYTES = 1 << 30
# Past the second level the file hardly shrinks, and the time doubles.
_LEVEL = 2
_FIRST_DAY = date(1900, 1, 1)
_LEAP = date(1900, 3, 1).toordinal()
_DAY_ZERO = date(1899, 12, 30).toordinal()


class XlsxWriter:
    """A sheet a table, or several numbered ones when a sheet cannot hold all the rows."""

    def __init__(self, archive: zipfile.ZipFile, path: Path) -> None:
        self.paths = [path]
        self._archive = archive
        self._names: list[str] = []

    @contextmanager
    def sheet(self, nom: str, columns: Sequence[Column]) -> Iterator[Take]:
        """Write one table."""
        table = _Table(self._begin, nom, columns)
        try:
            yield table.take
        finally:
            table.end()

    def finish(self) -> None:
        """Write the parts that name the sheets."""
        for name, text in parts.around(self._names):
            self._archive.writestr(name, text)

    def _begin(self, nom: str) -> IO[bytes]:
        self._names.append(nom)
        return self._archive.open(parts.sheet_path(len(self._names)), "w")


class _Table:
    """A table on its way into one sheet or several."""

    def __init__(
        self, begin: Callable[[str], IO[bytes]], nom: str, columns: Sequence[Column]
    ) -> None:
        self._begin = begin
        self._nom = nom
        self._columns = columns
        self._letters = [parts.letters(index) for index in range(len(columns))]
        self._pages = 0
        self._open_page()

    def take(self, batch: Batch) -> None:
        """Write some rows."""
        count = len(batch[0]) if batch else 0
        start = 0
        while start < count:
            if self._line > MAX_ROWS or self._bytes > MAX_BYTES:
                self.end()
                self._open_page()
            stop = min(count, start + MAX_ROWS - self._line + 1)
            self._write([cells[start:stop] for cells in batch], stop - start)
            start = stop

    def end(self) -> None:
        """Close the sheet being written."""
        try:
            self._page.write(parts.SHEET_END)
        finally:
            # Even when the disk is full: an open part would hide why the archive cannot close.
            self._page.close()

    def _open_page(self) -> None:
        self._pages += 1
        nom = self._nom if self._pages == 1 else f"{self._nom} ({self._pages})"
        self._page = self._begin(nom)
        head = parts.sheet_head(self._columns).encode()
        self._page.write(head)
        self._bytes = len(head)
        self._line = 2

    def _write(self, batch: Batch, count: int) -> None:
        lines = range(self._line, self._line + count)
        rendered = [
            [f'<c r="{letter}{line}"{_cell(cell)}' if cell is not None else ""
             for line, cell in zip(lines, cells, strict=True)]
            for letter, cells in zip(self._letters, batch, strict=True)
        ]  # fmt: skip
        rows = [
            f'<row r="{line}">{"".join(row)}</row>'
            for line, row in zip(lines, zip(*rendered, strict=True), strict=True)
        ]
        data = "".join(rows).encode()
        self._page.write(data)
        self._bytes += len(data)
        self._line += count


@contextmanager
def workbook(folder: Path, mode: str) -> Iterator[Writer]:
    """Open a workbook `export_<mode>.xlsx`; it gets its name once it is whole."""
    path = folder / f"export_{mode}.xlsx"
    with whole(path) as part, zipfile.ZipFile(
        part, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL
    ) as archive:  # fmt: skip
        writer = XlsxWriter(archive, path)
        yield writer
        writer.finish()


def _cell(cell: Cell) -> str:
    """The end of the element of a cell, after its place: type, style and value."""
    if isinstance(cell, str):
        return _string(cell)
    if isinstance(cell, bool):
        return _string("oui" if cell else "non")
    if isinstance(cell, datetime):
        if cell.date() < _FIRST_DAY:
            return _string(f"{cell:%d/%m/%Y %H:%M}")
        seconds = cell.hour * 3600 + cell.minute * 60 + cell.second
        return f' s="{parts.MOMENT_STYLE}"><v>{_serial(cell) + seconds / 86400!r}</v></c>'
    if isinstance(cell, date):
        if cell < _FIRST_DAY:
            return _string(f"{cell:%d/%m/%Y}")
        return f' s="{parts.DATE_STYLE}"><v>{_serial(cell)}</v></c>'
    return f"><v>{cell!r}</v></c>"


def _serial(day: date) -> int:
    """The number of a day. A spreadsheet believes that 1900 was a leap year."""
    ordinal = day.toordinal()
    return ordinal - _DAY_ZERO - (ordinal < _LEAP)


def _string(text: str) -> str:
    text = neutralised(text)
    if len(text) > _MAX_TEXT:
        text = text[: _MAX_TEXT - len(_CUT)] + _CUT
    return f' t="inlineStr"><is><t xml:space="preserve">{parts.escaped(text)}</t></is></c>'
