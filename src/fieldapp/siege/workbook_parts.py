"""The fixed parts of a workbook (ECMA-376): styles, relations, the head of a sheet, escaping."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fieldapp.siege.columns import DATE, MOMENT, Column

DATE_STYLE, MOMENT_STYLE, _HEAD_STYLE = 1, 2, 3

_WIDTHS = {DATE: 12, MOMENT: 17}
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

SHEET_END = b"</sheetData></worksheet>"

# What XML cannot hold, and what would read as one of the escapes that spreadsheets use for it.
_SPECIAL = re.compile("[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}

_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><numFmts count="2">'
    '<numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>'
    '<numFmt numFmtId="165" formatCode="dd/mm/yyyy hh:mm"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>'
    '<border><left/><right/><top/><bottom style="thin"><color auto="1"/></bottom><diagonal/>'
    "</border></borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="1" xfId="0" applyFont="1" applyBorder="1"/>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
    "</cellStyles></styleSheet>"
)


def escaped(text: str) -> str:
    """Return a text as XML can hold it; control characters as spreadsheets write them."""
    return _SPECIAL.sub(_escape, text) if _SPECIAL.search(text) else text


def _escape(match: re.Match[str]) -> str:
    found = match.group()
    if len(found) > 1:
        return f"_x005F{found}"
    return _ENTITIES.get(found) or f"_x{ord(found):04X}_"


def letters(index: int) -> str:
    """Return the name of a column: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def sheet_path(number: int) -> str:
    """Return where a sheet lies in the archive; the first has number 1."""
    return f"xl/worksheets/sheet{number}.xml"


def sheet_head(columns: Sequence[Column]) -> str:
    """Return all that comes before the rows: frozen header line, widths, names of the columns."""
    widths = "".join(
        f'<col min="{rank}" max="{rank}" width="{_width(column)}" customWidth="1"/>'
        for rank, column in enumerate(columns, start=1)
    )
    names = "".join(
        f'<c r="{letters(index)}1" s="{_HEAD_STYLE}" t="inlineStr"><is><t>{escaped(column.nom)}'
        "</t></is></c>"
        for index, column in enumerate(columns)
    )
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        '<selection pane="bottomLeft"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols><sheetData>'
        f'<row r="1">{names}</row>'
    )


def around(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the other parts (path, text) of a workbook that has these sheets."""
    ranks = range(1, len(names) + 1)
    sheets = "".join(
        f'<sheet name="{escaped(name)}" sheetId="{rank}" r:id="rId{rank}"/>'
        for rank, name in zip(ranks, names, strict=True)
    )
    overrides = "".join(
        f'<Override PartName="/{sheet_path(rank)}" ContentType="{_TYPE}.worksheet+xml"/>'
        for rank in ranks
    )
    links = [
        *(("worksheet", f"worksheets/sheet{rank}.xml") for rank in ranks),
        ("styles", "styles.xml"),
    ]
    yield (
        "xl/workbook.xml",
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATION}"><bookViews><workbookView/>'
        f"</bookViews><sheets>{sheets}</sheets></workbook>",
    )
    yield "xl/_rels/workbook.xml.rels", _relations(links)
    yield "xl/styles.xml", _STYLES
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    yield (
        "[Content_Types].xml",
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
        f"{overrides}</Types>",
    )


def _relations(links: Sequence[tuple[str, str]]) -> str:
    """The part that says where these (kind, target) lie; the first bears the id rId1."""
    found = "".join(
        f'<Relationship Id="rId{rank}" Type="{_RELATION}/{kind}" Target="{target}"/>'
        for rank, (kind, target) in enumerate(links, start=1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{found}</Relationships>'


def _width(column: Column) -> int:
    return _WIDTHS.get(column.genre, max(10, min(40, len(column.nom) + 4)))
