"""Avant visite: what to know of a family before knocking at the door."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.contact import Contact
from fieldapp.domain.contrat import A_FAIRE
from fieldapp.domain.dates import format_date
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.orientation import OUVERTS, Orientation
from fieldapp.ui.capture.natures import icon_of
from fieldapp.ui.dossier.events import UNREADABLE, days_late
from fieldapp.ui.dossier.view import DossierView, banner_words, person_words, present_members
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.buttons import LinkButton
from fieldapp.ui.widgets.card import Card
from fieldapp.ui.widgets.icon_label import IconLabel
from fieldapp.ui.widgets.key_caps import KeyCaps
from fieldapp.ui.widgets.text import ElidedText, Text

WIDTH = 292
_LAST = 3
NOTHING = "Rien à l’échéance, aucune orientation en attente."


class VisitPane(Card):
    """The right pane of a dossier. Signals: `step_done(str)`, the contact whose step is ticked;
    `report_asked(str, str)`, a kind of thing and its id to report elsewhere.
    """

    step_done = Signal(str)
    report_asked = Signal(str, str)

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__("Avant visite", flush=True)
        self._catalogue = catalogue
        self.aside.addWidget(KeyCaps("Ctrl", "I"))
        self._column = QVBoxLayout()
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setAccessibleName("Avant visite")
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # As tall as what is beside it: a long list scrolls here, and never makes the page scroll.
        self._scroll.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.body.addWidget(self._scroll)
        self.setFixedWidth(theme().px(WIDTH))

    def set_catalogue(self, catalogue: Catalogue) -> None:
        """Take the words of today; the file is read again and shows them."""
        self._catalogue = catalogue

    def show_view(self, view: DossierView, *, on_thread: bool) -> None:
        """Show what is due; the last contacts too when the thread is not beside."""
        inside = self._begin()
        if view.dossier.contact_sur is not None:
            self._add_safety(view)
        self._add_people(view)
        if view.dossier.foyer.interprete or view.dossier.foyer.ecrit_difficile:
            self._add_communication(view)
        if not on_thread:
            self._head("Derniers échanges")
            for contact in view.contacts[:_LAST]:
                note = contact.note if contact.lisible else UNREADABLE
                words = " ".join(note.split()) or self._nature(contact)
                self._line(icon_of(contact.nature), words, format_date(contact.moment)[:5])
        self._add_commitments(view)
        self._add_demarches(view)
        if view.due:
            self._head("À faire")
            for contact in sorted(view.due, key=lambda c: c.suite_le or ""):
                self._add_step(contact)
        waiting = [o for o in view.orientations if o.statut in OUVERTS]
        if waiting:
            self._head("Orientations en attente")
            for orientation in waiting:
                self._add_orientation(orientation)
        self._add_reports(view)
        due = view.due or waiting or view.demarches or view.contrat is not None
        if not due and not view.a_reporter:
            self._column.addWidget(Text(NOTHING, "second", wrap=True))
        self._column.addStretch(1)
        self._show(inside)

    def _begin(self) -> QWidget:
        inside = QWidget()
        inside.setProperty("level", "transparent")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(15, 12, 15, 12)
        self._column.setSpacing(7)
        return inside

    def _show(self, inside: QWidget) -> None:
        """Put what was written in place of what was shown, at the same height."""
        # A new widget: lines put in one that is on screen are pressed into the height it has.
        bar = self._scroll.verticalScrollBar()
        place = bar.value()
        self._scroll.setWidget(inside)
        inside.show()
        bar.setValue(place)

    def _add_safety(self, view: DossierView) -> None:
        assert view.dossier.contact_sur is not None
        masked, _, rest = banner_words(view.dossier.contact_sur)
        self._head("Contact sûr", "reserve")
        call = f"Appeler le {masked}{rest}" if masked else rest
        self._column.addWidget(Text(call, "legende", wrap=True))

    def _add_people(self, view: DossierView) -> None:
        """Who lives there, with the age of each: what one looks at before knocking."""
        said = [person_words(membre)[:2] for membre in present_members(view.dossier)]
        if said:
            self._head("Qui vit ici")
            words = ", ".join(f"{name} ({years})" if years else name for name, years in said)
            self._column.addWidget(Text(words, "corps", wrap=True))

    def _add_reports(self, view: DossierView) -> None:
        """What is left to type in another system; each line opens it."""
        if view.a_reporter:
            count = len(view.a_reporter)
            self._head(f"Reporter ailleurs\u00a0: {count}")
        for one in view.a_reporter[:_LAST]:
            link = LinkButton("")
            words = f"{format_date(one.le)[:5]}, {one.titre[:1].lower()}{one.titre[1:]}"
            room = theme().px(WIDTH - 80)
            elide = Qt.TextElideMode.ElideRight
            link.setText(link.fontMetrics().elidedText(words, elide, room))
            link.setAccessibleName(f"Reporter ailleurs\u00a0: {one.titre}, {format_date(one.le)}")
            link.clicked.connect(
                lambda _on=False, what=one: self.report_asked.emit(what.objet, what.objet_id)
            )
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(IconLabel("clipboard-copy", "encre_2", 16))
            row.addWidget(link)
            row.addStretch(1)
            self._column.addLayout(row)

    def _add_communication(self, view: DossierView) -> None:
        foyer = view.dossier.foyer
        self._head("Se comprendre")
        if foyer.interprete:
            language = f" ({foyer.langue})" if foyer.langue else ""
            self._line("languages", f"Interprète à prévoir{language}")
        if foyer.ecrit_difficile:
            self._line("book-open", "Écrit difficile\u00a0: expliquer de vive voix")

    def _add_commitments(self, view: DossierView) -> None:
        """What each one promised in the signed contract, the nearest due first."""
        contrat = view.contrat
        open_ones = [e for e in contrat.engagements if e.etat == A_FAIRE] if contrat else []
        review = contrat.revision_le if contrat is not None else None
        if open_ones or review:
            self._head("Engagements")
        for engagement in sorted(open_ones, key=lambda e: e.echeance or "9")[:_LAST]:
            words = f"{engagement.qui}\u00a0: {engagement.libelle}"
            self._due_line("handshake", words, engagement.echeance)
        if review:
            self._due_line("file-clock", "Point sur le contrat", review)

    def _add_demarches(self, view: DossierView) -> None:
        if view.demarches:
            self._head("Démarches en cours")
        for demarche in view.demarches[:_LAST]:
            self._due_line("list-checks", demarche.libelle, demarche.echeance)

    def _due_line(self, icon: str, words: str, due: str | None) -> None:
        late = bool(due and due < aujourd_hui().isoformat())
        end = "en retard" if late else (format_date(due)[:5] if due else "")
        self._line(icon, words, end, "late" if late else "")

    def _add_step(self, contact: Contact) -> None:
        when = format_date(contact.suite_le)[:5] if contact.suite_le else ""
        late = bool(contact.suite_le and contact.suite_le[:10] < aujourd_hui().isoformat())
        words = (contact.suite or "À suivre") if contact.lisible else "À suivre"
        box = QCheckBox()
        state = ", en retard" if late else ""
        box.setAccessibleName(f"{words}, le {when}{state}")
        box.setToolTip("Fait")
        box.setFixedWidth(theme().px(18))
        box.clicked.connect(lambda _on=False, key=contact.id: self.step_done.emit(key))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(box)
        row.addWidget(ElidedText(words), 1)
        end = Text("en retard" if late else when, "legende", tone="late" if late else "")
        end.setToolTip(when)
        row.addWidget(end)
        self._column.addLayout(row)

    def _add_orientation(self, orientation: Orientation) -> None:
        words = orientation.structure_nom or self._catalogue.libelle(
            "types_orientation", orientation.type
        )
        late = days_late(orientation)
        if late > 0:
            self._line("send", words, f"{late}\u00a0j", "late")
        else:
            when = format_date(orientation.relance_le)[:5] if orientation.relance_le else ""
            self._line("send", words, f"relance {when}" if when else "")

    def _head(self, title: str, tone: str = "") -> None:
        if self._column.count():
            self._column.addSpacing(6)
        self._column.addWidget(Text(title, "legende_fort", tone=tone))

    def _line(self, icon: str, words: str, end: str = "", tone: str = "") -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(IconLabel(icon, "encre_2", 16))
        row.addWidget(ElidedText(words), 1)
        row.addWidget(Text(end, "legende", tone=tone))
        self._column.addLayout(row)

    def _nature(self, contact: Contact) -> str:
        return self._catalogue.libelle("natures_contact", contact.nature)
