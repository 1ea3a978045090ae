"""The synchronisation screen: counters, channel, refusals, conflicts, what waits, receipts."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QVBoxLayout, QWidget

from fieldapp.domain.droits import SYNCHRONISER
from fieldapp.domain.echange import Bilan
from fieldapp.domain.errors import KnownError
from fieldapp.domain.validite import avertissement
from fieldapp.services import droits
from fieldapp.services.session import Session, refresh_catalogue
from fieldapp.sync import reprise
from fieldapp.sync.adresse import Adresse
from fieldapp.sync.engine import synchronise
from fieldapp.sync.transport import StoppedError
from fieldapp.ui.announce import announce
from fieldapp.ui.delegates.row import Row
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.page import Page
from fieldapp.ui.synchronisation.channel import ChannelCard
from fieldapp.ui.synchronisation.conflict_list import ConflictList
from fieldapp.ui.synchronisation.counters import Counters
from fieldapp.ui.synchronisation.outgoing import OutgoingCard
from fieldapp.ui.synchronisation.presence import Presence
from fieldapp.ui.synchronisation.refused_list import RefusedList
from fieldapp.ui.synchronisation.source import Exchange, read_exchange, set_folder, set_network
from fieldapp.ui.synchronisation.waiting_table import WaitingModel
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.texte import jour_et_heure, modifications, plural
from fieldapp.ui.theme import theme
from fieldapp.ui.tokens import load_tokens
from fieldapp.ui.widgets.card import Card
from fieldapp.ui.widgets.empty_state import EmptyState
from fieldapp.ui.widgets.rows import RowList
from fieldapp.ui.widgets.table import Table
from fieldapp.ui.widgets.text import Text

SIDE = 330
EVERYTHING = frozenset(
    (
        "foyer",
        "personne",
        "appartenance",
        "contact_sur",
        "adresse",
        "coordonnee",
        "situation",
        "accompagnement",
        "contact",
        "orientation",
        "demarche",
        "document",
        "evaluation",
        "contrat",
        "structure",
        "agent",
        "conflit",
    )
)


class SyncPage(Page):
    """Signals: `synchronised()`, when a run has ended, well or not."""

    key = "synchronisation"
    titre = "Synchronisation"
    icone = "refresh-cw"
    raccourci = "8"

    synchronised = Signal()
    _progressed = Signal(str, int, int)

    @classmethod
    def allowed(cls, session: Session) -> bool:
        return droits.may(session, SYNCHRONISER)

    def __init__(self, session: Session, tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(session, tasks, navigator)
        self.top.set_title(self.titre, "rien n’est effacé ici avant l’accusé du siège")
        self._stop = threading.Event()
        self._running = False
        self._way: Path | Adresse | None = None
        self._presence = Presence(self)
        self.counters = Counters()
        self.channel = ChannelCard()
        self.refused = RefusedList()
        self.conflicts = ConflictList()
        self.outgoing = OutgoingCard()
        self.receipts = RowList(
            "Accusés de réception", "Aucun accusé pour l’instant. Le siège répond à son rythme."
        )
        self.waiting = WaitingModel()
        self.table = Table("Ici seulement")
        self._waiting_count = Text("", "second")
        self._build()
        self._connect()
        self.setFocusProxy(self.channel.button)

    def _build(self) -> None:
        waiting = Card("Ici seulement", flush=True)
        waiting.aside.addWidget(self._waiting_count)
        self.table.setModel(self.waiting)
        self.table.set_widths((150, 210, 0, 150))
        self.table.setMinimumHeight(theme().px(120))
        self._nothing = EmptyState("Tout est reçu par le siège.")
        waiting.body.addWidget(self.table, 1)
        waiting.body.addWidget(self._nothing, 1)
        receipts = Card("Accusés de réception", flush=True)
        receipts.body.addWidget(self.receipts)
        left = QVBoxLayout()
        left.setSpacing(12)
        for card in (self.counters, self.channel, self.refused, self.conflicts):
            left.addWidget(card)
        left.addWidget(waiting, 1)
        self._side = QWidget()
        right = QVBoxLayout(self._side)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(12)
        right.addWidget(self.outgoing)
        right.addWidget(receipts, 1)
        body = QWidget()
        body.setProperty("level", "page")
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, body)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(16)
        self._columns.addLayout(left, 1)
        self._columns.addWidget(self._side)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(body)
        self.content.addWidget(area, 1)

    def _connect(self) -> None:
        self.channel.sync_asked.connect(self.synchronise)
        self.channel.stop_asked.connect(self._stop.set)
        self.channel.folder_chosen.connect(self._choose_folder)
        self.channel.network_chosen.connect(self._choose_network)
        self.conflicts.asked.connect(lambda: self.navigator.go("conflits"))
        self.table.row_opened.connect(self._open_row)
        self._presence.known.connect(self.channel.show_reachable)
        self._progressed.connect(self.channel.show_progress)

    def open(self, **where: str) -> None:
        self._read()
        if where.get("action") == "synchroniser":
            self.synchronise()

    def refresh(self, _kinds: frozenset[str]) -> None:
        if self.isVisible():
            self._read()

    def commands(self) -> Mapping[str, Callable[[], None]]:
        return {"synchroniser": self.synchronise}

    def panes(self) -> tuple[QWidget, ...]:
        return (self.channel, self.table, self._side)

    def synchronise(self) -> None:
        """Send and receive on the writer thread; notes taken meanwhile are saved on the way."""
        if self._running:
            return
        self._running = True
        self._stop.clear()
        self.channel.show_progress("Synchronisation", 0, 0)
        store, way, stop = self.session.store, self._way, self._stop
        self.tasks.run(
            lambda: synchronise(store, way, self._tell, stop.is_set, self.tasks.breathe),
            self._ended,
            self._failed,
        )

    def _tell(self, label: str, done: int, total: int) -> None:
        """Called between two bundles, on the writer thread."""
        self._progressed.emit(label, done, total)
        self.tasks.breathe()

    def _ended(self, bilan: Bilan) -> None:
        text = _sentence(bilan, stopped=self._stop.is_set())
        self.bar.show_message(text, "warn" if bilan.refuses else "ok")
        announce(self, text)
        if bilan.recus or bilan.retires:
            session = self.session
            self.tasks.run(lambda: refresh_catalogue(session))
            self.tasks.changed.emit(EVERYTHING)
        self._finish()
        if bilan.revoque:
            self.tasks.changed.emit(frozenset({"revocation"}))

    def _failed(self, error: KnownError) -> None:
        if isinstance(error, StoppedError):
            self.bar.show_message(error.message)
        elif isinstance(error, reprise.RestoredError):
            self.bar.show_message(error.message, "late", "Reprendre ce poste", self._take_up)
        else:
            self.bar.show_message(error.message, "late", "Réessayer", self.synchronise)
        self._finish()

    def _take_up(self) -> None:
        """Go on after a backup was restored: one click, nothing to type again."""
        store = self.session.store
        self.tasks.run(lambda: reprise.take_up(store), lambda _none: self.synchronise())

    def _finish(self) -> None:
        self._running = False
        self.channel.show_idle()
        self._read()
        self.tasks.changed.emit(frozenset({"envoi"}))
        self.synchronised.emit()

    def _read(self) -> None:
        session = self.session
        self.tasks.run(lambda: read_exchange(session), self._show)

    def _show(self, found: Exchange) -> None:
        self._way = found.voie
        self.counters.show_state(found.etat)
        self.channel.show_ways(found.dossier, found.adresse, found.voie)
        self._presence.ask(found.voie)
        self.channel.show_waiting(found.etat.ici)
        self.channel.setVisible(found.etat.rattache)
        self.refused.show_refusals(found.refus)
        self.conflicts.show_groups(found.conflits)
        self.outgoing.show_counts(found.etat.ici, found.familles, found.brouillons)
        self.waiting.set_rows(found.attente)
        self._waiting_count.setText(_counted(found))
        self.table.setVisible(bool(found.attente))
        self._nothing.setVisible(not found.attente)
        self.receipts.set_rows(
            Row(
                str(envoi.numero),
                _capital(jour_et_heure(envoi.recu_le or envoi.cree_le)),
                f"{modifications(envoi.nombre)} · n° {envoi.numero}",
                "check-check",
                "reussite",
            )
            for envoi in found.accuses
        )
        if found.etat.validite is not None and self.bar.isHidden():
            text = avertissement(found.etat.validite)
            if text:
                self.bar.show_message(text, "warn")
        if not found.etat.rattache:
            self.top.set_title(self.titre, "ce poste travaille sans siège")

    def _choose_folder(self, folder: Path) -> None:
        session = self.session
        self.tasks.run(
            lambda: set_folder(session, folder), lambda _none: self._read(), self._failed_choice
        )

    def _choose_network(self) -> None:
        session = self.session
        self.tasks.run(
            lambda: set_network(session), lambda _none: self._read(), self._failed_choice
        )

    def _failed_choice(self, error: KnownError) -> None:
        self.bar.show_message(error.message)
        self._read()  # the way in use is the one before

    def _open_row(self, place: int) -> None:
        found = self.waiting.item(place)
        if found is not None and found.foyer_id:
            self.navigator.go("dossier", foyer_id=found.foyer_id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme().px(load_tokens().moyen - 56)
        direction = QBoxLayout.Direction
        self._columns.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)
        self._side.setMaximumWidth(16_777_215 if narrow else theme().px(SIDE))
        self._side.setMinimumWidth(0 if narrow else theme().px(SIDE))


def _sentence(bilan: Bilan, *, stopped: bool) -> str:
    """Say what a run did, and what waits."""
    if bilan.reprise:
        return (
            "La reprise de ce poste est demandée au siège. Rien n’est perdu\u00a0: tout reste ici "
            "et partira dès sa réponse. Synchronisez de nouveau un peu plus tard."
        )
    if bilan.en_attente:
        return (
            "Votre demande est déposée\u00a0: le siège doit encore accepter ce poste. "
            "Ce que vous saisissez part déjà avec elle."
        )
    parts = []
    if bilan.envoyes:
        parts.append(f"{modifications(bilan.envoyes)} envoyée{'s' if bilan.envoyes > 1 else ''}")
    if bilan.recus:
        parts.append(f"{bilan.recus} reçue{'s' if bilan.recus > 1 else ''}")
    if bilan.conflits:
        parts.append(f"{bilan.conflits} à décider")
    if bilan.retires:
        left = "une famille partie" if bilan.retires == 1 else f"{bilan.retires} familles parties"
        parts.append(f"{left} vers une autre équipe")
    text = f"{', '.join(parts)}." if parts else "Rien à envoyer, rien à recevoir."
    if bilan.refuses:
        text += f" {plural(len(bilan.refuses), 'envoi')} à regarder ci-dessous."
    if stopped:
        text += " Arrêté à votre demande\u00a0: ce qui est passé l’est, le reste attend ici."
    return _capital(text)


def _counted(found: Exchange) -> str:
    shown, total = len(found.attente), found.etat.ici
    if not total:
        return ""
    return modifications(total) + (f", les {shown} dernières" if shown < total else "")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
