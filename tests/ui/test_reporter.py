"""« Reporter ailleurs » in the real window: one key to copy, one to tick, nothing left behind."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from tests.ui.recit import Bureau, jour

from fieldapp.domain.contact import SaisieContact
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.report import CONTACT, MON_SUIVI_SOCIAL, ORGANISME
from fieldapp.services import contacts, foyers, reports
from fieldapp.ui.aujourdhui.page import AujourdhuiPage
from fieldapp.ui.dossier.page import DossierPage
from fieldapp.ui.report.dialog import ReportDialog
from fieldapp.ui.widgets.buttons import LinkButton

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def _clipboard() -> str:
    return QGuiApplication.clipboard().text()


@pytest.fixture
def known(bureau: Bureau, delattre: str) -> str:
    """The Delattre family, known in another system; its visit of the day, still to report."""
    foyers.update_foyer(bureau.session, delattre, {"autre_numero": "MSS-2031"})
    saisie = SaisieContact(delattre, "VAD", moment=f"{jour()}T10:05", note="Point sur le loyer.")
    return contacts.save_contact(bureau.session, saisie).id


def _dialog(bureau: Bureau, qtbot: QtBot) -> ReportDialog:
    bureau.settle(qtbot)
    (dialog,) = bureau.workspace.findChildren(ReportDialog)
    return dialog


def _left(bureau: Bureau, contact: str) -> int:
    return reports.get_fiche(bureau.session, CONTACT, contact, ORGANISME).restantes


def test_a_visit_is_reported_line_by_line_from_the_keyboard(
    bureau: Bureau, qtbot: QtBot, delattre: str, known: str
) -> None:
    bureau.workspace.navigator.go("dossier", foyer_id=delattre, contact_id=known)
    bureau.settle(qtbot)
    bureau.press(Qt.Key.Key_R, CTRL | SHIFT)
    dialog = _dialog(bureau, qtbot)
    assert dialog.lines.view.hasFocus()
    total = dialog.lines.model.rowCount()
    bureau.press(Qt.Key.Key_Return)
    assert _clipboard() == "MSS-2031"
    bureau.press(Qt.Key.Key_Space)
    bureau.settle(qtbot)
    assert dialog.lines.current_key() == "date", "the next line waits"
    assert _left(bureau, known) == total - 1
    bureau.press(Qt.Key.Key_Return)
    assert len(_clipboard()) == len("24/11/2026")
    for _ in range(2):
        bureau.press(Qt.Key.Key_Down)
    bureau.press(Qt.Key.Key_C)
    assert _clipboard() == "VAD", "the code of the catalogue"
    bureau.press(Qt.Key.Key_Return, CTRL)
    bureau.settle(qtbot)
    assert _left(bureau, known) == 0
    dialog.close()
    assert _clipboard() == "", "nothing outlives its use"


def test_the_lines_follow_the_screen_of_the_other_program(
    bureau: Bureau, qtbot: QtBot, delattre: str, known: str
) -> None:
    bureau.workspace.navigator.go("dossier", foyer_id=delattre)
    bureau.settle(qtbot)
    bureau.workspace.navigator.report_asked.emit(CONTACT, known)
    dialog = _dialog(bureau, qtbot)
    assert dialog.lines.current_key() == "numero"
    assert not dialog._usual.isVisible()
    for _ in range(2):
        bureau.press(Qt.Key.Key_Down, ALT)
        bureau.settle(qtbot)
    assert _codes(dialog)[:3] == ["date", "heure", "numero"]
    assert dialog.lines.current_key() == "numero", "the line that moves keeps the keyboard"
    bureau.press(Qt.Key.Key_Up, ALT)
    bureau.settle(qtbot)
    wanted = _codes(dialog)
    assert wanted[:3] == ["date", "numero", "heure"]
    dialog.close()
    bureau.settle(qtbot)
    bureau.workspace.navigator.report_asked.emit(CONTACT, known)
    bureau.settle(qtbot)
    dialog = next(one for one in bureau.workspace.findChildren(ReportDialog) if one.isVisible())
    assert _codes(dialog) == wanted, "kept on this post"
    dialog._usual.setFocus()
    bureau.press(Qt.Key.Key_Space)
    bureau.settle(qtbot)
    assert _codes(dialog)[:3] == ["numero", "date", "heure"]
    assert not dialog._usual.isVisible()


def _codes(dialog: ReportDialog) -> list[str]:
    model = dialog.lines.model
    rows = (model.row(model.index(place)) for place in range(model.rowCount()))
    return [row.key for row in rows if row is not None]


def test_the_clipboard_is_emptied_after_a_while(bureau: Bureau, qtbot: QtBot, known: str) -> None:
    bureau.workspace.navigator.report_asked.emit(CONTACT, known)
    dialog = _dialog(bureau, qtbot)
    dialog.copy_current()
    assert _clipboard() == "MSS-2031"
    dialog._clock.setInterval(0)
    dialog._clock.start()
    qtbot.waitUntil(lambda: _clipboard() == "")


def test_what_is_left_shows_where_the_day_begins_and_goes_when_it_is_done(
    bureau: Bureau, qtbot: QtBot, known: str
) -> None:
    bureau.workspace.navigator.go("aujourdhui")
    bureau.settle(qtbot)
    card = bureau.page(AujourdhuiPage).reports
    waiting = [one.objet_id for one in reports.list_a_reporter(bureau.session)]
    assert card.isVisible()
    assert known in waiting
    for one in reports.list_a_reporter(bureau.session):
        reports.tick_all(bureau.session, one.objet, one.objet_id, ORGANISME)
    bureau.tasks.changed.emit(frozenset({"report"}))
    bureau.settle(qtbot)
    assert not card.isVisible()


@pytest.mark.usefixtures("known")
def test_the_pane_before_a_visit_opens_it_too(bureau: Bureau, qtbot: QtBot, delattre: str) -> None:
    bureau.workspace.navigator.go("dossier", foyer_id=delattre)
    bureau.settle(qtbot)
    page = bureau.page(DossierPage)
    (first, *_) = [
        one
        for one in page.visit.findChildren(LinkButton)
        if one.accessibleName().startswith("Reporter ailleurs")
    ]
    first.click()
    assert _dialog(bureau, qtbot).lines.model.rowCount() > 3


def test_another_system_is_another_screen_and_is_remembered(
    bureau: Bureau, qtbot: QtBot, known: str
) -> None:
    bureau.workspace.navigator.report_asked.emit(CONTACT, known)
    dialog = _dialog(bureau, qtbot)
    dialog.systeme.set_code(MON_SUIVI_SOCIAL)
    dialog.systeme.chosen.emit(MON_SUIVI_SOCIAL)
    bureau.settle(qtbot)
    rows = [dialog.lines.model.row(dialog.lines.model.index(i)) for i in range(5)]
    assert [row.title for row in rows if row][:3] == ["N° de dossier", "Date", "Type d’entretien"]
    assert reports.systeme_habituel(bureau.session) == MON_SUIVI_SOCIAL


def test_a_personal_draft_is_refused_in_words_and_nothing_is_copied(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    saisie = SaisieContact(delattre, "VAD", note="pour moi", zone="personnel")
    draft = contacts.save_contact(bureau.session, saisie)
    QGuiApplication.clipboard().clear()
    bureau.workspace.navigator.report_asked.emit(CONTACT, draft.id)
    dialog = _dialog(bureau, qtbot)
    assert "brouillon personnel" in dialog._bar.text().lower()
    dialog.copy_current()
    assert _clipboard() == ""


def test_a_draft_soon_erased_is_shared_with_one_key(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    old = (aujourd_hui() - timedelta(days=28)).isoformat()
    saisie = SaisieContact(
        delattre, "VAD", moment=f"{old}T09:00", note="À garder.", zone="personnel"
    )
    contacts.save_contact(bureau.session, saisie)
    bureau.workspace.navigator.go("aujourdhui")
    bureau.workspace.page.open()
    bureau.settle(qtbot)
    card = bureau.page(AujourdhuiPage).personal
    assert card.isVisible()
    card.list.setFocus()
    bureau.press(Qt.Key.Key_P)
    bureau.settle(qtbot)
    assert bureau.toast() == "Note partagée avec l’équipe."
    assert not card.isVisible()
    zones = {c.note: c.zone for c in contacts.list_contacts(bureau.session, delattre)}
    assert zones["À garder."] == "equipe"
    bureau.press(Qt.Key.Key_Z, CTRL)
    bureau.settle(qtbot)
    zones = {c.note: c.zone for c in contacts.list_contacts(bureau.session, delattre)}
    assert zones["À garder."] == "personnel"


def test_choosing_the_personal_zone_says_what_it_means(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    bureau.workspace.navigator.go("dossier", foyer_id=delattre)
    bureau.settle(qtbot)
    fields = bureau.page(DossierPage).fil.note.fields
    assert not fields._personal.isVisible()
    fields.zone.setFocus()
    bureau.press(Qt.Key.Key_Home)
    fields.zone.chosen.emit(fields.zone.code())
    gone = aujourd_hui() + timedelta(days=31)
    assert fields._personal.isVisible()
    assert fields._personal.text() == (
        f"Visible de vous seul(e), effacé le {gone:%d/%m/%Y}, jamais transmis ni imprimé."
    )
    fields.moment.setFocus()
    fields.moment.selectAll()
    bureau.keys("-3 9h")
    earlier = aujourd_hui() + timedelta(days=28)
    assert f"{earlier:%d/%m/%Y}" in fields._personal.text()
