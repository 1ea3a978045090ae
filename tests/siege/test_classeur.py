"""The workbook: what any text becomes there, large tables, and that other readers open it."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pyarrow.csv as pyarrow_csv
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


@given(
    st.text(st.characters(codec="utf-8"), max_size=40),
    st.sampled_from("=+-@\t\uff1d\ufe66 '\u00a0\ufeff\u200b\u2028\x0b"),
)
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
        seen = cell.lstrip(" \u00a0\ufeff\u200b\u2028\x0b")
        assert seen[:1] not in tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20\ufe66")


HOSTILE = (
    "=1+1", "+33612", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\ufeff=1", "\u200b=1", "\x1f=1",
    "\u2028@x", "\ufe66x", 'il dit "oui";=2+2', "a;b\r\n=c", "x" * 40_000, "0612345678",
)  # fmt: skip


def test_two_readers_of_the_csv_find_the_same_cells(tmp_path: Path) -> None:
    """Each line stays one line and each cell one cell, whatever was typed in it."""
    rows: list[tuple[Cell, ...]] = [(text, None, None, 1.5, True) for text in HOSTILE]
    with csv_files(tmp_path, "essai") as files, files.sheet("table", COLUMNS) as take:
        take(batch_of(rows, len(COLUMNS)))
    path = tmp_path / "table.csv"
    assert path.read_bytes().startswith(b'\xef\xbb\xbf"texte";"jour";')
    with path.open(encoding="utf-8-sig", newline="") as file:
        _head, *lines = csv.reader(file, delimiter=";")
    table = pyarrow_csv.read_csv(
        path,
        parse_options=pyarrow_csv.ParseOptions(delimiter=";", newlines_in_values=True),
        convert_options=pyarrow_csv.ConvertOptions(
            column_types=dict.fromkeys((column.nom for column in COLUMNS), "string")
        ),
    )
    assert [line[0] for line in lines] == table.column("texte").to_pylist()
    assert {tuple(line[1:]) for line in lines} == {("", "", "1,5", "oui")}
    kept = {line[0].removeprefix("'") for line in lines}
    assert kept == {text.replace("\r\n", "\n") for text in HOSTILE}
    for line in lines[:12]:
        assert line[0].startswith("'")
