"""The window of headquarters by the keyboard alone: every page and dialog, to each control."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from tests.ui.siege_recit import Desk, enrol, wait_for
from tests.ui.test_clavier import faults, walk

from fieldapp.app import siege_acts
from fieldapp.domain.agent import AgentTenu
from fieldapp.domain.echange import BilanSiege
from fieldapp.services.session import Session
from fieldapp.ui.page import Page
from fieldapp.ui.siege.acts import NOMINATIF, Progress, Stop
from fieldapp.ui.siege.agents_page import AgentsPage
from fieldapp.ui.siege.export_page import ExportPage
from fieldapp.ui.siege.reception_page import ReceptionPage
from fieldapp.ui.siege.workspace import SiegeWorkspace


def pages(space: SiegeWorkspace) -> tuple[Page, ...]:
    return (
        space.reception, space.invitations, space.export, space.catalogue, space.agents,
        space.structures,
    )  # fmt: skip


def show(at: Desk, page: Page) -> None:
    at.siege.navigator.go(page.key)
    at.settle()
    QApplication.processEvents()


def opened() -> QDialog:
    (found,) = [
        w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()
    ]
    return found


def first_agent(page: AgentsPage) -> AgentTenu:
    found = page.model.item(0)
    assert found is not None
    return found


@pytest.fixture
def at(desk: Callable[..., Desk], founded: Path) -> Desk:
    """Headquarters with one post, that was received."""
    enrol(founded, "Nadia Lemaire").close()
    found = desk(founded)
    found.unlock()
    found.siege.reception.receive()
    found.settle()
    return found


def test_every_page_is_gone_through_empty(desk: Callable[..., Desk], founded: Path) -> None:
    at = desk(founded)
    at.unlock()
    found: list[str] = []
    for page in pages(at.siege):
        show(at, page)
        found += faults(page.key, at.window)
    assert found == []


def test_every_page_is_gone_through_whatever_it_says(at: Desk) -> None:
    found: list[str] = []
    for page in pages(at.siege):
        show(at, page)
        page.bar.show_message("La clé est pleine.", "late", "Réessayer", lambda: None)
        QApplication.processEvents()
        found += faults(page.key, at.window)
        page.bar.hide()
        QApplication.processEvents()
        found += faults(f"{page.key}, sans message", at.window)
        if isinstance(page, ExportPage):
            QTest.keyClick(page.modes[NOMINATIF], Qt.Key.Key_Space)
            at.settle()
            found += faults("export nominatif", at.window)
    assert found == []


def test_each_page_takes_the_keyboard_where_its_work_begins(at: Desk) -> None:
    space = at.siege
    for page, first in (
        (space.invitations, space.invitations.nom),
        (space.catalogue, space.catalogue.nature),
        (space.agents, space.agents.search),
        (space.structures, space.structures.search),
        (space.reception, space.reception.work.button),
    ):
        show(at, page)
        assert first.hasFocus(), page.key
        # And back from it: the keyboard is held by no part of the page.
        QTest.keyClick(first, Qt.Key.Key_Backtab)
        assert not first.hasFocus(), page.key


def test_a_row_taken_up_and_a_search_without_answer_leave_the_keyboard_free(at: Desk) -> None:
    page = at.siege.agents
    show(at, page)
    page.take_up(first_agent(page))
    found = faults("agents, modifier", at.window)
    page.search.setText("personne de ce nom")
    at.settle()
    found += faults("agents, rien", at.window)
    assert found == []


def test_every_dialog_is_gone_through_by_the_keyboard(at: Desk) -> None:
    space = at.siege
    reception = space.reception
    poste = reception.posts.row(0)
    found: list[str] = []
    for name, show_it in (
        ("clé", reception._ask_key),
        ("révoquer", lambda: reception.table.end_asked.emit(poste)),
        ("perdu", lambda: reception.table.lost_asked.emit(poste)),
        ("départ", lambda: space.agents.end(first_agent(space.agents))),
    ):
        show(at, space.agents if name == "départ" else reception)
        show_it()
        at.settle()
        dialog = opened()
        found += faults(name, dialog)
        dialog.reject()
    assert found == []


def test_the_keyboard_goes_round_while_a_reception_goes_on(
    desk: Callable[..., Desk], founded: Path
) -> None:
    acts = siege_acts()

    def ingest(session: Session, progress: Progress, stop: Stop) -> BilanSiege:
        progress("Réception", 1, 2)
        wait_for(stop)
        return acts.ingest(session, progress, stop)

    at = desk(founded, replace(acts, ingest=ingest))
    at.unlock()
    page: ReceptionPage = at.siege.reception
    QTest.keyClick(page.work.button, Qt.Key.Key_Space)
    QApplication.processEvents()
    assert page.work.running
    assert page.work.stop in walk(at.window)
    # Another page and back: what one may do now has the keyboard.
    at.siege.navigator.go("invitations")
    at.siege.navigator.go("reception")
    QApplication.processEvents()
    assert page.work.stop.hasFocus()
    QTest.keyClick(page.work.stop, Qt.Key.Key_Space)
    at.settle()
    assert page.work.button.hasFocus()
