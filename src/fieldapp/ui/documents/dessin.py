"""Pictures of documents, decoded within limits: a small file may hold a huge image (a bomb).

Everything here runs off the window's thread; nothing goes through a file.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QImageWriter, QPainter
from PySide6.QtPdf import QPdfDocument

from fieldapp.domain.document import Photo
from fieldapp.domain.document_type import IMAGES, PDF
from fieldapp.domain.errors import KnownError

# 64 million points take 256 MB once decoded; the largest phone photos that are kept have 50.
POINTS_MAX = 64_000_000
VIGNETTE = 160
# Some 200 points an inch on an A4 sheet: small print is read, and 25 MB hold forty pages.
PAGE_SIDE = 2400
SIDE_MAX = 3000
# The shape of a page: beyond, drawing it at the width of the window would fill the memory.
_RATIO_MAX = 20
_PAGES_READ = 10
_QUALITY = 82

TOO_LARGE = (
    "Cette image est trop grande pour être affichée ici. Elle est intacte. Ouvrez-la ailleurs "
    "si vous savez d’où elle vient."
)
UNREADABLE = (
    "Ce document ne s’affiche pas\u00a0: il est protégé par un mot de passe, ou abîmé. Il est "
    "gardé tel quel. Ouvrez-le ailleurs."
)


def make_vignette(contenu: bytes, mime: str) -> bytes:
    """Return a small JPEG of a PDF's first page or of an image; empty when there is none."""
    try:
        if mime == PDF.mime:
            image = _first_page(contenu)
        elif mime in IMAGES:
            image = decode_image(contenu, VIGNETTE)
        else:
            return b""
    except KnownError:
        return b""
    return _jpeg(image)


def decode_image(contenu: bytes, side: int = SIDE_MAX) -> QImage:
    """Return an image, upright, at most `side` points wide and high.

    Raises KnownError when it says itself too large, or cannot be decoded.
    """
    with _buffer(contenu) as buffer:
        reader = QImageReader(buffer)
        reader.setAutoTransform(True)
        reader.setDecideFormatFromContent(True)
        size = reader.size()
        if not size.isValid():
            raise KnownError(UNREADABLE)
        if size.width() * size.height() > POINTS_MAX:
            raise KnownError(TOO_LARGE)
        if max(size.width(), size.height()) > side:
            wanted = size.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio)
            reader.setScaledSize(wanted.expandedTo(QSize(1, 1)))
        image = reader.read()
        del reader
    if image.isNull():
        raise KnownError(UNREADABLE)
    return image


def make_photo(contenu: bytes) -> Photo:
    """Return a photographed page upright, as its EXIF says, and no finer than one reads on paper.

    Raises KnownError as `decode_image` does.
    """
    image = decode_image(contenu, PAGE_SIDE)
    return Photo(_jpeg(image), image.width(), image.height())


def check_pdf(contenu: bytes) -> None:
    """Raise KnownError for a PDF that cannot be shown here."""
    with _pdf(contenu) as document:
        for page in range(document.pageCount()):
            _check_page(document, page)


def pdf_text(contenu: bytes) -> str:
    """Return the text of the first pages, "" when there is none or it cannot be read."""
    try:
        with _pdf(contenu) as document:
            pages = range(min(_PAGES_READ, document.pageCount()))
            return "\n".join(document.getAllText(page).text() for page in pages)
    except KnownError:
        return ""


def encode(image: QImage, kind: bytes) -> bytes:
    """Return an image as a file, `kind` being `png` or `jpeg`."""
    out = QBuffer()
    out.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(out, kind)
    if kind == b"jpeg":
        writer.setQuality(_QUALITY)
    writer.write(image)
    del writer
    return bytes(out.data().data())


def _first_page(contenu: bytes) -> QImage:
    with _pdf(contenu) as document:
        _check_page(document, 0)
        points = document.pagePointSize(0).toSize()
        wanted = points.scaled(VIGNETTE, VIGNETTE, Qt.AspectRatioMode.KeepAspectRatio)
        image = document.render(0, wanted.expandedTo(QSize(1, 1)))
    if image.isNull():
        raise KnownError(UNREADABLE)
    return image


def _check_page(document: QPdfDocument, page: int) -> None:
    points = document.pagePointSize(page)
    short, long = sorted((points.width(), points.height()))
    if short < 1 or long / short > _RATIO_MAX:
        raise KnownError(TOO_LARGE)


def _jpeg(image: QImage) -> bytes:
    # A sheet is white: what is transparent must not turn black.
    sheet = QImage(image.size(), QImage.Format.Format_RGB32)
    sheet.fill(QColor(Qt.GlobalColor.white))
    painter = QPainter(sheet)
    painter.drawImage(0, 0, image)
    painter.end()
    return encode(sheet, b"jpeg")


@contextmanager
def _buffer(contenu: bytes) -> Iterator[QBuffer]:
    buffer = QBuffer()
    buffer.setData(QByteArray(contenu))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    try:
        yield buffer
    finally:
        buffer.close()


@contextmanager
def _pdf(contenu: bytes) -> Iterator[QPdfDocument]:
    document = QPdfDocument()
    # A child goes after its parent has let go of it: a PDF reads its buffer to the end.
    buffer = QBuffer(document)
    buffer.setData(QByteArray(contenu))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(buffer)
    try:
        if document.status() is not QPdfDocument.Status.Ready or not document.pageCount():
            raise KnownError(UNREADABLE)
        yield document
    finally:
        document.close()
