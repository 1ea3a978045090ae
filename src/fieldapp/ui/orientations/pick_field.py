"""A field that proposes: one types, or opens the whole list with ↓, and takes one row."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from fieldapp.ui.capture.suggestions import Suggestions
from fieldapp.ui.delegates.paint import BadgeSpec
from fieldapp.ui.delegates.row import Row
from fieldapp.ui.icons import set_icon
from fieldapp.ui.widgets.badge import Badge

DELAY_MS = 80


class PickField(QLineEdit):
    """A line edit over a list; `ask` is called with what is typed and answers by `show_rows`.

    Signals: `chosen(str)`, the key taken, or "" when the words no longer name it.
    """

    chosen = Signal(str)

    def __init__(
        self,
        name: str,
        icon: str,
        ask: Callable[[str], None],
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._ask = ask
        self._key = ""
        self._titles: dict[str, str] = {}
        lead, fold = QAction("", self), QAction("Voir la liste", self)
        set_icon(lead, icon, "encre_2")
        set_icon(fold, "chevron-down", "encre_2", 16)
        fold.triggered.connect(self.open_list)
        self.addAction(lead, QLineEdit.ActionPosition.LeadingPosition)
        self.setProperty("kind", "icone")
        self.addAction(fold, QLineEdit.ActionPosition.TrailingPosition)
        self._badge = Badge(BadgeSpec(""), self)
        self._badge.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._badge.hide()
        self.setPlaceholderText(placeholder)
        self.suggestions = Suggestions(self, name, self.take)
        self._timer = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._timer.timeout.connect(lambda: self._ask(self.text()))
        self.textEdited.connect(self._edited)

    def key(self) -> str:
        """Return the key taken, or ""."""
        return self._key

    def is_empty(self) -> bool:
        """Whether nothing of the list is taken."""
        return not self._key

    def set_key(self, key: str, title: str, badge: BadgeSpec | None = None) -> None:
        """Show a row as taken, or nothing; nothing is emitted."""
        self._key = key
        self.setText(title)
        self.setCursorPosition(0)
        self.show_badge(badge)

    def show_badge(self, badge: BadgeSpec | None) -> None:
        """Show what is worth knowing of the row taken, at the right of the field."""
        if badge is not None:
            self._badge.set_spec(badge)
            self._badge.setFixedSize(self._badge.sizeHint())
        self._badge.setVisible(badge is not None and self.width() > self._badge.width() + 220)
        self._place()

    def show_rows(self, asked: str, rows: Iterable[Row]) -> None:
        """Propose rows for what was asked, unless something else was typed since."""
        if asked != self.text() and not (self._key and not asked):
            return
        kept = tuple(rows)
        self._titles = {row.key: row.title for row in kept}
        if self.hasFocus():
            self.suggestions.show_rows(kept)

    def open_list(self) -> None:
        """Propose everything."""
        self.setFocus()
        self.selectAll()
        self._ask("" if self._key else self.text())

    def take(self, key: str) -> None:
        """Take a row, as a click does."""
        self.set_key(key, self._titles.get(key, self.text()))
        self.chosen.emit(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        down = event.key() == Qt.Key.Key_Down and not self.suggestions.isVisible()
        if down:
            self.open_list()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.open_list()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _edited(self) -> None:
        if self._key:
            self._key = ""
            self.show_badge(None)
            self.chosen.emit("")
        self._timer.start()

    def _place(self) -> None:
        x = self.width() - self._badge.width() - 38
        self._badge.move(x, (self.height() - self._badge.height()) // 2)
