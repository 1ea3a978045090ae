"""Two hands at the window: every key, click and field they take is counted."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from tests.end2end.fenetre import Fenetre

CTRL = Qt.KeyboardModifier.ControlModifier
MAJ = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
NOTHING = Qt.KeyboardModifier.NoModifier
# A form longer than this many Tab presses is not one that a hand knows by heart.
FAR = 14


@dataclass
class Mains:
    """Two hands at the window, and what they did."""

    fenetre: Fenetre
    touches: int = 0
    clics: int = 0
    champs: list[str] = field(default_factory=list)

    def touche(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NOTHING) -> None:
        """Press one key, or one chord."""
        popup = QApplication.activePopupWidget()
        if isinstance(popup, QMenu):
            QTest.keyClick(popup, key, modifier)
        else:
            self.fenetre.press(key, modifier)
        self.touches += 1

    def ecrit(self, text: str, champ: str = "") -> None:
        """Type letters that count: a name, a date."""
        self.fenetre.type(text)
        self.touches += len(text)
        self._touched(champ)

    def raconte(self, text: str, champ: str) -> None:
        """Type what only she can say."""
        self.fenetre.type(text)
        self._touched(champ)

    def clique(self, widget: QWidget) -> None:
        """Click on something."""
        self.fenetre.click(widget)
        self.clics += 1

    def va(self, widget: QWidget, champ: str = "") -> None:
        """Press Tab until a field, or something in it, has the keyboard."""
        for _ in range(FAR):
            focus = QApplication.focusWidget()
            if focus is not None and (focus is widget or widget.isAncestorOf(focus)):
                self._touched(champ)
                return
            self.touche(Qt.Key.Key_Tab)
        pytest.fail(f"{widget.accessibleName()} is too far for Tab")

    def _touched(self, champ: str) -> None:
        if champ and champ not in self.champs:
            self.champs.append(champ)
