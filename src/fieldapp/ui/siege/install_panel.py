"""The form that makes headquarters: its organisation, its exchange folder, its passphrase."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from fieldapp.domain.catalogue import Catalogue
from fieldapp.ui.form import FormRow
from fieldapp.ui.verrouillage.entry_panel import EntryPanel, beside
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.text import Text

FOLDER_HELP = "Vide ou nouveau, sur un partage que tous les postes atteignent."


class InstallPanel(EntryPanel):
    """Signals: `submitted(organisme, folder, phrase)`."""

    submitted = Signal(str, object, str)

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__("Installer le siège", parent)
        self.organisme = CodeCombo(
            [(one.code, one.libelle) for one in catalogue.organismes], placeholder="Choisir"
        )
        self.folder = QLineEdit()
        self.pick = Button("C&hoisir…", "folder-open")
        self.pick.clicked.connect(self._pick)
        self.set_rows(
            organisme=FormRow("&Organisme", self.organisme, necessaire=True),
            espace=FormRow("&Dossier d’échange", self.folder, aide=FOLDER_HELP, necessaire=True),
        )
        what = "Ce poste recevra le travail des autres. Il ne lit aucun dossier."
        self.lay_out(
            "Installer le siège",
            Text(what, "second", wrap=True),
            self.form["organisme"],
            beside(self.form["espace"], self.pick, Qt.AlignmentFlag.AlignVCenter),
        )
        self.setFocusProxy(self.organisme)

    def _pick(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Dossier d’échange", self.folder.text())
        if chosen:
            self.folder.setText(chosen)
            self.form["espace"].set_error("")

    def submit(self) -> None:
        """Ask for a headquarters, once the rows are right."""
        if self.form.validate():
            folder = Path(self.folder.text().strip()).expanduser()
            self.submitted.emit(self.organisme.code(), folder, self.new_phrase.value())
