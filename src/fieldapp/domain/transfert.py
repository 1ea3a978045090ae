"""A family that changes hands: from one référent to another, within an antenna or between two."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

# What becomes of the appointments to come when a family changes hands.
CONFIER, LAISSER = "CONFIER", "LAISSER"
RENDEZVOUS: Final = {
    CONFIER: "Les confier au nouveau référent",
    LAISSER: "Les laisser à qui les a pris",
}


@dataclass(frozen=True, slots=True)
class Transfert:
    """One change of hands. `le` is the ISO day it counts from; names are "" when not known.

    `moment` is the UTC instant at which it was written: what the former worker wrote later did
    not know of it.
    """

    id: str
    foyer_id: str
    de_unite: str
    vers_unite: str
    de_referent: str
    vers_referent: str
    le: str
    motif: str
    auteur: str
    moment: datetime

    @property
    def entre_antennes(self) -> bool:
        """Whether the family left its antenna."""
        return self.de_unite != self.vers_unite


@dataclass(frozen=True, slots=True)
class Tardif:
    """A change made by the former antenna after the family had left it; `moment` is UTC."""

    table: str
    row_id: str
    auteur: str
    moment: datetime

    @property
    def phrase(self) -> str:
        """What the reader is told: nothing is refused, and it is known for what it is."""
        day = self.moment.astimezone().strftime("%d/%m/%Y")
        return f"écrit après le transfert, le {day} par {self.auteur}"
