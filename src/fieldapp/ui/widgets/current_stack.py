"""A stack as large as the page it shows, where Qt's is as large as its largest page."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget


class CurrentStack(QWidget):
    """For pages of different heights in a card that fits what it holds; the others are hidden.

    Its methods are those of QStackedWidget that bear the same names.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages: list[QWidget] = []
        self._current = 0
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def addWidget(self, page: QWidget) -> None:
        self._pages.append(page)
        page.setVisible(False)
        self._column.addWidget(page)
        if len(self._pages) == 1:
            self.setCurrentIndex(0)

    def setCurrentIndex(self, place: int) -> None:
        self._current = place
        for number, page in enumerate(self._pages):
            page.setVisible(number == place)

    def setCurrentWidget(self, page: QWidget) -> None:
        self.setCurrentIndex(self._pages.index(page))

    def currentWidget(self) -> QWidget:
        return self._pages[self._current]
