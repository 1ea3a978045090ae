"""What headquarters adds or closes is offered, or not, on the screens that were already open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from tests.ui.agenda_recit import CTRL, SHIFT, Scene, open_scene
from tests.ui.recit import close_bureau, jour

from fieldapp.db import journal
from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.contact import SaisieContact
from fieldapp.domain.echange import Bilan
from fieldapp.domain.orientation import REGLE_ANONYME
from fieldapp.services import contacts
from fieldapp.ui.agenda.dialog import RendezVousDialog
from fieldapp.ui.capture.edit_dialog import EditContactDialog
from fieldapp.ui.orientations.orienter_page import OrienterPage
from fieldapp.ui.synchronisation.page import SyncPage


@pytest.fixture
def scene(tmp_path: Path, qtbot: QtBot) -> Iterator[Scene]:
    """The window of Nadia."""
    opened = open_scene(tmp_path / "poste", qtbot)
    yield opened
    close_bureau(opened.bureau)


def _receive(scene: Scene, **valeur: str | None) -> None:
    """An exchange brings a value of headquarters, and ends as it does in the window."""
    fields = {"debut": jour(-1), "fin": None, **valeur}
    journal.write(scene.session.store, "valeur_catalogue", fields, author="siege")
    page = scene.bureau.workspace.page_of(SyncPage.key)
    assert isinstance(page, SyncPage)
    page.took(Bilan(recus=1))
    scene.settle()


def test_a_need_added_while_a_note_is_begun_is_offered_in_it_and_the_note_stays(
    scene: Scene,
) -> None:
    scene.bureau.press(Qt.Key.Key_N, CTRL)
    scene.settle()
    fields = scene.bureau.workspace.capture.fields
    fields.note.setPlainText("Frigo en panne")
    fields.besoins.set_value(("LOGEMENT",))
    _receive(scene, nature="freins_besoins", code="ENERGIE", libelle="Énergie")
    fields.besoins.choose("ENERGIE")
    chip = fields.besoins._bar.chip("ENERGIE")
    assert chip is not None
    assert chip.text() == "Énergie"
    assert fields.besoins.value() == ("LOGEMENT", "ENERGIE")
    assert fields.note.text() == "Frigo en panne"


def test_the_welcome_that_stays_open_offers_it_and_keeps_what_was_ticked(scene: Scene) -> None:
    scene.bureau.press(Qt.Key.Key_A, CTRL | SHIFT)
    scene.settle()
    dialog = scene.bureau.workspace.accueil
    dialog.besoins.set_selected(("DROITS",))
    _receive(scene, nature="freins_besoins", code="ENERGIE", libelle="Énergie")
    assert dialog.besoins.selected() == ("DROITS",)
    dialog.other_needs.click()
    assert dialog.besoins.chip("ENERGIE") is not None


def test_a_nature_closed_by_headquarters_stays_on_what_was_noted_with_it(scene: Scene) -> None:
    contact = contacts.save_contact(
        scene.session, SaisieContact(scene.monde.foyer_id, "VISIO", note="Par écran")
    )
    visit = scene.visit(f"{jour(1)}T10:00", "VISIO")
    _receive(
        scene, nature="natures_contact", code="VISIO", libelle="Visio", debut=None, fin=jour(-1)
    )
    assert "VISIO" not in _offered(scene.session.catalogue)
    edit = EditContactDialog(
        scene.session, scene.bureau.tasks, scene.bureau.workspace.navigator, contact
    )
    assert edit.fields.nature.value() == "VISIO"
    corrected = contacts.update_contact(
        scene.session, contact.id, {"nature": "VISIO", "note": "Par écran, 20 min"}
    )
    assert corrected.note == "Par écran, 20 min"
    page = scene.agenda
    page.step(0)
    scene.settle()
    scene.go("agenda", jour=jour(1), vue="jour")
    page.edit(visit)
    dialog = next(d for d in page.findChildren(RendezVousDialog) if d.isVisible())
    assert dialog.nature.code() == "VISIO"
    dialog.lieu.setText("Bureau 3")
    dialog.submit()
    scene.settle()
    assert not dialog.form["nature"].error


def test_an_action_closed_is_proposed_no_more_and_one_renamed_bears_its_new_name(
    scene: Scene,
) -> None:
    scene.go("orienter", foyer_id=scene.monde.foyer_id)
    page = scene.bureau.workspace.page
    assert isinstance(page, OrienterPage)
    page.form.action.set_code("REPIT")
    _receive(
        scene, nature="types_orientation", code="LAEP", libelle="Laep", debut=None, fin=jour(-1)
    )
    _receive(
        scene, nature="types_orientation", code="REPIT", libelle="Pause pour un parent", debut=None
    )
    proposed = {kind.code: kind.libelle for kind in page.form.action._types}
    assert "LAEP" not in proposed
    assert proposed["REPIT"] == "Pause pour un parent"
    assert page.form.action.key() == "REPIT", "what was chosen stays"
    # What was oriented there before keeps its rules.
    laep = scene.session.catalogue.type_orientation("LAEP")
    assert laep is not None
    assert laep.has(REGLE_ANONYME)


def _offered(catalogue: Catalogue) -> set[str]:
    return {entree.code for entree in catalogue.entrees("natures_contact")}
