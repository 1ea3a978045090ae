"""Aujourd’hui: the screen on which the day begins."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QDialog, QScrollArea, QVBoxLayout, QWidget

from fieldapp.domain import droits
from fieldapp.domain.brouillon import FORMULAIRE, Brouillon
from fieldapp.domain.contact import Contact
from fieldapp.domain.dates import format_jour
from fieldapp.domain.echeance import Echeance
from fieldapp.domain.errors import KnownError
from fieldapp.domain.horloge import aujourd_hui, maintenant
from fieldapp.domain.rendezvous import Journee, RendezVous
from fieldapp.services import agenda, aujourdhui, brouillons, foyers
from fieldapp.services.droits import may
from fieldapp.services.session import Session, move_who_moves
from fieldapp.ui.agenda.looks import rendezvous_row
from fieldapp.ui.agenda.now_line import DayDelegate
from fieldapp.ui.agenda.presence import Presence
from fieldapp.ui.agenda.unsettled_bar import UnsettledBar
from fieldapp.ui.aujourdhui.aside import PersonalCard, ReportsCard
from fieldapp.ui.aujourdhui.card import ListCard
from fieldapp.ui.aujourdhui.draft_card import DraftCard
from fieldapp.ui.aujourdhui.rows import day_row, late_row, week_row
from fieldapp.ui.capture.form_draft import FOYER
from fieldapp.ui.capture.quick_capture import QuickCapture
from fieldapp.ui.feuille_route.document import show_feuille
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.page import Page
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.text import Text

LATE_SHOWN = 6
_RIGHT = 420
_NARROW = 900


@dataclass(frozen=True, slots=True)
class _Day:
    """What was noted today, with the name of each family, and the appointments of the day."""

    contacts: tuple[Contact, ...]
    noms: Mapping[str, str]
    agenda: Journee


@dataclass(frozen=True, slots=True)
class _Interrupted:
    """The newest draft and the family's name, when there is one."""

    draft: Brouillon
    nom: str


class AujourdhuiPage(Page):
    """Quick capture, my day, what is late, this week, the interrupted note."""

    key = "aujourdhui"
    titre = "Aujourd’hui"
    icone = "sun"
    raccourci = "1"

    def __init__(self, session: Session, tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(session, tasks, navigator)
        self.top.set_title(self.titre, f"Bonjour {session.agent.nom.split()[0]}")
        self.capture = QuickCapture(session, tasks, navigator)
        self.day = ListCard(
            "Ma journée",
            "Rien de prévu aujourd’hui. Ctrl+N pour noter un contact, Ctrl+Maj+A pour un accueil "
            "sans dossier.",
            fit=False,
        )
        self.presence = Presence(session, tasks, navigator, self)
        self.unsettled = UnsettledBar()
        self._agenda = Journee("", ())
        self._loaded_on = aujourd_hui()
        self._form: QDialog | None = None
        self._today = Text("", "second")
        self.day.aside.insertWidget(0, self._today)
        self.late = ListCard("En retard", "Rien en retard.", fit=True, tone="late")
        self.week = ListCard("Cette semaine", "Rien de prévu cette semaine.", fit=True)
        self.interrupted = DraftCard()
        self.personal = PersonalCard(session, tasks, navigator)
        self.reports = ReportsCard(session, tasks, navigator)
        self._see_all = self.late.add_link("Tout voir")
        self._see_all.clicked.connect(lambda: navigator.go("familles", filtre="retard"))
        self._build()
        self.day.opened.connect(self._open_day_row)
        self.day.list.key_pressed.connect(self._letter)
        self.unsettled.pressed.connect(self.presence.press)
        self.unsettled.all_asked.connect(lambda jour: navigator.go("agenda", jour=jour))
        self.late.opened.connect(self._open_family)
        self.week.opened.connect(self._open_family)
        self.day.retried.connect(self._load_day)
        self.late.retried.connect(self._load_late)
        self.week.retried.connect(self._load_week)
        self.interrupted.resumed.connect(self._resume)
        self.interrupted.dropped.connect(self._drop)
        self.capture.setVisible(may(session, droits.ECRIRE_CONTACT))
        self.capture.draft.open(None)

    @classmethod
    def allowed(cls, session: Session) -> bool:
        return may(session, droits.LIRE_FOYER)

    def open(self, **_where: str) -> None:
        self._load()

    def refresh(self, kinds: frozenset[str]) -> None:
        kinds_shown = {"foyer", "contact", "orientation", "accompagnement", "personne"}
        if kinds & (kinds_shown | {"rendezvous"}):
            self._load()
        elif "report" in kinds:
            self.reports.load()

    def commands(self) -> Mapping[str, Callable[[], None]]:
        acts = {"noter": self.focus_capture, "valider": self.capture.submit}
        if may(self.session, droits.IMPRIMER):
            acts["imprimer"] = self.print_route
        return acts

    def keep_drafts(self) -> None:
        self.capture.draft.keep()

    def panes(self) -> tuple[QWidget, ...]:
        return (
            self.capture, self.day, self.personal, self.late, self.week, self.reports,
            self.interrupted,
        )  # fmt: skip

    def focus_capture(self) -> None:
        """Put the cursor in the family of the quick capture."""
        self.capture.famille.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.capture.famille.selectAll()

    def print_route(self) -> None:
        """Preview the road sheet: today's until the last visit is over, then tomorrow's."""
        today, now = aujourd_hui(), maintenant()
        left = any(one.fin > now for one in self._agenda.rendezvous)
        day = today if left else today + timedelta(days=1)
        show_feuille(self.session, self.tasks, day, self)

    def minimumSizeHint(self) -> QSize:
        # What does not fit wraps or scrolls: the smallest window is not this page's to decide.
        return QSize(theme().px(400), theme().px(220))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _build(self) -> None:
        if may(self.session, droits.IMPRIMER):
            route = Button("Feuille de route", "printer", ("Ctrl", "P"), "petit")
            route.clicked.connect(self.print_route)
            self.day.aside.addWidget(route)
        self.day.list.view.setItemDelegate(DayDelegate(self.day.list.view))
        self.day.body.insertWidget(0, self.unsettled)
        self._right = QWidget()
        right = QVBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(14)
        for card in (self.personal, self.late, self.week, self.reports, self.interrupted):
            right.addWidget(card)
        right.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        body = QWidget()
        body.setProperty("level", "transparent")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(15)
        self._columns.addWidget(self.day, 1)
        self._columns.addWidget(self._right)
        column.addWidget(self.capture)
        column.addLayout(self._columns, 1)
        self._scroll.setWidget(body)
        self.content.addWidget(self._scroll)

    def _fit(self) -> None:
        narrow = self.width() < theme().px(_NARROW)
        direction = QBoxLayout.Direction
        self._columns.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)
        if narrow:
            self._right.setMinimumWidth(0)
            self._right.setMaximumWidth(16777215)
        else:
            share = self.width() * 38 // 100
            self._right.setFixedWidth(min(theme().px(_RIGHT), share))
        asked = 0 if self.unsettled.isHidden() else self.unsettled.sizeHint().height()
        self.day.setMinimumHeight(theme().px(220) + asked)

    def _load(self) -> None:
        today = aujourd_hui()
        self._today.setText(format_jour(today))
        if today != self._loaded_on:
            # The window stayed open over midnight: who moves today has moved.
            self._loaded_on, session = today, self.session
            self.tasks.run(lambda: move_who_moves(session), changes={"foyer", "adresse"})
        self._load_day()
        self._load_late()
        self._load_week()
        self.personal.load()
        self.reports.load()
        self.tasks.run(self._read_draft, self._draft_read, owner=self)

    def _load_day(self) -> None:
        self.tasks.run(self._read_day, self._day_read, self.day.show_error)

    def _load_late(self) -> None:
        session = self.session
        self.tasks.run(lambda: aujourdhui.en_retard(session), self._late_read, self.late.show_error)

    def _load_week(self) -> None:
        session = self.session
        self.tasks.run(
            lambda: aujourdhui.cette_semaine(session), self._week_read, self.week.show_error
        )

    def _read_day(self) -> _Day:
        noted = aujourdhui.journee(self.session)
        noms = {
            foyer_id: foyers.get_dossier(self.session, foyer_id).foyer.nom
            for foyer_id in {contact.foyer_id for contact in noted}
        }
        found = agenda.journee(self.session)
        return _Day(noted, noms, found)

    def _read_draft(self) -> _Interrupted | None:
        """The row of this screen shows its own draft; the newest of the others is offered."""
        for draft in brouillons.list_brouillons(self.session):
            if draft.ecran == "capture":
                continue
            foyer_id = draft.foyer_id or str(draft.contenu.get(FOYER) or "")
            if not foyer_id:
                return _Interrupted(draft, "")
            try:
                foyer = foyers.get_dossier(self.session, foyer_id).foyer
            except KnownError:
                continue
            return _Interrupted(draft, foyer.nom)
        return None

    def _day_read(self, day: _Day) -> None:
        catalogue = self.session.catalogue
        self._agenda = day.agenda
        now = maintenant()
        planned = day.agenda.rendezvous
        told = {one.contact_id for one in planned}
        rows = [
            day_row(c, day.noms.get(c.foyer_id, ""), catalogue)
            for c in day.contacts
            if c.id not in told
        ]
        rows += [rendezvous_row(one, catalogue, now) for one in planned]
        # « Jour » sorts after every hour, and what takes the whole day is read first.
        rows.sort(key=lambda row: (row.hour[:1].isdigit(), row.hour))
        self.day.show_rows(rows, len(rows))
        self.unsettled.show_unsettled(day.agenda.a_renseigner)
        self._fit()

    def _late_read(self, found: tuple[Echeance, ...]) -> None:
        self.late.show_rows([late_row(e) for e in found[:LATE_SHOWN]], len(found))
        self._see_all.setVisible(bool(found))
        self.navigator.late_counted.emit(len(found))

    def _week_read(self, found: tuple[Echeance, ...]) -> None:
        self.week.show_rows([week_row(e) for e in found], len(found))

    def _draft_read(self, found: _Interrupted | None) -> None:
        self.interrupted.show_draft(found.draft if found else None, found.nom if found else "")

    def _open_family(self, foyer_id: str) -> None:
        self.navigator.go("dossier", foyer_id=foyer_id)

    def _open_day_row(self, key: str) -> None:
        """Entrée on a visit shows what one needs before it; a meeting opens in the agenda."""
        one = self._appointment(key)
        if one is None:
            self._open_family(key)
        elif one.foyer_id is not None and may(self.session, droits.ECRIRE_CONTACT):
            self.navigator.go("dossier", foyer_id=one.foyer_id, volet="avant_visite")
        else:
            self.navigator.go("agenda", jour=one.jour, rendezvous=one.id)

    def _letter(self, letter: str, key: str) -> None:
        one = self._appointment(key)
        if one is not None:
            self.presence.press(letter, one.id)

    def _appointment(self, key: str) -> RendezVous | None:
        rendezvous_id = key.removeprefix("rdv:")
        return next((one for one in self._agenda.rendezvous if one.id == rendezvous_id), None)

    def _resume(self, draft: Brouillon) -> None:
        if draft.ecran == "orienter":
            self.navigator.go("orienter", foyer_id=draft.foyer_id or "")
        elif draft.ecran == "accueil":
            self.navigator.accueil_asked.emit()
        elif draft.ecran in ("retour_visites", "conflits"):
            self.navigator.go(draft.ecran)
        elif draft.ecran == "evaluation":
            self.navigator.go("dossier", foyer_id=draft.foyer_id or "", onglet="evaluation")
        elif draft.ecran.startswith(FORMULAIRE):
            self._resume_form(draft)
        elif draft.ecran == "contact" and draft.foyer_id is None:
            self.navigator.resume_asked.emit()
        elif draft.ecran == "famille":
            self.navigator.go("familles", nouvelle="oui")
        else:
            self.navigator.go("dossier", foyer_id=draft.foyer_id or "", champ="note")

    def _resume_form(self, draft: Brouillon) -> None:
        """Open the form again over the place it belongs to, at the same word."""
        # Every form of the program: imported when one is asked for, not when the day begins.
        from fieldapp.ui.aujourdhui import reprise

        session, tasks, navigator = self.session, self.tasks, self.navigator
        foyer_id = reprise.foyer_of(draft)
        if foyer_id:
            onglet = str(draft.contenu.get("_onglet") or "fil")
            navigator.go("dossier", foyer_id=foyer_id, onglet=onglet)

        def show(found: tuple[type[QDialog], Mapping[str, Any]]) -> None:
            kind, about = found
            self._form = reprise.show(kind, about, session, tasks, navigator, self.window())

        tasks.run(
            lambda: reprise.read(session, draft),
            show,
            lambda error: navigator.toast(error.message),
            owner=self,
        )

    def _drop(self, draft: Brouillon) -> None:
        session = self.session
        self.tasks.run(
            lambda: brouillons.discard_brouillon(session, draft.ecran, draft.foyer_id),
            lambda _none: self._dropped(draft),
            owner=self,
        )

    def _dropped(self, draft: Brouillon) -> None:
        self._load()
        self.navigator.toast("Saisie abandonnée.", lambda: self._take_back(draft))

    def _take_back(self, draft: Brouillon) -> None:
        session = self.session
        self.tasks.run(
            lambda: brouillons.save_brouillon(
                session, draft.ecran, draft.foyer_id, draft.contenu, draft.curseur
            ),
            lambda _id: self._load(),
            owner=self,
        )
