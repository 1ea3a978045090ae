"""Typing is never lost: the dialog, the drafts, and a program that is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from tests.ui.recit import PHRASE, Bureau, close_bureau, jour, open_bureau

from fieldapp.domain.foyer import LigneFoyer
from fieldapp.services import brouillons, contacts, foyers
from fieldapp.services.session import Session, open_session
from fieldapp.ui.capture.duration_field import parse as parse_duration
from fieldapp.ui.capture.moment_field import parse as parse_moment
from fieldapp.ui.dossier.page import DossierPage

CTRL = Qt.KeyboardModifier.ControlModifier

TYPIST = """
import sys
from pathlib import Path
from fieldapp.services.session import open_session
from fieldapp.ui.application import Application
from fieldapp.ui.dossier.page import DossierPage
from tests.ui.recit import PHRASE, open_bureau

app = Application()
session = open_session(Path(sys.argv[1]), PHRASE)
bureau = open_bureau(session)
bureau.workspace.navigator.go("dossier", foyer_id=sys.argv[2])
while not bureau.tasks.idle:
    app.processEvents()
page = bureau.page(DossierPage)
page.focus_note()
bureau.keys("Madame a obtenu le rendez-vous. Elle craint le tra")
bureau.workspace.navigator.draft_saved.connect(lambda: print("kept", flush=True))
app.exec()
"""


def test_a_note_survives_a_program_that_is_killed(
    qtbot: QtBot, antenna: tuple[Session, str], checkout: Path
) -> None:
    session, delattre = antenna
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
    bureau.workspace.navigator.go("dossier", foyer_id=delattre)
    bureau.settle(qtbot)
    page = bureau.page(DossierPage)
    note = page.fil.note.fields.note
    assert note.toPlainText() == "Madame a obtenu le rendez-vous. Elle craint le tra"
    assert note.textCursor().position() == len(note.toPlainText())
    close_bureau(bureau)


def test_each_family_keeps_its_own_draft(bureau: Bureau, qtbot: QtBot, delattre: str) -> None:
    go = bureau.workspace.navigator.go
    go("dossier", foyer_id=delattre)
    bureau.settle(qtbot)
    page = bureau.page(DossierPage)
    bureau.keys("Pour les Delattre")
    caron = next(found.foyer_id for found in _families(bureau) if found.nom == "Caron")
    go("dossier", foyer_id=caron)
    bureau.settle(qtbot)
    assert page.fil.note.fields.note.toPlainText() == ""
    bureau.keys("Pour les Caron")
    go("dossier", foyer_id=delattre)
    bureau.settle(qtbot)
    assert page.fil.note.fields.note.toPlainText() == "Pour les Delattre"
    assert {b.contenu["note"] for b in brouillons.list_brouillons(bureau.session)} == {
        "Pour les Delattre",
        "Pour les Caron",
    }


def test_saving_forgets_the_draft(bureau: Bureau, qtbot: QtBot, delattre: str) -> None:
    bureau.workspace.navigator.go("dossier", foyer_id=delattre)
    bureau.settle(qtbot)
    bureau.keys("Vu au marché.")
    bureau.workspace.keep_drafts()
    bureau.press(Qt.Key.Key_Return, CTRL)
    bureau.settle(qtbot)
    assert brouillons.list_brouillons(bureau.session) == ()


def test_ctrl_n_notes_over_any_screen(bureau: Bureau, qtbot: QtBot) -> None:
    bureau.workspace.navigator.go("familles")
    bureau.settle(qtbot)
    bureau.press(Qt.Key.Key_N, CTRL)
    dialog = bureau.workspace.capture
    assert dialog.isVisible()
    qtbot.waitUntil(dialog.famille.hasFocus)
    bureau.keys("haddad")
    bureau.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.famille.is_empty())
    bureau.settle(qtbot)
    dialog.fields.note.setFocus()
    bureau.keys("Le médiateur a rappelé.")
    dialog.submit()
    bureau.settle(qtbot)
    assert not dialog.isVisible()
    assert bureau.toast() == "Contact noté pour Haddad."
    haddad = next(f.foyer_id for f in _families(bureau) if f.nom == "Haddad")
    assert contacts.list_contacts(bureau.session, haddad)[0].note == "Le médiateur a rappelé."


def test_the_dialog_closed_half_way_opens_again_with_its_words(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    dialog = bureau.workspace.capture
    dialog.open_for(delattre)
    bureau.settle(qtbot)
    dialog.fields.note.setFocus()
    bureau.keys("Rappeler la PMI av")
    dialog.reject()
    bureau.settle(qtbot)
    kept = brouillons.get_brouillon(bureau.session, "contact", delattre)
    assert kept is not None
    assert kept.contenu["note"] == "Rappeler la PMI av"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("h 14h30", f"{jour(-1)}T14:30"),
        ("-3 9h", f"{jour(-3)}T09:00"),
        ("auj. 8:05", f"{jour()}T08:05"),
        ("hier 930", f"{jour(-1)}T09:30"),
        ("24/11/2025 à 10h", "2025-11-24T10:00"),
        ("9h15", "2026-01-02T09:15"),
    ],
)
def test_a_moment_is_understood_as_it_is_typed(typed: str, meant: str) -> None:
    assert parse_moment(typed, "2026-01-02T03:04") == meant


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("10", 10),
        ("1h", 60),
        ("1h30", 90),
        ("1 h 05", 65),
        ("45 min", 45),
        ("120 h", 7200),
        ("bof", None),
    ],
)
def test_a_duration_is_understood_as_it_is_typed(typed: str, minutes: int | None) -> None:
    assert parse_duration(typed) == minutes


def _families(bureau: Bureau) -> tuple[LigneFoyer, ...]:
    return foyers.list_foyers(bureau.session).lignes
