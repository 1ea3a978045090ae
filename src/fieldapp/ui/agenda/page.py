"""Agenda: a day, a week or a month of one worker, drawn or as a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QAccessible, QResizeEvent
from PySide6.QtWidgets import QMenu, QStackedLayout, QWidget

from fieldapp.domain import droits
from fieldapp.domain.dates import format_date, format_heure
from fieldapp.domain.errors import KnownError
from fieldapp.domain.horloge import aujourd_hui, maintenant
from fieldapp.domain.ics_lecture import RapportCalendrier
from fieldapp.domain.rendezvous import RendezVous
from fieldapp.services import calendrier
from fieldapp.services.droits import may
from fieldapp.services.session import Session
from fieldapp.ui.agenda.dialog import RendezVousDialog
from fieldapp.ui.agenda.exchange import ExportDialog, ask_import, report_text
from fieldapp.ui.agenda.head import AgendaHead
from fieldapp.ui.agenda.month_view import MonthView
from fieldapp.ui.agenda.period import JOUR, MOIS, Shown, free_words, read_period, step_period
from fieldapp.ui.agenda.presence import CHANGES, Presence
from fieldapp.ui.agenda.table import AgendaTable
from fieldapp.ui.agenda.week_view import WeekView
from fieldapp.ui.feuille_route.document import show_feuille
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.page import Page
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.card import Card
from fieldapp.ui.widgets.empty_state import EmptyState
from fieldapp.ui.widgets.message_bar import MessageBar

MINUTE_MS = 60_000
RETURN = "retour_visites"
_NARROW = 760


class AgendaPage(Page):
    """The drawing and the list show the same appointments; one key changes from one to the other.

    Attributes: `week`, `month`, `table`, the three views; `head`, the choices above them;
    `imported`, what was left out of a calendar file.
    """

    key = "agenda"
    titre = "Agenda"
    icone = "calendar-days"
    raccourci = "3"

    def __init__(self, session: Session, tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(session, tasks, navigator)
        self._day = aujourd_hui()
        self._shown: Shown | None = None
        self._select = ""
        self.presence = Presence(session, tasks, navigator, self)
        self.head = AgendaHead(may(session, droits.IMPRIMER))
        self.week, self.month = WeekView(session.catalogue), MonthView(session.catalogue)
        self.table = AgendaTable(session.catalogue)
        self.empty = EmptyState("Semaine libre.", "Nouveau rendez-vous")
        # Beside the bar of the page, which tells of the period and follows it.
        self.imported = MessageBar()
        self._build()
        self._listen()
        # With a screen reader a drawing says nothing: the list is what one gets first.
        self.head.set_list(QAccessible.isActive())
        self._clock = QTimer(self, interval=MINUTE_MS)
        self._clock.timeout.connect(self.week.viewport().update)
        self._clock.start()

    @classmethod
    def allowed(cls, session: Session) -> bool:
        return may(session, droits.LIRE_AGENDA)

    def open(self, **where: str) -> None:
        if where.get("jour"):
            self._day = date.fromisoformat(where["jour"])
            self.head.set_view(where.get("vue") or self.head.view())
        self._select = where.get("rendezvous", "")
        self.load()
        self.view().setFocus()
        if where.get("nouveau"):
            self.new_one("", where.get("foyer_id", ""), where.get("nom", ""))

    def refresh(self, kinds: frozenset[str]) -> None:
        if kinds & {"rendezvous", "foyer", "contact_sur", "personne"} and self._shown is not None:
            self.load()

    def commands(self) -> Mapping[str, Callable[[], None]]:
        return {
            "nouveau": lambda: self.new_one(""),
            "tableau": self.toggle_list,
            "imprimer": self.print_day,
            "onglet_suivant": lambda: self.step(1),
            "onglet_precedent": lambda: self.step(-1),
        }

    def panes(self) -> tuple[QWidget, ...]:
        return (self.head, self.view())

    def view(self) -> QWidget:
        """Return the view shown: the list, the month or the days."""
        if self._list_shown():
            return self.table
        return self.month if self.head.view() == MOIS else self.week

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_view()

    def _list_shown(self) -> bool:
        """The list was asked for; or seven columns have no room, and the drawing was not."""
        narrow = self.width() < theme().px(_NARROW) and self.head.view() != JOUR
        return self.head.list_wanted() != narrow

    def load(self) -> None:
        """Read the appointments of the period again."""
        session, day, view = self.session, self._day, self.head.view()
        whose = self.head.agent_id()
        self.tasks.run(lambda: read_period(session, day, view, whose), self._loaded, self._failed)

    def step(self, step: int) -> None:
        """Go to the next or the previous period."""
        self._day = step_period(self._day, self.head.view(), step)
        self.load()

    def go_to_today(self) -> None:
        """Come back to the period of today."""
        self._day = aujourd_hui()
        self.load()

    def toggle_list(self) -> None:
        """Change between the drawing and the list; the focus goes with it."""
        self.head.set_list(not self.head.list_wanted())
        self._show_view()
        self.view().setFocus()

    def new_one(self, moment: str, foyer_id: str = "", nom: str = "") -> None:
        """Ask for a new appointment, at a moment or at the next full hour of the day shown."""
        agents = self._shown.agents if self._shown is not None else ()
        dialog = RendezVousDialog(
            self.session,
            self.tasks,
            self.navigator,
            moment or self._next_hour(),
            parent=self,
            agents=agents if len(agents) > 1 else (),
            famille=(foyer_id, nom),
        )
        dialog.saved.connect(self._saved)

    def edit(self, rendezvous_id: str) -> None:
        """Open an appointment to change it."""
        one = self._row(rendezvous_id)
        if one is not None:
            args = (self.session, self.tasks, self.navigator, one.debut, one, self)
            dialog = RendezVousDialog(*args)
            dialog.saved.connect(self._saved)

    def print_day(self) -> None:
        """Preview the road sheet of the day shown, or of tomorrow when a whole week shows."""
        if not may(self.session, droits.IMPRIMER):
            return
        tomorrow = aujourd_hui() + timedelta(days=1)
        day = self._day if self.head.view() == JOUR else tomorrow
        show_feuille(self.session, self.tasks, day, self)

    def import_file(self) -> None:
        """Take the appointments of a calendar file."""
        path = ask_import(self)
        if path is not None:
            session = self.session
            self.tasks.run(
                lambda: calendrier.import_ics(session, path),
                self._imported,
                self._failed_act,
                changes=CHANGES,
            )

    def export_file(self) -> None:
        """Give one's agenda to another calendar."""
        ExportDialog(self.session, self.tasks, self.navigator.toast, self)

    def _build(self) -> None:
        card = Card(flush=True)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        for widget in (self.week, self.month, self.table, self.empty):
            self._stack.addWidget(widget)
        card.body.addWidget(holder)
        self.content.addWidget(self.imported)
        self.content.addWidget(self.head)
        self.content.addWidget(card, 1)

    def _listen(self) -> None:
        head = self.head
        head.view_chosen.connect(lambda _view: self.load())
        head.agent_chosen.connect(lambda _agent: self.load())
        head.list_chosen.connect(lambda _on: self._show_view())
        head.stepped.connect(self.step)
        head.today_asked.connect(self.go_to_today)
        head.new_asked.connect(lambda: self.new_one(""))
        head.print_asked.connect(self.print_day)
        head.return_asked.connect(lambda: self.navigator.go(RETURN))
        head.import_asked.connect(self.import_file)
        head.export_asked.connect(self.export_file)
        self.empty.acted.connect(lambda: self.new_one(""))
        self.month.day_opened.connect(self._open_day)
        self.month.day_left.connect(self._leave_month)
        for view in (self.week, self.table):
            view.opened.connect(self.edit)
            view.moved.connect(self.presence.move)
            view.key_pressed.connect(self.presence.press)
            view.menu_asked.connect(self._show_menu)
        self.week.slot_opened.connect(self.new_one)

    def _loaded(self, shown: Shown) -> None:
        self._shown = shown
        self.head.set_agents(shown.agents)
        self.top.set_title(f"Agenda, {shown.title}", shown.summary)
        current = self._select or self._current_id()
        self._select = ""
        if shown.view == MOIS:
            self.month.show_month(self._day, shown.rows, shown.particular)
        else:
            self.week.show_days(shown.days, shown.rows, shown.particular)
        self.table.set_rows(shown.rows)
        self.table.select(current or self.week.current_id())
        if current and self.view() is self.week and self._row(current) is not None:
            self.week.select(current)
        self._tell_overlap(shown)
        self._show_view()

    def _tell_overlap(self, shown: Shown) -> None:
        if not shown.overlaps:
            self.bar.hide()
            return
        one, other = shown.overlaps[0]
        number = len(shown.overlaps)
        more = f" ({number - 1} autre{'s' if number > 2 else ''} cette période)"
        when = max(one.debut, other.debut)
        self.bar.show_message(
            f"Deux rendez-vous se chevauchent le {format_date(when)} à {format_heure(when)}. "
            f"Les deux sont gardés.{more if number > 1 else ''}",
            "warn",
        )

    def _show_view(self) -> None:
        shown = self._shown
        view = self.view()
        if view is self.table and shown is not None and not shown.rows:
            self.empty.set_text(free_words(shown.view), "Nouveau rendez-vous")
            view = self.empty
        self._stack.setCurrentWidget(view)

    def _failed(self, error: KnownError) -> None:
        self.bar.show_message(error.message, "late", "Réessayer", self.load)

    def _failed_act(self, error: KnownError) -> None:
        self.bar.show_message(error.message, "late")

    def _saved(self, one: RendezVous, others: tuple[RendezVous, ...]) -> None:
        self._day = date.fromisoformat(one.jour)
        self._select = one.id
        self.load()
        when = f"{format_date(one.debut)} à {format_heure(one.debut)}"
        serie = " Chaque semaine." if one.recurrence else ""
        clash = " Un autre est à la même heure, les deux restent." if others else ""
        self.navigator.toast(f"Rendez-vous le {when}.{serie}{clash}", self.presence.undo)

    def _imported(self, report: RapportCalendrier) -> None:
        self.navigator.toast(report_text(report), self.presence.undo if report.crees else None)
        if report.remarques:
            self.imported.show_message(" ".join(report.remarques[:4]), "warn")
        else:
            self.imported.hide()

    def _open_day(self, iso: str) -> None:
        self._day = date.fromisoformat(iso)
        self.head.set_view(JOUR)
        self.load()
        self.week.setFocus()

    def _leave_month(self, iso: str) -> None:
        self._day = date.fromisoformat(iso)
        self.load()

    def _current_id(self) -> str:
        view = self.view()
        return view.current_id() if isinstance(view, (WeekView, AgendaTable)) else ""

    def _row(self, rendezvous_id: str) -> RendezVous | None:
        rows = self._shown.rows if self._shown is not None else ()
        return next((r for r in rows if r.id == rendezvous_id), None)

    def _next_hour(self) -> str:
        day = self._day.isoformat()
        now = maintenant()
        if day != now[:10]:
            return f"{day}T09:00"
        return f"{day}T{min(int(now[11:13]) + 1, 23):02d}:00"

    def _show_menu(self, rendezvous_id: str, place: QPoint) -> None:
        one = self._row(rendezvous_id)
        if one is None:
            return
        menu = QMenu(self)
        menu.setAccessibleName("Rendez-vous")
        entries: list[tuple[str, Callable[[], object]]] = [
            ("Modifier…\tEntrée", lambda: self.edit(one.id)),
            ("Vu\tV", lambda: self.presence.press("V", one.id)),
            ("Excusé\tE", lambda: self.presence.press("E", one.id)),
            ("Absent non excusé\tA", lambda: self.presence.press("A", one.id)),
            ("Annulé par le service\tS", lambda: self.presence.press("S", one.id)),
            ("Reporter…\tR", lambda: self.presence.press("R", one.id)),
            ("Retirer", lambda: self.presence.remove(one.id)),
        ]
        if one.recurrence:
            entries.append(("Retirer avec les suivants", self._remover(one.id)))
        if one.foyer_id:
            foyer_id = one.foyer_id
            entries.insert(
                0, ("Ouvrir le dossier", lambda: self.navigator.go("dossier", foyer_id=foyer_id))
            )
        for text, act in entries:
            action = menu.addAction(text)
            action.triggered.connect(lambda _checked=False, act=act: act())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _remover(self, rendezvous_id: str) -> Callable[[], None]:
        return lambda: self.presence.remove(rendezvous_id, serie=True)
