"""The zone of a note and, beside it, who reads that zone."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from fieldapp.domain.contact import PERSONNEL, ZONES
from fieldapp.domain.droits import LISIBLE_PAR
from fieldapp.ui.capture.readers import Readers, readable_by
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.icon_label import IconLabel
from fieldapp.ui.widgets.text import ElidedText


class ZoneRow(QHBoxLayout):
    """Attributes: `zone`, the list to choose from; `readers`, the words beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.zone = CodeCombo(tuple(ZONES.items()))
        self.zone.setAccessibleName("Zone de lecture")
        self.zone.setFixedWidth(theme().px(126))
        self.readers = ElidedText("", "legende")
        self._eye = IconLabel("eye", "encre_2", 16)
        self._known: Readers = {}
        self.setSpacing(6)
        self.addStretch(1)
        for widget in (self._eye, self.readers, self.zone):
            self.addWidget(widget)

    def know(self, readers: Readers) -> None:
        """Take who reads each zone in the family at hand."""
        self._known = readers

    def say(self) -> str:
        """Show who reads the zone chosen, and return it; a personal note has words of its own."""
        zone = self.zone.code()
        readers = self._known.get(zone) or LISIBLE_PAR.get(zone, "")
        self.readers.setText("" if zone == PERSONNEL else readable_by(readers))
        self.readers.setToolTip(readable_by(readers))
        self._eye.setVisible(zone != PERSONNEL)
        return readers
