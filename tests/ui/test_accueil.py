"""Welcoming somebody from any screen: three fields by the keyboard, no name, one act for a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.ui.agenda_recit import CTRL, SHIFT, Scene, open_scene
from tests.ui.recit import close_bureau

from fieldapp.domain.accueil import SaisieAccueil
from fieldapp.services import accueils, brouillons, contacts
from fieldapp.ui.accueil.dialog import AccueilDialog
from fieldapp.ui.accueil.open_dialog import OpenDossierDialog
from fieldapp.ui.dossier.page import DossierPage


@pytest.fixture
def scene(tmp_path: Path, qtbot: QtBot) -> Iterator[Scene]:
    """The window of Nadia."""
    opened = open_scene(tmp_path / "poste", qtbot)
    yield opened
    close_bureau(opened.bureau)


def _open(scene: Scene) -> AccueilDialog:
    scene.bureau.window.activateWindow()
    scene.settle()
    scene.bureau.press(Qt.Key.Key_A, CTRL | SHIFT)
    scene.settle()
    dialog = scene.bureau.workspace.accueil
    assert dialog.isVisible()
    return dialog


def test_three_fields_and_no_name_from_the_keyboard_alone(scene: Scene) -> None:
    accueils.save_accueil(
        scene.session, SaisieAccueil(("DROITS",), ("ECOUTE",), "Frévent", lieu="Mairie")
    )
    dialog = _open(scene)
    keys = 1
    # Espace ticks the first need; → and Espace the next; then the answer; the commune is there.
    assert QApplication.focusWidget() is dialog.besoins.chip("DROITS")
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Space):
        scene.bureau.press(key)
        keys += 1
    dialog.reponses.setFocus(Qt.FocusReason.TabFocusReason)  # Tab over the other needs
    keys += 1
    scene.bureau.press(Qt.Key.Key_Space)
    scene.bureau.press(Qt.Key.Key_Return, CTRL)
    keys += 2
    scene.settle()
    newest = accueils.accueils_du_jour(scene.session)[0]
    assert (newest.besoins, newest.reponses, newest.commune, newest.lieu) == (
        ("DROITS", "BUDGET"), ("ECOUTE",), "Frévent", "Mairie",
    )  # fmt: skip
    assert (newest.prenom, newest.contact) == (None, None)
    assert dialog.told.text() == "Accueil enregistré."
    assert dialog.besoins.is_empty(), "ready for the next person"
    assert keys <= 8


def test_what_is_missing_is_said_and_nothing_is_lost(scene: Scene) -> None:
    dialog = _open(scene)
    dialog.commune.setText("Lens")
    dialog.reponses.set_selected(("CONSEILS",))
    dialog.submit()
    assert dialog.form["besoins"].error == "Choisissez au moins un besoin. Rien n’est perdu."
    assert dialog.reponses.selected() == ("CONSEILS",)
    scene.bureau.press(Qt.Key.Key_Space)
    assert dialog.form["besoins"].error == ""


def test_ctrl_d_counts_one_more_alike(scene: Scene) -> None:
    accueils.save_accueil(
        scene.session, SaisieAccueil(("NUMERIQUE",), ("CONSEILS",), "Lens", prenom="Karim")
    )
    dialog = _open(scene)
    assert dialog.today.model.rowCount() == 1
    QTest.keyClick(dialog.besoins.chip("DROITS") or dialog, Qt.Key.Key_D, CTRL)
    scene.settle()
    assert dialog.today.model.rowCount() == 2
    assert [one.prenom for one in accueils.accueils_du_jour(scene.session)] == [None, "Karim"]


def test_an_empty_day_says_so(scene: Scene) -> None:
    dialog = _open(scene)
    assert dialog.today.model.rowCount() == 0
    assert not dialog.again_button.isVisible()


def test_a_file_is_opened_from_a_welcome_with_one_name(scene: Scene) -> None:
    accueils.save_accueil(
        scene.session, SaisieAccueil(("LOGEMENT",), ("ECOUTE",), "Lens", note="Expulsion en mars.")
    )
    dialog = _open(scene)
    dialog.open_button.click()
    (naming,) = [
        w
        for w in QApplication.topLevelWidgets()
        if isinstance(w, OpenDossierDialog) and w.isVisible()
    ]
    scene.qtbot.waitUntil(naming.nom.hasFocus)
    scene.bureau.keys("benali")
    scene.bureau.press(Qt.Key.Key_Return, CTRL)
    scene.settle()
    assert isinstance(scene.bureau.workspace.page, DossierPage)
    (accueil,) = accueils.accueils_du_jour(scene.session)
    (noted,) = contacts.list_contacts(scene.session, accueil.foyer_id or "")
    assert noted.note.endswith("Expulsion en mars.")
    assert "Dossier ouvert pour Benali" in scene.bureau.toast()


def test_what_is_begun_comes_back_after_a_cut(scene: Scene) -> None:
    dialog = _open(scene)
    scene.bureau.press(Qt.Key.Key_Space)
    dialog.more.click()
    scene.bureau.keys("Attend depuis trois mois")
    scene.bureau.press(Qt.Key.Key_Escape)
    scene.settle()
    assert not dialog.isVisible()
    (draft,) = brouillons.list_brouillons(scene.session)
    assert draft.contenu["note"] == "Attend depuis trois mois"
    # Another start of the program knows only what was journaled.
    bureau = scene.bureau
    again = AccueilDialog(scene.session, bureau.tasks, bureau.workspace.navigator, bureau.window)
    again.open_box()
    scene.settle()
    assert again.note.toPlainText() == "Attend depuis trois mois"
    assert again.besoins.selected() == ("DROITS",)
