"""Cards: the flat white surfaces that group what belongs together."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.ui.widgets.text import Text

PADDING = 16


def line() -> QFrame:
    """Return a horizontal hairline."""
    rule = QFrame()
    rule.setProperty("level", "line")
    return rule


def padded(*widgets: QWidget) -> QWidget:
    """Return these widgets one under the other, with the margins of a card, for a flush one."""
    inside = QWidget()
    inside.setProperty("level", "transparent")
    column = QVBoxLayout(inside)
    column.setContentsMargins(PADDING - 1, 11, PADDING - 1, 11)
    column.setSpacing(6)
    for widget in widgets:
        column.addWidget(widget)
    return inside


def side_by_side(*widgets: QWidget) -> QWidget:
    """Return these widgets in one row, at the left of a card."""
    inside = QWidget()
    inside.setProperty("level", "transparent")
    row = QHBoxLayout(inside)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return inside


class Card(QFrame):
    """A surface with an optional title row.

    Attributes: `body`, the layout to fill; `aside`, the layout at the right of the title.
    With `flush` the body touches the edges, for lists and tables.
    """

    def __init__(self, title: str = "", *, flush: bool = False, parent: QWidget | None = None):
        super().__init__(parent)
        self.setProperty("level", "card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        self.aside = QHBoxLayout()
        self.aside.setSpacing(10)
        self.title: Text | None = None
        if title:
            self.title = Text(title, "sous_titre")
            self.setAccessibleName(title)
            head = QHBoxLayout()
            head.setContentsMargins(PADDING - 1, 10, PADDING - 1, 10)
            head.addWidget(self.title)
            head.addStretch(1)
            head.addLayout(self.aside)
            outer.addLayout(head)
            outer.addWidget(line())
        self.body = QVBoxLayout()
        edge = 0 if flush else PADDING - 1
        self.body.setContentsMargins(edge, 0 if flush else 11, edge, 0 if flush else 13)
        self.body.setSpacing(0 if flush else 8)
        outer.addLayout(self.body, 1)
