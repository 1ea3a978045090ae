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
from fieldapp.sync.cle import likely_places
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
PLUGGED = BadgeSpec("Branchée", "ok", "check")
UNPLUGGED = BadgeSpec("Pas branchée", "neutre", "usb")
NO_FOLDER, NO_KEY = "Aucun dossier choisi", "Aucune clé choisie"


class ChannelCard(Card):
    """Signals: `sync_asked()`, `stop_asked()`, `folder_chosen(Path)`, `key_chosen(Path)`,
    `key_taken()`, the one that is known, `network_chosen()`, `given_up()`, no place was chosen,
    `alone_chosen(bool)`, whether to synchronise without being asked."""

    sync_asked = Signal()
    stop_asked = Signal()
    folder_chosen = Signal(object)
    key_chosen = Signal(object)
    key_taken = Signal()
    given_up = Signal()
    network_chosen = Signal()
    alone_chosen = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._quarter = -1
        self._known: Path | None = None
        self._known_key: Path | None = None
        self._make_ways()
        self._make_stack()
        self._make_foot()
        self._fit()
        theme().changed.connect(self._fit)
        self.body.addWidget(self._ways)
        self.body.addWidget(self._place)
        self.body.addSpacing(4)
        self.body.addWidget(self._stack)
        self.body.addWidget(self._foot)

    def _make_ways(self) -> None:
        """The choices, then the state of the one in use and how to change its place."""
        # Its address comes signed from headquarters: nobody types one.
        self.network = OptionCard("Réseau du siège", " ", "wifi")
        self.network.clicked.connect(self.network_chosen)
        self.folder = OptionCard("Dossier partagé", NO_FOLDER, "folder-sync")
        self.folder.setChecked(True)
        self.folder.clicked.connect(self._use_folder)
        self.key = OptionCard("Clé USB", NO_KEY, "usb")
        self.key.clicked.connect(self._use_key)
        self._ways = FoldingRow(12)
        for card in (self.network, self.folder, self.key):
            self._ways.add(card, 1)
        self._badge = Badge(ABSENT)
        self._state = Text("", "second", wrap=True)
        self._pick_folder_button = Button("Choisir le dossier…", "folder-open", kind="petit")
        self._pick_folder_button.clicked.connect(self._pick)
        self._pick_key_button = Button("Choisir la clé…", "usb", kind="petit")
        self._pick_key_button.clicked.connect(self._pick_key)
        self._place = FoldingRow(12)
        self._place.add(self._badge)
        self._place.add(self._state, 1)
        self._place.add(self._pick_folder_button)
        self._place.add(self._pick_key_button)

    def _make_stack(self) -> None:
        """The big button, or the progress in its place."""
        self.button = Button("Synchroniser", "refresh-cw", ("F5",), "primary")
        self.button.clicked.connect(self.sync_asked)
        self._words = Text("", "second", wrap=True)
        self.progress = QProgressBar()
        self.progress.setAccessibleName("Avancement de la synchronisation")
        self.progress.setTextVisible(False)
        self._doing = Text("", "second")
        self.stop = Button("Arrêter", "circle-x")
        self.stop.clicked.connect(self.stop_asked)
        self._stack = QStackedWidget()
        self._stack.addWidget(_beside(self.button, self._words, stretched=1))
        self._stack.addWidget(_beside(self._doing, self.progress, self.stop, stretched=1))

    def _make_foot(self) -> None:
        self.alone = QCheckBox("Synchroniser &tout seul, sans déranger")
        self.alone.setToolTip("Quand la saisie s’arrête, tous les quarts d’heure, et en fermant")
        self.alone.clicked.connect(self.alone_chosen)
        self.prepare = Button("&Préparer un fichier à envoyer…", "mail", kind="petit")
        self.prepare.setToolTip("Sans réseau ni dossier partagé\u00a0: scellé, à joindre à un mail")
        self.answer = Button("Ou&vrir une réponse…", "mail-open", kind="petit")
        self._foot = FoldingRow(8)
        self._foot.add(self.alone, 1)
        self._foot.add(self.prepare)
        self._foot.add(self.answer)

    def show_ways(
        self, folder: Path | None, cle: Path | None, adresse: Adresse | None, *, in_use: str
    ) -> None:
        """Show the ways that are known; `in_use` is « dossier », « cle » or « adresse »."""
        self._known, self._known_key = folder, cle
        self.folder.set_second(str(folder) if folder else NO_FOLDER)
        self.key.set_second(str(cle) if cle else NO_KEY)
        self.network.setVisible(adresse is not None)
        if adresse is not None:
            self.network.set_second(host_and_port(adresse.urls[0])[0])
        ways = {"adresse": self.network, "cle": self.key, "dossier": self.folder}
        ways[in_use].setChecked(True)
        self._pick_folder_button.setVisible(in_use == "dossier")
        self._pick_key_button.setVisible(in_use == "cle")

    def show_reachable(self, reachable: bool) -> None:
        """Show whether the way in use answers."""
        if not self.key.isChecked():
            self._badge.set_spec(READY if reachable else ABSENT)
            self._state.setText("")
            return
        self._badge.set_spec(PLUGGED if reachable else UNPLUGGED)
        self._state.setText(
            "Ne la retirez pas pendant l’échange."
            if reachable
            else "La clé n’est pas branchée. Rien ne presse\u00a0: tout est gardé ici."
        )

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

    def _use_key(self) -> None:
        """Go back to the key that is known, or ask for one."""
        if self._known_key is None:
            self._pick_key()
        else:
            self.key_taken.emit()

    def _pick(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Dossier partagé indiqué par le siège")
        if chosen:
            self.folder_chosen.emit(Path(chosen))
        else:
            self.given_up.emit()

    def _pick_key(self) -> None:
        place = next(likely_places(), Path.home())
        chosen = QFileDialog.getExistingDirectory(
            self, "Dossier d’échange, sur la clé", str(self._known_key or place)
        )
        if chosen:
            self.key_chosen.emit(Path(chosen))
        else:
            self.given_up.emit()


def _beside(*widgets: QWidget, stretched: int) -> QWidget:
    """Lay widgets out in a row, one of which takes the room that is left."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(14)
    for place, widget in enumerate(widgets):
        row.addWidget(widget, int(place == stretched))
    return holder
