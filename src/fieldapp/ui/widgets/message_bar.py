"""A bar inside a page that tells a fact or an error, with what can be done; work goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from fieldapp.ui.announce import announce
from fieldapp.ui.style import set_style
from fieldapp.ui.widgets.buttons import Button, IconButton
from fieldapp.ui.widgets.icon_label import IconLabel
from fieldapp.ui.widgets.text import Text

BarTone = Literal["late", "warn", "ok", "info"]
_ICONS: dict[str, tuple[str, str]] = {
    "late": ("circle-alert", "retard"),
    "warn": ("triangle-alert", "attention"),
    "ok": ("circle-check", "reussite"),
    "info": ("info", "info"),
}


class MessageBar(QFrame):
    """Hidden until `show_message`; the user may close it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("level", "bar")
        self._icon = IconLabel("info", "info")
        self._text = Text("", wrap=True, selectable=True)
        self._text.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._action = Button("", kind="petit")
        self._act: Callable[[], None] | None = None
        self._action.clicked.connect(self._acted)
        close = IconButton("x", "Fermer le message")
        close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 6, 6)
        row.setSpacing(10)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        row.addWidget(self._action)
        row.addWidget(close)
        self.hide()

    def show_message(
        self,
        text: str,
        tone: BarTone = "late",
        action: str = "",
        act: Callable[[], None] | None = None,
    ) -> None:
        """Show `text`, and a button when there is something to do about it."""
        self._text.setText(text)
        self._icon.set_icon(*_ICONS[tone])
        self._act = act
        self._action.set_label(action)
        self._action.setVisible(act is not None)
        set_style(self, tone=tone)
        self.setAccessibleName(text)
        self.show()
        announce(self, text, assertive=tone == "late")

    def text(self) -> str:
        """Return the sentence shown."""
        return self._text.text()

    def _acted(self) -> None:
        self.hide()
        if self._act is not None:
            self._act()
