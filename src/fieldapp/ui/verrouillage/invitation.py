"""The form that opens an invitation of headquarters."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QVBoxLayout, QWidget

from fieldapp.domain.agent import Agent
from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.errors import KnownError
from fieldapp.ui.form import FormRow
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.texte import initiales
from fieldapp.ui.verrouillage.avatar import Avatar
from fieldapp.ui.verrouillage.entry_panel import EntryPanel, beside
from fieldapp.ui.verrouillage.opening import read_agent
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.inset import Inset
from fieldapp.ui.widgets.text import Text


class InvitationPanel(EntryPanel):
    """A file, whom it is for, and a passphrase. Signals: `submitted(path, phrase)`."""

    submitted = Signal(str, str)

    def __init__(self, catalogue: Catalogue, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__("Rejoindre le service", parent)
        self._catalogue = catalogue
        self._tasks = tasks
        self._ready = False
        self.path = QLineEdit()
        self.path.setReadOnly(True)
        self.path.setPlaceholderText("Fichier remis par le siège")
        self.pick = Button("C&hoisir…", "folder-open")
        self.pick.clicked.connect(self._pick)
        self.set_rows(fichier=FormRow("&Invitation", self.path, necessaire=True))
        self._avatar = Avatar()
        self._name = Text("", "fort")
        self._post = Text("", "legende", wrap=True)
        self._who = Inset()
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._name)
        names.addWidget(self._post)
        self._who.row.addWidget(self._avatar)
        self._who.row.addLayout(names, 1)
        self._who.hide()
        self.lay_out(
            "Ouvrir une invitation",
            beside(self.form["fichier"], self.pick, Qt.AlignmentFlag.AlignBottom),
            self._who,
        )
        self.setFocusProxy(self.pick)

    def choose(self, path: str) -> None:
        """Take a file and show whom it is for."""
        self.path.setText(path)
        self._ready = False
        self._who.hide()
        self.form["fichier"].set_error("")
        self._tasks.run(lambda: read_agent(Path(path)), self._read, self._unreadable)

    def _pick(self) -> None:
        kinds = "Invitations (*.json *.invitation);;Tous les fichiers (*)"
        path, _kind = QFileDialog.getOpenFileName(self, "Ouvrir une invitation", "", kinds)
        if path:
            self.choose(path)

    def _read(self, agent: Agent) -> None:
        self._ready = True
        unite = self._catalogue.unite(agent.unite)
        self._avatar.set_text(initiales(agent.nom))
        self._name.setText(agent.nom)
        place = unite.nom if unite is not None else agent.unite
        self._post.setText(f"{self._catalogue.libelle('roles', agent.role)}, {place}")
        self._who.show()

    def _unreadable(self, error: KnownError) -> None:
        self.form["fichier"].set_error(error.message)

    def submit(self) -> None:
        """Ask to join, once the invitation was read and the rows are right."""
        if self._ready and self.form.validate():
            self.submitted.emit(self.path.text(), self.new_phrase.value())
        elif not self.path.text():
            self.form["fichier"].set_error("Choisissez le fichier remis par le siège.")
            self.pick.setFocus()
