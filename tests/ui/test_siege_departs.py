"""A departure noted in the window for a day to come, told everywhere, put off, then arrived."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from tests.ui.recit import add_family
from tests.ui.siege_recit import CTRL, PHRASE, Desk, enrol

from fieldapp.domain.dates import format_date
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.siege.agents import end_agent, list_siege_agents
from fieldapp.siege.founding import open_siege
from fieldapp.sync.engine import synchronise
from fieldapp.ui.siege.agents_page import AgentsPage, LeaveDialog
from fieldapp.ui.verrouillage.revoked import RevokedPage


def dialog_of() -> LeaveDialog:
    (found,) = [
        w for w in QApplication.topLevelWidgets() if isinstance(w, LeaveDialog) and w.isVisible()
    ]
    return found


def state(page: AgentsPage, nom: str) -> str:
    for row in range(page.model.rowCount()):
        if page.model.index(row, 0).data() == nom:
            return str(page.model.index(row, AgentsPage.STATE_COLUMN).data())
    raise LookupError(nom)


def choose(page: AgentsPage, nom: str) -> None:
    for row in range(page.model.rowCount()):
        if page.model.index(row, 0).data() == nom:
            page.table.setCurrentIndex(page.model.index(row, 0))


def menu_of(page: AgentsPage) -> dict[str, QAction]:
    found = page.table.current()
    assert found is not None
    menu = page.table.menu_for(found)
    return {action.text().partition("\t")[0]: action for action in menu.actions()}


def test_a_departure_is_noted_for_a_day_then_put_off_then_taken_back(
    desk: Callable[..., Desk], founded: Path
) -> None:
    enrol(founded, "Nadia Lemaire").close()
    at = desk(founded)
    at.unlock()
    at.press(Qt.Key.Key_F5)
    at.settle()
    at.press(Qt.Key.Key_5, CTRL)
    at.settle()
    page = at.siege.agents
    choose(page, "Nadia Lemaire")
    page.leave.setFocus()
    at.press(Qt.Key.Key_Space)
    at.settle()
    dialog = dialog_of()
    at.type("depart en retraite")
    at.press(Qt.Key.Key_Tab)
    at.type("un jour")
    at.press(Qt.Key.Key_Return, CTRL)
    at.settle()
    assert dialog.isVisible()
    assert dialog.form["le"].error
    dialog.le.edit.setText("+30")
    at.press(Qt.Key.Key_Return, CTRL)
    at.settle()
    assert not dialog.isVisible()
    day = format_date(aujourd_hui() + timedelta(days=30))
    assert page.bar.text().startswith(f"Nadia Lemaire part le {day}.")
    assert state(page, "Nadia Lemaire") == f"Part le {day[:5]}"
    choose(page, "Nadia Lemaire")
    assert page.leave.isEnabled()

    # Put off: the same act, which says the day that was chosen.
    QTest.keyClick(page.leave, Qt.Key.Key_Space)
    at.settle()
    again = dialog_of()
    assert again.le.iso() == (aujourd_hui() + timedelta(days=30)).isoformat()
    again.motif.setText("départ en retraite")
    again.le.edit.setText("+60")
    QTest.keyClick(again, Qt.Key.Key_Return, CTRL)
    at.settle()
    later = format_date(aujourd_hui() + timedelta(days=60))
    assert state(page, "Nadia Lemaire") == f"Part le {later[:5]}"

    choose(page, "Nadia Lemaire")
    menu_of(page)["Ne part plus"].trigger()
    at.settle()
    assert "Le départ de Nadia Lemaire est annulé" in page.bar.text()
    assert state(page, "Nadia Lemaire") == "En poste"


def test_on_the_day_her_laptop_shows_nothing_more_and_sends_what_it_had(
    desk: Callable[..., Desk], founded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    espace = founded.parent / "espace"
    nadia = enrol(founded, "Nadia Lemaire")
    first = aujourd_hui()
    siege = desk(founded)
    siege.unlock()
    siege.siege.reception.receive()
    siege.settle()
    session = siege.siege.session
    (agent,) = [one for one in list_siege_agents(session) if one.nom == "Nadia Lemaire"]
    end_agent(session, agent.id, "mutation", (first + timedelta(days=2)).isoformat())
    siege.siege.reception.receive()
    siege.settle()
    synchronise(nadia.store, espace)
    add_family(nadia, "Roux", "Léa", "Frévent")
    folder = nadia.store.folder
    nadia.close()
    siege.window.close()

    for module in ("db.agents", "services.session", "siege.agents"):
        monkeypatch.setattr(f"fieldapp.{module}.aujourd_hui", lambda: first + timedelta(days=2))
    at = desk(folder)
    at.settle()
    at.window.lock_page.field.setText(PHRASE)
    at.press(Qt.Key.Key_Return)
    at.settle()
    assert at.window.workspace is None
    (page,) = [one for one in at.window.findChildren(RevokedPage) if one.isVisible()]
    day = format_date(first + timedelta(days=2))
    assert f"terminée depuis le {day}" in page.words.text()
    assert page.work.button.hasFocus()
    at.press(Qt.Key.Key_F5)
    at.settle()
    assert "accuser réception" in page.bar.text()
    at.window.close()

    again = open_siege(founded, PHRASE)
    again.close()
    back = desk(founded)
    back.unlock()
    back.siege.reception.receive()
    back.settle()
    assert back.siege.session.store.one("SELECT 1 FROM foyer WHERE nom = 'Roux'") is not None
    assert back.siege.reception.posts.row(0).etat == "REVOQUE"
