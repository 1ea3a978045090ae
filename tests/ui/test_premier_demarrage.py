"""The first start: three ways in, a passphrase that protects, a recovery key that works."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from tests.ui.recit import new_session

from fieldapp.domain.errors import KnownError
from fieldapp.services.catalogue import shipped_catalogue
from fieldapp.services.session import open_session
from fieldapp.siege.founding import init_space, open_siege
from fieldapp.siege.posts import invite
from fieldapp.ui.aujourdhui.page import AujourdhuiPage
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.verrouillage.alone import roles, unites
from fieldapp.ui.verrouillage.first_start import FirstStart, MakeDemo
from fieldapp.ui.verrouillage.opening import Opened
from fieldapp.ui.verrouillage.passphrase import strength
from fieldapp.ui.verrouillage.recovery import RecoveryPanel

PHRASE = "beffroi galette tandem lilas"
Open = Callable[..., MainWindow]


@pytest.fixture
def open_window(qtbot: QtBot, tmp_path: Path) -> Iterator[Open]:
    """Opens the window on a folder without a store."""
    windows: list[MainWindow] = []

    def make(make_demo: MakeDemo | None = None) -> MainWindow:
        window = MainWindow(
            tmp_path / "donnees", shipped_catalogue(), Tasks(), (AujourdhuiPage,), make_demo
        )
        windows.append(window)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        return window

    yield make
    for window in windows:
        window.close()
        window.deleteLater()


def first(window: MainWindow) -> FirstStart:
    """The first start of a window."""
    assert window.first_start is not None
    return window.first_start


def recovery(window: MainWindow) -> RecoveryPanel:
    """The panel with the recovery key, once it shows."""
    found = window.findChildren(RecoveryPanel)
    assert len(found) == 1
    return found[0]


def test_nothing_is_written_before_a_choice(open_window: Open, tmp_path: Path) -> None:
    window = open_window()
    assert first(window).join_choice.hasFocus()
    assert not first(window).demo_choice.isVisible()
    assert not (tmp_path / "donnees").exists()


def test_one_starts_alone_and_the_recovery_key_opens_the_store(
    qtbot: QtBot, open_window: Open, tmp_path: Path
) -> None:
    window = open_window()
    start = first(window)
    QTest.mouseClick(start.alone_choice, Qt.MouseButton.LeftButton)
    panel = start.alone
    panel.go.click()
    assert panel.form["nom"].error == "Ce champ est nécessaire."
    assert panel.nom.hasFocus()
    QTest.keyClicks(panel.nom, "Nadia Lemaire")
    panel.role.set_code("ASS")
    panel.unite.setEditText("Antenne de Lens — Caf du Pas-de-Calais")
    panel.new_phrase._first.setText(PHRASE)
    panel.new_phrase._second.setText("autre chose")
    panel.go.click()
    assert "ne sont pas les mêmes" in panel.form["encore"].error
    panel.new_phrase._second.setText(PHRASE)
    panel.go.click()
    qtbot.waitUntil(lambda: bool(window.findChildren(RecoveryPanel)), timeout=20_000)
    key = recovery(window)
    assert not key.go.isEnabled()
    key.noted.click()
    with qtbot.waitSignal(window.opened):
        key.go.click()
    assert window.workspace is not None
    agent = window.workspace.session.agent
    assert (agent.nom, agent.role, agent.unite) == ("Nadia Lemaire", "ASS", "62-ADS-LENS")
    window.close()
    open_session(tmp_path / "donnees", key._code).close()


def test_the_recovery_key_leaves_the_clipboard(qtbot: QtBot) -> None:
    panel = RecoveryPanel("ABCD-EFGH", "Nadia Lemaire")
    qtbot.addWidget(panel)
    panel._copy()
    assert QGuiApplication.clipboard().text() == "ABCD-EFGH"
    panel._clock.timeout.emit()
    assert QGuiApplication.clipboard().text() == ""
    sheet = panel.sheet()
    assert "ABCD-EFGH" in sheet.toPlainText()
    # In pixels it would be printed too small to be read.
    assert sheet.defaultFont().pointSizeF() >= 11


def test_an_invitation_joins_the_service(qtbot: QtBot, open_window: Open, tmp_path: Path) -> None:
    invitation = tmp_path / "invitation.json"
    init_space(tmp_path / "siege", tmp_path / "espace", "CAF62", PHRASE).session.close()
    siege = open_siege(tmp_path / "siege", PHRASE)
    invite(siege, nom="Julie Caudron", role="CESF", unite="62-ADS-ARRAS", out=invitation)
    siege.close()
    window = open_window()
    panel = first(window).invitation
    QTest.mouseClick(first(window).join_choice, Qt.MouseButton.LeftButton)
    panel.go.click()
    assert panel.form["fichier"].error == "Choisissez le fichier remis par le siège."
    panel.choose(str(invitation))
    qtbot.waitUntil(panel._who.isVisible)
    assert panel._name.text() == "Julie Caudron"
    panel.new_phrase._first.setText(PHRASE)
    panel.new_phrase._second.setText(PHRASE)
    panel.go.click()
    qtbot.waitUntil(lambda: bool(window.findChildren(RecoveryPanel)), timeout=20_000)
    recovery(window).noted.click()
    with qtbot.waitSignal(window.opened):
        recovery(window).go.click()
    assert window.workspace is not None
    assert window.workspace.session.agent.nom == "Julie Caudron"


def test_a_file_that_is_no_invitation_is_refused_in_words(
    qtbot: QtBot, open_window: Open, tmp_path: Path
) -> None:
    other = tmp_path / "photo.json"
    other.write_text("{}", encoding="utf-8")
    window = open_window()
    panel = first(window).invitation
    QTest.mouseClick(first(window).join_choice, Qt.MouseButton.LeftButton)
    panel.choose(str(other))
    qtbot.waitUntil(lambda: bool(panel.form["fichier"].error))
    panel.go.click()
    assert first(window).isVisible()


def test_the_demonstration_tells_how_far_it_is_then_opens(
    qtbot: QtBot, open_window: Open, tmp_path: Path
) -> None:
    def make(progress: Callable[[str, int, int], None]) -> Opened:
        progress("Familles", 1, 2)
        return Opened(new_session(tmp_path / "demonstration"))

    window = open_window(make)
    with qtbot.waitSignal(window.opened, timeout=20_000):
        QTest.mouseClick(first(window).demo_choice, Qt.MouseButton.LeftButton)
    assert window.workspace is not None
    assert window.first_start is None


def test_a_demonstration_that_fails_leaves_the_choices(qtbot: QtBot, open_window: Open) -> None:
    def make(_progress: Callable[[str, int, int], None]) -> Opened:
        raise KnownError("Le disque est plein.")

    window = open_window(make)
    start = first(window)
    QTest.mouseClick(start.demo_choice, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: start._bar.text() == "Le disque est plein.")
    assert start.demo_choice.isEnabled()


def test_choices_come_from_the_catalogue() -> None:
    catalogue = shipped_catalogue()
    offered = dict(roles(catalogue))
    assert offered["ASS"] == "Assistant de service social"
    assert "DPO" not in offered
    assert dict(unites(catalogue))["62-ADS-LENS"].startswith("Antenne de Lens")


@pytest.mark.parametrize(
    ("phrase", "word"),
    [
        ("", ""),
        ("court", "Trop courte"),
        ("aaaaaaaaaaaaaa", "Fragile"),
        ("motdepasse", "Fragile"),
        ("tandem galette lilas", "Correcte"),
        (PHRASE, "Solide"),
    ],
)
def test_strength_is_said_in_words(phrase: str, word: str) -> None:
    assert strength(phrase).startswith(word)
    assert bool(strength(phrase)) == bool(word)
