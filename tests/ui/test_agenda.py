"""The agenda by its keys: told in one, moved with Alt, listed for who cannot see the drawing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot
from tests.ui.agenda_recit import ALT, CTRL, SHIFT, Scene, open_scene
from tests.ui.recit import close_bureau

from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.jours import FERIE, JourParticulier
from fieldapp.domain.rendezvous import A_VENIR, EXCUSE, HONORE, NON_EXCUSE, SaisieRendezVous
from fieldapp.services import agenda, contacts, rendezvous
from fieldapp.ui.agenda.dialog import RendezVousDialog
from fieldapp.ui.agenda.exchange import ExportDialog
from fieldapp.ui.agenda.month_view import weeks_of
from fieldapp.ui.agenda.period import JOUR, MOIS, SEMAINE, step_period, title_of
from fieldapp.ui.agenda.report_dialog import ReportDialog
from fieldapp.ui.aujourdhui.page import AujourdhuiPage
from fieldapp.ui.dossier.page import DossierPage

TODAY = aujourd_hui()
T = TypeVar("T")
MONDAY = TODAY - timedelta(days=TODAY.weekday())


@pytest.fixture
def scene(tmp_path: Path, qtbot: QtBot) -> Iterator[Scene]:
    """The window of Nadia."""
    opened = open_scene(tmp_path / "poste", qtbot)
    yield opened
    close_bureau(opened.bureau)


def _dialog(kind: type[T]) -> T:
    """The dialog of a kind that is open."""
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
    assert len(found) == 1
    return found[0]


def test_ctrl_3_opens_the_week_and_says_when_it_is_free(scene: Scene) -> None:
    scene.bureau.press(Qt.Key.Key_3, CTRL)
    scene.settle()
    page = scene.bureau.workspace.page
    assert page.key == "agenda"
    assert title_of(TODAY, SEMAINE) in page.top._title.text()
    assert scene.agenda.top._second.text().startswith("Semaine libre.")


def test_one_key_says_what_became_of_a_visit_and_ctrl_z_takes_it_back(scene: Scene) -> None:
    visit = scene.visit(f"{MONDAY}T10:00")
    page = scene.agenda
    page.week.setFocus()
    page.week.select(visit)
    scene.bureau.press(Qt.Key.Key_V)
    scene.settle()
    assert agenda.get_rendezvous(scene.session, visit).statut == HONORE
    assert len(contacts.list_contacts(scene.session, scene.monde.foyer_id)) == 1
    assert scene.bureau.toast() == "Présence notée pour Delattre."
    scene.bureau.press(Qt.Key.Key_Z, CTRL)
    scene.settle()
    assert agenda.get_rendezvous(scene.session, visit).statut == A_VENIR
    assert contacts.list_contacts(scene.session, scene.monde.foyer_id) == ()
    scene.bureau.press(Qt.Key.Key_E)
    scene.settle()
    assert agenda.get_rendezvous(scene.session, visit).statut == EXCUSE


def test_an_absence_is_one_key_and_r_proposes_the_next_moment(scene: Scene) -> None:
    missed = scene.visit(f"{MONDAY}T10:00")
    page = scene.agenda
    page.week.setFocus()
    page.week.select(missed)
    scene.bureau.press(Qt.Key.Key_A)
    scene.settle()
    scene.settle()
    assert "R pour proposer" in scene.bureau.toast()
    scene.bureau.press(Qt.Key.Key_R)
    scene.settle()
    dialog = _dialog(ReportDialog)
    proposed = dialog.moment.value()
    QTest.keyClick(dialog.moment, Qt.Key.Key_Return, CTRL)
    scene.settle()
    found = agenda.list_of_foyer(scene.session, scene.monde.foyer_id)
    assert [(one.debut, one.statut) for one in found] == [
        (proposed, A_VENIR), (f"{MONDAY}T10:00", NON_EXCUSE),
    ]  # fmt: skip


def test_alt_and_arrows_move_it_and_leave_the_page_where_it_is(scene: Scene) -> None:
    visit = scene.visit(f"{MONDAY}T10:00")
    page = scene.agenda
    page.week.setFocus()
    page.week.select(visit)
    scene.bureau.press(Qt.Key.Key_Right, ALT)
    scene.settle()
    scene.bureau.press(Qt.Key.Key_Down, ALT)
    scene.settle()
    assert agenda.get_rendezvous(scene.session, visit).debut == (
        f"{MONDAY + timedelta(days=1)}T10:15"
    )
    assert scene.bureau.workspace.page is page
    scene.bureau.press(Qt.Key.Key_Z, CTRL)
    scene.settle()
    assert agenda.get_rendezvous(scene.session, visit).debut.endswith("T10:00")


def test_a_visit_is_dragged_with_the_mouse_too(scene: Scene) -> None:
    visit = scene.visit(f"{MONDAY}T10:00")
    week = scene.agenda.week
    start = week.rect_of(visit).center()
    end = start + QPoint(0, 52)  # an hour of the drawing
    port = week.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(port, start + QPoint(0, 20))
    QTest.mouseMove(port, end)
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=end)
    scene.settle()
    assert agenda.get_rendezvous(scene.session, visit).debut == f"{MONDAY}T11:00"


def test_a_new_appointment_needs_a_family_and_an_hour(scene: Scene) -> None:
    page = scene.agenda
    scene.bureau.press(Qt.Key.Key_N, CTRL | SHIFT)
    dialog = _dialog(RendezVousDialog)
    dialog.submit()
    scene.settle()
    assert "Il manque une famille ou un objet" in dialog.form["foyer_id"].error
    scene.bureau.keys("dela")
    scene.bureau.press(Qt.Key.Key_Return)
    scene.qtbot.waitUntil(lambda: not dialog.famille.is_empty())
    dialog.moment.setFocus()
    dialog.moment.selectAll()
    scene.bureau.keys(f"{TODAY:%d/%m} 14h30")
    QTest.keyClick(dialog.moment, Qt.Key.Key_Return, CTRL)
    scene.settle()
    (made,) = agenda.list_of_foyer(scene.session, scene.monde.foyer_id)
    assert (made.debut, made.nature, made.duree_min) == (f"{TODAY}T14:30", "VAD", 60)
    assert page.week.current_id() == made.id, "the new one is the current one"


def test_two_at_one_hour_are_said_and_both_stay(scene: Scene) -> None:
    scene.visit(f"{MONDAY}T14:00")
    scene.visit(f"{MONDAY}T14:20")
    page = scene.agenda
    assert page.bar.text() == (
        f"Deux rendez-vous se chevauchent le {MONDAY:%d/%m/%Y} à 14:20. Les deux sont gardés."
    )
    rects = [page.week.rect_of(r.id) for r in page.table.rows._rows]
    assert not rects[0].intersects(rects[1]), "side by side"


def test_the_list_holds_the_same_and_answers_the_same_keys(scene: Scene) -> None:
    visit = scene.visit(f"{MONDAY}T10:00", papiers="Bail")
    page = scene.agenda
    page.week.setFocus()
    scene.bureau.press(Qt.Key.Key_T, CTRL | SHIFT)
    scene.settle()
    assert page.view() is page.table
    assert page.table.hasFocus()
    model = page.table.rows
    said = model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert "10:00, Delattre — visite à domicile" in str(said)
    scene.bureau.press(Qt.Key.Key_V)
    scene.settle()
    assert agenda.get_rendezvous(scene.session, visit).statut == HONORE
    scene.bureau.press(Qt.Key.Key_Left, ALT)
    scene.settle()
    scene.bureau.press(Qt.Key.Key_T, CTRL | SHIFT)
    assert page.view() is page.week


def test_a_free_week_as_a_list_says_so(scene: Scene) -> None:
    page = scene.agenda
    page.toggle_list()
    assert page._stack.currentWidget() is page.empty


def test_a_month_is_walked_day_by_day_and_opens_one(scene: Scene) -> None:
    page = scene.agenda
    page.head.views.choose_at(2)
    scene.settle()
    assert page.view() is page.month
    page.month.setFocus()
    before = page.month.current_day()
    scene.bureau.press(Qt.Key.Key_Down)
    scene.settle()
    assert page.month.current_day() == before + timedelta(days=7)
    scene.bureau.press(Qt.Key.Key_Return)
    scene.settle()
    assert page.head.view() == JOUR
    assert title_of(before + timedelta(days=7), JOUR) in page.top._title.text()


def test_a_month_says_its_holidays(scene: Scene) -> None:
    month = scene.agenda.month
    month.show_month(
        date(2026, 11, 11), (), (JourParticulier("2026-11-11", "Armistice 1918", FERIE),)
    )
    assert month.day_text(date(2026, 11, 11)) == (
        "mercredi 11 novembre, Armistice 1918, aucun rendez-vous"
    )


def test_periods_follow_each_other_across_years() -> None:
    assert title_of(date(2026, 12, 30), SEMAINE) == "28 décembre 2026 – 3 janvier 2027"
    assert step_period(date(2026, 12, 15), MOIS, 1) == date(2027, 1, 1)
    assert step_period(date(2026, 3, 31), MOIS, -1) == date(2026, 2, 1)
    assert len(weeks_of(date(2026, 2, 1))) == 35
    assert weeks_of(date(2027, 2, 1))[-1] == date(2027, 2, 28)


def test_the_export_says_what_stays_and_writes_a_calendar(scene: Scene, tmp_path: Path) -> None:
    scene.visit(f"{TODAY + timedelta(days=1)}T10:00")
    scene.agenda.export_file()
    dialog = _dialog(ExportDialog)
    path = tmp_path / "agenda.ics"
    dialog.save_to(path)
    scene.settle()
    content = path.read_bytes()
    assert content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert b"Delattre" not in content
    assert "agenda.ics" in scene.bureau.toast()


def test_what_an_import_left_out_stays_told_whatever_the_week_says(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "autre.ics"
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:{n}@autre\r\nDTSTART:{day}\r\nSUMMARY:Commission\r\nEND:VEVENT\r\n"
        for n, day in enumerate((f"{TODAY:%Y%m%d}T093000", f"{TODAY:%Y%m}99T090000"))
    )
    path.write_text(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(path), ""))
    page = scene.agenda
    page.import_file()
    scene.settle()
    page.load()
    scene.settle()
    assert scene.bureau.toast().startswith("1 rendez-vous lus")
    assert page.imported.isVisible()
    assert (
        page.imported.text()
        == "«\u00a0Commission\u00a0» n’a pas été compris\u00a0: date illisible."
    )


def test_the_day_shows_appointments_and_asks_about_past_ones(scene: Scene) -> None:
    hier = TODAY - timedelta(days=1)
    old = scene.visit(f"{TODAY - timedelta(days=8)}T15:30")
    scene.visit(f"{TODAY - timedelta(days=3)}T15:30")
    scene.visit(f"{hier}T15:30", "RDV_BUREAU")
    here = scene.visit(f"{TODAY}T00:00", "RDV_BUREAU", duree_min=1)
    scene.go("aujourdhui")
    page = scene.bureau.workspace.page
    assert isinstance(page, AujourdhuiPage)
    assert page.unsettled._more.text() == "2 autres à renseigner"
    page.unsettled.pressed.emit("E", old)
    scene.settle()
    assert agenda.get_rendezvous(scene.session, old).statut == EXCUSE
    page.day.list.view.setFocus()
    assert page.day.list.current_key() == f"rdv:{here}"
    scene.bureau.press(Qt.Key.Key_A)
    scene.settle()
    assert agenda.get_rendezvous(scene.session, here).statut == NON_EXCUSE
    # The contact that it wrote is told by the appointment, not a second time.
    assert page.day.list.model.rowCount() == 1


def test_return_on_a_visit_of_the_day_opens_what_one_needs_before_it(scene: Scene) -> None:
    scene.visit(f"{TODAY}T23:00")
    scene.go("aujourdhui")
    page = scene.bureau.workspace.page
    assert isinstance(page, AujourdhuiPage)
    page.day.list.view.setFocus()
    scene.bureau.press(Qt.Key.Key_Return)
    scene.settle()
    assert isinstance(scene.bureau.workspace.page, DossierPage)


def test_the_secretary_makes_appointments_in_a_workers_agenda(tmp_path: Path, qtbot: QtBot) -> None:
    scene = open_scene(tmp_path / "poste", qtbot, "sylvie")
    page = scene.agenda
    page.head.agent.set_code(scene.monde.nadia.agent.id)
    page.load()
    scene.settle()
    scene.bureau.press(Qt.Key.Key_N, CTRL | SHIFT)
    dialog = _dialog(RendezVousDialog)
    dialog.famille.set_family(scene.monde.foyer_id, "Delattre")
    dialog.agent.set_code(scene.monde.nadia.agent.id)
    dialog.submit()
    scene.settle()
    (made,) = agenda.list_of_foyer(scene.monde.nadia, scene.monde.foyer_id)
    assert made.agent == "Nadia Lemaire"
    # She prints nothing nominative: no road sheet for her.
    assert not page.head.print_button.isVisibleTo(page.head)
    close_bureau(scene.bureau)


def test_a_meeting_all_day_long_stands_above_the_hours(scene: Scene) -> None:
    rendezvous.create_rendezvous(
        scene.session,
        SaisieRendezVous(f"{MONDAY}T00:00", "INDISPONIBLE", motif="Congés", duree_min=2880),
    )
    page = scene.agenda
    (one,) = page.table.rows._rows
    assert one.journee
    assert page.week.rect_of(one.id).bottom() < page.week.viewport().height() // 4
