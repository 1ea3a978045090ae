"""A family's file: noting, the thread, correcting, the safe contact, who may read what."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from tests.ui.recit import Bureau, add_family, close_bureau, new_session, open_bureau

from fieldapp.domain.contact import SaisieContact
from fieldapp.services import contacts, foyers, historique
from fieldapp.ui.capture.edit_dialog import EditContactDialog
from fieldapp.ui.dossier.contact_sur_dialog import ContactSurDialog
from fieldapp.ui.dossier.events import UNREADABLE
from fieldapp.ui.dossier.historique_dialog import HistoryDialog
from fieldapp.ui.dossier.page import DossierPage
from fieldapp.ui.dossier.personne_dialog import PersonneDialog
from fieldapp.ui.dossier.suivi_dialogs import CloseSuiviDialog
from fieldapp.ui.dossier.view import mask

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def _open(bureau: Bureau, qtbot: QtBot, foyer_id: str, **where: str) -> DossierPage:
    bureau.workspace.navigator.go("dossier", foyer_id=foyer_id, **where)
    bureau.settle(qtbot)
    return bureau.page(DossierPage)


def _titles(page: DossierPage) -> list[str]:
    model = page.fil.model
    events = [model.event_at(model.index(row)) for row in range(model.rowCount())]
    return [event.title for event in events if event is not None]


def test_a_visit_is_noted_from_the_keyboard(bureau: Bureau, qtbot: QtBot, delattre: str) -> None:
    page = _open(bureau, qtbot, delattre)
    assert page.fil.note.fields.note.hasFocus()
    bureau.press(Qt.Key.Key_2, ALT)
    bureau.keys("Jade marche. Le bail est signé.")
    bureau.press(Qt.Key.Key_Return, CTRL)
    bureau.settle(qtbot)

    assert bureau.toast() == "Contact noté pour Delattre – Hennebelle."
    noted = contacts.list_contacts(bureau.session, delattre)[0]
    assert (noted.nature, noted.duree_min) == ("VAD", 60)
    assert noted.note == "Jade marche. Le bail est signé."
    assert _titles(page)[0].startswith("Visite à domicile")
    assert page.fil.note.fields.note.toPlainText() == ""


def test_a_contact_may_be_dated_in_the_past(bureau: Bureau, qtbot: QtBot, delattre: str) -> None:
    page = _open(bureau, qtbot, delattre)
    fields = page.fil.note.fields
    fields.moment.setFocus()
    bureau.keys("3/1/2025 9h15")
    fields.note.setFocus()
    bureau.keys("Noté après coup.")
    bureau.press(Qt.Key.Key_Return, CTRL)
    bureau.settle(qtbot)
    old = contacts.list_contacts(bureau.session, delattre)[-1]
    assert (old.moment, old.note) == ("2025-01-03T09:15", "Noté après coup.")


def test_a_date_that_is_none_is_refused_and_the_note_stays(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    page = _open(bureau, qtbot, delattre)
    fields = page.fil.note.fields
    fields.note.setFocus()
    bureau.keys("Elle rappellera.")
    fields.suite_le.edit.setText("le 45 mai")
    bureau.press(Qt.Key.Key_Return, CTRL)
    bureau.settle(qtbot)
    assert "n’est pas une date" in fields._error.text()
    assert fields.note.text() == "Elle rappellera."
    assert fields.suite_le.edit.hasFocus()


def test_the_readers_follow_the_zone(bureau: Bureau, qtbot: QtBot, delattre: str) -> None:
    fields = _open(bureau, qtbot, delattre).fil.note.fields
    assert fields._readers.text() == "Lisible par\u00a0: vous et le responsable"
    fields.zone.set_code("institution")
    fields.zone.chosen.emit("institution")
    assert "travailleurs sociaux" in fields._readers.text()
    fields.zone.set_code("personnel")
    fields.zone.chosen.emit("personnel")
    assert fields._readers.text() == ""
    assert fields._personal.text().startswith("Visible de vous seul(e), effacé le")


def test_a_social_security_number_is_seen_and_masked(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    fields = _open(bureau, qtbot, delattre).fil.note.fields
    fields.note.setFocus()
    bureau.keys("Son numéro : 2 92 03 62 498 123 45 pour la CPAM")
    fields.checker.read_now()
    assert fields.checker.message() == "Un numéro de sécurité sociale semble présent."
    fields.checker._mask.click()
    assert "2 92" not in fields.note.text()
    assert fields.note.text().startswith("Son numéro : [numéro retiré]")
    assert fields.checker.message() == ""


def test_a_word_that_judges_may_be_left(bureau: Bureau, qtbot: QtBot, delattre: str) -> None:
    fields = _open(bureau, qtbot, delattre).fil.note.fields
    fields.note.setPlainText("Le voisin serait menteur.")
    fields.checker.read_now()
    assert "menteur" in fields.checker.message()
    fields.checker._leave.click()
    assert fields.checker.message() == ""


def test_f2_corrects_and_keeps_the_former_version(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    page = _open(bureau, qtbot, delattre)
    page.fil.view.setFocus()
    page.fil.view.setCurrentIndex(page.fil.model.index(0))
    bureau.press(Qt.Key.Key_F2)
    dialog = page.fil._dialog
    assert isinstance(dialog, EditContactDialog)
    dialog.fields.note.setPlainText("Point sur le budget, relu avec Madame.")
    dialog.submit()
    bureau.settle(qtbot)

    first = contacts.list_contacts(bureau.session, delattre)[0]
    assert first.note == "Point sur le budget, relu avec Madame."
    notes = [
        c for c in historique.history(bureau.session, "contact", first.id) if c.champ == "note"
    ]
    assert len(notes) == 2
    assert str(notes[0].avant).startswith("Point sur le budget après")


def test_suppr_removes_and_the_toast_brings_back(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    page = _open(bureau, qtbot, delattre)
    before = _titles(page)
    page.fil.view.setFocus()
    page.fil.view.setCurrentIndex(page.fil.model.index(0))
    bureau.press(Qt.Key.Key_Delete)
    bureau.settle(qtbot)
    assert _titles(page) == before[1:]

    bureau.press(Qt.Key.Key_Z, CTRL)
    bureau.settle(qtbot)
    assert _titles(page) == before


def test_the_history_tells_who_changed_what(bureau: Bureau, qtbot: QtBot, delattre: str) -> None:
    page = _open(bureau, qtbot, delattre)
    event = page.fil.model.event_at(page.fil.model.index(0))
    assert event is not None
    page.fil.view.history_asked.emit(event)
    bureau.settle(qtbot)
    dialog = page.fil._dialog
    assert isinstance(dialog, HistoryDialog)
    rows = dialog._model.rowCount()
    words = {str(dialog._model.index(row, 2).data()) for row in range(rows)}
    assert {"Nature", "Note", "Moment"} <= words
    dialog.close()


def test_the_thread_is_filtered_and_searched(bureau: Bureau, qtbot: QtBot, delattre: str) -> None:
    page = _open(bureau, qtbot, delattre)
    chip = page.fil.filters.chip("orientation")
    assert chip is not None
    chip.click()
    assert _titles(page) == ["Orientation\u00a0: Accueil insertion en crèche"]
    chip.click()
    bureau.press(Qt.Key.Key_F, CTRL)
    bureau.keys("caution")
    qtbot.waitUntil(lambda: page.fil.model.rowCount() == 1)
    assert _titles(page)[0].startswith("Appel entrant")


def test_the_safe_number_is_masked_shown_and_copied(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    banner = _open(bureau, qtbot, delattre).header.banner
    assert banner.isVisible()
    assert "06 12 ·· ·· 42" in banner._text.text()
    banner._show.click()
    assert "06 12 34 56 42" in banner._text.text()
    banner._copy.click()
    assert QGuiApplication.clipboard().text() == "06 12 34 56 42"
    bureau.workspace.keep_drafts()
    assert QGuiApplication.clipboard().text() == "", "locking takes the number back"


def test_a_short_number_is_masked_whole() -> None:
    assert mask("3919") == "··"
    assert mask("") == ""


def test_what_is_due_is_ticked_before_a_visit(bureau: Bureau, qtbot: QtBot, delattre: str) -> None:
    page = _open(bureau, qtbot, delattre, volet="avant_visite")
    assert page._view is not None
    late = min(page._view.due, key=lambda c: c.suite_le or "")
    page.visit.step_done.emit(late.id)
    bureau.settle(qtbot)
    assert bureau.toast() == "Fait\u00a0: Rappeler le bailleur."
    assert late.id not in {c.id for c in page._view.due}


def test_a_person_is_added_and_a_wrong_birth_is_refused(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    page = _open(bureau, qtbot, delattre, onglet="foyer")
    page.foyer.add_person()
    dialog = page.foyer._dialog
    assert isinstance(dialog, PersonneDialog)
    dialog.prenom.setText("Maël")
    dialog.naissance.edit.setText("31/12/2099")
    dialog.submit()
    bureau.settle(qtbot)
    assert "avenir" in dialog.form["naissance"].error
    assert dialog.prenom.text() == "Maël"
    dialog.naissance.edit.setText("02/11/2026")
    dialog.submit()
    bureau.settle(qtbot)
    assert page.foyer.people.model.rowCount() == 5
    assert bureau.toast() == "Personne ajoutée\u00a0: Maël."


def test_who_left_stays_written_with_the_date(bureau: Bureau, qtbot: QtBot, delattre: str) -> None:
    page = _open(bureau, qtbot, delattre, onglet="foyer")
    page.foyer.people.view.setCurrentIndex(page.foyer.people.model.index(1))
    page.foyer.leave_button.click()
    bureau.settle(qtbot)
    rows = [page.foyer.people.model.row(page.foyer.people.model.index(i)) for i in range(4)]
    gone = [row for row in rows if row is not None and row.badges]
    assert [row.title for row in gone] == ["Léa Delattre"]
    assert gone[0].badges[0].text.startswith("Parti")


def test_a_safe_contact_is_set_from_the_household(bureau: Bureau, qtbot: QtBot) -> None:
    foyer_id = add_family(bureau.session, "Mercier", "Ana", "Hesdin")
    page = _open(bureau, qtbot, foyer_id, onglet="foyer")
    assert not page.header.banner.isVisible()
    page.foyer._edit_safe()
    dialog = page.foyer._dialog
    assert isinstance(dialog, ContactSurDialog)
    dialog.telephone.setText("06 98 76 54 32")
    dialog.submit()
    bureau.settle(qtbot)
    assert page.header.banner.isVisible()
    assert "Pas de message vocal" in page.header.banner._text.text()


def test_closing_a_follow_up_needs_its_reason(bureau: Bureau, qtbot: QtBot, delattre: str) -> None:
    page = _open(bureau, qtbot, delattre, onglet="foyer")
    page.foyer._close_suivi()
    dialog = page.foyer._dialog
    assert isinstance(dialog, CloseSuiviDialog)
    dialog.submit()
    assert dialog.form["motif_sortie"].error
    dialog.motif.set_code("OBJECTIFS")
    dialog.submit()
    bureau.settle(qtbot)
    suivi = foyers.get_dossier(bureau.session, delattre).accompagnements[0]
    assert suivi.motif_sortie == "OBJECTIFS"


def test_a_secretary_sees_no_note_and_writes_none(qtbot: QtBot, tmp_path: Path) -> None:
    session = new_session(tmp_path / "poste")
    foyer_id = add_family(session, "Caron", "Mélanie", "Frévent")
    contacts.save_contact(session, SaisieContact(foyer_id, "VAD", note="Réservé."))
    object.__setattr__(session.agent, "role", "SECRETAIRE")
    bureau = open_bureau(session)
    page = _open(bureau, qtbot, foyer_id)
    event = page.fil.model.event_at(page.fil.model.index(0))
    assert event is not None
    assert event.text == UNREADABLE
    assert not page.fil.note.isVisible()
    assert not page.orient_button.isVisible()
    assert page.tabs.count() == 2
    close_bureau(bureau)


def test_the_pane_becomes_a_drawer_and_the_page_one_column(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    page = _open(bureau, qtbot, delattre)
    assert page.visit.isVisible()
    bureau.window.resize(1100, 738)
    bureau.settle(qtbot)
    assert not page.visit.isVisible()
    bureau.press(Qt.Key.Key_I, CTRL)
    assert page.visit.isVisible()
    bureau.window.resize(683, 354)
    bureau.settle(qtbot)
    assert bureau.window.width() == 683, "nothing forces the window to be wider"
    assert page._scroll.verticalScrollBar().maximum() > 0
    assert page._scroll.horizontalScrollBar().maximum() == 0


def test_the_name_of_a_family_is_never_in_the_title(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    page = _open(bureau, qtbot, delattre)
    page.print_shown()
    bureau.settle(qtbot)
    assert page._dialog is not None
    assert "Delattre" not in page._dialog.windowTitle()
    assert "Delattre" not in bureau.window.windowTitle()
    page._dialog.close()


def test_removing_the_safe_contact_can_be_undone(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    page = _open(bureau, qtbot, delattre, onglet="foyer")
    page.foyer._remove_safe()
    bureau.settle(qtbot)
    assert not page.header.banner.isVisible()
    bureau.press(Qt.Key.Key_Z, CTRL)
    bureau.settle(qtbot)
    assert page.header.banner.isVisible()
