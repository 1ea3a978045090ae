"""The preview before printing: options at the left, the sheets at the right, three exits."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from fieldapp.domain import signes
from fieldapp.domain.errors import KnownError
from fieldapp.ui.actions import register
from fieldapp.ui.announce import announce
from fieldapp.ui.impression.document import Document
from fieldapp.ui.impression.printing import NO_PRINTER, has_printer, print_pdf
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.card import Card, line, padded
from fieldapp.ui.widgets.message_bar import MessageBar
from fieldapp.ui.widgets.paper_preview import PaperPreview
from fieldapp.ui.widgets.text import Text

DELAY_MS = 350
_OPTIONS = 300
_SHARE = 0.9
_NARROW = 900


class PrintPreview(QDialog):
    """A document as it will be printed; the PDF stays in memory until one asks for a copy."""

    def __init__(self, tasks: Tasks, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks, self._document = tasks, document
        self._data = b""
        self._absent = ""
        self.setWindowTitle(document.title)
        self.bar = MessageBar()
        self.preview = PaperPreview(f"Aperçu, {document.title}")
        self.read = QPlainTextEdit()
        self.read.setReadOnly(True)
        self.read.setAccessibleName("Texte du document")
        self.pages = Text("Lecture…", "legende")
        self.print_button = Button("Imprimer", "printer", ("Ctrl", "P"), "primary")
        self.print_button.clicked.connect(self.print_now)
        self.save_button = Button("Enregistrer en PDF", "file-down", ("Ctrl", "S"))
        self.save_button.clicked.connect(self.save_as)
        self.keep_button = Button("&Garder dans le dossier", "paperclip")
        self.keep_button.clicked.connect(self.keep)
        self.text_button = Button("Lire le texte")
        self.text_button.setCheckable(True)
        self.text_button.toggled.connect(self._show_text)
        self._pause = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._pause.timeout.connect(self.refresh)
        self._build()
        acts = {
            "imprimer": self.print_now,
            "valider": self.print_now,
            "enregistrer": self.save_as,
        }
        register(self, lambda name: acts[name](), frozenset(acts))
        self._fit(parent)
        self.refresh()

    def refresh(self) -> None:
        """Make the preview again from the choices of this moment."""
        self._pause.stop()
        make = self._document.make_preview()

        def noted() -> tuple[bytes, str]:
            with signes.noting() as absent:
                return make(), signes.sentence(absent)

        self._tasks.run(noted, self._made, self._refused, owner=self)

    def print_now(self) -> None:
        """Print, on the printer that the system's dialog gives."""
        if not self._data:
            return
        if not has_printer():
            self.bar.show_message(NO_PRINTER, "warn", "Enregistrer en PDF", self.save_as)
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self._document.title)
        dialog = QPrintDialog(printer, self)
        dialog.setWindowTitle("Imprimer")
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._tasks.run(
                self._document.make_final(),
                lambda data: self._send(data, printer),
                self._refused,
                owner=self,
            )

    def save_as(self) -> None:
        """Save a copy where one chooses: the only way a clear file is ever written."""
        if not self._data:
            return
        chosen, _ = QFileDialog.getSaveFileName(
            self, "Enregistrer en PDF", self._document.file_name, "PDF (*.pdf)"
        )
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, path: Path) -> None:
        """Write the document to a file."""
        make = self._document.make_final()

        def write() -> Path:
            data = make()
            try:
                path.write_bytes(data)
            except OSError as error:
                raise KnownError(
                    "Le PDF n’a pas pu être enregistré à cet endroit. Le document est prêt. "
                    "Choisissez un autre dossier."
                ) from error
            return path

        self._tasks.run(write, self._saved, self._refused, owner=self)

    def keep(self) -> None:
        """Keep the document in the family's file, inside the encrypted store."""
        make = self._document.make_kept()
        if not self._data or make is None:
            return
        # One click keeps one copy.
        self.keep_button.setEnabled(False)
        self._tasks.run(
            make, lambda _kept: self._told_kept(), self._refused, changes={"document"}, owner=self
        )

    def _told_kept(self) -> None:
        self.bar.show_message(
            "Gardé dans les documents du dossier, marqué «\u00a0produit ici\u00a0».", "ok"
        )

    def _build(self) -> None:
        title = self._document.title
        left = Card(flush=True)
        left.setAccessibleName(title)
        # A long title takes a second line: the column is no wider for it.
        left.body.addWidget(padded(Text(title, "sous_titre", wrap=True)))
        left.body.addWidget(line())
        options = self._document.options(self._pause.start)
        if options is not None:
            left.body.addWidget(padded(options))
        left.body.addStretch(1)
        left.body.addWidget(padded(self.pages))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(left)
        scroll.setFixedWidth(theme().px(_OPTIONS))
        right = Card(flush=True)
        right.setProperty("level", "well")
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.preview)
        self._stack.addWidget(self.read)
        right.body.addWidget(holder)
        middle = QHBoxLayout()
        middle.setSpacing(14)
        middle.addWidget(scroll)
        middle.addWidget(right, 1)
        self.close_button = Button("Fermer", "", ("Échap",))
        self.close_button.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(self.print_button)
        foot.addWidget(self.save_button)
        foot.addWidget(self.keep_button)
        self.keep_button.setVisible(self._document.make_kept() is not None)
        foot.addStretch(1)
        foot.addWidget(self.text_button)
        foot.addWidget(self.close_button)
        self.print_button.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(12)
        column.addWidget(self.bar)
        column.addLayout(middle, 1)
        column.addLayout(foot)

    def _fit(self, parent: QWidget | None) -> None:
        screen = QApplication.primaryScreen().availableGeometry().size()
        room = parent.window().size() if parent is not None else screen
        narrow = room.width() < theme().px(_NARROW)
        for button, word in (
            (self.print_button, "Imprimer"),
            (self.save_button, "PDF"),
            (self.keep_button, "&Garder"),
            (self.text_button, "Lire"),
            (self.close_button, "Fermer"),
        ):
            if narrow:
                button.be_short(word)
        share = 1.0 if narrow else _SHARE
        self.resize(round(room.width() * share), round(room.height() * share))

    def _made(self, made: tuple[bytes, str]) -> None:
        data, absent = made
        self._data = data
        if absent and absent != self._absent:
            self.bar.show_message(absent, "warn")
        self._absent = absent
        self.preview.show_pdf(data)
        self.read.setPlainText(self.preview.text())
        count = self.preview.pages
        words = f"{count} page{'s' if count > 1 else ''}"
        self.pages.setText(words)
        self._enable(True)
        announce(self, f"Aperçu à jour, {words}")

    def _refused(self, error: KnownError) -> None:
        if not self._data:
            self.pages.setText("Aucune page")
            self._enable(False)
        self.bar.show_message(error.message, "warn")

    def _enable(self, on: bool) -> None:
        for button in (self.print_button, self.save_button, self.keep_button, self.text_button):
            button.setEnabled(on)

    def _send(self, data: bytes, printer: QPrinter) -> None:
        try:
            count = print_pdf(data, printer)
        except KnownError as error:
            self.bar.show_message(error.message, "late", "Enregistrer en PDF", self.save_as)
            return
        self.bar.show_message(f"{count} page{'s' if count > 1 else ''} à l’imprimante.", "ok")

    def _saved(self, path: Path) -> None:
        self.bar.show_message(f"PDF enregistré\u00a0: {path.name}.", "ok")

    def _show_text(self, shown: bool) -> None:
        self._stack.setCurrentIndex(1 if shown else 0)
