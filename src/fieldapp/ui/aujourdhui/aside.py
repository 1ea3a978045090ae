"""What waits beside the day: personal drafts soon erased, and what is left to report elsewhere."""

from __future__ import annotations

from fieldapp.domain.contact import EQUIPE, BrouillonPersonnel, Contact
from fieldapp.domain.dates import format_date
from fieldapp.domain.errors import KnownError
from fieldapp.domain.report import AReporter
from fieldapp.services import aujourdhui, contacts, documents_joints, reports
from fieldapp.services.session import Session
from fieldapp.ui.aujourdhui.card import ListCard
from fieldapp.ui.capture.undo import UNDOABLE
from fieldapp.ui.delegates.paint import BadgeSpec
from fieldapp.ui.delegates.row import Row
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.report.rows import reste_row
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.widgets.text import Text

SHOWN = 4


class PersonalCard(ListCard):
    """Personal drafts that are erased within a few days; hidden when there is none.

    Entrée opens the family, P turns the draft into a note that the team reads.
    """

    def __init__(self, session: Session, tasks: Tasks, navigator: Navigator) -> None:
        super().__init__("Brouillons bientôt effacés", "Aucun brouillon.", fit=True)
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._drafts: dict[str, BrouillonPersonnel] = {}
        self.body.addWidget(_help("P\u00a0: partager avec l’équipe. Sinon, rien à faire."))
        self.opened.connect(self._open)
        self.list.key_pressed.connect(self._letter)
        self.retried.connect(self.load)
        self.hide()

    def load(self) -> None:
        """Read again what is soon erased."""
        session = self._session
        self._tasks.run(
            lambda: aujourdhui.brouillons_a_effacer(session), self._show, self.show_error
        )

    def _show(self, found: tuple[BrouillonPersonnel, ...]) -> None:
        self._drafts = {one.row_id: one for one in found}
        self.show_rows([_personal_row(one) for one in found[:SHOWN]], len(found))
        self.setVisible(bool(found))

    def _open(self, key: str) -> None:
        one = self._drafts[key]
        if one.document:
            self._navigator.go(
                "dossier", foyer_id=one.foyer_id, onglet="documents", document_id=key
            )
        else:
            self._navigator.go("dossier", foyer_id=one.foyer_id, contact_id=key)

    def _letter(self, letter: str, key: str) -> None:
        if letter != "P":
            return
        session = self._session
        if self._drafts[key].document:
            self._tasks.run(
                lambda: documents_joints.update_document(session, key, {"zone": EQUIPE}),
                lambda _shared: self._navigator.toast("Document partagé avec l’équipe."),
                self._refused,
                changes={"document"},
            )
            return
        self._tasks.run(
            lambda: contacts.share_personal(session, key),
            self._shared,
            self._refused,
            changes={"contact"},
        )

    def _shared(self, contact: Contact) -> None:
        self._navigator.toast("Note partagée avec l’équipe.", lambda: self._take_back(contact))

    def _take_back(self, contact: Contact) -> None:
        session = self._session
        self._tasks.run(
            lambda: contacts.take_back_share(session, contact.id),
            lambda _personal: self._navigator.toast("La note est de nouveau personnelle."),
            self._refused,
            changes=UNDOABLE,
        )

    def _refused(self, error: KnownError) -> None:
        self._navigator.toast(error.message)


class ReportsCard(ListCard):
    """What was noted of late and is not yet in the other system; hidden when there is nothing."""

    def __init__(self, session: Session, tasks: Tasks, navigator: Navigator) -> None:
        super().__init__("À reporter ailleurs", "Rien à reporter.", fit=True)
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._left: dict[str, AReporter] = {}
        self.opened.connect(self._open)
        self.retried.connect(self.load)
        self.hide()

    def load(self) -> None:
        """Read again what is left to report."""
        session = self._session
        self._tasks.run(lambda: reports.list_a_reporter(session), self._show, self.show_error)

    def _show(self, found: tuple[AReporter, ...]) -> None:
        self._left = {one.objet_id: one for one in found}
        self.show_rows([reste_row(one, one.objet_id) for one in found[:SHOWN]], len(found))
        self.setVisible(bool(found))

    def _open(self, key: str) -> None:
        one = self._left[key]
        self._navigator.report_asked.emit(one.objet, one.objet_id)


def _personal_row(one: BrouillonPersonnel) -> Row:
    return Row(
        one.row_id,
        one.foyer,
        " ".join(one.note.split()) or ("Document" if one.document else "Sans note"),
        "lock",
        "reserve",
        (BadgeSpec(f"effacé le {format_date(one.efface_le)[:5]}", "reserve", "clock"),),
        keys_help="Entrée\u00a0: ouvrir le dossier, P\u00a0: partager avec l’équipe",
    )


def _help(words: str) -> Text:
    help_ = Text(words, "aide", wrap=True)
    help_.setContentsMargins(15, 4, 15, 10)
    return help_
