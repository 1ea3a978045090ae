"""The tabs of a dossier and what each shows."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from fieldapp.ui.theme import theme

_LEAST = 280


class _Stack(QStackedWidget):
    """Asks for the height of the tab that it shows, where Qt's asks for that of its tallest."""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(lambda _place: self.updateGeometry())

    def minimumSizeHint(self) -> QSize:
        shown = self.currentWidget()
        tall = shown.minimumSizeHint().height() if shown is not None else 0
        return QSize(super().minimumSizeHint().width(), max(theme().px(_LEAST), tall))


class DossierTabs(QTabBar):
    """Tabs known by their key. `stack` shows the content of the current one."""

    def __init__(self, entries: Iterable[tuple[str, str, QWidget]]) -> None:
        super().__init__()
        self.stack: QStackedWidget = _Stack()
        self.setDrawBase(False)
        self.setExpanding(False)
        # Seven tabs do not fit a narrow window.
        self.setUsesScrollButtons(True)
        self.setAccessibleName("Onglets du dossier")
        for key, words, tab in entries:
            self.setTabData(self.addTab(words), key)
            self.stack.addWidget(tab)
        self.currentChanged.connect(self.stack.setCurrentIndex)

    @property
    def key(self) -> str:
        """The key of the tab shown."""
        return str(self.tabData(self.currentIndex()))

    def show_tab(self, key: str) -> None:
        """Show a tab by its key."""
        for place in range(self.count()):
            if self.tabData(place) == key:
                self.setCurrentIndex(place)

    def say_count(self, key: str, words: str, count: int) -> None:
        """Say a number in the text of a tab."""
        for place in range(self.count()):
            if self.tabData(place) == key:
                self.setTabText(place, f"{words}  {count}" if count else words)

    def turn(self, step: int) -> None:
        """Go to the next (1) or the former (-1) tab, and into it."""
        place = self.currentIndex() + step
        while not self.isTabVisible(place % self.count()):
            place += step
        self.setCurrentIndex(place % self.count())
        self.enter()

    def enter(self) -> None:
        """Put the focus where work begins in the tab shown, or on its name."""
        tab = self.stack.currentWidget()
        begins = tab is not None and tab.focusProxy() is not None
        (tab if begins and tab is not None else self).setFocus(Qt.FocusReason.ShortcutFocusReason)
