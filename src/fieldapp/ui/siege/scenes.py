"""The scenes of headquarters that are drawn as pictures."""

from __future__ import annotations

from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.scenes import Play, Scene, Subject
from fieldapp.ui.siege.workspace import SiegeWorkspace


def _siege(window: MainWindow) -> SiegeWorkspace:
    workspace = window.siege
    assert workspace is not None, "the store of headquarters did not open"
    return workspace


def _go(page: str) -> Play:
    return lambda window, _subject: _siege(window).navigator.go(page)


def _revoke(window: MainWindow, _subject: Subject) -> None:
    page = _siege(window).reception
    found = page.table.current()
    assert found is not None, "a demonstration has posts"
    page.table.end_asked.emit(found)


def _key(window: MainWindow, _subject: Subject) -> None:
    _siege(window).reception.make_key.click()


def _change(window: MainWindow, _subject: Subject) -> None:
    page = _siege(window).catalogue
    found = page.model.item(1)
    assert found is not None, "the list has values"
    page.take_up(found)


def _change_agent(window: MainWindow, _subject: Subject) -> None:
    page = _siege(window).agents
    found = page.model.item(1)
    assert found is not None, "a demonstration has agents"
    page.take_up(found)


def _leave(window: MainWindow, _subject: Subject) -> None:
    page = _siege(window).agents
    page.table.setCurrentIndex(page.model.index(0, 0))
    page.leave.click()


def _change_structure(window: MainWindow, _subject: Subject) -> None:
    page = _siege(window).structures
    found = page.model.item(1)
    assert found is not None, "a demonstration has a directory"
    page.take_up(found)


SIEGE_SCENES: tuple[Scene, ...] = (
    Scene("60-siege-reception", _go("reception")),
    Scene("61-siege-revoquer", _go("reception"), then=_revoke),
    Scene("62-siege-invitations", _go("invitations")),
    Scene("63-siege-export", _go("export")),
    Scene("64-siege-catalogue", _go("catalogue"), then=_change),
    Scene("65-siege-agents", _go("agents"), then=_change_agent),
    Scene("66-siege-annuaire", _go("structures"), then=_change_structure),
    Scene("67-siege-depart", _go("agents"), then=_leave),
    Scene("68-siege-cle", _go("reception"), then=_key),
    Scene("68-siege-cle", _go("reception"), then=_key),
)
