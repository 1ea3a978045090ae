"""The follow-up in two lines: what is open, since when, with whom; offers that wait."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.domain.accompagnement import (
    MODES,
    NIVEAUX,
    REPONSES,
    SOCIAL,
    Accompagnement,
    CoIntervenant,
    Proposition,
)
from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.dates import format_date
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.ui.delegates.paint import BadgeSpec
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.badge import Badge
from fieldapp.ui.widgets.buttons import Button, LinkButton
from fieldapp.ui.widgets.card import Card
from fieldapp.ui.widgets.icon_label import IconLabel
from fieldapp.ui.widgets.text import Text

NOTHING = "Aucun accompagnement ouvert. La famille est libre d’accepter ou non une offre."

_NARROW = 720


@dataclass(frozen=True, slots=True)
class Suivi:
    """What the card shows."""

    accompagnements: tuple[Accompagnement, ...]
    propositions: tuple[Proposition, ...]
    co_intervenants: tuple[CoIntervenant, ...]

    @property
    def ouvert(self) -> Accompagnement | None:
        """The open follow-up, the strongest when there are several."""
        opened = [s for s in self.accompagnements if s.fin is None]
        opened.sort(key=lambda s: s.niveau != SOCIAL)
        return opened[0] if opened else None

    @property
    def invites(self) -> tuple[CoIntervenant, ...]:
        """Colleagues whose invitation stands today."""
        return tuple(c for c in self.co_intervenants if c.actif(aujourd_hui()))

    @property
    def derniere(self) -> Proposition | None:
        """The offer to speak of: the one that waits, else the latest refused or unanswered."""
        return next((p for p in self.propositions if p.accompagnement_id is None), None)


class SuiviCard(Card):
    """Signals: `propose_asked()`; `answer_asked(Proposition)`; `dates_asked(Accompagnement)`;
    `invite_asked(Accompagnement)`; `uninvite_asked(CoIntervenant)`.
    """

    propose_asked = Signal()
    answer_asked = Signal(object)
    dates_asked = Signal(object)
    invite_asked = Signal(object)
    uninvite_asked = Signal(object)

    def __init__(self, catalogue: Catalogue, *, writable: bool) -> None:
        super().__init__()
        self._catalogue, self._writable = catalogue, writable
        self._suivi: Suivi | None = None
        self._badge = Badge(BadgeSpec(""))
        self.words = Text("", wrap=True)
        self.dates = Button("Dates", "calendar-clock", kind="petit")
        self.invite = Button("Inviter", "user-plus", kind="petit")
        self.invite.setAccessibleName("Inviter un co-intervenant")
        self.propose = Button("Proposer une offre", "hand-heart", kind="petit")
        self.answer = Button("Réponse", kind="petit")
        self.answer.setAccessibleName("Noter la réponse de la famille")
        self.offer = Text("", "legende", wrap=True)
        self._offer_badge = Badge(BadgeSpec(""))
        self._offer_line = QWidget()
        self._team_line = QWidget()
        self._team = QHBoxLayout(self._team_line)
        self.removals: dict[str, LinkButton] = {}
        self._build()
        self.propose.clicked.connect(self.propose_asked)
        self.answer.clicked.connect(self._answer)
        self.dates.clicked.connect(lambda: self._on_open(self.dates_asked))
        self.invite.clicked.connect(lambda: self._on_open(self.invite_asked))

    def show_suivi(self, suivi: Suivi) -> None:
        """Show the follow-up of a family."""
        self._suivi = suivi
        opened, offer = suivi.ouvert, suivi.derniere
        self._badge.setVisible(opened is not None)
        self.words.setText(self._opened_words(opened) if opened is not None else NOTHING)
        if opened is not None:
            self._badge.set_spec(BadgeSpec(NIVEAUX.get(opened.niveau, opened.niveau), "primaire"))
        self.dates.setVisible(self._writable and opened is not None)
        self.invite.setVisible(self._writable and opened is not None)
        self.propose.setVisible(self._writable)
        self._offer_line.setVisible(offer is not None)
        if offer is not None:
            self.offer.setText(self._offer_words(offer))
            self._offer_badge.set_spec(_answer_badge(offer))
        self.answer.setVisible(self._writable)
        self._show_team(suivi.invites)

    def _build(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self._badge)
        first.addWidget(self.words, 1)
        second = QHBoxLayout(self._offer_line)
        second.setContentsMargins(0, 0, 0, 0)
        second.setSpacing(8)
        second.addWidget(IconLabel("hand-heart", "encre_2", 16))
        second.addWidget(self.offer, 1)
        second.addWidget(self._offer_badge)
        second.addWidget(self.answer)
        self._team.setContentsMargins(0, 0, 0, 0)
        self._team.setSpacing(8)
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addLayout(first)
        column.addWidget(self._offer_line)
        acts = QHBoxLayout()
        acts.setSpacing(8)
        acts.addStretch(1)
        for button in (self.propose, self.invite, self.dates):
            acts.addWidget(button)
        self._last = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._last.setSpacing(8)
        self._last.addWidget(self._team_line, 1)
        self._last.addLayout(acts)
        column.addLayout(self._last)
        self.body.addLayout(column)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put who is invited above the buttons where a name would be cut beside them."""
        super().resizeEvent(event)
        narrow = self.width() < theme().px(_NARROW)
        direction = QBoxLayout.Direction
        self._last.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)

    def set_catalogue(self, catalogue: Catalogue) -> None:
        """Take the words of today; the file is read again and shows them."""
        self._catalogue = catalogue

    def _opened_words(self, suivi: Accompagnement) -> str:
        libelle = self._catalogue.libelle
        parts = []
        if suivi.offre:
            local = {True: " (socle national)", False: " (offre locale)", None: ""}[suivi.socle]
            parts.append(libelle("offres_de_service", suivi.offre) + local)
        elif suivi.domaine:
            parts.append(libelle("domaines", suivi.domaine))
        if suivi.debut:
            parts.append(f"depuis le {format_date(suivi.debut)}")
        if suivi.revue_le:
            parts.append(f"point le {format_date(suivi.revue_le)}")
        if suivi.fin_prevue:
            parts.append(f"fin prévue le {format_date(suivi.fin_prevue)}")
        return " · ".join(parts)

    def _offer_words(self, offer: Proposition) -> str:
        label = self._catalogue.libelle("offres_de_service", offer.offre)
        how = f", {MODES[offer.mode].lower()}" if offer.mode in MODES else ""
        why = f" ({offer.fait_generateur})" if offer.fait_generateur else ""
        return f"{label}{why}\u00a0: proposé le {format_date(offer.propose_le)}{how}"

    def _show_team(self, invited: tuple[CoIntervenant, ...]) -> None:
        while (item := self._team.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.removals.clear()
        if not invited:
            self._team.addStretch(1)
            return
        self._team.addWidget(IconLabel("users-round", "encre_2", 16))
        self._team.addWidget(Text("Co-intervenants\u00a0:", "legende"))
        for person in invited:
            until = f" jusqu’au {format_date(person.fin)}" if person.fin else ""
            self._team.addWidget(Text(f"{person.agent}{until}", "legende_fort"))
            if self._writable:
                link = LinkButton("Retirer")
                link.setAccessibleName(f"Retirer l’invitation de {person.agent}")
                link.clicked.connect(
                    lambda _on=False, person=person: self.uninvite_asked.emit(person)
                )
                self.removals[person.id] = link
                self._team.addWidget(link)
        self._team.addStretch(1)

    def _answer(self) -> None:
        if self._suivi is not None and self._suivi.derniere is not None:
            self.answer_asked.emit(self._suivi.derniere)

    def _on_open(self, asked: object) -> None:
        opened = self._suivi.ouvert if self._suivi is not None else None
        emit = getattr(asked, "emit", None)
        if opened is not None and callable(emit):
            emit(opened)


def _answer_badge(offer: Proposition) -> BadgeSpec:
    if offer.reponse is None:
        return BadgeSpec("Réponse attendue", "warn", "clock")
    return BadgeSpec(REPONSES.get(offer.reponse, offer.reponse), "neutre", "circle-minus")
