"""The workbook: what any text becomes there, large tables, and that other readers open it."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from fieldapp.siege import workbook
from fieldapp.siege.columns import DATE, DECIMAL, MOMENT, OUI_NON, TEXTE, Cell, Column
from fieldapp.siege.csv_files import csv_files
from fieldapp.siege.sheets import batch_of, neutralised

COLUMNS = tuple(
    Column(nom, genre, nom, "")
    for nom, genre in (
        ("texte", TEXTE), ("jour", DATE), ("moment", MOMENT), ("nombre", DECIMAL), ("vu", OUI_NON),
    )
)  # fmt: skip


def write(folder: Path, *batches: list[tuple[Cell, ...]]) -> Path:
    with (
        workbook.workbook(folder, "essai") as book,
        book.sheet("table", COLUMNS) as take,
    ):
        for rows in batches:
            take(batch_of(rows, len(COLUMNS)))
    return folder / "export_essai.xlsx"


def read(path: Path, sheet: str = "table") -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(path)
    rows = [tuple(row) for row in book[sheet].iter_rows(min_row=2, values_only=True)]
    book.close()
    return rows


def test_each_kind_of_cell_is_read_back(tmp_path: Path) -> None:
    moment = datetime(2026, 3, 4, 23, 59)  # noqa: DTZ001 - a spreadsheet knows no zone
    row = ("Zoé & <fils>\nà Lens", date(2026, 3, 4), moment, 50.43, True)
    nothing = (None, None, None, None, None)
    path = write(tmp_path, [row, nothing], [("deux", date(1900, 2, 28), None, 12, False)])
    found = read(path)
    assert found[0] == (*row[:1], datetime(2026, 3, 4), moment, 50.43, "oui")  # noqa: DTZ001
    assert set(found[1]) == {None}
    assert found[2] == ("deux", datetime(1900, 2, 28), None, 12, "non")  # noqa: DTZ001


def test_a_day_that_no_spreadsheet_counts_stays_readable(tmp_path: Path) -> None:
    (row,) = read(write(tmp_path, [("né avant", date(1899, 12, 31), None, None, None)]))
    assert row[1] == "31/12/1899"


def test_a_table_larger_than_a_sheet_goes_on_in_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MAX_ROWS", 4)
    rows: list[tuple[Cell, ...]] = [(f"ligne {n}", None, None, None, None) for n in range(8)]
    path = write(tmp_path, rows[:5], rows[5:])
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["table", "table (2)", "table (3)"]
    book.close()
    read_back = [row[0] for name in book.sheetnames for row in read(path, name)]
    assert read_back == [row[0] for row in rows]


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_text_comes_back_as_it_was_typed(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    folder = tmp_path_factory.mktemp("classeur")
    (row,) = read(write(folder, [(text, None, None, None, None)]))
    assert unescape(str(row[0] or "")) == neutralised(text)


@given(st.text(st.characters(codec="utf-8"), max_size=40), st.sampled_from("=+-@\t\uff1d '\u00a0"))
def test_no_cell_of_either_format_is_computed(
    tmp_path_factory: pytest.TempPathFactory, text: str, first: str
) -> None:
    """What a spreadsheet sees after the spaces in front is never the sign of a formula."""
    folder = tmp_path_factory.mktemp("formules")
    row: tuple[Cell, ...] = (first + text, None, None, None, None)
    (shown,) = read(write(folder, [row]))
    with csv_files(folder, "essai") as files, files.sheet("table", COLUMNS) as take:
        take(batch_of([row], len(COLUMNS)))
    with (folder / "table.csv").open(encoding="utf-8-sig", newline="") as file:
        (_, line) = csv.reader(file, delimiter=";")
    for cell in (unescape(str(shown[0] or "")), line[0]):
        assert cell.lstrip(" \u00a0")[:1] not in tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
