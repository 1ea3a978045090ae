"""Small real files of every kind, made in memory for the tests of documents."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

_TYPES = "[Content_Types].xml"
_OOXML = "application/vnd.openxmlformats-officedocument."


def pdf(texte: str = "Attestation de droits", pages: int = 1) -> bytes:
    """A PDF that says one line per page."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids["
        + b" ".join(f"{4 + 2 * n} 0 R".encode() for n in range(pages))
        + f"]/Count {pages}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for n in range(pages):
        words = f"BT /F1 24 Tf 60 760 Td ({texte} {n + 1}) Tj ET".encode("cp1252")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {5 + 2 * n} 0 R"
            "/Resources<</Font<</F1 3 0 R>>>>>>".encode()
        )
        objects.append(f"<</Length {len(words)}>>stream\n".encode() + words + b"\nendstream")
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj".encode() + body + b"endobj\n"
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF".encode()
    return out


def png(width: int = 40, height: int = 30, *, lines: int | None = None) -> bytes:
    """A plain PNG; with `lines` its header promises more than it holds."""
    row = b"\0" + b"\x20\x80\xc0" * width
    rows = row * (height if lines is None else lines)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(rows))
        + _chunk(b"IEND", b"")
    )


def tiff(width: int = 16, height: int = 12) -> bytes:
    """A grey TIFF of one page."""
    tags = [
        (256, 3, 1, width), (257, 3, 1, height), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1),
        (273, 4, 1, 8), (277, 3, 1, 1), (278, 3, 1, height), (279, 4, 1, width * height),
    ]  # fmt: skip
    pixels = bytes(n % 256 for n in range(width * height))
    out = b"II*\0" + struct.pack("<I", 8 + len(pixels)) + pixels
    out += struct.pack("<H", len(tags))
    out += b"".join(struct.pack("<HHII", *tag) for tag in tags)
    return out + struct.pack("<I", 0)


def docx(extra: dict[str, bytes] | None = None, *, kind: str = "") -> bytes:
    """A DOCX with the parts that make it one; `kind` replaces its content type."""
    main = kind or f"{_OOXML}wordprocessingml.document.main+xml"
    return archive(
        {
            _TYPES: f'<Types><Override ContentType="{main}"/></Types>'.encode(),
            "word/document.xml": b"<w:document/>",
            **(extra or {}),
        }
    )


def xlsx() -> bytes:
    """An XLSX with the parts that make it one."""
    main = f"{_OOXML}spreadsheetml.sheet.main+xml"
    return archive(
        {
            _TYPES: f'<Types><Override ContentType="{main}"/></Types>'.encode(),
            "xl/workbook.xml": b"<workbook/>",
        }
    )


def odf(kind: str = "text", extra: dict[str, bytes] | None = None) -> bytes:
    """An ODT ("text") or ODS ("spreadsheet")."""
    mimetype = f"application/vnd.oasis.opendocument.{kind}".encode()
    return archive({"mimetype": mimetype, "content.xml": b"<office/>", **(extra or {})})


def archive(members: dict[str, bytes]) -> bytes:
    """A zip of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for name, body in members.items():
            box.writestr(name, body)
    return out.getvalue()


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
