"""A badge as a widget: icon and word on a tinted ground, never colour alone."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldapp.ui.delegates.paint import BadgeSpec, badge_size, paint_badge
from fieldapp.ui.theme import theme


class Badge(QWidget):
    """Shows one `BadgeSpec`."""

    def __init__(self, spec: BadgeSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spec = spec
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(spec.text)
        theme().changed.connect(self.updateGeometry)

    def set_spec(self, spec: BadgeSpec) -> None:
        """Show another badge."""
        self._spec = spec
        self.setAccessibleName(spec.text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return badge_size(self._spec)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_badge(QPainter(self), self.width(), self.height() // 2, self._spec)
