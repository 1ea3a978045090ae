"""The synchronisation screen by the network of headquarters: a real server, a real refusal."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from tests.siege.serveur import Serveur, ecouter
from tests.ui import recit
from tests.ui.recit import Bureau, add_family, close_bureau, open_bureau
from tests.ui.test_synchronisation import PHRASE, new_post

from fieldapp.siege.founding import init_space, open_siege
from fieldapp.siege.serve_rounds import Rounds
from fieldapp.ui.synchronisation.page import SyncPage

pytestmark = pytest.mark.usefixtures("quick_keys")


@pytest.fixture
def serveur(tmp_path: Path, quick_keys: None) -> Iterator[Serveur]:
    """A headquarters that listens."""
    assert quick_keys is None
    init_space(tmp_path / "siege", tmp_path / "espace", "CAF62", PHRASE).session.close()
    with ecouter(tmp_path / "siege", tmp_path / "espace", PHRASE) as running:
        yield running


@pytest.fixture
def desk(
    qtbot: QtBot, tmp_path: Path, serveur: Serveur, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Bureau]:
    """Nadia's workspace on the synchronisation screen; her invitation named the address."""
    assert serveur.adresse.urls
    siege = open_siege(tmp_path / "siege", PHRASE)
    session = new_post(tmp_path, siege, "Nadia Lemaire")
    siege.close()
    add_family(session, "Caron", "Paul", "Lens")
    monkeypatch.setattr(recit, "PAGES", (*recit.PAGES, SyncPage))
    opened = open_bureau(session)
    opened.workspace.navigator.go("synchronisation")
    opened.settle(qtbot)
    yield opened
    close_bureau(opened)


def test_one_key_sends_and_the_receipt_is_there(qtbot: QtBot, desk: Bureau) -> None:
    page = desk.page(SyncPage)
    assert page.channel.network.isVisible()
    assert page.channel.network.isChecked()
    assert page.channel.network.accessibleDescription() == "127.0.0.1"
    with qtbot.waitSignal(page.synchronised, timeout=20_000):
        QTest.keyClick(desk.window, Qt.Key.Key_F5)
    desk.settle(qtbot)
    assert "envoyée" in page.bar.text()
    assert page.counters._here.accessibleName() == "0 ici seulement, tout est transmis"
    assert page.receipts.model.rowCount() == 1
    qtbot.waitUntil(lambda: desk.workspace.state._online.accessibleName() == "En ligne")


def test_one_goes_to_the_folder_and_back_by_keyboard(
    qtbot: QtBot, desk: Bureau, tmp_path: Path
) -> None:
    page = desk.page(SyncPage)
    page.channel.network.setFocus()
    QTest.keyClick(page.channel.network, Qt.Key.Key_Right)
    desk.settle(qtbot)
    assert page.channel.folder.isChecked()
    assert page._way == tmp_path / "espace"
    with qtbot.waitSignal(page.synchronised, timeout=20_000):
        page.synchronise()
    assert list((tmp_path / "espace" / "postes").glob("*/*.lot"))
    page.channel.folder.setFocus()
    QTest.keyClick(page.channel.folder, Qt.Key.Key_Left)
    desk.settle(qtbot)
    assert page.channel.network.isChecked()
    with qtbot.waitSignal(page.synchronised, timeout=20_000):
        page.synchronise()
    desk.settle(qtbot)
    assert page.counters._here.accessibleName() == "0 ici seulement, tout est transmis"


def test_a_slow_headquarters_holds_back_no_note(
    qtbot: QtBot, desk: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, go_on = threading.Event(), threading.Event()

    async def slow(rounds: Rounds, device: str, patience_s: float) -> None:
        asked.set()
        await asyncio.to_thread(go_on.wait, 60)
        await settle(rounds, device, patience_s)

    settle = Rounds.settle
    monkeypatch.setattr(Rounds, "settle", slow)
    page, session = desk.page(SyncPage), desk.workspace.session
    saved: list[str] = []
    page.synchronise()
    qtbot.waitUntil(asked.is_set, timeout=20_000)
    desk.workspace.tasks.run(lambda: add_family(session, "Thorel", "Léa", "Lens"), saved.append)
    qtbot.waitUntil(lambda: bool(saved), timeout=20_000)
    assert page.channel.stop.isVisible()  # still waiting for headquarters
    with qtbot.waitSignal(page.synchronised, timeout=20_000):
        go_on.set()
    assert "envoyée" in page.bar.text()


def test_a_headquarters_that_is_stopped_is_told_and_loses_nothing(
    qtbot: QtBot, desk: Bureau, serveur: Serveur
) -> None:
    serveur.pret.server.should_exit = True
    page = desk.page(SyncPage)
    qtbot.waitUntil(lambda: not serveur.pret.server.servers[0].is_serving(), timeout=20_000)
    with qtbot.waitSignal(page.synchronised, timeout=20_000):
        page.synchronise()
    assert "ne répond pas" in page.bar.text()
    desk.settle(qtbot)
    assert page.counters._here.accessibleName()[0] != "0"
