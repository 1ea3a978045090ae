"""The agenda's screens full of appointments: names, letters, and nothing cut at 683×384."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot
from tests.ui.agenda_recit import Scene, open_scene
from tests.ui.recit import close_bureau

from fieldapp.domain.accueil import SaisieAccueil
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.services import accueils
from fieldapp.ui.agenda.dialog import RendezVousDialog
from fieldapp.ui.widgets.text import ElidedText

TODAY = aujourd_hui()
SMALL = (683, 384)
PAGES = ("aujourdhui", "agenda", "retour_visites")


@pytest.fixture
def full(tmp_path: Path, qtbot: QtBot) -> Iterator[Scene]:
    """A window whose agenda holds past, present and clashing appointments, and welcomes."""
    scene = open_scene(tmp_path / "poste", qtbot)
    for days, hour in ((-9, "10:00"), (-3, "10:00"), (-1, "10:00"), (0, "10:00"), (0, "10:30")):
        scene.visit(f"{TODAY + timedelta(days=days)}T{hour}", papiers="Attestation de loyer")
    accueils.save_accueil(scene.session, SaisieAccueil(("DROITS",), ("ECOUTE",), "Frévent"))
    yield scene
    close_bureau(scene.bureau)


def shown(root: QWidget) -> list[QWidget]:
    """Every widget of a screen that can be seen."""
    return [root, *(child for child in root.findChildren(QWidget) if child.isVisible())]


def takes_keys(widget: QWidget) -> bool:
    """Whether Tab stops on a widget, which must then say its name."""
    if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus or not widget.isEnabled():
        return False
    inner = isinstance(widget.parentWidget(), QAbstractItemView) or widget.focusProxy() is not None
    return not inner and not isinstance(widget, (QScrollArea, QDialog))


def name(widget: QWidget) -> str:
    """What a screen reader calls a widget."""
    return widget.accessibleName() or words(widget)


def words(widget: QWidget) -> str:
    """The words on a label or a button."""
    return widget.text() if isinstance(widget, (QLabel, QAbstractButton)) else ""


def one_line(widget: QWidget) -> bool:
    """Whether a widget shows words that neither wrap nor shorten with an ellipsis."""
    if isinstance(widget, QLabel):
        return not widget.wordWrap() and not isinstance(widget, ElidedText) and bool(widget.text())
    if not isinstance(widget, QAbstractButton) or isinstance(widget.parentWidget(), QLineEdit):
        return False
    policy = widget.sizePolicy()
    return bool(widget.text()) and policy.horizontalPolicy() == policy.Policy.Fixed


def _screens(scene: Scene) -> Iterator[QWidget]:
    for key in PAGES:
        scene.go(key)
        yield scene.bureau.workspace.page
    page = scene.agenda
    page.toggle_list()
    yield page
    page.new_one("")
    scene.settle()
    (dialog,) = [
        w
        for w in QApplication.topLevelWidgets()
        if isinstance(w, RendezVousDialog) and w.isVisible()
    ]
    yield dialog
    dialog.reject()
    scene.bureau.workspace.accueil.open_box()
    scene.settle()
    scene.bureau.workspace.accueil.more.click()
    yield scene.bureau.workspace.accueil


def test_everything_that_takes_the_keyboard_has_a_name(full: Scene) -> None:
    for screen in _screens(full):
        nameless = [type(w).__name__ for w in shown(screen) if takes_keys(w) and not name(w)]
        assert nameless == [], type(screen).__name__


def test_no_letter_means_two_things(full: Scene) -> None:
    for screen in _screens(full):
        letters = Counter(
            found[1].lower()
            for widget in shown(screen)
            if isinstance(widget, (QLabel, QAbstractButton))
            and (not isinstance(widget, QLabel) or widget.buddy() is not None)
            and (found := re.search(r"&(\w)", widget.text()))
        )
        assert {k: n for k, n in letters.items() if n > 1} == {}, type(screen).__name__


def test_nothing_is_cut_on_the_smallest_window(full: Scene) -> None:
    full.bureau.window.resize(*SMALL)
    for screen in _screens(full):
        cut = [
            f"{words(w)}: {w.width()} < {w.sizeHint().width()}"
            for w in shown(screen)
            if one_line(w) and w.width() < w.sizeHint().width() - 1
        ]
        assert cut == [], type(screen).__name__
        assert full.bureau.window.width() == SMALL[0]
        if not isinstance(screen, QDialog):
            views = [w for w in shown(screen) if isinstance(w, QAbstractItemView)]
            assert all(view.height() > 0 for view in views)
