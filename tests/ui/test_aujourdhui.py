"""The day begins on Aujourd’hui: a call noted without the mouse, what is late, what was left."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot
from tests.ui.recit import Bureau, jour

from fieldapp.domain.brouillon import Brouillon
from fieldapp.domain.contact import SaisieContact
from fieldapp.services import aujourdhui, brouillons, contacts
from fieldapp.ui.aujourdhui.card import UNREADABLE, ListCard
from fieldapp.ui.aujourdhui.page import AujourdhuiPage
from fieldapp.ui.dossier.page import DossierPage

CTRL = Qt.KeyboardModifier.ControlModifier


def _page(bureau: Bureau, qtbot: QtBot) -> AujourdhuiPage:
    bureau.workspace.navigator.go("aujourdhui")
    bureau.settle(qtbot)
    return bureau.page(AujourdhuiPage)


def _title(card: ListCard, place: int) -> str:
    row = card.list.model.row(card.list.model.index(place))
    assert row is not None
    return row.title


def _note_a_call(bureau: Bureau, qtbot: QtBot, name: str, note: str) -> None:
    """Ctrl+N, name, Entrée, Tab, Tab, Tab, note, Ctrl+Entrée."""
    page = bureau.page(AujourdhuiPage)
    bureau.press(Qt.Key.Key_N, CTRL)
    bureau.keys(name)
    bureau.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not page.capture.famille.is_empty())
    for _ in range(3):
        bureau.press(Qt.Key.Key_Tab)
    bureau.keys(note)
    bureau.press(Qt.Key.Key_Return, CTRL)
    bureau.settle(qtbot)


def test_a_call_is_noted_with_the_keyboard_alone(bureau: Bureau, qtbot: QtBot) -> None:
    page = _page(bureau, qtbot)
    _note_a_call(bureau, qtbot, "caro", "Le bailleur accepte l’échéancier.")

    assert bureau.toast() == "Contact noté pour Caron."
    noted = aujourdhui.journee(bureau.session)[-1]
    assert (noted.nature, noted.note) == ("TEL_ENTRANT", "Le bailleur accepte l’échéancier.")
    assert page.capture.famille.text() == ""
    assert page.capture.famille.hasFocus(), "ready for the next call"
    assert page.day.list.model.rowCount() == 2


def test_an_interrupted_note_takes_the_keyboard_back_at_its_word(
    bureau: Bureau, qtbot: QtBot
) -> None:
    page = _page(bureau, qtbot)
    bureau.press(Qt.Key.Key_N, CTRL)
    bureau.keys("caro")
    bureau.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not page.capture.famille.is_empty())
    note = "Madame rappelle demain pour la garde de Jade, elle est inquiète du tra"
    page.capture.note.setPlainText(note)
    page.capture.note.moveCursor(QTextCursor.MoveOperation.End)
    page.keep_drafts()
    bureau.settle(qtbot)
    # As when the program begins again: an empty row, the keyboard in its first field.
    page.capture.clear()
    page.capture.famille.setFocus()
    page.capture.draft.open(None)
    bureau.settle(qtbot)
    assert page.capture.note.hasFocus()
    bureau.keys("jet")
    assert page.capture.note.toPlainText() == f"{note}jet"
    assert page.capture.famille.text() == "Caron"
    # All of it is seen.
    assert page.capture.note.verticalScrollBar().value() == 0
    page.capture.clear()
    assert page.capture.note.height() < 40


def test_what_is_found_is_never_written_over_what_is_typed(bureau: Bureau, qtbot: QtBot) -> None:
    famille = _page(bureau, qtbot).capture.famille
    famille.setFocus()
    bureau.keys("ca")
    qtbot.waitUntil(lambda: famille._count.text() == "1 trouvée")
    famille.clear()
    typed = "Zzyx et sa sœur qui habite au loin"
    bureau.keys(typed)
    qtbot.waitUntil(lambda: famille._count.text() == "aucune trouvée")
    end = famille.fontMetrics().horizontalAdvance(typed)
    assert not famille._count.isVisible() or famille._count.x() > end


def test_a_misspelt_name_finds_its_family(bureau: Bureau, qtbot: QtBot) -> None:
    page = _page(bureau, qtbot)
    _note_a_call(bureau, qtbot, "lefevre", "Prend des nouvelles.")

    assert bureau.toast() == "Contact noté pour Lefebvre."
    assert "Lefebvre" in _title(page.day, 1)


def test_ctrl_z_takes_the_contact_back(bureau: Bureau, qtbot: QtBot) -> None:
    _page(bureau, qtbot)
    _note_a_call(bureau, qtbot, "caro", "Erreur de famille.")
    bureau.press(Qt.Key.Key_Z, CTRL)
    bureau.settle(qtbot)

    assert [c.note for c in aujourdhui.journee(bureau.session)] == [
        "Le bailleur demande les trois derniers bulletins."
    ]


def test_ctrl_y_notes_again_what_ctrl_z_took_back(bureau: Bureau, qtbot: QtBot) -> None:
    page = _page(bureau, qtbot)
    _note_a_call(bureau, qtbot, "caro", "Rappellera lundi.")
    for key, held in ((Qt.Key.Key_Z, False), (Qt.Key.Key_Y, True), (Qt.Key.Key_Z, False)):
        bureau.press(key, CTRL)
        bureau.settle(qtbot)
        notes = [c.note for c in aujourdhui.journee(bureau.session)]
        assert ("Rappellera lundi." in notes) is held
    assert bureau.toast() == "Annulé\u00a0: contact créé. Ctrl+Y pour rétablir."
    page.capture.note.setFocus()
    bureau.keys("un mot")
    bureau.press(Qt.Key.Key_Z, CTRL)
    typed = page.capture.note.text()
    assert typed != "un mot", "what is being typed is undone first"
    bureau.press(Qt.Key.Key_Y, CTRL)
    bureau.settle(qtbot)
    assert page.capture.note.text() == "un mot", "and redone first"
    assert "Rappellera lundi." not in [c.note for c in aujourdhui.journee(bureau.session)]


def test_there_is_nothing_to_redo_when_nothing_was_undone(bureau: Bureau, qtbot: QtBot) -> None:
    _page(bureau, qtbot)
    _note_a_call(bureau, qtbot, "caro", "Prend des nouvelles.")
    bureau.press(Qt.Key.Key_Y, CTRL)
    bureau.settle(qtbot)
    assert bureau.toast().startswith("Il n’y a rien à rétablir")


def test_a_name_that_was_not_chosen_is_said_beside_the_field(bureau: Bureau, qtbot: QtBot) -> None:
    page = _page(bureau, qtbot)
    page.focus_capture()
    bureau.keys("zzzz")
    page.capture.note.setFocus()
    bureau.keys("Appel pour un relogement")
    bureau.press(Qt.Key.Key_Return, CTRL)
    bureau.settle(qtbot)

    assert page.capture.famille.hasFocus()
    assert page.capture.note.text() == "Appel pour un relogement"
    assert "Choisissez la famille" in page.capture._form["foyer_id"].error


def test_what_is_late_opens_its_family(bureau: Bureau, qtbot: QtBot) -> None:
    page = _page(bureau, qtbot)
    assert _title(page.late, 0) == "Haddad — médiation familiale"

    page.late.list.view.setFocus()
    bureau.press(Qt.Key.Key_Return)
    bureau.settle(qtbot)
    assert isinstance(bureau.workspace.page, DossierPage)


def test_a_list_that_cannot_be_read_leaves_the_others(
    bureau: Bureau, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = _page(bureau, qtbot)

    def broken(_session: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(aujourdhui, "en_retard", broken)
    page.open()
    bureau.settle(qtbot)
    assert page.late._error.isVisible()
    assert page.late._error._text.text() == UNREADABLE
    assert page.day.list.isVisible()


def test_an_interrupted_note_is_offered_and_taken_up(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    brouillons.save_brouillon(
        bureau.session, "contact", delattre, {"note": "Madame a obtenu le ren"}, 12
    )
    page = _page(bureau, qtbot)
    assert page.interrupted.isVisible()

    page.interrupted.resumed.emit(page.interrupted._draft)
    bureau.settle(qtbot)
    dossier = bureau.workspace.page
    assert isinstance(dossier, DossierPage)
    note = dossier.fil.note.fields.note
    assert note.toPlainText() == "Madame a obtenu le ren"
    assert note.textCursor().position() == 12
    assert note.hasFocus()


def test_what_is_typed_is_journaled_without_saving(bureau: Bureau, qtbot: QtBot) -> None:
    page = _page(bureau, qtbot)
    page.capture.note.setFocus()
    bureau.keys("À moitié écr")
    qtbot.waitUntil(lambda: _draft(bureau, qtbot) is not None, timeout=5000)
    found = _draft(bureau, qtbot)
    assert found is not None
    assert found.contenu["note"] == "À moitié écr"


def _draft(bureau: Bureau, qtbot: QtBot) -> Brouillon | None:
    bureau.settle(qtbot)
    return brouillons.get_brouillon(bureau.session, "capture", None)


def test_a_step_of_this_week_is_listed(bureau: Bureau, qtbot: QtBot, delattre: str) -> None:
    page = _page(bureau, qtbot)
    before = page.week.list.model.rowCount()
    contacts.save_contact(
        bureau.session,
        SaisieContact(delattre, "VAD", suite="Appeler l’école", suite_le=jour(3), note="x"),
    )
    page.refresh(frozenset({"contact"}))
    bureau.settle(qtbot)
    assert page.week.list.model.rowCount() == before + 1


def test_an_abandoned_note_can_be_taken_back(bureau: Bureau, qtbot: QtBot, delattre: str) -> None:
    brouillons.save_brouillon(bureau.session, "contact", delattre, {"note": "À revoir"}, 3)
    page = _page(bureau, qtbot)
    page.interrupted.dropped.emit(page.interrupted._draft)
    bureau.settle(qtbot)
    assert not page.interrupted.isVisible()
    bureau.workspace.undo()
    bureau.settle(qtbot)
    kept = brouillons.get_brouillon(bureau.session, "contact", delattre)
    assert kept is not None
    assert kept.contenu["note"] == "À revoir"
