"""A document shown in the window, from memory: no clear file, and nothing in it can run."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from fieldapp.domain.dates import format_date
from fieldapp.domain.document import NATURES, Document, taille_fr
from fieldapp.domain.document_type import IMAGES, PDF, TEXTE, decode_text, type_of
from fieldapp.domain.errors import KnownError
from fieldapp.services import documents_joints
from fieldapp.services.session import Session
from fieldapp.ui.actions import register
from fieldapp.ui.documents import outside
from fieldapp.ui.documents.dessin import check_pdf, decode_image
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.card import Card
from fieldapp.ui.widgets.empty_state import EmptyState
from fieldapp.ui.widgets.message_bar import MessageBar
from fieldapp.ui.widgets.text import Text

_SHARE = 0.9
_NARROW = 900
_ZOOM = 1.25
_ZOOM_MIN, _ZOOM_MAX = 0.2, 6.0
_TEXT_MAX = 1_000_000
OFFICE = (
    "Ce type de document ne s’affiche pas ici. Ouvrez-le ailleurs\u00a0: la copie sera effacée "
    "au verrouillage."
)


@dataclass(frozen=True, slots=True)
class _Content:
    """What the screen needs of a document: PDF bytes, an image, or a text; None when neither."""

    pdf: bytes = b""
    image: QImage | None = None
    texte: str | None = None


class DocumentDialog(QDialog):
    """Shows one document; the title of the window says nothing of it."""

    def __init__(
        self, session: Session, tasks: Tasks, document: Document, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._tasks, self._document = session, tasks, document
        self._zoom = 1.0
        self.setWindowTitle("Document")
        self.bar = MessageBar()
        self.pdf = QPdfDocument(self)
        self._buffer = QBuffer(self)
        self.pages = QPdfView(self)
        self.pages.setPageMode(QPdfView.PageMode.MultiPage)
        self.pages.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.pages.setDocument(self.pdf)
        self.picture = PictureView()
        self.read = QPlainTextEdit()
        self.read.setReadOnly(True)
        self.other = EmptyState("Lecture…")
        for view in (self.pages, self.picture, self.read):
            view.setAccessibleName(f"Contenu, {document.titre}")
        self.outside_button = Button("Ouvrir &ailleurs", "external-link")
        self.copy_button = Button("Enregistrer une copie…", "file-down", ("Ctrl", "S"))
        self.larger = Button("A&grandir", "zoom-in")
        self.smaller = Button("&Réduire", "zoom-out")
        self._build()
        acts = {"enregistrer": self._save_copy, "valider": self.accept}
        register(self, lambda name: acts[name](), frozenset(acts))
        self._load()

    def zoom_by(self, factor: float) -> None:
        """Show larger or smaller."""
        self._zoom = min(_ZOOM_MAX, max(_ZOOM_MIN, self._zoom * factor))
        if self._stack.currentWidget() is self.pages:
            if self.pages.zoomMode() is not QPdfView.ZoomMode.Custom:
                self._zoom = min(_ZOOM_MAX, max(_ZOOM_MIN, self._fitted() * factor))
                self.pages.setZoomMode(QPdfView.ZoomMode.Custom)
            self.pages.setZoomFactor(self._zoom)
        else:
            self.picture.set_zoom(self._zoom)

    def _build(self) -> None:
        document = self._document
        words = [
            NATURES.get(document.nature, document.nature),
            format_date(document.date) if document.date else "",
            type_of(document.type_mime).libelle,
            taille_fr(document.taille),
        ]
        head = QVBoxLayout()
        head.setSpacing(2)
        head.addWidget(Text(document.titre, "sous_titre", wrap=True))
        head.addWidget(Text(" · ".join(word for word in words if word), "legende"))
        card = Card(flush=True)
        card.setProperty("level", "well")
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        for view in (self.other, self.pages, self.picture, self.read):
            self._stack.addWidget(view)
        card.body.addWidget(holder)
        close = self.close_button = Button("Fermer", "", ("Échap",))
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        for button in (self.outside_button, self.copy_button):
            foot.addWidget(button)
        foot.addStretch(1)
        for button in (self.smaller, self.larger, close):
            foot.addWidget(button)
        self.outside_button.clicked.connect(self._open_outside)
        self.copy_button.clicked.connect(self._save_copy)
        self.larger.clicked.connect(lambda: self.zoom_by(_ZOOM))
        self.smaller.clicked.connect(lambda: self.zoom_by(1 / _ZOOM))
        for button in (self.outside_button, self.copy_button, self.larger, self.smaller, close):
            button.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.bar)
        column.addWidget(card, 1)
        column.addLayout(foot)
        self._show_zoom(False)
        parent = self.parentWidget()
        screen = QApplication.primaryScreen().availableGeometry().size()
        room = parent.window().size() if parent is not None else screen
        narrow = room.width() < theme().px(_NARROW)
        for button, word in (
            (self.outside_button, "&Ailleurs"),
            (self.copy_button, "Copie…"),
            (self.smaller, ""),
            (self.larger, ""),
            (self.close_button, "Fermer"),
        ):
            if narrow:
                button.be_short(word)
        share = 1.0 if narrow else _SHARE
        self.resize(round(room.width() * share), round(room.height() * share))

    def _load(self) -> None:
        session, document = self._session, self._document
        self._tasks.run(lambda: _read(session, document), self._loaded, self._refused, owner=self)

    def _loaded(self, content: _Content) -> None:
        if content.pdf:
            self._buffer.setData(QByteArray(content.pdf))
            self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
            self.pdf.load(self._buffer)
            count = self.pdf.pageCount()
            self.pages.setAccessibleDescription(f"{count} page{'s' if count > 1 else ''}")
            self._show(self.pages)
        elif content.image is not None:
            self.picture.show_image(content.image)
            self._show(self.picture)
        elif content.texte is not None:
            self.read.setPlainText(content.texte)
            self._show(self.read)
        else:
            self.other.set_text(OFFICE)
            self.outside_button.setFocus()

    def _show(self, view: QWidget) -> None:
        self._stack.setCurrentWidget(view)
        self._show_zoom(view is not self.read)
        view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_zoom(self, shown: bool) -> None:
        self.larger.setVisible(shown)
        self.smaller.setVisible(shown)

    def _fitted(self) -> float:
        """Return the zoom at which the widest page fills the width."""
        widths = [self.pdf.pagePointSize(n).width() for n in range(self.pdf.pageCount())]
        points = max(widths, default=1.0) * self.logicalDpiX() / 72
        return self.pages.viewport().width() / max(1.0, points)

    def _refused(self, error: KnownError) -> None:
        self.other.set_text(error.message)

    def _open_outside(self) -> None:
        outside.open_document(self._session, self._tasks, self._document, self._tell, self)

    def _save_copy(self) -> None:
        outside.save_copy(self._session, self._tasks, self._document, self._tell, self)

    def _tell(self, words: str) -> None:
        self.bar.show_message(words, "info")


class PictureView(QScrollArea):
    """An image fitted to the room, or zoomed and scrolled."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._canvas = _Canvas()
        self.setWidget(self._canvas)
        self._zoom = 1.0

    def show_image(self, image: QImage) -> None:
        """Show an image, all of it."""
        self._canvas.image = image
        self._fit()

    def set_zoom(self, zoom: float) -> None:
        """Show so many times larger than what fits."""
        self._zoom = zoom
        self._fit()

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fit()

    def _fit(self) -> None:
        image = self._canvas.image
        if image.isNull():
            return
        room = self.maximumViewportSize() - QSize(2, 2)
        size = image.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        # Small pictures are not blown up before one asks for it.
        if size.width() > image.width():
            size = image.size()
        self._canvas.resize((size * self._zoom).expandedTo(QSize(1, 1)))
        self._canvas.update()


class _Canvas(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.image = QImage()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), theme().color("surface"))
        painter.drawImage(self.rect(), self.image)


def _read(session: Session, document: Document) -> _Content:
    """Read and decode a document, off the window's thread."""
    contenu = documents_joints.read_content(session, document.id)
    if document.type_mime == PDF.mime:
        check_pdf(contenu)
        return _Content(pdf=contenu)
    if document.type_mime in IMAGES:
        return _Content(image=decode_image(contenu))
    if document.type_mime == TEXTE.mime:
        texte = decode_text(contenu)
        return _Content(texte=None if texte is None else texte[:_TEXT_MAX])
    return _Content()
