"""The end of a post and of its certificate, as its worker sees them in the window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from tests.ui.recit import add_family
from tests.ui.siege_recit import PHRASE, Desk, enrol

from fieldapp.db import postes as postes_db
from fieldapp.services.session import Session
from fieldapp.siege.founding import open_siege
from fieldapp.siege.ingest import ingest
from fieldapp.siege.renewal import certificate
from fieldapp.siege.revocation import revoke
from fieldapp.sync.engine import synchronise
from fieldapp.sync.enrolment import take_certificate
from fieldapp.sync.identity import identity_of
from fieldapp.sync.space import known_space
from fieldapp.ui.verrouillage.revoked import RevokedPage, WipedPage

P = TypeVar("P", RevokedPage, WipedPage)


def at_headquarters(founded: Path, act: Callable[[Session], object]) -> None:
    session = open_siege(founded, PHRASE)
    act(session)
    session.close()


def receive(founded: Path) -> None:
    at_headquarters(founded, lambda siege: ingest(siege, founded.parent / "espace"))


def page_of(at: Desk, kind: type[P]) -> P:
    (page,) = [page for page in at.window.findChildren(kind) if page.isVisible()]
    return page


def test_the_worker_of_a_revoked_post_sends_what_is_left_and_sees_it_end(
    qtbot: QtBot, desk: Callable[..., Desk], founded: Path
) -> None:
    nadia = enrol(founded, "Nadia Lemaire")
    receive(founded)
    synchronise(nadia.store)
    add_family(nadia, "Roux", "Léa", "Frévent")
    folder = nadia.store.folder
    nadia.close()

    def end(siege: Session) -> None:
        (poste,) = postes_db.list_postes(siege.store)
        revoke(siege, poste.device, "départ de l’agent")
        ingest(siege, founded.parent / "espace")

    at_headquarters(founded, end)
    at = desk(folder)
    at.unlock()
    assert at.window.workspace is not None
    # The exchange of the morning brings the order: the families are hidden at once.
    at.press(Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: bool(at.window.findChildren(RevokedPage)), timeout=20_000)
    at.settle()
    page = page_of(at, RevokedPage)
    assert not at.window.shows_session
    assert "départ de l’agent" in page.words.text()

    receive(founded)
    assert page.work.button.hasFocus()
    at.press(Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: bool(at.window.findChildren(WipedPage)), timeout=20_000)
    at.settle()
    told = page_of(at, WipedPage)
    assert "effacées le" in told.words.text()
    assert not (folder / "fieldapp.db").exists()

    # The laptop can serve again, with an invitation.
    at.press(Qt.Key.Key_Space)
    at.settle()
    assert at.window.first_start is not None


def test_a_laptop_opened_after_its_end_says_what_happened(
    desk: Callable[..., Desk], founded: Path
) -> None:
    nadia = enrol(founded, "Nadia Lemaire")
    receive(founded)
    synchronise(nadia.store)

    def end(siege: Session) -> None:
        (poste,) = postes_db.list_postes(siege.store)
        revoke(siege, poste.device, "poste volé")

    at_headquarters(founded, end)
    for _turn in range(2):
        receive(founded)
        bilan = synchronise(nadia.store)
    assert bilan.effacer
    folder = nadia.store.folder
    # The laptop was shut before it obeyed: the order is here, signed, and waits.
    nadia.close()
    at = desk(folder)
    at.settle()
    at.window.lock_page.field.setText(PHRASE)
    at.press(Qt.Key.Key_Return)
    at.settle()
    assert "poste volé" in page_of(at, RevokedPage).words.text()
    assert at.window.workspace is None


def test_a_certificate_near_its_end_is_told_on_the_first_page(
    desk: Callable[..., Desk], founded: Path
) -> None:
    nadia = enrol(founded, "Nadia Lemaire")
    receive(founded)
    synchronise(nadia.store)
    space = known_space(nadia.store)
    assert space is not None

    def near(siege: Session) -> None:
        (poste,) = postes_db.list_postes(siege.store)
        soon = (datetime.now(UTC) + timedelta(days=9, hours=1)).isoformat(timespec="seconds")
        postes_db.prolong(siege.store, poste.device, soon)
        (poste,) = postes_db.list_postes(siege.store)
        data = certificate(siege.store, poste, "2999-01-01T00:00:00+00:00")
        take_certificate(nadia.store, data, space, identity_of(nadia.store))

    at_headquarters(founded, near)
    folder = nadia.store.folder
    nadia.close()
    at = desk(folder)
    at.unlock()
    assert at.window.workspace is not None
    bar = at.window.workspace.page.bar
    assert bar.isVisible()
    assert "expire dans 9 jours" in bar.text()
