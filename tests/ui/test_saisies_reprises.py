"""Aujourd’hui opens an interrupted form again: the right file, the right form, the same word."""

from __future__ import annotations

from importlib import import_module

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from tests.ui.formes import FORMS, OTHERS, texts
from tests.ui.recit import Bureau

from fieldapp.services import (
    brouillons,
    demarches,
)
from fieldapp.ui.aujourdhui.page import AujourdhuiPage
from fieldapp.ui.aujourdhui.reprise import known_forms
from fieldapp.ui.capture import leaves
from fieldapp.ui.capture.form_dialog import FormDialog
from fieldapp.ui.demarches.dialog import DemarcheDialog
from fieldapp.ui.widgets.buttons import Button


def _reopened(bureau: Bureau, qtbot: QtBot) -> FormDialog:
    """Press Entrée on the interrupted entry of the landing screen; returns the form it opens."""
    bureau.workspace.navigator.go("aujourdhui")
    bureau.settle(qtbot)
    page = bureau.page(AujourdhuiPage)
    assert page.interrupted.isVisible()
    bureau.window.activateWindow()
    resume = page.interrupted.findChildren(Button)[0]
    resume.setFocus()
    qtbot.waitUntil(resume.hasFocus)
    bureau.press(Qt.Key.Key_Return)
    bureau.settle(qtbot)
    assert isinstance(page._form, FormDialog), bureau.toast()
    return page._form


@pytest.mark.parametrize("name", [*FORMS, *OTHERS])
def test_enter_on_the_landing_screen_opens_the_form_at_the_same_word(
    bureau: Bureau, qtbot: QtBot, delattre: str, name: str
) -> None:
    bureau.workspace.navigator.go("dossier", foyer_id=delattre)
    bureau.settle(qtbot)
    form = (FORMS | OTHERS)[name](bureau, delattre)
    form.show_form()
    bureau.settle(qtbot)
    typed = {}
    for place, field in enumerate(texts(form._inside)):
        leaves.show(field, f"Mot {place}")
        typed[place] = leaves.read(field)
    if not typed:
        return
    form.reject()
    bureau.settle(qtbot)
    again = _reopened(bureau, qtbot)
    assert type(again) is type(form)
    assert again.isVisible()
    shown = {place: leaves.read(field) for place, field in enumerate(texts(again._inside))}
    assert shown == typed
    assert "reprise" in again._bar.text()
    again.close()


def test_the_landing_screen_says_what_waits_and_puts_the_cursor_back(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    bureau.workspace.navigator.go("dossier", foyer_id=delattre)
    bureau.settle(qtbot)
    form = FORMS["démarche"](bureau, delattre)
    assert isinstance(form, DemarcheDialog)
    form.show_form()
    bureau.settle(qtbot)
    form.note.setFocus()
    leaves.show(form.note, "Manque l’avis d’imposition")
    leaves.set_cursor(form.note, 6)
    form.keep_draft()
    bureau.settle(qtbot)
    form.reject()
    bureau.workspace.navigator.go("aujourdhui")
    bureau.settle(qtbot)
    page = bureau.page(AujourdhuiPage)
    assert "Delattre" in page.interrupted.accessibleName()
    assert "Manque l’avis" in page.interrupted._text.text()
    again = _reopened(bureau, qtbot)
    assert isinstance(again, DemarcheDialog)
    assert bureau.workspace.page.key == "dossier"
    assert again.note.hasFocus()
    assert again.note.textCursor().position() == 6
    again.submit()
    bureau.settle(qtbot)
    assert brouillons.list_brouillons(bureau.session) == ()


def test_a_form_whose_thing_is_gone_says_so_and_keeps_what_was_typed(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    form = FORMS["démarche"](bureau, delattre)
    assert isinstance(form, DemarcheDialog)
    form.show_form()
    bureau.settle(qtbot)
    form.note.setPlainText("Trop tard")
    form.reject()
    bureau.settle(qtbot)
    (step,) = demarches.list_demarches(bureau.session, delattre)
    demarches.delete_demarche(bureau.session, step.id)
    page = bureau.page(AujourdhuiPage)
    page.open()
    bureau.settle(qtbot)
    page.interrupted.resumed.emit(page.interrupted._draft)
    bureau.settle(qtbot)
    assert page._form is None
    assert "n’existe" in bureau.toast()
    assert len(brouillons.list_brouillons(bureau.session)) == 1


def test_every_form_that_keeps_a_draft_opens_again() -> None:
    for module in ("doublons.choisir", "agenda.exchange"):
        import_module(f"fieldapp.ui.{module}")
    forms, waiting = set(), [FormDialog]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        # Headquarters has no Aujourd’hui.
        if kind.__module__.startswith("fieldapp.") and ".siege." not in kind.__module__:
            forms.add(kind.__name__)
    by_themselves = {
        "FormDialog", "ActDialog", "ContratForm", "ScanForm", "SuiviForm",  # bases
        "AccueilDialog", "NewFamilyDialog",  # their own draft
        "ChooseDialog", "ExportDialog", "ReassignDialog", "ReportDialog",  # about no one thing
    }  # fmt: skip
    assert forms - by_themselves == known_forms() - {"EditContactDialog"}
