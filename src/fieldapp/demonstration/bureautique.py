"""Office files of the demonstration, written by hand: the same bytes for the same words."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape

_TYPES: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_LIENS: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Target="word/document.xml" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
_TETE: Final = (
    '<?xml version="1.0" encoding="UTF-8"?><w:document '
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
)
# A zip holds a date: always this one, the first that it can hold.
_DATE: Final = (1980, 1, 1, 0, 0, 0)


def make_text(lignes: Sequence[str]) -> bytes:
    """Return a text of one paragraph per line, as a word processor reads it (DOCX)."""
    body = "".join(f"<w:p><w:r><w:t>{escape(ligne)}</w:t></w:r></w:p>" for ligne in lignes)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for name, words in (
            ("[Content_Types].xml", _TYPES),
            ("_rels/.rels", _LIENS),
            ("word/document.xml", f"{_TETE}{body}</w:body></w:document>"),
        ):
            box.writestr(zipfile.ZipInfo(name, _DATE), words)
    return out.getvalue()
