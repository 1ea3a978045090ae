"""Writing tables for a French spreadsheet: CSV (`;`, BOM, CRLF) and XLSX, formulas neutralised."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

import xlsxwriter

from fieldapp.siege.columns import DATE, MOMENT, Cell, Column

# What makes a spreadsheet compute a cell instead of showing it; full-width signs count too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_MAX_TEXT = 32_767  # what a cell of a workbook holds
_CUT = " […] texte coupé, entier dans l’export CSV"
_MAX_ROWS = 1_048_576
_WIDTHS = {DATE: 12, MOMENT: 17}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table ready to be written."""

    nom: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]


class Writer(Protocol):
    """Where sheets go. `paths` are the files made, complete once the `with` block is over."""

    paths: list[Path]

    def write(self, sheet: Sheet) -> int:
        """Write one table and return the number of its rows."""
        ...


def neutralised(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe in front if need be."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_FORMULA) else text


class CsvWriter:
    """One file a table, dates as jj/mm/aaaa, decimal comma."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.paths: list[Path] = []

    def write(self, sheet: Sheet) -> int:
        """Write `<nom>.csv`, whole or not at all."""
        path = self.folder / f"{sheet.nom}.csv"
        count = 0
        with whole(path) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
            writer.writerow([column.nom for column in sheet.columns])
            for row in sheet.rows:
                writer.writerow([_text(cell) for cell in row])
                count += 1
        self.paths.append(path)
        return count


@contextmanager
def csv_files(folder: Path) -> Iterator[Writer]:
    """Open a folder for one CSV file a table."""
    yield CsvWriter(folder)


@contextmanager
def workbook(path: Path) -> Iterator[Writer]:
    """Open a workbook; it gets its name once it is whole.

    Its working files lie beside it, not in the system's temporary folder, and go in any case:
    they hold what the export holds.
    """
    with whole(path) as part, tempfile.TemporaryDirectory(dir=path.parent, prefix=".") as work:
        book = xlsxwriter.Workbook(
            str(part),
            {"constant_memory": True, "tmpdir": work, "strings_to_formulas": False,
             "strings_to_urls": False, "strings_to_numbers": False},
        )  # fmt: skip
        writer = XlsxWriter(book, path)
        try:
            yield writer
        except BaseException:
            # Its working files must be closed before they can go.
            with suppress(Exception):
                book.close()
            raise
        book.close()


class XlsxWriter:
    """A sheet a table, written row after row so that memory stays small."""

    def __init__(self, book: Any, path: Path) -> None:
        self.paths = [path]
        self._book = book
        self._head = book.add_format({"bold": True, "bottom": 1})
        self._formats = {
            date: book.add_format({"num_format": "dd/mm/yyyy"}),
            datetime: book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
        }

    def write(self, sheet: Sheet) -> int:
        """Write one sheet, or several numbered ones when a sheet cannot hold all the rows."""
        count = 0
        page = self._page(sheet, 1)
        for row in sheet.rows:
            line = count % (_MAX_ROWS - 1) + 1
            if count and line == 1:
                page = self._page(sheet, count // (_MAX_ROWS - 1) + 1)
            for index, cell in enumerate(row):
                self._cell(page, line, index, cell)
            count += 1
        return count

    def _page(self, sheet: Sheet, number: int) -> Any:
        page = self._book.add_worksheet(sheet.nom if number == 1 else f"{sheet.nom} ({number})")
        page.freeze_panes(1, 0)
        for index, column in enumerate(sheet.columns):
            width = _WIDTHS.get(column.genre, max(10, min(40, len(column.nom) + 4)))
            page.set_column(index, index, width)
            page.write_string(0, index, column.nom, self._head)
        return page

    def _cell(self, page: Any, line: int, index: int, cell: Cell) -> None:
        if cell is None:
            return
        if isinstance(cell, bool):
            page.write_string(line, index, "oui" if cell else "non")
        elif isinstance(cell, int | float):
            page.write_number(line, index, cell)
        elif isinstance(cell, date) and cell.year >= 1900:
            kind = datetime if isinstance(cell, datetime) else date
            page.write_datetime(line, index, cell, self._formats[kind])
        else:
            text = cell if isinstance(cell, str) else _text(cell)
            text = neutralised(text)
            if len(text) > _MAX_TEXT:
                text = text[: _MAX_TEXT - len(_CUT)] + _CUT
            page.write_string(line, index, text)


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, float):
        return str(cell).replace(".", ",")
    if isinstance(cell, datetime):
        return cell.strftime("%d/%m/%Y %H:%M")
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, str):
        return neutralised(cell.replace("\r\n", "\n").replace("\0", ""))
    return str(cell)


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
