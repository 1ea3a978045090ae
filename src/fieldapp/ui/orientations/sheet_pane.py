"""The right of « Orienter »: the sheet as it would be printed, what leaves and what stays."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from fieldapp.domain.errors import KnownError
from fieldapp.domain.orientation import Avertissement, SaisieOrientation
from fieldapp.services import ecrits, orientations
from fieldapp.services.session import Session
from fieldapp.ui.delegates.paint import BadgeSpec
from fieldapp.ui.style import set_style
from fieldapp.ui.widgets.badge import Badge
from fieldapp.ui.widgets.card import Card
from fieldapp.ui.widgets.empty_state import EmptyState
from fieldapp.ui.widgets.icon_label import IconLabel
from fieldapp.ui.widgets.paper_preview import PaperPreview
from fieldapp.ui.widgets.text import Text

FIRST = "La fiche apparaît ici dès que l’action et l’accord sont choisis."


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the worker thread found: the PDF or why there is none, what leaves, what stays."""

    pdf: bytes
    why_none: str
    sort: tuple[str, ...]
    reste: tuple[str, ...]
    remarques: tuple[Avertissement, ...]


def read_sheet(session: Session, saisie: SaisieOrientation, bloc: str = "") -> Sheet:
    """Return the sheet of an orientation being made and what the rules say of it.

    `bloc` is the part being filled, tinted on the sheet.
    """
    remarques: tuple[Avertissement, ...] = ()
    if saisie.type:
        remarques = orientations.check_orientation(session, saisie)
    sort, reste = ecrits.ce_qui_sort(session, saisie)
    if not saisie.type or not saisie.accord:
        return Sheet(b"", FIRST, sort, reste, remarques)
    try:
        return Sheet(ecrits.fiche_apercu(session, saisie, bloc), "", sort, reste, remarques)
    except KnownError as error:
        return Sheet(b"", error.message, sort, reste, remarques)


class SheetPane(QWidget):
    """Shows a `Sheet`."""

    def __init__(self) -> None:
        super().__init__()
        self.preview = PaperPreview("Fiche de liaison, aperçu")
        self._why_none = EmptyState(FIRST)
        self._state = Text("", "legende")
        well = Card()
        set_style(well, level="well")
        well.body.setContentsMargins(12, 8, 12, 8)
        head = QHBoxLayout()
        self._title = Text("Fiche de liaison", "sous_titre")
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._state)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self._why_none)
        self._stack.addWidget(self.preview)
        well.body.addLayout(head)
        well.body.addWidget(holder, 1)
        self.sort = _Points("Ce qui sort", "log-out", "info")
        self.reste = _Points("Ce qui reste", "lock", "reserve")
        below = QHBoxLayout()
        below.setSpacing(12)
        below.addWidget(self.sort, 1)
        below.addWidget(self.reste, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(well, 1)
        column.addLayout(below)

    def show_sheet(self, sheet: Sheet) -> None:
        """Show the pages, or why there are none."""
        self.sort.show_points(sheet.sort)
        self.reste.show_points(sheet.reste)
        if not sheet.pdf:
            self._why_none.set_text(sheet.why_none)
            self._stack.setCurrentWidget(self._why_none)
            self._state.setText("")
            return
        self.preview.show_pdf(sheet.pdf)
        self._stack.setCurrentWidget(self.preview)
        count = self.preview.pages
        self._state.setText(f"aperçu à jour, {count} page{'s' if count > 1 else ''}")

    def show_waiting(self) -> None:
        """Say that the sheet is being made again."""
        self._state.setText("Lecture…")

    def show_safe_contact(self, shown: bool) -> None:
        """Recall, beside what stays, that a safe contact masks address and numbers."""
        self.reste.show_badge(shown)


class _Points(Card):
    def __init__(self, title: str, icon: str, tone: str) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.body.setContentsMargins(14, 8, 14, 10)
        self.body.setSpacing(4)
        token = {"info": "info", "reserve": "reserve"}[tone]
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(IconLabel(icon, token))
        head.addWidget(Text(title, "fort", tone=tone))
        head.addStretch(1)
        self._badge = Badge(BadgeSpec("Contact sûr", "reserve"))
        self._badge.hide()
        head.addWidget(self._badge)
        self._points = QGridLayout()
        self._points.setHorizontalSpacing(8)
        self._points.setVerticalSpacing(2)
        self._points.setColumnStretch(1, 1)
        self._shown: tuple[str, ...] = ()
        self.body.addLayout(head)
        self.body.addLayout(self._points)
        self.body.addStretch(1)

    def show_points(self, points: tuple[str, ...]) -> None:
        if points == self._shown:
            return
        self._shown = points
        while (item := self._points.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row, point in enumerate(points):
            self._points.addWidget(Text("•"), row, 0, Qt.AlignmentFlag.AlignTop)
            self._points.addWidget(Text(point, wrap=True), row, 1)

    def show_badge(self, shown: bool) -> None:
        self._badge.setVisible(shown)
