"""The end of a post in the window: what still has to leave, then that its data are destroyed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.domain.agent import Agent
from fieldapp.domain.dates import format_date
from fieldapp.domain.echange import Bilan, EtatEchange
from fieldapp.domain.efface import Efface, sentence
from fieldapp.domain.errors import KnownError
from fieldapp.services.copies import wipe_copies
from fieldapp.services.session import Session, agent_of, open_session
from fieldapp.sync.engine import synchronise
from fieldapp.sync.etat import etat_echange
from fieldapp.sync.revocation import Revocation, revocation_of, wipe
from fieldapp.ui.announce import announce
from fieldapp.ui.siege.work_row import WorkRow
from fieldapp.ui.synchronisation.courrier import MailActs
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.texte import modifications
from fieldapp.ui.verrouillage.avatar import LogoMark
from fieldapp.ui.verrouillage.ground import Ground
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.folding import FoldingRow
from fieldapp.ui.widgets.message_bar import MessageBar
from fieldapp.ui.widgets.text import Text

ENDED = (
    "Le siège a mis fin à ce poste{motif}. Rien ne s’y lit ni ne s’y saisit plus. Ce qui n’était "
    "pas encore envoyé part d’abord, le siège en accuse réception, puis les données de ce poste "
    "sont détruites."
)
OVER = (
    "Votre activité ici est terminée depuis le {jour}. Rien ne se lit ni ne se saisit plus sur ce "
    "poste. Ce qui n’était pas encore envoyé part d’abord\u00a0; le siège en accuse réception et "
    "met fin à ce poste, puis ses données sont détruites."
)
STAYS = "Le siège a rétabli votre activité. Fermez Fieldapp, puis ouvrez-le de nouveau."
DRAFTS = "Les brouillons et les notes personnelles ne quittent jamais ce poste\u00a0: ils "
DRAFTS += "disparaissent avec lui."


LAST = "Une fois ce fichier envoyé au siège, plus rien n’est à garder ici."


def open_post(folder: Path, phrase: str) -> tuple[Session, bool]:
    """Open the store of a post, and tell whether it or the work of its agent has ended."""
    session = open_session(folder, phrase)
    return session, session.is_over or revocation_of(session.store) is not None


class _Page(Ground):
    """A card with the mark of the program, a title and words."""

    def __init__(self, title: str, foot: str) -> None:
        super().__init__(560, foot)
        self.bar = MessageBar()
        self.words = Text("", wrap=True, selectable=True)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(LogoMark(44))
        titles = QVBoxLayout()
        titles.addWidget(Text(title, "titre"))
        head.addLayout(titles, 1)
        self.card.addLayout(head)
        self.card.addWidget(self.bar)
        self.card.addWidget(self.words)


class RevokedPage(_Page):
    """What a revoked post may still do: synchronise. Signals: `wiped(Efface)`."""

    wiped = Signal(object)

    def __init__(self, session: Session, tasks: Tasks) -> None:
        super().__init__("Ce poste est révoqué", "Rien n’est détruit avant l’accusé du siège")
        self.session, self.tasks = session, tasks
        self._left = Text("", "fort", wrap=True)
        self.work = WorkRow(
            Button("Synchroniser", "refresh-cw", ("F5",), "primary"), "Avancement de l’envoi"
        )
        self.card.addWidget(self._left)
        self.card.addWidget(Text(DRAFTS, "aide", wrap=True))
        self.card.addWidget(self.work)
        self.card.addWidget(self._mail_row())
        self.work.asked.connect(self.synchronise)
        self.setFocusProxy(self.work)
        self._read()

    def _mail_row(self) -> FoldingRow:
        """The same end without network nor folder: a file out, its answer in."""
        self.prepare = Button("&Préparer un fichier à envoyer…", "mail", kind="petit")
        self.answer = Button("Ou&vrir une réponse…", "mail-open", kind="petit")
        self.mail = MailActs(self, self, self._tell, self.work.stopped, lambda: self.work.running)
        self.prepare.clicked.connect(self.mail.ask_where)
        self.answer.clicked.connect(self.mail.ask_answer)
        self.mail.began.connect(self._mail_began)
        self.mail.done.connect(self._mailed)
        self.mail.failed.connect(self._mail_failed)
        row = FoldingRow(8)
        row.add(self.prepare)
        row.add(self.answer)
        row.add(QWidget(), 1, only_beside=True)
        return row

    def _mail_began(self, label: str) -> None:
        self.bar.hide()
        self.work.start(label)

    def _mailed(self, text: str, bilan: Bilan) -> None:
        self.work.finish()
        if bilan.effacer:
            # The file says that the order is obeyed: it is sent, then nothing is left to keep.
            self.bar.show_message(f"{text} {LAST}", "ok", "Détruire les données", self._obey)
        else:
            self.bar.show_message(text, "info")
        self._read()

    def _mail_failed(self, error: KnownError) -> None:
        self.work.finish()
        self.bar.show_message(error.message, "late")
        self._read()

    def _tell(self, label: str, done: int, total: int) -> None:
        """Called between two bundles, on the writer thread."""
        self.work.tell(label, done, total)
        self.tasks.breathe()

    def synchronise(self) -> None:
        """Send what is only here and take the receipts; obey once nothing is only here."""
        if self.work.running:
            return
        self.bar.hide()
        self.work.start("Synchronisation")
        store, stopped = self.session.store, self.work.stopped
        self.tasks.run(
            lambda: synchronise(store, None, self._tell, stopped), self._ended, self._failed,
            owner=self,
        )  # fmt: skip

    def _ended(self, bilan: Bilan) -> None:
        self.work.finish()
        if bilan.effacer:
            self._obey()
            return
        self.bar.show_message(
            "Envoyé. Le siège doit encore en accuser réception\u00a0: synchronisez de nouveau plus "
            "tard, rien n’est détruit d’ici là.",
            "info",
        )
        self._read()

    def _obey(self) -> None:
        store = self.session.store

        def act() -> Efface:
            wipe_copies(store.folder)
            return wipe(store)

        self.tasks.close_reader()
        self.tasks.run(act, self.wiped.emit, self._failed, owner=self)

    def _failed(self, error: KnownError) -> None:
        self.work.finish()
        self.bar.show_message(error.message, "late", "Réessayer", self.synchronise)
        self._read()

    def _read(self) -> None:
        store = self.session.store
        self.tasks.run(
            lambda: (revocation_of(store), agent_of(store), etat_echange(store)),
            lambda found: self._show(*found),
            owner=self,
        )

    def _show(self, order: Revocation | None, agent: Agent | None, etat: EtatEchange) -> None:
        self.words.setText(_why(order, agent))
        if etat.ici:
            self._left.setText(
                f"{modifications(etat.ici)} ne {'sont' if etat.ici > 1 else 'est'} pas encore "
                f"reçue{'s' if etat.ici > 1 else ''} par le siège."
            )
        else:
            self._left.setText(
                "Tout est reçu par le siège. Une dernière synchronisation, ou un dernier fichier, "
                "le lui dit avant que les données soient détruites."
            )
        announce(self, f"{self.words.text()} {self._left.text()}")


def _why(order: Revocation | None, agent: Agent | None) -> str:
    if order is None and agent is not None:
        # The day alone ends it here until headquarters is heard of, which may also take it back.
        return STAYS if agent.actif else OVER.format(jour=format_date(agent.parti_le or ""))
    motif = order.motif if order is not None else ""
    return ENDED.format(motif=f" (motif\u00a0: {motif})" if motif else "")


class WipedPage(_Page):
    """What is told once the data are gone. Signals: `left()`, to begin again."""

    left = Signal()

    def __init__(self, told: Efface) -> None:
        super().__init__("Les données de ce poste sont effacées", "Aucune donnée sur ce poste")
        self.words.setText(sentence(told))
        self.again = Button("Ouvrir une &invitation…", "mail-open", kind="primary")
        self.again.clicked.connect(self.left)
        self.card.addWidget(self.again)
        self.setFocusProxy(self.again)
        announce(self, self.words.text())
