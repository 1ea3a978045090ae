"""Sheets as they will be printed: PDF bytes shown page by page, never through a file."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from fieldapp.ui.theme import theme

_GAP = 16
_SHADOW = QColor(27, 42, 46, 40)


class PaperPreview(QScrollArea):
    """Shows a PDF given as bytes, fitted to the width (or to one page with `whole`).

    `pages` tells how many there are; `text()` is what the sheets say, for « Lire le texte ».
    """

    def __init__(self, name: str = "Aperçu", *, whole: bool = False, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._document = QPdfDocument(self)
        self._buffer = QBuffer(self)
        self._sheets = _Sheets(self._document, whole=whole)
        self._sheets.setProperty("level", "transparent")
        self.setWidget(self._sheets)
        self.setAccessibleDescription("Aucune page")

    @property
    def pages(self) -> int:
        """How many pages the document has."""
        return self._document.pageCount()

    def show_pdf(self, data: bytes) -> None:
        """Show a document; empty bytes clear the preview."""
        place = self.verticalScrollBar().value()
        self._document.close()
        self._buffer.close()
        self._buffer.setData(QByteArray(data))
        if data:
            self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
            self._document.load(self._buffer)
        count = self.pages
        words = f"{count} page{'s' if count > 1 else ''}" if count else "Aucune page"
        self.setAccessibleDescription(words)
        self._sheets.renew()
        QTimer.singleShot(0, self, lambda: self.verticalScrollBar().setValue(place))

    def text(self) -> str:
        """Return the text of every page."""
        return "\n\n".join(
            self._document.getAllText(page).text().strip() for page in range(self.pages)
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        if event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            bar.setValue(bar.minimum() if event.key() == Qt.Key.Key_Home else bar.maximum())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._sheets.fit(self.viewport().size())


class _Sheets(QWidget):
    """The pages one under the other, rendered at the density of the screen."""

    def __init__(self, document: QPdfDocument, *, whole: bool) -> None:
        super().__init__()
        self._document = document
        self._whole = whole
        self._room = QSize(400, 560)
        self._images: dict[int, QImage] = {}
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def renew(self) -> None:
        """Forget the rendered pages and take the size of the new ones."""
        self._images.clear()
        self.setFixedHeight(max(1, self._total_height()))
        self.update()

    def fit(self, room: QSize) -> None:
        """Take the room of the viewport."""
        if room != self._room:
            self._room = room
            self.renew()

    def _page_size(self, page: int) -> QSize:
        points = self._document.pagePointSize(page)
        gap = theme().px(_GAP)
        width = max(80, self._room.width() - 2 * gap)
        if self._whole and points.height() > 0:
            fitting = (self._room.height() - 2 * gap) * points.width() / points.height()
            width = max(80, min(width, int(fitting)))
        ratio = points.height() / points.width() if points.width() else 1.414
        return QSize(width, round(width * ratio))

    def _total_height(self) -> int:
        gap = theme().px(_GAP)
        pages = range(self._document.pageCount())
        return sum(self._page_size(page).height() + gap for page in pages) + gap

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        y = theme().px(_GAP)
        density = self.devicePixelRatioF()
        for page in range(self._document.pageCount()):
            size = self._page_size(page)
            place = QRectF((self.width() - size.width()) / 2, y, size.width(), size.height())
            if place.intersects(QRectF(event.rect())):
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(_SHADOW)
                painter.drawRoundedRect(place.adjusted(-3, 0, 3, 5), 3, 3)
                painter.fillRect(place, Qt.GlobalColor.white)
                painter.drawImage(place, self._image(page, size, density))
            y += size.height() + theme().px(_GAP)

    def _image(self, page: int, size: QSize, density: float) -> QImage:
        image = self._images.get(page)
        if image is None or image.width() != round(size.width() * density):
            pixels = QSize(round(size.width() * density), round(size.height() * density))
            image = self._document.render(page, pixels)
            self._images[page] = image
        return image
