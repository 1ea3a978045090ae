"""What must hold on every screen: names, keys, sizes, and nothing cut on the smallest window."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QScrollArea,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot
from tests.ui import recit
from tests.ui.recit import Bureau, close_bureau, open_bureau

from fieldapp.services.catalogue import shipped_catalogue
from fieldapp.services.session import Session
from fieldapp.ui.affichage import DisplayDialog
from fieldapp.ui.aide.dialog import HelpDialog
from fieldapp.ui.numeros.dialog import NumbersDialog
from fieldapp.ui.pages import PAGES
from fieldapp.ui.widgets.text import ElidedText

SMALL = (683, 384)  # 1366×768 at 200 %
KEYS = tuple(page.key for page in PAGES)


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


def shown(root: QWidget) -> list[QWidget]:
    """Every widget of a screen that can be seen."""
    return [root, *(child for child in root.findChildren(QWidget) if child.isVisible())]


def go(qtbot: QtBot, bureau: Bureau, key: str, delattre: str) -> QWidget:
    """Open a page on the Delattre family and return it."""
    bureau.workspace.navigator.go(key, foyer_id=delattre)
    bureau.settle(qtbot)
    for _pass in range(5):  # a layout may ask for another one
        QApplication.processEvents()
    return bureau.workspace.page


def takes_keys(widget: QWidget) -> bool:
    """Whether Tab stops on a widget, which must then say its name."""
    if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus or not widget.isEnabled():
        return False
    parent = widget.parentWidget()
    # The parent may speak for it: a combo for its line edit, a form row for a field with extras.
    spoken_for = parent is not None and parent.focusProxy() is widget and parent.accessibleName()
    inner = isinstance(parent, QAbstractItemView) or widget.focusProxy() is not None or spoken_for
    return not inner and not isinstance(widget, (QTabBar, QScrollArea, QDialog))


def each(qtbot: QtBot, bureau: Bureau, delattre: str) -> Iterator[QWidget]:
    """Every page in turn, on the Delattre family."""
    for key in KEYS:
        yield go(qtbot, bureau, key, delattre)


def test_everything_that_takes_the_keyboard_has_a_name(
    qtbot: QtBot, whole: Bureau, delattre: str
) -> None:
    nameless = [
        f"{type(page).__name__}: {type(widget).__name__} in {type(widget.parentWidget()).__name__}"
        for page in each(qtbot, whole, delattre)
        for widget in shown(page)
        if takes_keys(widget) and not _name(widget)
    ]
    assert nameless == []


def _name(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return widget.accessibleName() or text


def test_no_letter_means_two_things_on_a_page(qtbot: QtBot, whole: Bureau, delattre: str) -> None:
    twice = {}
    for page in each(qtbot, whole, delattre):
        letters = Counter(
            found[1].lower()
            for widget in shown(page)
            if isinstance(widget, (QLabel, QAbstractButton))
            and (not isinstance(widget, QLabel) or widget.buddy() is not None)
            and (found := re.search(r"&(\w)", widget.text()))
        )
        twice[type(page).__name__] = [letter for letter, count in letters.items() if count > 1]
    assert {name: letters for name, letters in twice.items() if letters} == {}


def test_nothing_is_cut_on_the_smallest_window(qtbot: QtBot, whole: Bureau, delattre: str) -> None:
    whole.window.resize(*SMALL)
    cut = [
        f"{type(page).__name__}: {_words(widget)}: {widget.width()} < {widget.sizeHint().width()}"
        for page in each(qtbot, whole, delattre)
        for widget in shown(page)
        if _one_line(widget) and widget.width() < widget.sizeHint().width() - 1
    ]
    assert cut == []
    assert whole.window.width() == SMALL[0]


def _words(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, (QLabel, QAbstractButton)) else ""


def _one_line(widget: QWidget) -> bool:
    """Whether a widget shows words that neither wrap nor shorten with an ellipsis."""
    if isinstance(widget, QLabel):
        return not widget.wordWrap() and not isinstance(widget, ElidedText) and bool(widget.text())
    if not isinstance(widget, QAbstractButton) or isinstance(widget.parentWidget(), QLineEdit):
        return False
    return bool(widget.text()) and _fixed(widget)


def _fixed(widget: QWidget) -> bool:
    policy = widget.sizePolicy()
    return policy.horizontalPolicy() == policy.Policy.Fixed


def test_the_state_line_never_cuts_its_words(qtbot: QtBot, bureau: Bureau) -> None:
    bureau.settle(qtbot)
    state = bureau.workspace.state
    state.show_failure("Le disque est plein. Rien n’est perdu.")
    for size in ((1366, 690), SMALL):
        bureau.window.resize(*size)
        bureau.settle(qtbot)
        parts = [part for part in state._parts if part.isVisible()]
        assert all(part.width() >= part.sizeHint().width() - 1 for part in parts)
        assert state._saved in parts


def test_no_window_flashes_while_the_screens_are_made(
    qtbot: QtBot, antenna: tuple[Session, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = QApplication.instance()
    assert app is not None
    watch = _TopLevels()
    app.installEventFilter(watch)
    monkeypatch.setattr(recit, "PAGES", PAGES)
    opened = open_bureau(antenna[0])
    for key in KEYS:
        go(qtbot, opened, key, antenna[1])
    app.removeEventFilter(watch)
    close_bureau(opened)
    assert watch.shown == ["QMainWindow"]


class _TopLevels(QObject):
    """Notes every window that shows."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(type(watched).__name__)
        return False


def test_dialogs_have_a_title_and_close_with_escape(qtbot: QtBot) -> None:
    for dialog in (NumbersDialog(shipped_catalogue()), DisplayDialog(), HelpDialog("clavier")):
        qtbot.addWidget(dialog)
        dialog.show()
        assert dialog.windowTitle().startswith("Fieldapp — ")
        nameless = [w for w in shown(dialog) if takes_keys(w) and not _name(w)]
        assert nameless == []
        dialog.reject()
        assert not dialog.isVisible()


def test_the_title_never_names_a_family(qtbot: QtBot, whole: Bureau, delattre: str) -> None:
    for key in KEYS:
        go(qtbot, whole, key, delattre)
        assert "Delattre" not in whole.window.windowTitle()


def test_french_texts_keep_their_signs_with_their_words(checkout: Path) -> None:
    wrong = [
        f"{path.relative_to(checkout)}:{line} {text}"
        for path in sorted((checkout / "src" / "fieldapp" / "ui").rglob("*.py"))
        for line, text in _texts(ast.parse(path.read_text(encoding="utf-8")))
        if re.search(r"[\w)»] [;!?»%](?:\s|$)|« |[\w)»] :(?: |$)", text)
    ]
    assert wrong == []


def _texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every text of a module but its docstrings."""
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value
