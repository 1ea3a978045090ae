"""The sheet that a secret key is printed on: never a file, and large enough to be typed from."""

from __future__ import annotations

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QPageLayout, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from fieldapp.ui.theme import theme

POINTS = 12.0
_MARGIN_MM = 20


def make_sheet(html: str) -> QTextDocument:
    """Return a sheet in the font of the program, measured in points.

    The fonts of the screen are in pixels: a printer has so many that nobody could read them.
    """
    font = theme().font()
    font.setPointSizeF(POINTS)
    document = QTextDocument()
    document.setDefaultFont(font)
    document.setHtml(html)
    return document


def print_sheet(sheet: QTextDocument, parent: QWidget) -> None:
    """Let the worker choose a printer, then print."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    printer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    dialog = QPrintDialog(printer, parent)
    if dialog.exec() == QPrintDialog.DialogCode.Accepted:
        sheet.print_(printer)
