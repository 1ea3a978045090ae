"""The plum banner of the safe contact: always first, never closable, never saying why."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from fieldapp.ui.announce import announce
from fieldapp.ui.clipboard import copy, take_back
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.buttons import LinkButton
from fieldapp.ui.widgets.icon_label import IconLabel
from fieldapp.ui.widgets.text import Text

_HEAD = "Contact sûr."
_COPY, _COPY_NARROW = "Copier le numéro", "Copier"
SHOWN_MS = 15_000
CLIPBOARD_MS = 60_000
# Under this width the words take the room of the links.
_NARROW = 700


class SafetyBanner(QFrame):
    """Tells how the person may be reached; the number shows in full for 15 s on request.

    Signals: `number_shown()`, `number_copied()`, so that the page can write them in the trace.
    """

    number_shown = Signal()
    number_copied = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("level", "banner")
        self._masked = ""
        self._full = ""
        self._rest = ""
        self._copied = ""
        self._number = ""
        self._head = Text(_HEAD, "fort", tone="reserve")
        self._narrow = False
        self._text = Text("", wrap=True, selectable=True)
        self._text.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._show = LinkButton("Afficher", "reserve")
        self._show.clicked.connect(self._show_number)
        self._copy = LinkButton(_COPY, "reserve")
        self._copy.setAccessibleName(_COPY)
        self._copy.clicked.connect(self._copy_number)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 10, 4)
        row.setSpacing(10)
        row.addWidget(IconLabel("shield-check", "reserve", 20))
        row.addWidget(self._head, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._text, 1)
        row.addWidget(self._show)
        row.addWidget(self._copy)
        self._hide_clock = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._hide_clock.timeout.connect(self._mask)
        self._clipboard_clock = QTimer(self, singleShot=True, interval=CLIPBOARD_MS)
        self._clipboard_clock.timeout.connect(self.clear_clipboard)
        self.hide()

    def set_contact(self, masked: str, full: str, rest: str) -> None:
        """Show the banner: the masked and the whole number (may be ""), and the conditions."""
        self._masked, self._full, self._rest = masked, full, rest
        self._show.setVisible(bool(full))
        self._copy.setVisible(bool(full))
        self._mask()
        self.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme().px(_NARROW)
        if narrow != self._narrow:
            self._narrow = narrow
            self._head.setVisible(not narrow)
            self._copy.setText(_COPY_NARROW if narrow else _COPY)
            self._copy.setToolTip(_COPY if narrow else "")
            self._say()

    def announce_now(self) -> None:
        """Have a screen reader say it, as the dossier opens."""
        announce(self, f"Contact sûr. {self._sentence(self._masked)}", assertive=True)

    def clear_clipboard(self) -> None:
        """Take the number back from the clipboard, unless something else was copied since."""
        take_back(self._copied)
        self._copied = ""

    def _sentence(self, number: str) -> str:
        call = f"Appeler le {number}" if number else ""
        return f"{call}{self._rest}" if self._rest[:1] in (",", ".") else f"{call} {self._rest}"

    def _say(self) -> None:
        """Write the sentence; narrow, it begins with the words that stand before it else."""
        text = self._sentence(self._number).strip()
        self._text.setText(f"{_HEAD} {text}" if self._narrow else text)

    def _show_number(self) -> None:
        self._number = self._full
        self._say()
        self._hide_clock.start()
        self.number_shown.emit()

    def _mask(self) -> None:
        self._number = self._masked
        self._say()
        text = self._sentence(self._masked).strip()
        self._text.setAccessibleName(f"Contact sûr. {text}")
        self.setAccessibleName(f"Contact sûr. {text}")

    def _copy_number(self) -> None:
        self._copied = self._full
        copy(self._full)
        self._clipboard_clock.start()
        self.number_copied.emit()
