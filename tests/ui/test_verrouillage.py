"""Opening and locking a post: wrong passphrases, the wait, what is kept, what is hidden."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot
from tests.ui.recit import PHRASE

from fieldapp.services.catalogue import shipped_catalogue
from fieldapp.services.session import Session
from fieldapp.ui.aujourdhui.page import AujourdhuiPage
from fieldapp.ui.clipboard import copy
from fieldapp.ui.familles.page import FamillesPage
from fieldapp.ui.main_window import LOCKED_TITLE, MainWindow
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.verrouillage.lock_page import ATTEMPTS, WAIT_S

CTRL = Qt.KeyboardModifier.ControlModifier
PAGES = (AujourdhuiPage, FamillesPage)


@pytest.fixture
def locked(qtbot: QtBot, antenna: tuple[Session, str]) -> Iterator[MainWindow]:
    """The window on a store that is closed."""
    session, _ = antenna
    folder: Path = session.store.folder
    session.close()
    tasks = Tasks()
    window = MainWindow(folder, shipped_catalogue(), tasks, PAGES)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    yield window
    window.close()
    window.deleteLater()


@pytest.fixture
def opened(qtbot: QtBot, locked: MainWindow) -> MainWindow:
    """The window with its session open."""
    with qtbot.waitSignal(locked.opened, timeout=20_000):
        locked.unlock(PHRASE)
    return locked


def type_phrase(window: MainWindow, phrase: str) -> None:
    """Type a passphrase and press Entrée."""
    field = window.lock_page.field
    field.clear()
    QTest.keyClicks(field, phrase)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_the_passphrase_opens_the_workspace_on_today(qtbot: QtBot, locked: MainWindow) -> None:
    assert locked.windowTitle() == LOCKED_TITLE
    assert locked.lock_page.field.hasFocus()
    with qtbot.waitSignal(locked.opened, timeout=20_000):
        type_phrase(locked, PHRASE)
    assert locked.workspace is not None
    assert locked.workspace.page.key == "aujourdhui"
    assert locked.windowTitle() == "Fieldapp — Antenne de Saint-Pol-sur-Ternoise — Nadia Lemaire"
    assert locked.lock_page.field.text() == ""


def test_five_wrong_passphrases_cost_thirty_seconds(qtbot: QtBot, locked: MainWindow) -> None:
    page = locked.lock_page
    for attempt in range(ATTEMPTS):
        type_phrase(locked, f"pas la bonne {attempt}")
        qtbot.waitUntil(lambda: bool(page.row.error) and page.button.text() != "Ouverture…")
        if attempt < ATTEMPTS - 1:
            assert page.row.error.startswith("Phrase de passe refusée. Vos données sont intactes.")
            assert page.field.isEnabled()
            page.row.set_error("")
    assert not page.field.isEnabled()
    assert f"{WAIT_S} secondes" in page.row.error
    for _second in range(WAIT_S + 1):
        page._clock.timeout.emit()
    assert page.field.isEnabled()
    assert page.row.error == ""


def test_verr_maj_is_noticed_while_typing(qtbot: QtBot, locked: MainWindow) -> None:
    page = locked.lock_page
    QTest.keyClicks(page.field, "A")
    qtbot.waitUntil(page._caps.isVisible)
    QTest.keyClicks(page.field, "b")
    assert not page._caps.isVisible()


def test_the_phrase_can_be_shown_and_hides_again(locked: MainWindow) -> None:
    field = locked.lock_page.field
    QTest.keyClicks(field, "quatre mots")
    field._eye.toggle()
    assert field.echoMode() == field.EchoMode.Normal
    locked.lock_page.prepare()
    assert field.echoMode() == field.EchoMode.Password
    assert field.text() == ""


def test_locking_hides_every_name_and_gives_everything_back(
    qtbot: QtBot, opened: MainWindow, delattre: str
) -> None:
    workspace = opened.workspace
    assert workspace is not None
    workspace.navigator.go("familles")
    workspace.capture.open_for(delattre)
    copy("06 12 34 56 42")
    opened.dispatch("verrouiller")
    assert opened.is_locked
    assert opened.windowTitle() == LOCKED_TITLE
    assert not workspace.isVisible()
    assert not workspace.capture.isVisible()
    assert QGuiApplication.clipboard().text() == ""
    assert opened.lock_page._name.text() == "Nadia Lemaire"
    opened.dispatch("palette")
    assert not workspace.palette_box.isVisible()
    with qtbot.waitSignal(opened.opened, timeout=20_000):
        opened.unlock(PHRASE)
    assert workspace.page.key == "familles"
    assert workspace.capture.isVisible()
    workspace.capture.close()


def test_a_wrong_passphrase_does_not_open_a_locked_session(
    qtbot: QtBot, opened: MainWindow
) -> None:
    opened.lock()
    opened.unlock("une autre phrase")
    qtbot.waitUntil(lambda: bool(opened.lock_page.row.error))
    assert opened.is_locked


def test_idle_minutes_lock_after_a_warning(opened: MainWindow) -> None:
    workspace = opened.workspace
    assert workspace is not None
    opened._idle.soon.emit()
    assert "Verrouillage dans 30 secondes" in workspace.toast.accessibleName()
    opened._idle.idle.emit()
    assert opened.is_locked


def test_a_key_is_a_sign_of_life(qtbot: QtBot, opened: MainWindow) -> None:
    timer = opened._idle._end
    before = timer.timerId()
    handle = opened.windowHandle()
    assert handle is not None
    opened._idle._watch(handle)
    QTest.keyClick(handle, Qt.Key.Key_Shift)
    qtbot.waitUntil(lambda: timer.timerId() != before)


def test_numbers_help_and_display_answer_on_the_lock_page(qtbot: QtBot, locked: MainWindow) -> None:
    for key, modifier, title in (
        (Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier, "Numéros utiles"),
        (Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier, "Aide"),
        (Qt.Key.Key_F8, Qt.KeyboardModifier.NoModifier, "Affichage"),
    ):
        QTest.keyClick(locked, key, modifier)
        qtbot.waitUntil(lambda: bool(_dialogs(locked)))
        (dialog,) = _dialogs(locked)
        assert dialog.windowTitle() == f"Fieldapp — {title}"
        dialog.reject()
        qtbot.waitUntil(lambda: not _dialogs(locked))


def _dialogs(window: MainWindow) -> list[QDialog]:
    return [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]


def test_azerty_digits_go_to_the_same_pages(opened: MainWindow, qtbot: QtBot) -> None:
    workspace = opened.workspace
    assert workspace is not None
    QTest.keyClick(opened, Qt.Key.Key_2, CTRL)
    assert workspace.page.key == "familles"
    QTest.keyClick(opened, Qt.Key.Key_Ampersand, CTRL)
    assert workspace.page.key == "aujourdhui"
    QTest.keyClick(opened, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert workspace.page.key == "familles"
    QTest.keyClick(opened, Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: opened.focusWidget() is not None)


def test_leaving_keeps_the_display_and_closes_the_store(qtbot: QtBot, opened: MainWindow) -> None:
    workspace = opened.workspace
    assert workspace is not None
    folder = workspace.session.store.folder
    opened.dispatch("zoom_plus")
    opened.close()
    assert "1.15" in (folder / "affichage.json").read_text(encoding="utf-8")
    opened.dispatch("zoom_normal")
    qtbot.waitUntil(lambda: not opened.isVisible())
