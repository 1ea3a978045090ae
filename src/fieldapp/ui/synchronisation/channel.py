"""The channel card: by which way, and the one big « Synchroniser » with its progress."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QStackedWidget,
    QWidget,
)

from fieldapp.sync.adresse import Adresse, host_and_port
from fieldapp.ui.announce import announce
from fieldapp.ui.delegates.paint import BadgeSpec
from fieldapp.ui.texte import modifications
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.badge import Badge
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.card import Card
from fieldapp.ui.widgets.folding import FoldingRow
from fieldapp.ui.widgets.option_card import OptionCard
from fieldapp.ui.widgets.text import Text

READY = BadgeSpec("Prêt", "ok", "check")
ABSENT = BadgeSpec("Hors ligne", "neutre", "wifi-off")


class ChannelCard(Card):
    """Signals: `sync_asked()`, `stop_asked()`, `folder_chosen(Path)`, `network_chosen()`,
    `alone_chosen(bool)`, whether to synchronise without being asked."""

    sync_asked = Signal()
    stop_asked = Signal()
    folder_chosen = Signal(object)
    network_chosen = Signal()
    alone_chosen = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._quarter = -1
        self._known: Path | None = None
        # Its address comes signed from headquarters: nobody types one.
        self.network = OptionCard("Réseau du siège", " ", "wifi")
        self.network.clicked.connect(self.network_chosen)
        self.folder = OptionCard("Dossier partagé", "Aucun dossier choisi", "folder-sync")
        self.folder.setChecked(True)
        self.folder.clicked.connect(self._use_folder)
        self._badge = Badge(ABSENT)
        pick = Button("Choisir le dossier…", "folder-open")
        pick.clicked.connect(self._pick)
        top = FoldingRow(12)
        top.add(self.network, 1)
        top.add(self.folder, 1)
        top.add(self._badge)
        top.add(pick)
        self.button = Button("Synchroniser", "refresh-cw", ("F5",), "primary")
        self.button.clicked.connect(self.sync_asked)
        self._words = Text("", "second", wrap=True)
        idle = QWidget()
        row = QHBoxLayout(idle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self.button)
        row.addWidget(self._words, 1)
        self.progress = QProgressBar()
        self.progress.setAccessibleName("Avancement de la synchronisation")
        self.progress.setTextVisible(False)
        self._doing = Text("", "second")
        self.stop = Button("Arrêter", "circle-x")
        self.stop.clicked.connect(self.stop_asked)
        busy = QWidget()
        going = QHBoxLayout(busy)
        going.setContentsMargins(0, 0, 0, 0)
        going.setSpacing(14)
        going.addWidget(self._doing)
        going.addWidget(self.progress, 1)
        going.addWidget(self.stop)
        self._stack = QStackedWidget()
        self._stack.addWidget(idle)
        self._stack.addWidget(busy)
        self.alone = QCheckBox("Synchroniser &tout seul, sans déranger")
        self.alone.setToolTip("Quand la saisie s’arrête, tous les quarts d’heure, et en fermant")
        self.alone.clicked.connect(self.alone_chosen)
        self._fit()
        theme().changed.connect(self._fit)
        self.body.addWidget(top)
        self.body.addSpacing(4)
        self.body.addWidget(self._stack)
        self.prepare = Button("&Préparer un fichier à envoyer…", "mail", kind="petit")
        self.prepare.setToolTip("Sans réseau ni dossier partagé\u00a0: scellé, à joindre à un mail")
        self.answer = Button("Ou&vrir une réponse…", "mail-open", kind="petit")
        foot = FoldingRow(8)
        foot.add(self.alone, 1)
        foot.add(self.prepare)
        foot.add(self.answer)
        self.body.addWidget(foot)

    def show_ways(
        self, folder: Path | None, adresse: Adresse | None, way: Path | Adresse | None
    ) -> None:
        """Show the ways that are known, and the one in use."""
        self._known = folder
        self.folder.set_second(str(folder) if folder else "Aucun dossier choisi")
        self.network.setVisible(adresse is not None)
        if adresse is not None:
            self.network.set_second(host_and_port(adresse.urls[0])[0])
        (self.network if isinstance(way, Adresse) else self.folder).setChecked(True)

    def show_reachable(self, reachable: bool) -> None:
        """Show whether the folder answers."""
        self._badge.set_spec(READY if reachable else ABSENT)

    def show_waiting(self, count: int) -> None:
        """Say what the button will do."""
        received = "puis reçoit celles" if count else "Reçoit les modifications"
        sends = f"Envoie {modifications(count)}, " if count else ""
        self._words.setText(
            f"{sends}{received} de vos collègues. Vous pouvez continuer à travailler."
        )

    def show_idle(self) -> None:
        """Show the button again."""
        had_focus = self.stop.hasFocus()
        self._stack.setCurrentIndex(0)
        if had_focus:
            self.button.setFocus()

    def show_progress(self, label: str, done: int, total: int) -> None:
        """Show how far it is; a screen reader hears it every quarter."""
        if self._stack.currentIndex() == 0:
            self._quarter = -1
            focus = self.button.hasFocus()
            self._stack.setCurrentIndex(1)
            if focus:
                self.stop.setFocus()
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        text = f"{label} {done} sur {total}" if total else f"{label}…"
        self._doing.setText(text)
        quarter = done * 4 // total if total else 0
        if quarter != self._quarter:
            self._quarter = quarter
            if self.isVisible():
                announce(self.progress, text)

    def _fit(self) -> None:
        self._stack.setFixedHeight(theme().px(44))

    def _use_folder(self) -> None:
        """Go back to the folder that is known, or ask for one."""
        if self._known is None:
            self._pick()
        else:
            self.folder_chosen.emit(self._known)

    def _pick(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Dossier partagé indiqué par le siège")
        if chosen:
            self.folder_chosen.emit(Path(chosen))
