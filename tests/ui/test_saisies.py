"""Nothing typed is ever lost, in any form: each is filled, abandoned, and opened again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from shiboken6 import isValid
from tests.ui.formes import FORMS, Make, texts
from tests.ui.recit import PHRASE, Bureau, close_bureau, open_bureau

from fieldapp.domain.contact import SaisieContact
from fieldapp.domain.demarche import SaisieDemarche
from fieldapp.services import (
    brouillons,
    contacts,
    demarches,
    foyers,
)
from fieldapp.services.session import Session, open_session
from fieldapp.ui.aujourdhui.page import AujourdhuiPage
from fieldapp.ui.capture import leaves
from fieldapp.ui.capture.edit_dialog import EditContactDialog
from fieldapp.ui.capture.form_dialog import FormDialog
from fieldapp.ui.demarches.dialog import DemarcheDialog
from fieldapp.ui.dossier.personne_dialog import PersonneDialog

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def opened(bureau: Bureau, qtbot: QtBot, delattre: str) -> Iterator[Callable[[Make], FormDialog]]:
    """Opens a form as its screen does, and waits until it is ready."""
    made: list[FormDialog] = []

    def show(make: Make) -> FormDialog:
        form = make(bureau, delattre)
        form.show_form()
        bureau.settle(qtbot)
        made.append(form)
        return form

    yield show
    for form in made:
        if isValid(form):
            form.close()


@pytest.mark.parametrize("name", FORMS)
def test_what_was_typed_in_a_form_waits_in_it(
    bureau: Bureau, qtbot: QtBot, opened: Callable[[Make], FormDialog], name: str
) -> None:
    form = opened(FORMS[name])
    typed = {}
    for place, field in enumerate(texts(form._inside)):
        leaves.show(field, f"Mot {place}")
        typed[place] = leaves.read(field)
    title = form.windowTitle()
    form.reject()
    bureau.settle(qtbot)
    if not typed:
        return
    (draft,) = brouillons.list_brouillons(bureau.session)
    assert draft.contenu["_titre"] == title
    again = opened(FORMS[name])
    shown = {place: leaves.read(field) for place, field in enumerate(texts(again._inside))}
    assert shown == typed
    assert "reprise" in again._bar.text()
    again._bar._action.click()
    bureau.settle(qtbot)
    again.reject()
    bureau.settle(qtbot)
    assert brouillons.list_brouillons(bureau.session) == (), "given up for good"


def test_typing_is_journaled_without_any_other_gesture_and_the_cursor_is_kept(
    bureau: Bureau, qtbot: QtBot, opened: Callable[[Make], FormDialog]
) -> None:
    form = opened(FORMS["démarche"])
    assert isinstance(form, DemarcheDialog)
    form.note.setFocus()
    leaves.show(form.note, "Manque l’avis d’imposition")
    leaves.set_cursor(form.note, 6)
    qtbot.waitUntil(lambda: len(brouillons.list_brouillons(bureau.session)) == 1, timeout=5000)
    form.reject()
    again = opened(FORMS["démarche"])
    assert isinstance(again, DemarcheDialog)
    assert again.note.toPlainText() == "Manque l’avis d’imposition"
    assert again.note.textCursor().position() == 6


def test_saving_forgets_the_draft_of_the_form(
    bureau: Bureau, qtbot: QtBot, opened: Callable[[Make], FormDialog], delattre: str
) -> None:
    form = opened(FORMS["démarche"])
    assert isinstance(form, DemarcheDialog)
    form.note.setPlainText("Dossier complet")
    form.keep_draft()
    bureau.settle(qtbot)
    form.submit()
    bureau.settle(qtbot)
    assert brouillons.list_brouillons(bureau.session) == ()
    (step,) = demarches.list_demarches(bureau.session, delattre)
    assert step.note == "Dossier complet"


def test_what_was_typed_for_one_family_never_shows_in_another(
    bureau: Bureau, qtbot: QtBot, opened: Callable[[Make], FormDialog], delattre: str
) -> None:
    form = opened(FORMS["personne"])
    assert isinstance(form, PersonneDialog)
    form.nom.setText("Secret")
    form.reject()
    bureau.settle(qtbot)
    others = [f for f in foyers.list_foyers(bureau.session).lignes if f.foyer_id != delattre]
    other = PersonneDialog(
        bureau.session, bureau.tasks, bureau.workspace.navigator, others[0].foyer_id
    )
    other.show_form()
    bureau.settle(qtbot)
    assert other.nom.text() == ""
    other.close()


def test_a_correction_begun_is_taken_up_again(bureau: Bureau, qtbot: QtBot, delattre: str) -> None:
    contact = contacts.save_contact(bureau.session, SaisieContact(delattre, "VAD", note="Visite"))
    for text in ("Visite au domicile", None):
        dialog = EditContactDialog(
            bureau.session, bureau.tasks, bureau.workspace.navigator, contact, bureau.workspace
        )
        dialog.show()
        bureau.settle(qtbot)
        if text is not None:
            dialog.fields.note.setPlainText(text)
            dialog.reject()
            bureau.settle(qtbot)
    assert dialog.fields.note.toPlainText() == "Visite au domicile"
    dialog.submit()
    bureau.settle(qtbot)
    assert brouillons.list_brouillons(bureau.session) == ()
    notes = [c.note for c in contacts.list_contacts(bureau.session, delattre)]
    assert "Visite au domicile" in notes


def test_a_note_begun_before_its_family_is_found_is_kept(bureau: Bureau, qtbot: QtBot) -> None:
    capture = bureau.workspace.capture
    capture.open_for()
    bureau.settle(qtbot)
    capture.fields.note.setFocus()
    bureau.keys("Une voisine appelle pour")
    capture.reject()
    bureau.settle(qtbot)
    (draft,) = brouillons.list_brouillons(bureau.session)
    assert (draft.foyer_id, draft.contenu["note"]) == (None, "Une voisine appelle pour")
    page = bureau.page(AujourdhuiPage)
    page.open()
    bureau.settle(qtbot)
    capture.fields.clear()
    page.interrupted.resumed.emit(draft)
    bureau.settle(qtbot)
    assert capture.isVisible()
    assert capture.fields.note.toPlainText() == "Une voisine appelle pour"


TYPIST = """
import sys
from pathlib import Path
from fieldapp.services import demarches
from fieldapp.services.session import open_session
from fieldapp.ui.application import Application
from fieldapp.ui.demarches.dialog import DemarcheDialog
from tests.ui.formes import FORMS, Make, texts
from tests.ui.recit import PHRASE, open_bureau

app = Application()
bureau = open_bureau(open_session(Path(sys.argv[1]), PHRASE))
(step,) = demarches.list_demarches(bureau.session, sys.argv[2])
form = DemarcheDialog(bureau.session, bureau.tasks, bureau.workspace.navigator, step)
form.show_form()
while not bureau.tasks.idle:
    app.processEvents()
form.note.setFocus()
bureau.workspace.navigator.draft_saved.connect(lambda: print("kept", flush=True))
form.note.setPlainText("Il manque l’avis d’impo")
app.exec()
"""


def test_a_form_survives_a_program_that_is_killed(
    qtbot: QtBot, antenna: tuple[Session, str], checkout: Path
) -> None:
    session, delattre = antenna
    demarches.save_demarche(session, SaisieDemarche(delattre, "Demande d’ASF"))
    folder = session.store.folder
    session.close()
    typist = subprocess.Popen(
        [sys.executable, "-c", TYPIST, str(folder), delattre],
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": f"{checkout}:{checkout / 'src'}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert typist.stdout is not None
    with typist.stdout:
        assert typist.stdout.readline() == "kept\n"
        typist.send_signal(signal.SIGKILL)
        typist.wait()

    bureau = open_bureau(open_session(folder, PHRASE))
    (step,) = demarches.list_demarches(bureau.session, delattre)
    form = DemarcheDialog(bureau.session, bureau.tasks, bureau.workspace.navigator, step)
    form.show_form()
    bureau.settle(qtbot)
    assert form.note.toPlainText() == "Il manque l’avis d’impo"
    form.close()
    close_bureau(bureau)
