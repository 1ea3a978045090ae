"""The synchronisation screen: counters that are true, a run that can stop, conflicts to decide."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from tests.ui import recit
from tests.ui.recit import Bureau, add_family, close_bureau, open_bureau

from fieldapp.domain.contact import SaisieContact
from fieldapp.domain.foyer import Filtre
from fieldapp.services import contacts
from fieldapp.services.foyers import list_foyers
from fieldapp.services.session import Session, adopt, open_session
from fieldapp.siege.founding import init_space, open_siege
from fieldapp.siege.ingest import ingest
from fieldapp.siege.posts import invite
from fieldapp.sync.engine import synchronise
from fieldapp.sync.enrolment import join
from fieldapp.ui.conflits.page import ConflitsPage
from fieldapp.ui.synchronisation.page import SyncPage
from fieldapp.ui.verrouillage.opening import read_agent

PHRASE = "beffroi galette tandem lilas"


def new_post(folder: Path, siege: Session, nom: str, role: str = "ASS") -> Session:
    """A post of the antenna of Lens, invited and joined."""
    invitation = folder / f"{nom}.json"
    invite(siege, nom=nom, role=role, unite="62-ADS-LENS", out=invitation)
    agent = read_agent(invitation)
    return adopt(join(folder / nom, invitation, PHRASE).store, agent)


@pytest.fixture
def siege(tmp_path: Path) -> Iterator[Session]:
    """Headquarters with an exchange space."""
    init_space(tmp_path / "siege", tmp_path / "espace", "CAF62", PHRASE).session.close()
    opened = open_siege(tmp_path / "siege", PHRASE)
    yield opened
    opened.close()


@pytest.fixture
def post(tmp_path: Path, siege: Session) -> Session:
    """Nadia's post, accepted by headquarters, with one family noted since."""
    session = new_post(tmp_path, siege, "Nadia Lemaire")
    synchronise(session.store, tmp_path / "espace")
    ingest(siege, tmp_path / "espace")
    synchronise(session.store)
    caron = add_family(session, "Caron", "Paul", "Lens")
    contacts.save_contact(session, SaisieContact(caron, "TEL_ENTRANT", duree_min=6, note="Loyer."))
    return session


@pytest.fixture
def desk(qtbot: QtBot, post: Session, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bureau]:
    """The workspace on that post, on the synchronisation screen."""
    monkeypatch.setattr(recit, "PAGES", (*recit.PAGES, SyncPage, ConflitsPage))
    opened = open_bureau(post)
    opened.workspace.navigator.go("synchronisation")
    opened.settle(qtbot)
    yield opened
    close_bureau(opened)


def test_what_is_only_here_is_counted_and_listed(desk: Bureau) -> None:
    page = desk.page(SyncPage)
    lines = [page.lists.here.model.item(place) for place in range(page.lists.here.model.rowCount())]
    contents = {(line.nature, line.famille, line.contenu) for line in lines if line is not None}
    assert ("Contact", "Caron", "Appel entrant, 6\u00a0min") in contents
    assert ("Dossier", "Caron", "Créé") in contents
    assert page.counters._here.accessibleName().startswith("4 ici seulement")
    assert "ici seulement" in desk.workspace.state._here.accessibleName()
    assert page.channel.button.hasFocus()


def test_f5_sends_and_the_receipt_comes_back(
    qtbot: QtBot, desk: Bureau, siege: Session, tmp_path: Path
) -> None:
    page = desk.page(SyncPage)
    with qtbot.waitSignal(page.synchronised, timeout=20_000):
        QTest.keyClick(desk.window, Qt.Key.Key_F5)
    assert page.bar.text().startswith("4 modifications envoyées")
    ingest(siege, tmp_path / "espace")
    with qtbot.waitSignal(page.synchronised, timeout=20_000):
        page.synchronise()
    desk.settle(qtbot)
    assert page.counters._here.accessibleName() == "0 ici seulement, tout est transmis"
    assert page.receipts.model.rowCount() == 1
    assert "reçues par le siège" in desk.workspace.state._received.accessibleName()
    assert page.lists.here.nothing.isVisible()
    qtbot.waitUntil(lambda: desk.workspace.state._online.accessibleName() == "En ligne")


def test_a_missing_folder_is_told_and_loses_nothing(
    qtbot: QtBot, desk: Bureau, tmp_path: Path
) -> None:
    (tmp_path / "espace").rename(tmp_path / "débranché")
    page = desk.page(SyncPage)
    with qtbot.waitSignal(page.synchronised, timeout=20_000):
        page.synchronise()
    assert "introuvable" in page.bar.text()
    desk.settle(qtbot)
    assert page.counters._here.accessibleName().startswith("4 ici seulement")
    (tmp_path / "débranché").rename(tmp_path / "espace")
    retry = page.bar.findChild(QPushButton)
    assert retry is not None
    with qtbot.waitSignal(page.synchronised, timeout=20_000):
        retry.click()
    assert page.bar.text().startswith("4 modifications envoyées")


def test_a_foreign_folder_is_refused(qtbot: QtBot, desk: Bureau, tmp_path: Path) -> None:
    page = desk.page(SyncPage)
    other = tmp_path / "vacances"
    other.mkdir()
    page.channel.folder_chosen.emit(other)
    desk.settle(qtbot)
    assert "vide" in page.bar.text()
    assert page._way == tmp_path / "espace"


def test_one_can_stop_and_go_on_later(qtbot: QtBot, desk: Bureau) -> None:
    page = desk.page(SyncPage)
    page.channel.show_progress("Envoi", 9, 14)
    assert page.channel._doing.text() == "Envoi 9 sur 14"
    with qtbot.waitSignal(page.channel.stop_asked):
        page.channel.stop.click()
    assert page._stop.is_set()
    with qtbot.waitSignal(page.synchronised, timeout=20_000):
        page.synchronise()
    assert page.channel._stack.currentIndex() == 0


def test_a_post_without_headquarters_says_so(qtbot: QtBot, bureau: Bureau) -> None:
    bureau.settle(qtbot)
    state = bureau.workspace.state
    assert state._here.accessibleName() == "Tout est sur ce poste, sans siège"
    assert not state._received.isVisible()


def test_a_restored_post_is_taken_up_by_one_click(
    qtbot: QtBot, desk: Bureau, siege: Session, tmp_path: Path
) -> None:
    # What this post sent in the life that its backup does not know.
    desk.session.store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copytree(tmp_path / "Nadia Lemaire", tmp_path / "vie d’avant")
    before = open_session(tmp_path / "vie d’avant", PHRASE)
    add_family(before, "Thorel", "Anne", "Avion")
    synchronise(before.store)
    before.close()
    ingest(siege, tmp_path / "espace")

    add_family(desk.session, "Leroy", "Luc", "Lens")
    page = desk.page(SyncPage)
    with qtbot.waitSignal(page.synchronised, timeout=20_000):
        QTest.keyClick(desk.window, Qt.Key.Key_F5)
    assert "ancienne sauvegarde" in page.bar.text()
    button = page.bar.findChild(QPushButton)
    assert button is not None
    assert button.text() == "Reprendre ce poste"
    with qtbot.waitSignal(page.synchronised, timeout=20_000):
        button.click()
    assert "La reprise de ce poste est demandée" in page.bar.text()
    for _ in range(2):
        ingest(siege, tmp_path / "espace")
        with qtbot.waitSignal(page.synchronised, timeout=20_000):
            page.synchronise()
    desk.settle(qtbot)
    lines = list_foyers(desk.session, Filtre(portee="unite")).lignes
    assert sorted(line.nom for line in lines) == ["Caron", "Leroy", "Thorel"]
    assert page.counters._here.accessibleName() == "0 ici seulement, tout est transmis"
