"""The form that makes headquarters: its organisation, its exchange folder, its passphrase."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from fieldapp.domain.catalogue import Catalogue
from fieldapp.ui.form import Form, FormRow
from fieldapp.ui.verrouillage.new_phrase import NewPhrase
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.text import Text

FOLDER_HELP = "Vide ou nouveau, sur un partage que tous les postes atteignent."


class InstallPanel(QWidget):
    """Signals: `submitted(organisme, folder, phrase)`; `left()`, back to the choices."""

    submitted = Signal(str, object, str)
    left = Signal()

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.organisme = CodeCombo(
            [(one.code, one.libelle) for one in catalogue.organismes], placeholder="Choisir"
        )
        self.folder = QLineEdit()
        self.pick = Button("C&hoisir…", "folder-open")
        self.pick.clicked.connect(self._pick)
        self.new_phrase = NewPhrase()
        self.form = Form(
            organisme=FormRow("&Organisme", self.organisme, necessaire=True),
            espace=FormRow("&Dossier d’échange", self.folder, aide=FOLDER_HELP, necessaire=True),
            phrase=self.new_phrase.phrase,
            encore=self.new_phrase.encore,
        )
        self.go = Button("Installer le siège", "check", kind="primary")
        self.go.clicked.connect(self._submit)
        back = Button("Retour", "arrow-left")
        back.clicked.connect(self.left)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(Text("Installer le siège", "titre"))
        column.addWidget(
            Text("Ce poste recevra le travail des autres. Il ne lit aucun dossier.", "second",
                 wrap=True)
        )  # fmt: skip
        column.addWidget(self.form["organisme"])
        chosen = QHBoxLayout()
        chosen.setSpacing(8)
        chosen.addWidget(self.form["espace"], 1)
        chosen.addWidget(self.pick, 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(chosen)
        column.addWidget(self.form["phrase"])
        column.addWidget(self.form["encore"])
        foot = QHBoxLayout()
        foot.addWidget(back)
        foot.addStretch(1)
        foot.addWidget(self.go)
        column.addSpacing(4)
        column.addLayout(foot)
        self.setFocusProxy(self.organisme)

    def set_busy(self, busy: bool) -> None:
        """Wait while headquarters is made."""
        self.go.setEnabled(not busy)
        self.go.set_label("Création…" if busy else "Installer le siège")

    def _pick(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Dossier d’échange", self.folder.text())
        if chosen:
            self.folder.setText(chosen)
            self.form["espace"].set_error("")

    def _submit(self) -> None:
        if self.form.validate():
            folder = Path(self.folder.text().strip()).expanduser()
            self.submitted.emit(self.organisme.code(), folder, self.new_phrase.value())
