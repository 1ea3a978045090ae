"""The import dialog: a file, a reading for trial, the report, and then the import itself."""

from __future__ import annotations

import threading
from enum import Enum, auto
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from fieldapp.domain.errors import KnownError
from fieldapp.domain.rapport import Rapport
from fieldapp.services import historique
from fieldapp.services.session import Session
from fieldapp.ui.actions import register
from fieldapp.ui.announce import announce
from fieldapp.ui.clipboard import copy
from fieldapp.ui.form import FormRow
from fieldapp.ui.imports.report import ReportView
from fieldapp.ui.imports.sources import Source
from fieldapp.ui.imports.wording import sentence, whole
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.message_bar import MessageBar
from fieldapp.ui.widgets.text import Text

_SIZE = (760, 560)
STOPPED = "Lecture arrêtée. Rien n’a été écrit."
TAKEN_BACK = "L’import est annulé\u00a0: rien n’en reste dans ce poste."


class Step(Enum):
    """Where the dialog is."""

    WAITING = auto()
    READING = auto()
    READ = auto()
    IMPORTING = auto()
    DONE = auto()


class ImportDialog(QDialog):
    """A non-modal dialog for one kind of file; work goes on behind it and after closing it.

    Attributes: `step`; `rapport`, the report shown, or None.
    """

    _progressed = Signal(int, int)

    def __init__(
        self,
        source: Source,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._source, self._session = source, session
        self._tasks, self._navigator = tasks, navigator
        self._stop = threading.Event()
        self._quarter = -1
        self.step = Step.WAITING
        self.rapport: Rapport | None = None
        self.setWindowTitle(source.titre)
        self.path = QLineEdit()
        self.path.setPlaceholderText("Chemin du fichier")
        self.pick_button = Button("C&hoisir…", "folder-open")
        self.bar = MessageBar()
        self.report = ReportView()
        self.progress = QProgressBar()
        self.stop_button = Button("&Arrêter", "circle-x")
        self.import_button = Button("Importer", "file-input", ("Ctrl", "↵"), "primary")
        self.undo_button = Button("Annuler l’import", "undo-2", ("Ctrl", "Z"))
        self.copy_button = Button("C&opier le compte rendu", "copy")
        self.close_button = Button("Fermer", "", ("Échap",))
        self._build()
        self._connect()
        self._enter(Step.WAITING)

    def open_box(self) -> None:
        """Show the dialog, as it was left while an import is under way, else empty."""
        if self.step in (Step.READ, Step.DONE):
            self._forget()
            self.path.clear()
        self._fit()
        self.show()
        self.raise_()
        self.activateWindow()
        if self.step is Step.WAITING:
            self.pick_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def choose(self, path: str) -> None:
        """Take a file and read it for trial."""
        self.path.setText(path)
        self.read()

    def read(self) -> None:
        """Read the file for trial: nothing is written."""
        if self._busy():
            return
        name = self.path.text().strip()
        if not name:
            self.bar.show_message("Choisissez d’abord le fichier à importer.", "info")
            return
        self._forget()
        self._start(Step.READING)
        source, session, path, stop = self._source, self._session, Path(name), self._stop
        self._tasks.run(
            lambda: source.take(session, path, True, self._tell, stop.is_set),
            self._was_read,
            self._refused,
            owner=self,
        )

    def take(self) -> None:
        """Import the file that was read."""
        if self.step is not Step.READ:
            return
        self._start(Step.IMPORTING)
        source, session, stop = self._source, self._session, self._stop
        path = Path(self.path.text().strip())
        self._tasks.run(
            lambda: source.take(session, path, False, self._tell, stop.is_set),
            self._was_taken,
            self._refused,
            changes=source.changes,
            owner=self,
        )

    def stop(self) -> None:
        """Stop what is under way; what is written stays."""
        self._stop.set()
        self.stop_button.setEnabled(False)

    def undo(self) -> None:
        """Take back all that the last import wrote."""
        rapport, session = self.rapport, self._session
        if self.step is not Step.DONE or rapport is None or not rapport.actes:
            return
        self._tasks.run(
            lambda: historique.undo_import(session, rapport),
            self._was_undone,
            self._not_undone,
            changes=self._source.changes,
            owner=self,
        )

    def copy_report(self) -> None:
        """Put the report on the clipboard."""
        if self.rapport is not None:
            dry_run = self.step is not Step.DONE
            copy(whole(self.rapport, self._source, dry_run=dry_run))
            announce(self, "Compte rendu copié")

    def reject(self) -> None:
        """Close: a reading for trial stops, an import goes on and its end will be told."""
        if self.step is Step.READING:
            self.stop()
        super().reject()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        # Entrée in the path reads the file; left to the dialog it would press a button as well.
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or event.modifiers():
            return False
        self.read()
        return True

    def _build(self) -> None:
        chosen = QHBoxLayout()
        chosen.setSpacing(8)
        chosen.addWidget(FormRow("&Fichier", self.path), 1)
        chosen.addWidget(self.pick_button, 0, Qt.AlignmentFlag.AlignBottom)
        busy = QWidget()
        going = QHBoxLayout(busy)
        going.setContentsMargins(0, 0, 0, 0)
        going.setSpacing(14)
        going.addWidget(self.progress, 1)
        going.addWidget(self.stop_button)
        self._busy_row = busy
        self.report.hide()
        inside = QVBoxLayout()
        inside.setContentsMargins(20, 18, 20, 12)
        inside.setSpacing(12)
        inside.addWidget(self.bar)
        inside.addLayout(chosen)
        inside.addWidget(Text(self._source.aide, "aide", wrap=True))
        inside.addWidget(busy)
        inside.addWidget(self.report, 1)
        foot = QFrame()
        foot.setProperty("level", "footer")
        row = QHBoxLayout(foot)
        row.setContentsMargins(20, 10, 20, 12)
        row.setSpacing(10)
        row.addWidget(self.import_button)
        row.addWidget(self.undo_button)
        row.addWidget(self.copy_button)
        row.addStretch(1)
        row.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(inside, 1)
        column.addWidget(foot)

    def _connect(self) -> None:
        self.path.installEventFilter(self)
        self.path.textEdited.connect(self._path_edited)
        self.pick_button.clicked.connect(self._pick)
        self.stop_button.clicked.connect(self.stop)
        self.import_button.clicked.connect(self.take)
        self.undo_button.clicked.connect(self.undo)
        self.copy_button.clicked.connect(self.copy_report)
        self.close_button.clicked.connect(self.reject)
        self._progressed.connect(self._show_progress)
        acts = {"valider": self._go_on, "annuler": self.undo}
        register(self, lambda name: acts[name](), frozenset(acts))

    def _pick(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(
            self, self._source.titre, self.path.text(), self._source.filtre
        )
        if path:
            self.choose(path)

    def _go_on(self) -> None:
        """Do what comes next: read, then import."""
        if self.step is Step.WAITING:
            self.read()
        else:
            self.take()

    def _path_edited(self) -> None:
        if self.step in (Step.READ, Step.DONE):
            self._forget()

    def _forget(self) -> None:
        """A report belongs to its file: another one begins anew."""
        self.rapport = None
        self.bar.hide()
        self._enter(Step.WAITING)

    def _busy(self) -> bool:
        return self.step in (Step.READING, Step.IMPORTING)

    def _start(self, step: Step) -> None:
        self._stop = threading.Event()
        self._quarter = -1
        self.bar.hide()
        self.stop_button.setEnabled(True)
        self.progress.setRange(0, 1)  # without a total Qt would show no words
        self.progress.setValue(0)
        self._enter(step)
        words = "Lecture" if step is Step.READING else "Import"
        self.progress.setAccessibleName(f"Avancement, {words.lower()}")
        self.progress.setFormat(f"{words}…")
        self.stop_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _enter(self, step: Step) -> None:
        self.step = step
        busy = self._busy()
        self.path.setReadOnly(busy)
        self.pick_button.setEnabled(not busy)
        self._busy_row.setVisible(busy)
        if self.report.isHidden() == (self.rapport is not None):
            self.report.setVisible(self.rapport is not None)
            self._fit()
        useful = self.rapport is not None and self.rapport.crees + self.rapport.mis_a_jour > 0
        self.import_button.setVisible(step is not Step.DONE)
        self.import_button.setEnabled(step is Step.READ and useful)
        written = self.rapport is not None and bool(self.rapport.actes)
        self.undo_button.setVisible(step is Step.DONE and written)
        self.copy_button.setVisible(self.rapport is not None and not busy)

    def _fit(self) -> None:
        """Give a report its room; without one, no more than the fields need."""
        width, height = theme().px(_SIZE[0]), theme().px(_SIZE[1])
        layout = self.layout()
        if self.report.isHidden() and layout is not None:
            layout.activate()
            height = layout.totalHeightForWidth(width)
        self.resize(width, height)

    def _tell(self, done: int, total: int) -> None:
        """Called between two batches, on the writer thread: notes taken meanwhile are saved."""
        if isValid(self):
            self._progressed.emit(done, total)
        self._tasks.breathe()

    def _show_progress(self, done: int, total: int) -> None:
        if not self._busy():
            return
        words = "Lecture" if self.step is Step.READING else "Import"
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        text = f"{words}\u00a0: {done} {self._source.lots} sur {total}"
        self.progress.setFormat(text)
        quarter = done * 4 // total if total else 0
        if quarter != self._quarter:
            self._quarter = quarter
            announce(self.progress, text)

    def _was_read(self, rapport: Rapport) -> None:
        if self._stop.is_set():
            self._enter(Step.WAITING)
            self.bar.show_message(STOPPED, "info")
            self.path.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.rapport = rapport
        self.report.show_report(rapport, self._source, dry_run=True)
        self._enter(Step.READ)
        first = self.import_button if self.import_button.isEnabled() else self.close_button
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _was_taken(self, rapport: Rapport) -> None:
        self.rapport = rapport
        self.report.show_report(rapport, self._source, dry_run=False)
        self._enter(Step.DONE)
        self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)
        words = sentence(rapport, self._source, dry_run=False)
        self._navigator.toast(words, self.undo if rapport.actes else None)

    def _was_undone(self, label: str) -> None:
        self._forget()
        self.bar.show_message(TAKEN_BACK, "info")
        self._navigator.toast(f"{label}.")
        self.path.setFocus(Qt.FocusReason.OtherFocusReason)

    def _not_undone(self, error: KnownError) -> None:
        self.bar.show_message(error.message, "warn")
        if not self.isVisible():
            self._navigator.toast(error.message)

    def _refused(self, error: KnownError) -> None:
        """Say why; the file is as it was, and what an import had written stays."""
        importing = self.step is Step.IMPORTING
        self.rapport = None
        self._enter(Step.WAITING)
        self.bar.show_message(error.message)
        self.path.setFocus(Qt.FocusReason.OtherFocusReason)
        if importing:
            self._tasks.changed.emit(self._source.changes)
            if not self.isVisible():
                self._navigator.toast(error.message)
