"""A column of cards that scrolls by itself, or stands whole in a page that scrolls."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget


class CardsScroll(QScrollArea):
    """Two scroll bars side by side leave one guessing: `set_whole` keeps that of the page alone."""

    def __init__(self, inside: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = False
        self._inside = inside
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)

    def set_whole(self, whole: bool) -> None:
        """Ask for the height of all the cards, or scroll in the height that there is."""
        policy = Qt.ScrollBarPolicy
        self._whole = whole
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAlwaysOff if whole else policy.ScrollBarAsNeeded
        )
        self.updateGeometry()

    def ensureWidgetVisible(
        self, childWidget: QWidget, xmargin: int = 50, ymargin: int = 50
    ) -> None:
        page = self.parentWidget()
        while self._whole and page is not None and not isinstance(page, QScrollArea):
            page = page.parentWidget()
        if isinstance(page, QScrollArea):
            page.ensureWidgetVisible(childWidget, xmargin, ymargin)
        else:
            super().ensureWidgetVisible(childWidget, xmargin, ymargin)

    def minimumSizeHint(self) -> QSize:
        size, layout = super().minimumSizeHint(), self._inside.layout()
        if self._whole and layout is not None:
            size.setHeight(layout.totalHeightForWidth(self.width()))
        return size

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._whole and event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._whole and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)
