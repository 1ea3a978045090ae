"""« Au retour »: the same list as the road sheet, to be told visit after visit, a minute each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from fieldapp.domain import droits
from fieldapp.domain.brouillon import Brouillon
from fieldapp.domain.contact import EQUIPE
from fieldapp.domain.dates import format_jour
from fieldapp.domain.errors import KnownError
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.rendezvous import A_VENIR, RendezVous, SaisieRetour
from fieldapp.services import agenda, retour
from fieldapp.services.droits import may
from fieldapp.services.session import Session
from fieldapp.ui.agenda.presence import CHANGES, Presence
from fieldapp.ui.capture.draft import Content, Draft
from fieldapp.ui.capture.readers import load_readers
from fieldapp.ui.feuille_route.document import show_feuille
from fieldapp.ui.feuille_route.visit_block import VisitBlock
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.page import Page
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.widgets.buttons import Button, IconButton
from fieldapp.ui.widgets.empty_state import EmptyState

ECRAN = "retour_visites"
EMPTY = "Aucune visite à raconter ce jour-là. Les visites prévues dans l’agenda viennent ici."


class RetourPage(Page):
    """One block per visit of a day that is not told yet; what is typed is kept as a draft."""

    key = ECRAN
    titre = "Au retour des visites"
    icone = "clipboard-list"
    sous = "agenda"

    def __init__(self, session: Session, tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(session, tasks, navigator)
        self._day = aujourd_hui()
        self.blocks: list[VisitBlock] = []
        self._pending: Mapping[str, object] = {}
        self.presence = Presence(session, tasks, navigator, self)
        self.empty = EmptyState(EMPTY, "Ouvrir l’agenda")
        self.empty.acted.connect(lambda: navigator.go("agenda"))
        self._build()
        self.draft = Draft(session, tasks, navigator, ECRAN, self._collect, self)
        self.draft.restored.connect(self._restored)

    @classmethod
    def allowed(cls, session: Session) -> bool:
        return may(session, droits.ECRIRE_CONTACT)

    def open(self, **where: str) -> None:
        if where.get("jour"):
            self._day = date.fromisoformat(where["jour"])
        self.draft.open(None)
        self.load(focus=True)

    def refresh(self, kinds: frozenset[str]) -> None:
        if "rendezvous" in kinds and self.isVisible():
            self.load()

    def commands(self) -> Mapping[str, Callable[[], None]]:
        return {
            "valider": self.submit_current,
            "imprimer": self.print_day,
            "onglet_suivant": lambda: self.step(1),
            "onglet_precedent": lambda: self.step(-1),
        }

    def keep_drafts(self) -> None:
        self.draft.keep()

    def panes(self) -> tuple[QWidget, ...]:
        return (self._scroll,)

    def step(self, days: int) -> None:
        """Go to another day; what is typed is kept first."""
        self.draft.keep()
        self._pending = self._contents()
        self._day += timedelta(days=days)
        self.load(focus=True)

    def print_day(self) -> None:
        """Preview the road sheet of this day."""
        show_feuille(self.session, self.tasks, self._day, self)

    def load(self, focus: bool = False) -> None:
        """Read the visits of the day again."""
        session, day = self.session, self._day
        self.tasks.run(
            lambda: agenda.list_rendezvous(session, day, day + timedelta(days=1)),
            lambda found: self._loaded(found, focus),
            lambda error: self.bar.show_message(error.message, "late", "Réessayer", self.load),
            owner=self,
        )

    def submit_current(self) -> None:
        """Save the block that has the focus, and go to the next one."""
        for block in self.blocks:
            if _holds_focus(block):
                self.submit(block)
                return

    def submit(self, block: VisitBlock) -> None:
        """Save what became of a visit and what was written of it, as one act."""
        statut = block.outcome.value()
        if not statut:
            block.show_error("Choisissez V, E ou A. Ce que vous avez écrit est gardé.")
            block.focus_first()
            return
        wrong = block.suite_le.error()
        if wrong:
            block.show_error(wrong)
            return
        saisie = SaisieRetour(
            rendezvous_id=block.rendezvous.id,
            statut=statut,
            note=block.note.text(),
            besoins=block.besoins.value(),
            suite=block.suite.text().strip() or None,
            suite_le=block.suite_le.iso(),
            zone=EQUIPE,
        )
        session = self.session
        self._pending = {
            key: value for key, value in self._contents().items() if key != block.rendezvous.id
        }
        self.tasks.run(
            lambda: retour.tell_visit(session, saisie),
            self._saved,
            lambda error: self._refused(block, error),
            changes=CHANGES,
            owner=self,
        )

    def _build(self) -> None:
        before = IconButton("chevron-left", "Jour précédent (Ctrl+Page préc.)")
        before.clicked.connect(lambda: self.step(-1))
        after = IconButton("chevron-right", "Jour suivant (Ctrl+Page suiv.)")
        after.clicked.connect(lambda: self.step(1))
        sheet = Button("Feuille de route", "printer", ("Ctrl", "P"))
        sheet.clicked.connect(self.print_day)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(before)
        head.addWidget(after)
        head.addStretch(1)
        head.addWidget(sheet)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        inside.setProperty("level", "transparent")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._column.addWidget(self.empty)
        self._column.addStretch(1)
        self._scroll.setWidget(inside)
        self.content.addLayout(head)
        self.content.addWidget(self._scroll, 1)

    def _loaded(self, found: tuple[RendezVous, ...], focus: bool) -> None:
        to_tell = [one for one in found if one.foyer_id is not None and one.statut == A_VENIR]
        done = sum(one.foyer_id is not None and one.statut != A_VENIR for one in found)
        kept = {**self._pending, **self._contents()}
        self._pending = {}
        had_focus = any(_holds_focus(block) for block in self.blocks)
        self._clear()
        for one in to_tell:
            block = VisitBlock(one, self.session.catalogue)
            content = kept.get(one.id)
            if isinstance(content, dict):
                block.restore(content)
            block.submitted.connect(lambda block=block: self.submit(block))
            block.touched.connect(self.draft.touch)
            load_readers(self.session, self.tasks, one.foyer_id or "", block.show_readers, block)
            self.blocks.append(block)
            self._column.insertWidget(self._column.count() - 1, block)
        self.empty.setVisible(not to_tell)
        told = f"{len(to_tell)} à raconter, {done} déjà faites" if found else ""
        self.top.set_title(f"{self.titre}, {format_jour(self._day)}", told, back=True)
        if self.blocks and (focus or had_focus):
            self.blocks[0].focus_first()

    def _clear(self) -> None:
        for block in self.blocks:
            self._column.removeWidget(block)
            block.hide()
            block.deleteLater()
        self.blocks.clear()

    def _contents(self) -> dict[str, object]:
        return {b.rendezvous.id: b.content() for b in self.blocks if not b.is_blank()}

    def _collect(self) -> tuple[Content, int] | None:
        contents = self._contents()
        return (contents, 0) if contents else None

    def _restored(self, draft: Brouillon) -> None:
        """Take a draft up again, in the blocks shown and in those still being read."""
        self._pending = {**draft.contenu, **self._pending}
        for block in self.blocks:
            content = draft.contenu.get(block.rendezvous.id)
            if isinstance(content, dict) and block.is_blank():
                block.restore(content)

    def _saved(self, one: RendezVous) -> None:
        # The write already asked for the list again: only the draft and the toast are left.
        self.draft.touch()
        self.draft.keep()
        self.navigator.toast(f"Visite notée pour {one.titre}.", self.presence.undo)

    def _refused(self, block: VisitBlock, error: KnownError) -> None:
        block.show_error(error.message)


def _holds_focus(block: VisitBlock) -> bool:
    return any(child.hasFocus() for child in block.findChildren(QWidget))
