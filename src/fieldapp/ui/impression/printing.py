"""Sending PDF bytes to a printer, page by page, without any clear file on disk."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from fieldapp.domain.errors import KnownError

NO_PRINTER = (
    "Aucune imprimante. Le PDF est prêt. Enregistrez-le, ou branchez une imprimante et réessayez."
)
NOT_ANSWERING = (
    "L’imprimante ne répond pas. Le document est prêt. Réessayez ou enregistrez-le en PDF."
)
# Enough for text, and four times lighter than the printer's own 600.
DPI = 300


def has_printer() -> bool:
    """Tell whether the system knows a printer."""
    return bool(QPrinterInfo.availablePrinterNames())


def print_pdf(data: bytes, printer: QPrinter) -> int:
    """Print every page and return how many; raises KnownError when the printer refuses."""
    document, buffer = QPdfDocument(), QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(buffer)
    painter = QPainter()
    if not painter.begin(printer):
        raise KnownError(NOT_ANSWERING)
    try:
        for page in range(document.pageCount()):
            if page and not printer.newPage():
                raise KnownError(NOT_ANSWERING)
            points = document.pagePointSize(page)
            wanted = QSize(round(points.width() * DPI / 72), round(points.height() * DPI / 72))
            image = document.render(page, wanted)
            room = painter.viewport()
            size = wanted.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
            painter.drawImage(QRect(room.topLeft(), size), image)
        return int(document.pageCount())
    finally:
        painter.end()
        document.close()
