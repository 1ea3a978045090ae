"""« Réception »: what lies in the exchange folder is taken in, and each post's exchange watched."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from PySide6.QtCore import QModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QScrollArea, QVBoxLayout, QWidget

from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.droits import SYNCHRONISER
from fieldapp.domain.echange import BilanSiege
from fieldapp.domain.errors import KnownError
from fieldapp.domain.perte import LotsPerdus, phrase_perte
from fieldapp.domain.siege import (
    REVOQUE,
    BilanReprise,
    ClePreparee,
    EtatSiege,
    PosteSuivi,
    phrase_cle,
)
from fieldapp.services import droits
from fieldapp.services.session import Session, refresh_catalogue
from fieldapp.sync.cle import likely_places
from fieldapp.sync.pli import MissingError
from fieldapp.ui.delegates.badge import BadgeDelegate
from fieldapp.ui.delegates.paint import BadgeSpec
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.page import Page
from fieldapp.ui.siege.acts import SiegeActs
from fieldapp.ui.siege.courrier import ReceivedMail
from fieldapp.ui.siege.figures import Figures
from fieldapp.ui.siege.key_dialog import KeyDialog
from fieldapp.ui.siege.posts_model import SORT_ROLE, STATE_COLUMN, WIDTHS, PostsModel, sentence
from fieldapp.ui.siege.posts_table import PostActs, PostsTable
from fieldapp.ui.siege.reception_words import last_round, named, s_if, what_was_done
from fieldapp.ui.siege.revoke_dialog import LostDialog, RevokeDialog
from fieldapp.ui.siege.work_row import WorkRow
from fieldapp.ui.synchronisation.presence import Presence
from fieldapp.ui.synchronisation.refused_list import RefusedList
from fieldapp.ui.synchronisation.source import set_folder
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.texte import modifications, plural
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.badge import Badge
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.card import Card
from fieldapp.ui.widgets.empty_state import EmptyState
from fieldapp.ui.widgets.folding import FoldingRow
from fieldapp.ui.widgets.icon_label import IconLabel
from fieldapp.ui.widgets.text import ElidedText, Text

READY = BadgeSpec("Prêt", "ok", "check")
ABSENT = BadgeSpec("Hors ligne", "neutre", "wifi-off")
NO_POST = "Aucun poste n’est enrôlé. Invitez un agent\u00a0: son poste paraîtra ici."


class ReceptionPage(Page):
    """The landing page of headquarters."""

    key = "reception"
    titre = "Réception"
    icone = "inbox"
    raccourci = "1"

    @classmethod
    def allowed(cls, session: Session) -> bool:
        return droits.may(session, SYNCHRONISER)

    def __init__(
        self, session: Session, tasks: Tasks, navigator: Navigator, acts: SiegeActs
    ) -> None:
        super().__init__(session, tasks, navigator)
        self.top.set_title(self.titre, "aucun dossier de famille n’est lisible ici")
        self._acts = acts
        self._presence = Presence(self)
        self.figures = Figures()
        self.place = ElidedText("Aucun dossier choisi", "fort")
        self._badge = Badge(ABSENT)
        self.work = WorkRow(
            Button("Recevoir", "inbox", ("F5",), "primary"), "Avancement de la réception"
        )
        self.refused = RefusedList()
        self.posts = PostsModel(session.catalogue)
        self._sorted = QSortFilterProxyModel(self)
        self.table = PostsTable("Postes", self._post_at)
        self.post_acts = PostActs(self.table)
        self.retry = Button("Réessayer les envois refusés", "rotate-ccw")
        self.mail = ReceivedMail(session, tasks, acts, self)
        self.mail.said.connect(lambda t, look: self.bar.show_message(t, "warn" if look else "ok"))
        self.mail.failed.connect(self.bar.show_message)
        self.mail.lacking.connect(self._mail_lacks)
        self._dialog: QDialog | None = None
        self._key: Path | None = None
        self._count = Text("", "second")
        self.losses = Text("", "second", wrap=True, selectable=True)
        self._nothing = EmptyState(NO_POST, "Inviter un agent")
        self._build()
        self.work.asked.connect(self.receive)
        self.table.told.connect(self._tell_post)
        self.table.renew_asked.connect(self._renew)
        self.table.end_asked.connect(self._end)
        self.table.reopen_asked.connect(self._reopen)
        self.table.lost_asked.connect(self._lose)
        self.retry.clicked.connect(self.try_again)
        self._nothing.acted.connect(lambda: self.navigator.go("invitations"))
        self._presence.known.connect(lambda there: self._badge.set_spec(READY if there else ABSENT))
        self.first = self.work

    def _build(self) -> None:
        self._sorted.setSourceModel(self.posts)
        self._sorted.setSortRole(SORT_ROLE)
        self.table.setModel(self._sorted)
        self.table.setItemDelegateForColumn(STATE_COLUMN, BadgeDelegate(self.table))
        self.table.set_widths(WIDTHS)
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.table.setMinimumHeight(theme().px(150))
        posts = Card("Postes", flush=True)
        posts.aside.addWidget(self._count)
        posts.body.addWidget(self.table, 1)
        posts.body.addWidget(self._nothing, 1)
        posts.body.addWidget(self.post_acts)
        posts.body.addWidget(self.losses)
        self.losses.setContentsMargins(14, 0, 14, 10)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self.post_acts.follow())
        body = QWidget()
        body.setProperty("level", "page")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for card in (self.figures, self._space_card(), self.refused):
            column.addWidget(card)
        column.addWidget(self.retry, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(posts, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(body)
        self.content.addWidget(area, 1)

    def _space_card(self) -> Card:
        card = Card()
        words = QWidget()
        lines = QVBoxLayout(words)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(Text("Dossier d’échange", "legende"))
        lines.addWidget(self.place)
        pick = Button("C&hoisir le dossier…", "folder-open")
        pick.clicked.connect(self._pick)
        self.open_mail = Button("O&uvrir un fichier reçu…", "mail-open")
        self.open_mail.setToolTip("Un fichier .pli qu’un poste a envoyé par courriel")
        self.open_mail.clicked.connect(lambda: None if self.work.running else self.mail.ask())
        self.make_key = Button("&Préparer une clé…", "usb")
        self.make_key.setToolTip("Pour les postes qui n’ont ni réseau ni dossier partagé")
        self.make_key.clicked.connect(self._ask_key)
        top = FoldingRow(12)
        top.add(IconLabel("folder-sync", "primaire", 22), only_beside=True)
        top.add(words, 1)
        top.add(self._badge)
        top.add(pick)
        top.add(self.open_mail)
        top.add(self.make_key)
        card.body.addWidget(top)
        card.body.addWidget(self.work)
        return card

    def open(self, **where: str) -> None:
        self._read()
        if where.get("action") == "recevoir":
            self.receive()

    def refresh(self, _kinds: frozenset[str]) -> None:
        if self.isVisible():
            self._read()

    def set_catalogue(self, catalogue: Catalogue) -> None:
        """Name the units and the roles of the posts as the catalogue now does."""
        self.posts.catalogue = catalogue
        self.table.viewport().update()

    def commands(self) -> Mapping[str, Callable[[], None]]:
        return {"synchroniser": self.receive}

    def panes(self) -> tuple[QWidget, ...]:
        return (self.work, self.table)

    def receive(self) -> None:
        """Take in what arrived and answer, on the writer thread."""
        if self.work.running:
            return
        self.bar.hide()
        self.work.start("Réception")
        session, acts, stopped = self.session, self._acts, self.work.stopped

        def ingest() -> BilanSiege:
            bilan = acts.ingest(session, self._tell, stopped)
            refresh_catalogue(session)  # another program may have changed it
            return bilan

        self.tasks.run(ingest, self._received, self._failed)

    def stop_now(self) -> None:
        """Have a reception under way end after the bundle being taken in."""
        self.work.stop_now()

    def _tell(self, label: str, done: int, total: int) -> None:
        """Called between two posts, on the writer thread, where no transaction is open."""
        self.work.tell(label, done, total)
        self.tasks.breathe()

    def _received(self, bilan: BilanSiege) -> None:
        text = what_was_done(bilan, stopped=self.work.stopped())
        self.work.finish()
        self.bar.show_message(text, "warn" if bilan.refuses else "ok")
        self.tasks.changed.emit(frozenset({"poste", "catalogue"}))

    def _failed(self, error: KnownError) -> None:
        self.work.finish()
        self.bar.show_message(error.message, "late", "Réessayer", self.receive)
        self._read()

    def _read(self) -> None:
        session, acts = self.session, self._acts
        self.tasks.run(lambda: acts.state(session), self._show)

    def _show(self, etat: EtatSiege) -> None:
        self.figures.show_state(etat)
        self.place.setText(str(etat.dossier) if etat.dossier else "Aucun dossier choisi")
        self._presence.ask(etat.dossier)
        self.work.say(last_round(etat.derniere))
        self.refused.show_refusals([named(one) for one in etat.refus])
        self.retry.setVisible(bool(etat.refus))
        self.posts.set_rows(etat.postes)
        self._count.setText(plural(len(etat.postes), "poste") if etat.postes else "")
        self.table.setVisible(bool(etat.postes))
        self._nothing.setVisible(not etat.postes)
        self.post_acts.setVisible(bool(etat.postes))
        self.post_acts.follow()
        self.losses.setText("\n".join(map(phrase_perte, etat.pertes)))
        self.losses.setVisible(bool(etat.pertes))

    def _post_at(self, place: int) -> PosteSuivi | None:
        index = self._sorted.mapToSource(self._sorted.index(place, 0, QModelIndex()))
        return self.posts.row(index.row()) if index.isValid() else None

    def _tell_post(self, poste: PosteSuivi) -> None:
        self.bar.show_message(sentence(poste, self.session.catalogue), "info")

    def _renew(self, poste: PosteSuivi) -> None:
        session, acts = self.session, self._acts
        self._act(
            lambda: acts.renew(session, poste.device),
            f"Certificat du poste de {poste.nom} renouvelé. Il le prendra à sa prochaine "
            "synchronisation.",
        )

    def _reopen(self, poste: PosteSuivi) -> None:
        session, acts = self.session, self._acts
        self._act(
            lambda: acts.reopen(session, poste.device),
            f"Le travail du poste de {poste.nom} est de nouveau repris pendant 30 jours.",
        )

    def _end(self, poste: PosteSuivi) -> None:
        dialog = RevokeDialog(
            self.session, self.tasks, self.navigator, self._acts, poste, self.window()
        )
        self._dialog = dialog
        dialog.show_form()

    def _mail_lacks(self, error: MissingError, path: Path) -> None:
        """Say what lacks before a file; that of a post which ended may be declared lost."""
        poste = self.posts.of_device(error.de)
        if poste is None or poste.etat != REVOQUE:
            end = "Si ce poste n’enverra plus rien, révoquez-le, puis ouvrez ce fichier de nouveau."
            self.bar.show_message(f"{error.message} {end}")
            return
        self.bar.show_message(
            error.message, "late", "Déclarer perdu…", lambda: self._lose(poste, path)
        )

    def _lose(self, poste: PosteSuivi, pli: Path | None = None) -> None:
        dialog = LostDialog(
            self.session, self.tasks, self._acts, poste, self._lost, self.window(), pli
        )
        self._dialog = dialog
        dialog.show_form()

    def _lost(self, done: LotsPerdus) -> None:
        taken = f"{modifications(done.recus)} reçue{s_if(done.recus)} de ce qui était arrivé après."
        said = " ".join((*map(phrase_perte, done.pertes), taken, *done.refus))
        self.bar.show_message(said, "warn" if done.refus else "ok")

    def _act(self, act: Callable[[], object], words: str) -> None:
        self.tasks.run(
            act,
            lambda _done: self.bar.show_message(words, "ok"),
            lambda error: self.bar.show_message(error.message),
            changes={"poste"},
        )

    def try_again(self) -> None:
        """Take the refused files again, on the writer thread."""
        if self.work.running:
            return
        self.bar.hide()
        self.work.start("Nouvel essai")
        session, acts, stopped = self.session, self._acts, self.work.stopped
        self.tasks.run(lambda: acts.retry(session, self._tell, stopped), self._tried, self._failed)

    def _tried(self, bilan: BilanReprise) -> None:
        self.work.finish()
        done, left = len(bilan.resolus), len(bilan.restants)
        taken = f"{plural(done, 'envoi')} pris cette fois, {modifications(bilan.recus)}."
        still = f" {plural(left, 'envoi')} encore à regarder ci-dessous." if left else ""
        self.bar.show_message(taken + still, "warn" if left else "ok")
        self.tasks.changed.emit(frozenset({"poste"}))

    def _ask_key(self) -> None:
        if self.work.running:
            return
        dialog = KeyDialog(
            self.posts.every(), self._key or next(likely_places(), None), self.prepare_key,
            self.window(),
        )  # fmt: skip
        self._dialog = dialog
        dialog.show_form()

    def prepare_key(self, folder: Path, devices: Collection[str]) -> None:
        """Exchange by a key, on the writer thread: what lies on it, then what waits."""
        if self.work.running:
            return
        self.bar.hide()
        self._key = folder
        self.work.start("Clé")
        session, acts, stopped = self.session, self._acts, self.work.stopped
        self.tasks.run(
            lambda: acts.key(session, folder, devices, self._tell, stopped),
            self._key_ready,
            lambda error: self._key_failed(error, devices),
        )

    def _key_ready(self, cle: ClePreparee) -> None:
        stopped = self.work.stopped()
        taken = what_was_done(cle.bilan, stopped=stopped, nothing="Rien de nouveau à y prendre.")
        self.work.finish()
        self.bar.show_message(f"{taken} {phrase_cle(cle)}", "warn" if cle.bilan.refuses else "ok")
        self.tasks.changed.emit(frozenset({"poste"}))

    def _key_failed(self, error: KnownError, devices: Collection[str]) -> None:
        folder = self._key
        self.work.finish()
        again = (lambda: self.prepare_key(folder, devices)) if folder is not None else None
        self.bar.show_message(error.message, "late", "Réessayer", again)
        self._read()

    def _pick(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Dossier d’échange", self.place.text())
        if chosen:
            self.use_folder(Path(chosen))

    def use_folder(self, folder: Path) -> None:
        """Take another path to the exchange folder, if it is the one of this headquarters."""
        session = self.session
        self.tasks.run(lambda: set_folder(session, folder), lambda _none: self._read())
