"""The thirteen natures of a contact: how they group, what they look like, how long they last."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from fieldapp.domain.catalogue import Catalogue
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.segmented import Option, SegmentedControl

AUTRE = "autre"
# « Autre » holds all thirteen: the longest are shortened.
_WIDEST = 190
SEGMENTS: tuple[tuple[Option, tuple[str, ...]], ...] = (
    (Option("appel", "Appel"), ("TEL_ENTRANT", "TEL_SORTANT")),
    (Option("visite", "Visite"), ("VAD",)),
    (Option("rdv", "Rendez-vous"), ("RDV_BUREAU",)),
    (Option("ecrit", "Écrit"), ("COURRIEL_SMS", "COURRIER")),
)
# Beside its segment the short word is enough.
SHORT = {
    "TEL_ENTRANT": "Reçu",
    "TEL_SORTANT": "Passé",
    "COURRIEL_SMS": "Courriel, SMS",
    "COURRIER": "Courrier",
}
ICONS = {
    "TEL_ENTRANT": "phone-incoming",
    "TEL_SORTANT": "phone-outgoing",
    "RDV_BUREAU": "building-2",
    "VAD": "house",
    "PERMANENCE": "door-open",
    "ITINERANCE": "map-pin",
    "ACCUEIL": "hand",
    "VISIO": "monitor",
    "COURRIER": "mail",
    "COURRIEL_SMS": "smartphone",
    "PARTENAIRE": "messages-square",
    "ACCOMP_PHYSIQUE": "footprints",
    "ISIC": "users",
}
# What is proposed before the worker says otherwise, in minutes.
DUREES = {"TEL_ENTRANT": 10, "TEL_SORTANT": 10, "RDV_BUREAU": 45, "VAD": 60}


def icon_of(nature: str) -> str:
    """Return the drawing of a nature; one that a newer version added has a plain one."""
    return ICONS.get(nature, "message-square")


class NatureField(QWidget):
    """A segmented control, and beside it the list when a segment holds several natures.

    Signals: `changed(str)`, the nature chosen by the user.
    """

    changed = Signal(str)

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        options = [*(option for option, _ in SEGMENTS), Option(AUTRE, "Autre")]
        self.segments = SegmentedControl("Nature", options)
        self.segments.changed.connect(self._segment_chosen)
        self.detail = CodeCombo()
        self.detail.setAccessibleName("Nature exacte")
        self.detail.chosen.connect(self._detail_chosen)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.segments)
        row.addWidget(self.detail)
        self.setFocusProxy(self.segments)
        self.set_value(SEGMENTS[0][1][0])

    def set_catalogue(self, catalogue: Catalogue) -> None:
        """Offer the natures of today; the one chosen stays."""
        nature, self._catalogue = self.value(), catalogue
        self.set_value(nature)

    def value(self) -> str:
        """Return the nature chosen."""
        return self.detail.code()

    def set_value(self, nature: str) -> None:
        """Choose a nature; nothing is emitted."""
        segment = next((o.key for o, codes in SEGMENTS if nature in codes), AUTRE)
        self.segments.set_value(segment)
        self._fill(segment)
        # A nature offered no more stays that of the contact noted with it.
        self.detail.show_code(nature, self._catalogue.libelle("natures_contact", nature))

    def choose_at(self, position: int) -> None:
        """Choose a segment by its position from 0, as Alt+digit does."""
        self.segments.choose_at(position)

    def _fill(self, segment: str) -> None:
        codes = next((codes for option, codes in SEGMENTS if option.key == segment), ())
        offered = [(e.code, e.libelle) for e in self._catalogue.entrees("natures_contact")]
        options = [(code, SHORT.get(code, words)) for code, words in offered if code in codes]
        if segment == AUTRE:
            options = offered
        else:
            options.sort(key=lambda option: codes.index(option[0]))
        self.detail.set_options(options)
        self.detail.setVisible(len(options) > 1)
        self.detail.setFixedWidth(min(self.detail.width_of_words(), theme().px(_WIDEST)))
        self.updateGeometry()

    def _segment_chosen(self, segment: str) -> None:
        self._fill(segment)
        codes = next((codes for option, codes in SEGMENTS if option.key == segment), ("ACCUEIL",))
        self.detail.set_code(codes[0])
        self.changed.emit(self.value())
        if segment == AUTRE:
            self.detail.setFocus()
            self.detail.showPopup()

    def _detail_chosen(self, nature: str) -> None:
        self.set_value(nature)
        self.changed.emit(nature)
