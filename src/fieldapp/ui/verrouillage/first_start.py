"""The first start, without a store: an invitation, alone, the demonstration; or headquarters."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.errors import KnownError
from fieldapp.ui.siege.acts import Founded, SiegeActs
from fieldapp.ui.siege.install_panel import InstallPanel
from fieldapp.ui.siege.keys_panel import KeysPanel
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.verrouillage.alone import AlonePanel
from fieldapp.ui.verrouillage.avatar import LogoMark
from fieldapp.ui.verrouillage.choice_button import ChoiceButton
from fieldapp.ui.verrouillage.ground import Ground
from fieldapp.ui.verrouillage.invitation import InvitationPanel
from fieldapp.ui.verrouillage.lock_page import place_of
from fieldapp.ui.verrouillage.opening import Opened, join_siege, start_alone
from fieldapp.ui.verrouillage.recovery import RecoveryPanel
from fieldapp.ui.widgets.buttons import LinkButton
from fieldapp.ui.widgets.current_stack import CurrentStack
from fieldapp.ui.widgets.message_bar import MessageBar
from fieldapp.ui.widgets.text import Text

# Makes the fictional organisation and returns its open session; called on the writer thread
# with a function that tells how far it is.
MakeDemo = Callable[[Callable[[str, int, int], None]], Opened]


class FirstStart(Ground):
    """Three ways in, and a quiet fourth that makes headquarters.

    Signals: `opened(Opened)`, when a session is open and its key noted; `founded(Session)`, when
    headquarters is made and its keys noted.
    """

    opened = Signal(object)
    founded = Signal(object)
    _progressed = Signal(str, int, int)

    def __init__(
        self,
        folder: Path,
        catalogue: Catalogue,
        tasks: Tasks,
        make_demo: MakeDemo | None,
        siege: SiegeActs | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(560, "Rien n’est envoyé\u00a0: tout reste ici, chiffré", parent)
        self._folder = folder
        self._catalogue = catalogue
        self._tasks = tasks
        self._make_demo = make_demo
        self._siege = siege
        self._bar = MessageBar()
        self._progress = QProgressBar()
        self._progress.setAccessibleName("Avancement")
        self._progress.setTextVisible(False)
        self._progress.hide()
        self._doing = Text("", "second")
        self._doing.hide()
        self._progressed.connect(self._show_progress)
        self._panels = CurrentStack()
        self._panels.addWidget(self._choices())
        self.alone = AlonePanel(catalogue)
        self.alone.submitted.connect(self._start_alone)
        self.alone.left.connect(self.show_choices)
        self.invitation = InvitationPanel(catalogue, tasks)
        self.invitation.submitted.connect(self._join)
        self.invitation.left.connect(self.show_choices)
        self._panels.addWidget(self.alone)
        self._panels.addWidget(self.invitation)
        self.install = InstallPanel(catalogue)
        self.install.submitted.connect(self._found)
        self.install.left.connect(self.show_choices)
        self._panels.addWidget(self.install)
        self.card.addWidget(self._bar)
        self.card.addWidget(self._panels)
        self.card.addWidget(self._doing)
        self.card.addWidget(self._progress)

    def _choices(self) -> QWidget:
        panel = QWidget()
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(LogoMark(44))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Text("Bienvenue", "titre"))
        words.addWidget(Text("Ce poste n’a encore aucune donnée.", "second"))
        head.addLayout(words, 1)
        column = QVBoxLayout(panel)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(head)
        column.addSpacing(4)
        self.join_choice = ChoiceButton(
            "Ouvrir une &invitation",
            "Le siège vous a remis un fichier\u00a0: ce poste rejoint votre service.",
            "mail-open",
        )
        self.join_choice.clicked.connect(lambda: self._show(self.invitation))
        self.alone_choice = ChoiceButton(
            "&Commencer seul(e)",
            "Sans siège\u00a0: vos données restent sur ce poste, chiffrées.",
            "user-round",
        )
        self.alone_choice.clicked.connect(lambda: self._show(self.alone))
        self.demo_choice = ChoiceButton(
            "&Essayer la démonstration",
            "Des familles inventées du Pas-de-Calais, pour découvrir sans risque.",
            "sparkles",
        )
        self.demo_choice.clicked.connect(self._try_demo)
        self.demo_choice.setVisible(self._make_demo is not None)
        for choice in (self.join_choice, self.alone_choice, self.demo_choice):
            column.addWidget(choice)
        self.siege_choice = LinkButton("Installer le &siège")
        self.siege_choice.clicked.connect(lambda: self._show(self.install))
        column.addWidget(self.siege_choice, 0, Qt.AlignmentFlag.AlignHCenter)
        if self._siege is None:
            self.siege_choice.hide()
        return panel

    def show_choices(self) -> None:
        """Return to the three choices."""
        self._bar.hide()
        self._panels.setCurrentIndex(0)
        self.join_choice.setFocus()

    def _show(self, panel: QWidget) -> None:
        self._bar.hide()
        self._panels.setCurrentWidget(panel)
        panel.setFocus()

    def _start_alone(self, phrase: str, nom: str, role: str, unite: str) -> None:
        folder = self._folder
        self.alone.set_busy(True)
        self._tasks.run(
            lambda: start_alone(folder, phrase, nom, role, unite), self._made, self._alone_failed
        )

    def _join(self, path: str, phrase: str) -> None:
        folder = self._folder
        self.invitation.set_busy(True)
        self._tasks.run(
            lambda: join_siege(folder, Path(path), phrase), self._made, self._join_failed
        )

    def _found(self, organisme: str, space: Path, phrase: str) -> None:
        siege, folder = self._siege, self._folder
        if siege is None:
            return
        self.install.set_busy(True)
        self._tasks.run(
            lambda: siege.found(folder, space, organisme, phrase), self._siege_made, self._not_made
        )

    def _not_made(self, error: KnownError) -> None:
        self.install.set_busy(False)
        if not self.install.form.show_error(error):
            self._bar.show_message(error.message)

    def _siege_made(self, founded: Founded) -> None:
        session = founded.session
        panel = KeysPanel(
            founded.code_secours,
            founded.cle_secours,
            place_of(session.agent, self._catalogue),
        )
        panel.done.connect(lambda: self.founded.emit(session))
        self._panels.addWidget(panel)
        self._show(panel)
        panel.noted.setFocus()

    def _alone_failed(self, error: KnownError) -> None:
        self.alone.set_busy(False)
        if not self.alone.form.show_error(error):
            self._bar.show_message(error.message)

    def _join_failed(self, error: KnownError) -> None:
        self.invitation.set_busy(False)
        if not self.invitation.form.show_error(error):
            self._bar.show_message(error.message)

    def _try_demo(self) -> None:
        make = self._make_demo
        if make is None:
            return
        self._panels.setEnabled(False)
        self._show_progress("Création des familles inventées…", 0, 0)
        self._tasks.run(lambda: make(self._progressed.emit), self._made, self._demo_failed)

    def _demo_failed(self, error: KnownError) -> None:
        self._panels.setEnabled(True)
        self._hide_progress()
        self._bar.show_message(error.message)

    def _show_progress(self, label: str, done: int, total: int) -> None:
        self._progress.setRange(0, total)
        self._progress.setValue(done)
        self._doing.setText(f"{label} {done} sur {total}" if total else label)
        self._doing.show()
        self._progress.show()

    def _hide_progress(self) -> None:
        self._doing.hide()
        self._progress.hide()

    def _made(self, opened: Opened) -> None:
        self._bar.hide()
        self._hide_progress()
        self._panels.setEnabled(True)
        if not opened.code_secours:
            self.opened.emit(opened)
            return
        panel = RecoveryPanel(opened.code_secours, opened.session.agent.nom)
        panel.done.connect(lambda: self.opened.emit(opened))
        self._panels.addWidget(panel)
        self._show(panel)
        panel.noted.setFocus()
