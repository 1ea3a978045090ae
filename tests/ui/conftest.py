"""What tests of the window can ask for: our application, a store, the workspace on it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.ui.recit import PHRASE, Bureau, add_antenna, close_bureau, new_session, open_bureau
from tests.ui.siege_recit import Desk, open_desk

import fieldapp.ui.workspace
from fieldapp.db import keys
from fieldapp.services.session import Session, open_session
from fieldapp.siege.founding import init_space
from fieldapp.ui.application import Application
from fieldapp.ui.siege.acts import SiegeActs
from fieldapp.ui.theme import COMPACT_UNDER


@pytest.fixture(scope="session")
def qapp_cls() -> type[Application]:
    """The application with our fonts, theme and French locale."""
    return Application


@pytest.fixture(autouse=True)
def _plain_look() -> None:
    """Every test begins with the light theme at its normal size, whatever the one before chose."""
    app = QApplication.instance()
    if isinstance(app, Application):
        app.theme.choose("clair")
        app.theme.set_zoom(1.0)
        app.theme.set_densite("auto")
        app.theme.fit_height(COMPACT_UNDER)


@pytest.fixture(autouse=True)
def _only_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """No exchange begins by itself in the middle of a story that is about something else."""
    monkeypatch.setattr(fieldapp.ui.workspace, "synchronises_alone", lambda _folder: False)


@pytest.fixture(scope="session")
def model_antenna(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of a store with a few families, made once, and the id of the Delattre family."""
    folder = tmp_path_factory.mktemp("modele") / "poste"
    session = new_session(folder)
    delattre = add_antenna(session)
    session.close()
    return folder, delattre


@pytest.fixture
def antenna(tmp_path: Path, model_antenna: tuple[Path, str]) -> tuple[Session, str]:
    """A copy of that store for one test, opened."""
    folder, delattre = model_antenna
    shutil.copytree(folder, tmp_path / "poste")
    return open_session(tmp_path / "poste", PHRASE), delattre


@pytest.fixture
def bureau(request: pytest.FixtureRequest, antenna: tuple[Session, str]) -> Iterator[Bureau]:
    """The workspace of that store, as wide as on a laptop."""
    request.getfixturevalue("qapp")
    opened = open_bureau(antenna[0])
    yield opened
    close_bureau(opened)


@pytest.fixture
def delattre(antenna: tuple[Session, str]) -> str:
    """The id of the Delattre family."""
    return antenna[1]


@pytest.fixture
def quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key derivation that takes no time, for tests that are not about it."""
    monkeypatch.setitem(keys.ARGON2, "iterations", 1)
    monkeypatch.setitem(keys.ARGON2, "memory_cost", 1024)


@pytest.fixture
def desk(
    request: pytest.FixtureRequest, qtbot: QtBot, tmp_path: Path
) -> Iterator[Callable[..., Desk]]:
    """Opens the window on a data folder, that of headquarters to begin with."""
    request.getfixturevalue("quick_keys")
    opened: list[Desk] = []

    def make(folder: Path | None = None, acts: SiegeActs | None = None) -> Desk:
        opened.append(open_desk(folder or tmp_path / "siege", qtbot, acts))
        return opened[-1]

    yield make
    for at in opened:
        at.window.close()
        at.window.deleteLater()


@pytest.fixture
def founded(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The data folder of a headquarters whose exchange space is beside it."""
    request.getfixturevalue("quick_keys")
    init_space(tmp_path / "siege", tmp_path / "espace", "CAF62", PHRASE).session.close()
    return tmp_path / "siege"
