"""« Rien ne se perd »: each number opens its list, on the state line and on its screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from tests.ui import recit
from tests.ui.recit import Bureau, add_family, close_bureau, open_bureau
from tests.ui.test_synchronisation import new_post

from fieldapp.domain.contact import SaisieContact
from fieldapp.services import contacts
from fieldapp.services.session import Session
from fieldapp.siege.founding import init_space, open_siege
from fieldapp.siege.ingest import ingest
from fieldapp.sync.engine import synchronise
from fieldapp.ui.clipboard import take_back
from fieldapp.ui.conflits.page import ConflitsPage
from fieldapp.ui.state_line import CONFLITS, ICI, RECUES, REFUSEES
from fieldapp.ui.synchronisation.page import SyncPage
from fieldapp.ui.synchronisation.source import read_exchange, read_state
from fieldapp.ui.synchronisation.wording import counted

PHRASE = "beffroi galette tandem lilas"


@pytest.fixture
def siege(tmp_path: Path) -> Iterator[Session]:
    """Headquarters with an exchange space."""
    init_space(tmp_path / "siege", tmp_path / "espace", "CAF62", PHRASE).session.close()
    opened = open_siege(tmp_path / "siege", PHRASE)
    yield opened
    opened.close()


@pytest.fixture
def desk(
    qtbot: QtBot, tmp_path: Path, siege: Session, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Bureau]:
    """Nadia's workspace: one family received by headquarters, one call since."""
    session = new_post(tmp_path, siege, "Nadia Lemaire")
    space = tmp_path / "espace"
    caron = add_family(session, "Caron", "Paul", "Lens")
    for _turn in range(2):
        synchronise(session.store, space)
        ingest(siege, space)
    synchronise(session.store)
    contacts.save_contact(session, SaisieContact(caron, "TEL_ENTRANT", duree_min=6, note="Loyer."))
    monkeypatch.setattr(recit, "PAGES", (*recit.PAGES, SyncPage, ConflitsPage))
    opened = open_bureau(session)
    opened.settle(qtbot)
    yield opened
    close_bureau(opened)


def shown(page: SyncPage) -> str:
    """The list in view."""
    return page.lists.choice.value()


def lines(page: SyncPage, which: str) -> list[tuple[str, str, str]]:
    """Nature, family and content of each line of a list."""
    model = {ICI: page.lists.here, REFUSEES: page.lists.refused, "lot": page.lists.bundle}[which]
    rows = [model.model.item(place) for place in range(model.model.rowCount())]
    return [(row.nature, row.famille, row.contenu) for row in rows if row is not None]


def test_the_numbers_of_the_state_line_open_their_lists(qtbot: QtBot, desk: Bureau) -> None:
    state = desk.workspace.state
    state._received.setFocus()
    desk.press(Qt.Key.Key_Space)
    desk.settle(qtbot)
    page = desk.page(SyncPage)
    assert page.isVisible()
    assert shown(page) == RECUES
    assert page.lists.received.table.hasFocus()
    state._here.click()
    desk.settle(qtbot)
    assert shown(page) == ICI
    assert lines(page, ICI) == [("Contact", "Caron", "Appel entrant, 6\u00a0min")]
    assert page.lists.here.table.hasFocus()
    state.list_asked.emit(CONFLITS)
    desk.settle(qtbot)
    assert desk.page(ConflitsPage).isVisible()


def test_what_was_received_is_read_bundle_by_bundle_by_keyboard(qtbot: QtBot, desk: Bureau) -> None:
    desk.workspace.navigator.go("synchronisation")
    desk.settle(qtbot)
    page = desk.page(SyncPage)
    page.counters._received.setFocus()
    desk.press(Qt.Key.Key_Return)
    assert shown(page) == RECUES
    model = page.lists.receipts
    cells = [str(model.index(0, column).data()) for column in range(3)]
    assert cells[0].startswith("Aujourd’hui")
    assert cells[1].startswith("3 modifications, envoi préparé aujourd’hui")
    desk.press(Qt.Key.Key_Return)
    desk.settle(qtbot)
    assert ("Dossier", "Caron", "Créé") in lines(page, "lot")
    assert page.lists.bundle.table.hasFocus()
    assert "accusé par le siège aujourd’hui" in page.lists._bundle_title.text()
    desk.press(Qt.Key.Key_Escape)
    assert page.lists.received.table.hasFocus()
    # The receipts beside open the same.
    page.receipts.opened.emit("0")
    desk.settle(qtbot)
    assert page.lists.back.isVisible()
    page.lists.back.click()
    assert not page.lists.back.isVisible()
    page.lists.choice.setFocus()
    desk.press(Qt.Key.Key_Right)
    assert shown(page) == REFUSEES
    assert page.lists.refused.nothing.isVisible()


def test_what_is_refused_says_why_what_to_do_and_does_it(
    qtbot: QtBot, desk: Bureau, siege: Session, tmp_path: Path
) -> None:
    space = tmp_path / "espace"
    synchronise(desk.session.store)
    newest = max(space.glob("postes/*/*.lot"))
    sound = newest.read_bytes()
    newest.write_bytes(sound[:-1] + bytes([sound[-1] ^ 1]))  # a copy went wrong on the way
    ingest(siege, space)
    synchronise(desk.session.store)
    desk.workspace.navigator.go("synchronisation")
    desk.settle(qtbot)
    page = desk.page(SyncPage)
    assert page.counters._refused.accessibleName().startswith("1 refusée")
    buttons = {b.text(): b for b in page.refused.findChildren(QPushButton)}
    buttons["Voir ce qui est refusé"].click()
    assert shown(page) == REFUSEES
    assert lines(page, REFUSEES) == [("Contact", "Caron", "Appel entrant, 6\u00a0min")]
    buttons["Copier pour le siège"].click()
    assert "signature" in QGuiApplication.clipboard().text()
    assert "Caron" not in QGuiApplication.clipboard().text()
    take_back()
    with qtbot.waitSignal(page.synchronised, timeout=20_000):
        buttons["Synchroniser de nouveau"].click()
    ingest(siege, space)
    with qtbot.waitSignal(page.synchronised, timeout=20_000):
        page.synchronise()
    desk.settle(qtbot)
    assert page.counters._refused.accessibleName().startswith("0 refusée")
    assert not page.refused.isVisible()


def test_each_number_is_that_of_its_list(qtbot: QtBot, desk: Bureau) -> None:
    """A thing changed three times is one line that says so; what cannot be listed is said."""
    session = desk.session
    found = read_exchange(session)
    call = next(line for line in found.attente if line.nature == "Contact")
    (contact,) = contacts.list_contacts(session, call.foyer_id or "")
    for note in ("Loyer, juin.", "Loyer, juin et juillet."):
        contacts.update_contact(session, contact.id, {"note": note})
    desk.workspace.navigator.go("synchronisation")
    desk.settle(qtbot)
    page = desk.page(SyncPage)
    cells = [str(page.lists.here.model.index(0, column).data()) for column in range(3)]
    assert cells[2] == "Appel entrant, 6\u00a0min · 3 modifications"
    assert page.counters._here.accessibleName().startswith("3 ici seulement")
    assert page.lists._count.text() == "3 modifications"
    found = read_exchange(session)
    assert sum(line.nombre for line in found.attente) == found.etat.ici == 3
    assert sum(envoi.nombre for envoi in found.accuses) == found.etat.recues
    assert counted(640, 512) == "640 modifications, dont 512 dans cette liste"


def test_the_hour_of_a_receipt_of_another_day_says_the_day(desk: Bureau) -> None:
    state, etat = desk.workspace.state, read_state(desk.session)
    state.show_exchange(etat)
    assert " par le siège à " in state._received.accessibleName()
    before = datetime.now(UTC) - timedelta(days=1)
    state.show_exchange(replace(etat, accuse_le=before.isoformat()))
    assert " par le siège hier " in state._received.accessibleName()
