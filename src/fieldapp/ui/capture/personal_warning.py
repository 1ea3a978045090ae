"""What a personal draft is, said where one writes it: for whom, until when, and never elsewhere."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from fieldapp.domain.contact import efface_le
from fieldapp.domain.dates import format_date
from fieldapp.domain.horloge import maintenant
from fieldapp.ui.widgets.icon_label import IconLabel
from fieldapp.ui.widgets.text import Text


class PersonalWarning(QWidget):
    """Hidden until the zone « Personnel » is chosen."""

    def __init__(self) -> None:
        super().__init__()
        self._words = Text("", "legende", tone="reserve", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(IconLabel("lock", "reserve", 16), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        self.hide()

    def show_for(self, moment: str | None, personal: bool) -> None:
        """Say until when a draft of that moment (now when None) is kept, or nothing."""
        self._words.setText(personal_words(moment or maintenant()) if personal else "")
        self.setVisible(personal)

    def text(self) -> str:
        """Return what is said."""
        return self._words.text()


def personal_words(moment: str) -> str:
    """Return what a worker must know before writing a personal draft of that moment."""
    return (
        f"Visible de vous seul(e), effacé le {format_date(efface_le(moment))}, "
        "jamais transmis ni imprimé."
    )
