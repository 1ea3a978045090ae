"""Back from the visits: one block each, one letter, a note, Ctrl+Entrée, and the next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.ui.agenda_recit import CTRL, Scene, open_scene
from tests.ui.recit import close_bureau

from fieldapp.domain.errors import KnownError
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.rendezvous import A_VENIR, EXCUSE, HONORE, NON_EXCUSE, SaisieRetour
from fieldapp.services import agenda, contacts, historique, retour
from fieldapp.ui.feuille_route.document import FeuilleRouteDocument
from fieldapp.ui.feuille_route.page import RetourPage
from fieldapp.ui.impression.preview import PrintPreview

TODAY = aujourd_hui()


@pytest.fixture
def scene(tmp_path: Path, qtbot: QtBot) -> Iterator[Scene]:
    """The window of Nadia."""
    opened = open_scene(tmp_path / "poste", qtbot)
    yield opened
    close_bureau(opened.bureau)


def _page(scene: Scene) -> RetourPage:
    scene.go("retour_visites")
    page = scene.bureau.workspace.page
    assert isinstance(page, RetourPage)
    return page


def test_a_day_of_visits_is_told_without_the_mouse(scene: Scene) -> None:
    first = scene.visit(f"{TODAY}T10:00")
    second = scene.visit(f"{TODAY}T14:00", "RDV_BUREAU")
    page = _page(scene)
    assert len(page.blocks) == 2
    assert page.blocks[0].outcome.isAncestorOf(scene.bureau.focused())
    scene.bureau.press(Qt.Key.Key_V)
    assert page.blocks[0].note.hasFocus(), "after « vu », one writes"
    scene.bureau.keys("Dossier FSL complet.")
    scene.bureau.press(Qt.Key.Key_Return, CTRL)
    scene.settle()
    assert [b.rendezvous.id for b in page.blocks] == [second]
    assert page.blocks[0].outcome.isAncestorOf(scene.bureau.focused()), "on the next one"
    scene.bureau.press(Qt.Key.Key_A)
    scene.bureau.press(Qt.Key.Key_Return, CTRL)
    scene.settle()
    assert page.blocks == []
    assert page.empty.isVisible()
    assert agenda.get_rendezvous(scene.session, first).statut == HONORE
    assert agenda.get_rendezvous(scene.session, second).statut == NON_EXCUSE
    noted = contacts.list_contacts(scene.session, scene.monde.foyer_id)
    assert [c.note for c in noted] == ["", "Dossier FSL complet."]


def test_without_an_outcome_nothing_is_saved_nor_lost(scene: Scene) -> None:
    visit = scene.visit(f"{TODAY}T10:00")
    page = _page(scene)
    scene.bureau.press(Qt.Key.Key_Return, CTRL)
    scene.settle()
    assert page.blocks[0].error.text().startswith("Choisissez V, E ou A.")
    assert agenda.get_rendezvous(scene.session, visit).statut == A_VENIR


def test_what_is_typed_survives_leaving_the_screen(scene: Scene) -> None:
    scene.visit(f"{TODAY}T10:00")
    page = _page(scene)
    scene.bureau.press(Qt.Key.Key_V)
    scene.bureau.keys("Le bailleur")
    page.keep_drafts()
    scene.go("agenda")
    for block in page.blocks:
        block.restore({})
    page = _page(scene)
    assert page.blocks[0].note.toPlainText() == "Le bailleur"
    assert page.blocks[0].outcome.value() == HONORE


def test_another_day_is_one_key_away(scene: Scene) -> None:
    scene.visit(f"{TODAY - timedelta(days=1)}T10:00")
    page = _page(scene)
    assert page.blocks == []
    scene.bureau.press(Qt.Key.Key_PageUp, CTRL)
    scene.settle()
    assert len(page.blocks) == 1


def test_outcome_and_note_are_one_act(scene: Scene) -> None:
    visit = scene.visit(f"{TODAY}T10:00")
    told = SaisieRetour(visit, HONORE, "Point budget.", ("BUDGET",), "rappeler", "2026-12-01")
    one = retour.tell_visit(scene.session, told)
    (noted,) = contacts.list_contacts(scene.session, scene.monde.foyer_id)
    assert (noted.id, noted.besoins, noted.suite_le) == (
        one.contact_id, ("BUDGET",), "2026-12-01",
    )  # fmt: skip
    historique.undo_last(scene.session)
    assert contacts.list_contacts(scene.session, scene.monde.foyer_id) == ()
    assert agenda.get_rendezvous(scene.session, visit).statut == A_VENIR


def test_a_need_that_does_not_exist_leaves_all_as_it_was(scene: Scene) -> None:
    visit = scene.visit(f"{TODAY}T10:00")
    with pytest.raises(KnownError):
        retour.tell_visit(scene.session, SaisieRetour(visit, HONORE, "x", ("RIEN",)))
    assert agenda.get_rendezvous(scene.session, visit).statut == A_VENIR
    assert contacts.list_contacts(scene.session, scene.monde.foyer_id) == ()


def test_an_excuse_leaves_no_contact(scene: Scene) -> None:
    visit = scene.visit(f"{TODAY}T10:00")
    one = retour.tell_visit(scene.session, SaisieRetour(visit, EXCUSE, "a prévenu"))
    assert one.contact_id is None


def test_ctrl_p_previews_the_sheet_of_the_day(scene: Scene) -> None:
    scene.visit(f"{TODAY}T10:00")
    page = _page(scene)
    page.print_day()
    scene.settle()
    scene.settle()
    (preview,) = [
        w for w in QApplication.topLevelWidgets() if isinstance(w, PrintPreview) and w.isVisible()
    ]
    document = preview._document
    assert isinstance(document, FeuilleRouteDocument)
    assert "Delattre" in preview.preview.text()
    document.masquer.setChecked(True)
    scene.qtbot.waitUntil(lambda: "Delattre" not in preview.preview.text(), timeout=10_000)
    assert "Delattre" not in document.file_name
    preview.reject()
