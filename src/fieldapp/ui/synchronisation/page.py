"""The synchronisation screen: counters, channel, refusals, conflicts, what waits, receipts."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QVBoxLayout, QWidget

from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.droits import SYNCHRONISER
from fieldapp.domain.echange import Bilan, Envoi
from fieldapp.domain.errors import KnownError
from fieldapp.domain.validite import avertissement
from fieldapp.services import droits
from fieldapp.services.session import Session, refresh_catalogue
from fieldapp.sync import reprise
from fieldapp.sync.adresse import Adresse
from fieldapp.sync.engine import synchronise
from fieldapp.sync.pli import AlreadyTakenError
from fieldapp.sync.transport import StoppedError
from fieldapp.ui.announce import announce
from fieldapp.ui.delegates.row import Row
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.page import Page
from fieldapp.ui.state_line import REFUSEES
from fieldapp.ui.synchronisation.channel import ChannelCard
from fieldapp.ui.synchronisation.conflict_list import ConflictList
from fieldapp.ui.synchronisation.counters import Counters
from fieldapp.ui.synchronisation.courrier import MailActs
from fieldapp.ui.synchronisation.lists import Lists
from fieldapp.ui.synchronisation.outgoing import OutgoingCard
from fieldapp.ui.synchronisation.presence import Presence
from fieldapp.ui.synchronisation.refused_list import RefusedList
from fieldapp.ui.synchronisation.source import (
    Exchange,
    Waiting,
    read_bundle,
    read_exchange,
    set_folder,
    set_key,
    set_network,
    take_key,
)
from fieldapp.ui.synchronisation.wording import capital, exchange_sentence
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.texte import jour_et_heure, modifications
from fieldapp.ui.theme import theme
from fieldapp.ui.tokens import load_tokens
from fieldapp.ui.widgets.card import Card
from fieldapp.ui.widgets.rows import RowList

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
    """Signals: `began()`; `over(KnownError | None)`, when an exchange has ended, with what it
    raised; `synchronised()`, once the screen was asked to show it."""

    key = "synchronisation"
    titre = "Synchronisation"
    icone = "refresh-cw"
    raccourci = "8"

    began = Signal()
    over = Signal(object)
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
        self._quiet = False
        self._told_failure = False
        self._wanted = ""
        self._way: Path | Adresse | None = None
        self._by_key = False
        self._presence = Presence(self)
        self.counters = Counters()
        self.channel = ChannelCard()
        self.refused = RefusedList(remede=True)
        self.conflicts = ConflictList()
        self.outgoing = OutgoingCard()
        self.receipts = RowList(
            "Accusés de réception", "Aucun accusé pour l’instant. Le siège répond à son rythme."
        )
        self.lists = Lists()
        self.mail = MailActs(self, self, self._tell, self._stop.is_set, lambda: self._running)
        self._build()
        self._connect()
        self.first = self.channel.button

    def _build(self) -> None:
        receipts = Card("Accusés de réception", flush=True)
        receipts.body.addWidget(self.receipts)
        left = QVBoxLayout()
        left.setSpacing(12)
        for card in (self.counters, self.channel, self.refused, self.conflicts):
            left.addWidget(card)
        left.addWidget(self.lists, 1)
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
        self._area, self._body = area, body
        self.content.addWidget(area, 1)

    def _connect(self) -> None:
        self.channel.sync_asked.connect(self.synchronise)
        self.channel.stop_asked.connect(self._stop.set)
        self.channel.folder_chosen.connect(self._choose_folder)
        self.channel.network_chosen.connect(self._choose_network)
        self.channel.key_chosen.connect(self._choose_key)
        self.channel.key_taken.connect(lambda: self._choose(take_key))
        self.channel.given_up.connect(self._read)
        self.channel.prepare.clicked.connect(self.mail.ask_where)
        self.channel.answer.clicked.connect(self.mail.ask_answer)
        self.mail.began.connect(self._start)
        self.mail.done.connect(self._mailed)
        self.mail.failed.connect(self._mail_failed)
        self.conflicts.asked.connect(lambda: self.navigator.go("conflits"))
        self.counters.asked.connect(self._show_list)
        self.receipts.opened.connect(lambda key: self.lists.open_bundle(int(key)))
        self.lists.bundle_asked.connect(self._open_bundle)
        self.lists.conflicts_asked.connect(lambda: self.navigator.go("conflits"))
        self.lists.family_asked.connect(lambda key: self.navigator.go("dossier", foyer_id=key))
        self.refused.sync_asked.connect(self.synchronise)
        self.refused.list_asked.connect(lambda: self._show_list(REFUSEES))
        self._presence.known.connect(self.channel.show_reachable)
        self._progressed.connect(self.channel.show_progress)

    def open(self, **where: str) -> None:
        self._read()
        if where.get("action") == "synchroniser":
            self.synchronise()
        if "liste" in where:
            self._wanted = where["liste"]

    def refresh(self, _kinds: frozenset[str]) -> None:
        if self.isVisible():
            self._read()

    def commands(self) -> Mapping[str, Callable[[], None]]:
        return {"synchroniser": self.synchronise}

    def panes(self) -> tuple[QWidget, ...]:
        return (self.counters, self.channel, self.lists, self._side)

    def synchronise(self, *, quiet: bool = False) -> None:
        """Send and receive on the writer thread; notes taken meanwhile are saved on the way.

        `quiet`: the program does it by itself, and says nothing of how it ended; see `tell`.
        """
        if self._running:
            self._quiet = self._quiet and quiet
            return
        self._quiet = quiet
        self._start("Synchronisation")
        self.began.emit()
        store, way, stop = self.session.store, self._way, self._stop
        self.tasks.run(
            lambda: synchronise(store, way, self._tell, stop.is_set, self.tasks.breathe),
            self._ended,
            self._failed,
        )

    def _start(self, label: str) -> None:
        """Show that an exchange goes on: there is never a second one beside it."""
        self._running = True
        self._stop.clear()
        self.channel.show_progress(label, 0, 0)

    def _mailed(self, text: str, bilan: Bilan) -> None:
        self.bar.show_message(text, "warn" if bilan.refuses else "ok")
        announce(self, text)
        self.took(bilan)
        self._settle()
        if bilan.revoque:
            self.tasks.changed.emit(frozenset({"revocation"}))

    def _mail_failed(self, error: KnownError) -> None:
        taken = isinstance(error, AlreadyTakenError)
        self.bar.show_message(error.message, "info" if taken else "late")
        self._settle()

    def show_alone(self, alone: bool) -> None:
        """Show whether the post synchronises by itself."""
        self.channel.alone.setChecked(alone)

    def stop_now(self) -> None:
        """Have an exchange under way end at its next step."""
        self._stop.set()

    def _tell(self, label: str, done: int, total: int) -> None:
        """Called between two bundles, on the writer thread."""
        self._progressed.emit(label, done, total)
        self.tasks.breathe()

    def _ended(self, bilan: Bilan) -> None:
        if not self._quiet:
            self.say_done(bilan, stopped=self._stop.is_set())
        elif self._told_failure:
            self.bar.hide()
        self._told_failure = False
        self.took(bilan)
        self._finish(None)
        if bilan.revoque:
            self.tasks.changed.emit(frozenset({"revocation"}))

    def say_done(self, bilan: Bilan, *, stopped: bool = False) -> None:
        """Tell what an exchange did."""
        text = exchange_sentence(bilan, stopped=stopped)
        if self._by_key:
            text += " Tout est écrit\u00a0: vous pouvez retirer la clé."
        self.bar.show_message(text, "warn" if bilan.refuses else "ok")
        announce(self, text)

    def took(self, bilan: Bilan) -> None:
        """Have every screen show what an exchange brought."""
        if bilan.recus or bilan.retires:
            session, before = self.session, self.session.catalogue
            self.tasks.run(
                lambda: refresh_catalogue(session), lambda _none: self._tell_catalogue(before)
            )
            self.tasks.changed.emit(EVERYTHING)

    def _tell_catalogue(self, before: Catalogue) -> None:
        """What is offered on the screens built before is offered anew."""
        if self.session.catalogue != before:
            self.tasks.changed.emit(frozenset({"catalogue"}))

    def _failed(self, error: KnownError) -> None:
        if not self._quiet:
            self.tell(error)
        self._finish(error)

    def tell(self, error: KnownError) -> None:
        """Say why an exchange failed, and what to do."""
        self._told_failure = True
        if isinstance(error, StoppedError):
            self.bar.show_message(error.message)
        elif isinstance(error, reprise.RestoredError):
            self.bar.show_message(error.message, "late", "Reprendre ce poste", self._take_up)
        else:
            self.bar.show_message(error.message, "late", "Réessayer", self.synchronise)

    def _take_up(self) -> None:
        """Go on after a backup was restored: one click, nothing to type again."""
        store = self.session.store
        self.tasks.run(lambda: reprise.take_up(store), lambda _none: self.synchronise())

    def _finish(self, error: KnownError | None) -> None:
        self._settle()
        self.over.emit(error)

    def _settle(self) -> None:
        self._running = False
        self.channel.show_idle()
        self._read()
        self.tasks.changed.emit(frozenset({"envoi"}))
        self.synchronised.emit()

    def _read(self) -> None:
        session = self.session
        self.tasks.run(lambda: read_exchange(session), self._show)

    def _show(self, found: Exchange) -> None:
        self._way, self._by_key = found.voie, found.par_cle
        self.counters.show_state(found.etat)
        in_use = "cle" if found.par_cle else "dossier"
        if isinstance(found.voie, Adresse):
            in_use = "adresse"
        self.channel.show_ways(found.dossier, found.cle, found.adresse, in_use=in_use)
        self._presence.ask(found.voie)
        self.channel.show_waiting(found.etat.ici)
        self.channel.setVisible(found.etat.rattache)
        self.refused.show_refusals(found.refus)
        self.conflicts.show_groups(found.conflits)
        self.outgoing.show_counts(found.etat.ici, found.familles, found.brouillons)
        self.lists.show_exchange(found)
        wanted, self._wanted = self._wanted, ""
        if wanted:
            self._show_list(wanted)
        self.receipts.set_rows(
            Row(
                str(place),
                capital(jour_et_heure(envoi.recu_le or envoi.cree_le)),
                f"{modifications(envoi.nombre)} · n° {envoi.numero}",
                "check-check",
                "reussite",
            )
            for place, envoi in enumerate(found.accuses)
        )
        if found.etat.validite is not None and self.bar.isHidden():
            text = avertissement(found.etat.validite)
            if text:
                self.bar.show_message(text, "warn")
        if not found.etat.rattache:
            self.top.set_title(self.titre, "ce poste travaille sans siège")

    def _choose_folder(self, folder: Path) -> None:
        self._choose(lambda session: set_folder(session, folder))

    def _choose_key(self, folder: Path) -> None:
        self._choose(lambda session: set_key(session, folder))

    def _choose_network(self) -> None:
        self._choose(set_network)

    def _choose(self, act: Callable[[Session], None]) -> None:
        session = self.session
        self.tasks.run(lambda: act(session), lambda _none: self._read(), self._failed_choice)

    def _failed_choice(self, error: KnownError) -> None:
        self.bar.show_message(error.message)
        self._read()  # the way in use is the one before

    def _show_list(self, key: str) -> None:
        self.lists.show_list(key)
        self._scroll_to_lists()

    def _scroll_to_lists(self) -> None:
        """Bring the head of the list into view, where its name is read."""
        top = self.lists.mapTo(self._body, QPoint(0, 0)).y()
        self._area.verticalScrollBar().setValue(top)

    def _open_bundle(self, envoi: Envoi) -> None:
        session = self.session
        self.tasks.run(
            lambda: read_bundle(session, envoi),
            lambda rows: self._show_bundle(envoi, rows),
            owner=self,
        )

    def _show_bundle(self, envoi: Envoi, rows: tuple[Waiting, ...]) -> None:
        self.lists.show_bundle(envoi, rows)
        self._scroll_to_lists()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme().px(load_tokens().moyen - 56)
        direction = QBoxLayout.Direction
        self._columns.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)
        self._side.setMaximumWidth(16_777_215 if narrow else theme().px(SIDE))
        self._side.setMinimumWidth(0 if narrow else theme().px(SIDE))
