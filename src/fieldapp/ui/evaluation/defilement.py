"""A scrolling area that asks for little room: tabs share one stack, and the tallest would win."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QScrollArea

from fieldapp.ui.theme import theme


class Defilement(QScrollArea):
    """Scrolls up and down only; takes what is left of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(260), theme().px(160))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(220), theme().px(120))
