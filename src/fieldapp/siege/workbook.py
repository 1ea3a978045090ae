"""The export as a workbook (XLSX), a sheet a table, written row after row in constant memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from fieldapp.siege.columns import DATE, MOMENT, Cell, Column
from fieldapp.siege.sheets import Batch, Take, Writer, neutralised, whole

_MAX_TEXT = 32_767  # what a cell of a workbook holds
_CUT = " […] texte coupé, entier dans l’export CSV"
MAX_ROWS = 1_048_576  # what a sheet holds, its header included
_FIRST_DAY = date(1900, 1, 1)
_WIDTHS = {DATE: 12, MOMENT: 17}
_OPTIONS = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
    "strings_to_numbers": False, "use_zip64": True,
}  # fmt: skip


class XlsxWriter:
    """A sheet a table, or several numbered ones when a sheet cannot hold all the rows."""

    def __init__(self, book: Any, path: Path) -> None:
        self.paths = [path]
        self._book = book
        self._head = book.add_format({"bold": True, "bottom": 1})
        self._day = book.add_format({"num_format": "dd/mm/yyyy"})
        self._moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})

    @contextmanager
    def sheet(self, nom: str, columns: Sequence[Column]) -> Iterator[Take]:
        """Write one table."""
        pages = 0
        line = MAX_ROWS
        page: Any = None

        def take(batch: Batch) -> None:
            nonlocal pages, line, page
            for row in zip(*batch, strict=True):
                if line == MAX_ROWS:
                    pages += 1
                    page = self._page(nom if pages == 1 else f"{nom} ({pages})", columns)
                    line = 1
                for index, cell in enumerate(row):
                    if cell is not None:
                        self._write(page, line, index, cell)
                line += 1

        yield take
        if not pages:
            self._page(nom, columns)

    def _page(self, nom: str, columns: Sequence[Column]) -> Any:
        page = self._book.add_worksheet(nom)
        page.freeze_panes(1, 0)
        for index, column in enumerate(columns):
            width = _WIDTHS.get(column.genre, max(10, min(40, len(column.nom) + 4)))
            page.set_column(index, index, width)
            page.write_string(0, index, column.nom, self._head)
        return page

    def _write(self, page: Any, line: int, index: int, cell: Cell) -> None:
        """Write one cell. The kinds are asked in the order of how often they come."""
        if isinstance(cell, str):
            page.write_string(line, index, _string(cell))
        elif isinstance(cell, bool):
            page.write_string(line, index, "oui" if cell else "non")
        elif isinstance(cell, datetime):
            if cell.date() < _FIRST_DAY:
                page.write_string(line, index, f"{cell:%d/%m/%Y %H:%M}")
            else:
                page.write_datetime(line, index, cell, self._moment)
        elif isinstance(cell, date):
            if cell < _FIRST_DAY:
                page.write_string(line, index, f"{cell:%d/%m/%Y}")
            else:
                page.write_datetime(line, index, cell, self._day)
        else:
            page.write_number(line, index, cell)


@contextmanager
def workbook(folder: Path, mode: str) -> Iterator[Writer]:
    """Open a workbook `export_<mode>.xlsx`; it gets its name once it is whole.

    Its working files lie beside it, not in the system's temporary folder, and go in any case:
    they hold what the export holds.
    """
    path = folder / f"export_{mode}.xlsx"
    with whole(path) as part, tempfile.TemporaryDirectory(dir=folder, prefix=".") as work:
        book = xlsxwriter.Workbook(str(part), {**_OPTIONS, "tmpdir": work})
        try:
            yield XlsxWriter(book, path)
        except BaseException:
            # Its working files must be closed before they can go.
            with suppress(Exception):
                book.close()
            raise
        book.close()


def _string(text: str) -> str:
    """A text as a cell takes it: no formula, no half of a character, not too long."""
    text = neutralised(text).encode("utf-8", "replace").decode()
    return text if len(text) <= _MAX_TEXT else text[: _MAX_TEXT - len(_CUT)] + _CUT
