"""A walk by the keyboard alone: every page and form is gone through, to each of its controls."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QButtonGroup,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot
from tests.ui import recit
from tests.ui.formes import FORMS, OTHERS
from tests.ui.recit import Bureau, close_bureau, open_bureau

from fieldapp.domain.foyer import SaisieFoyer, SaisiePersonne
from fieldapp.services.catalogue import shipped_catalogue
from fieldapp.services.foyers import create_foyer
from fieldapp.services.session import Session
from fieldapp.ui.accueil.dialog import AccueilDialog
from fieldapp.ui.affichage import DisplayDialog
from fieldapp.ui.aide.dialog import HelpDialog
from fieldapp.ui.documents.add_dialog import AddDialog
from fieldapp.ui.documents.reading import Source, examine
from fieldapp.ui.dossier.page import DossierPage
from fieldapp.ui.familles.nouvelle import NewFamilyDialog
from fieldapp.ui.numeros.dialog import NumbersDialog
from fieldapp.ui.pages import PAGES

_CONTROLS = (
    QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit,
    QTabBar,
)  # fmt: skip
# More stops than any screen has: a walk that is longer goes round in a part of the screen.
_STEPS = 150
ONGLETS = ("fil", "foyer", "evaluation", "engagements", "demarches", "orientations", "documents")


@pytest.fixture
def whole(
    request: pytest.FixtureRequest,
    antenna: tuple[Session, str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Bureau]:
    """The workspace with every page of the program."""
    request.getfixturevalue("qapp")
    monkeypatch.setattr(recit, "PAGES", PAGES)
    opened = open_bureau(antenna[0])
    yield opened
    close_bureau(opened)


def walk(window: QWidget) -> list[QWidget]:
    """Press Tab until the focus is back where it began; return where it stopped."""
    window.activateWindow()
    if QApplication.focusWidget() is None:
        QTest.keyClick(window, Qt.Key.Key_Tab)
    stops: list[QWidget] = []
    here = window.focusWidget()
    while here not in stops and len(stops) < _STEPS:
        stops.append(here)
        QTest.keyClick(here, Qt.Key.Key_Tab)
        here = window.focusWidget()
    return stops


def controls(window: QWidget) -> list[QWidget]:
    """What one may operate on a screen, whole: not the parts that a control is made of."""
    return [
        one
        for one in window.findChildren(QWidget)
        if isinstance(one, _CONTROLS)
        and one.isVisible()
        and one.isEnabled()
        and one.window() is window
        and not _is_part(one)
    ]


def _is_part(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None and not parent.isWindow():
        if isinstance(parent, (QComboBox, QAbstractSpinBox, QLineEdit, QAbstractItemView, QTabBar)):
            return True
        parent = parent.parentWidget()
    return False


def is_reached(widget: QWidget, stops: list[QWidget]) -> bool:
    """Whether Tab stops there, or the arrows lead there, or a key of its own does what it does."""
    if widget in stops or any(widget.isAncestorOf(stop) for stop in stops):
        return True
    if isinstance(widget, QAbstractButton):
        groups = widget.window().findChildren(QButtonGroup)
        together = [one for group in groups if widget in group.buttons() for one in group.buttons()]
        if any(one in stops for one in together):
            return True
        return not widget.shortcut().isEmpty()
    return False


def name_of(widget: QWidget) -> str:
    """The name that a screen reader says."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def faults(where: str, window: QWidget) -> list[str]:
    """What of a screen the keyboard does not reach, does not leave, or does not name."""
    stops, every = walk(window), controls(window)
    found = [f"{where}: no key reaches {_tell(w)}" for w in every if not is_reached(w, stops)]
    found += [f"{where}: no name for {_tell(w)}" for w in stops if not name_of(w)]
    if len(stops) < min(2, len(every)) or len(stops) >= _STEPS:
        found.append(f"{where}: Tab is caught after {len(stops)} stops of {len(every)}")
    return found


def _tell(widget: QWidget) -> str:
    words = widget.text() if isinstance(widget, QAbstractButton) else ""
    parent = type(widget.parentWidget()).__name__
    return f"{type(widget).__name__} « {words or widget.accessibleName()} » in {parent}"


def test_every_page_is_gone_through_by_the_keyboard(
    qtbot: QtBot, whole: Bureau, delattre: str
) -> None:
    found: list[str] = []
    for page in PAGES:
        for onglet in ONGLETS if page is DossierPage else ("",):
            where = {"onglet": onglet} if onglet else {}
            whole.workspace.navigator.go(page.key, foyer_id=delattre, **where)
            whole.settle(qtbot)
            QApplication.processEvents()
            found += faults(f"{page.key} {onglet}".strip(), whole.window)
    assert found == []


def test_a_file_that_holds_nothing_yet_is_gone_through(qtbot: QtBot, whole: Bureau) -> None:
    """A list without a row hides its table: Tab passes by it."""
    foyer = create_foyer(whole.session, SaisieFoyer(personnes=(SaisiePersonne("Vasseur", "Ida"),)))
    found: list[str] = []
    for onglet in ONGLETS:
        whole.workspace.navigator.go(DossierPage.key, foyer_id=foyer.id, onglet=onglet)
        whole.settle(qtbot)
        QApplication.processEvents()
        found += faults(onglet, whole.window)
    assert found == []


def test_every_form_is_gone_through_by_the_keyboard(
    qtbot: QtBot, bureau: Bureau, delattre: str
) -> None:
    found: list[str] = []
    for name, make in (FORMS | OTHERS).items():
        form = make(bureau, delattre)
        form.show_form()
        bureau.settle(qtbot)
        found += faults(name, form)
        form.reject()
        form.deleteLater()
    assert found == []


def test_every_other_dialog_is_gone_through_by_the_keyboard(
    qtbot: QtBot, bureau: Bureau, delattre: str
) -> None:
    args = (bureau.session, bureau.tasks, bureau.workspace.navigator)
    lot = examine([Source("Bail.txt", octets="Bail signé le 3 mars.".encode())])
    found: list[str] = []
    for dialog in (
        NewFamilyDialog(*args),
        AccueilDialog(*args),
        AddDialog(*args, delattre, lot),
        NumbersDialog(shipped_catalogue()),
        DisplayDialog(),
        HelpDialog("clavier"),
    ):
        dialog.show()
        bureau.settle(qtbot)
        found += faults(type(dialog).__name__, dialog)
        dialog.reject()
        dialog.deleteLater()
    assert found == []
