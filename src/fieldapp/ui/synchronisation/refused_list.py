"""Refused items, as sentences with their remedy; everything refused is still here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.domain.echange import Refus
from fieldapp.sync.folder import POSTES
from fieldapp.ui.announce import announce
from fieldapp.ui.clipboard import copy
from fieldapp.ui.texte import jour_et_heure
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.card import Card
from fieldapp.ui.widgets.folding import FoldingRow
from fieldapp.ui.widgets.icon_label import IconLabel
from fieldapp.ui.widgets.text import Text

_OWN = (
    "Un envoi de ce poste est refusé par le siège",
    "Rien n’est perdu\u00a0: tout est gardé ici. Synchronisez de nouveau. Si le refus revient, "
    "copiez ce message et donnez-le au siège.",
)
_THEIRS = (
    "Un envoi du siège n’a pas pu être pris",
    "Synchronisez de nouveau\u00a0: le siège le redépose de lui-même. Si cela dure, copiez ce "
    "message et donnez-le au siège.",
)


class RefusedList(QWidget):
    """One card with a brick edge per refusal; empty, it takes no room.

    With `remede`, those of a post: each says what to do, and does it. Signals: `sync_asked()`;
    `list_asked()`, to see what is refused.
    """

    sync_asked = Signal()
    list_asked = Signal()

    def __init__(self, parent: QWidget | None = None, *, remede: bool = False) -> None:
        super().__init__(parent)
        self._remede = remede
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.hide()

    def show_refusals(self, refus: Sequence[Refus]) -> None:
        """Show the refusals."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for one in refus:
            self._column.addWidget(self._card(one))
        self.setVisible(bool(refus))

    def _card(self, refus: Refus) -> Card:
        card = Card()
        card.setProperty("tone", "late")
        own = refus.fichier.startswith(f"{POSTES}/")
        title, todo = _OWN if own else _THEIRS
        where = f"{refus.fichier} · {jour_et_heure(refus.vu_le)}"
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Text(title if self._remede else "Un envoi n’a pas pu être pris", "fort"))
        words.addWidget(Text(_said(refus, self._remede and own), wrap=True, selectable=True))
        if self._remede:
            words.addWidget(Text(todo, "second", wrap=True))
        words.addWidget(Text(where, "legende", wrap=True))
        if self._remede:
            words.addSpacing(4)
            words.addWidget(self._acts(refus, where, own=own))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(IconLabel("circle-alert", "retard", 20), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        card.body.addLayout(row)
        return card

    def _acts(self, refus: Refus, where: str, *, own: bool) -> QWidget:
        again = Button("Synchroniser de nouveau", "refresh-cw", kind="petit")
        again.clicked.connect(self.sync_asked)
        take = Button("Copier pour le siège", "copy", kind="petit")

        def copied() -> None:
            copy(f"{refus.raison}\n{where}")
            take.set_label("Copié", "check")
            announce(take, "Message copié")

        take.clicked.connect(copied)
        see = Button("Voir ce qui est refusé", "list-checks", kind="petit")
        see.clicked.connect(self.list_asked)
        row = FoldingRow(8)
        for button in (again, see, take) if own else (again, take):
            row.add(button)
        row.add(QWidget(), 1, only_beside=True)
        return row


def _said(refus: Refus, own: bool) -> str:
    """Return the reason; what headquarters says of itself after it is not for who reads it here."""
    return refus.raison.partition(" Rien n’a été pris")[0] if own else refus.raison
