"""Who changed what and when, per field, with the former value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fieldapp.domain.journal import Valeur


@dataclass(frozen=True, slots=True)
class Changement:
    """One field changed by one act. `moment` is a UTC instant by the clock of its device."""

    moment: datetime
    auteur: str
    table: str
    row_id: str
    champ: str
    avant: Valeur
    apres: Valeur


@dataclass(frozen=True, slots=True)
class Acte:
    """What one transaction changed, for undo: its clock value and a French label."""

    hlc: int
    libelle: str


@dataclass(frozen=True, slots=True)
class Version:
    """One of the values in conflict: `preferee` marks the one that is shown meanwhile."""

    valeur: Valeur
    auteur: str
    moment: datetime
    preferee: bool


@dataclass(frozen=True, slots=True)
class Conflit:
    """A field that two people changed without seeing each other; both values are kept."""

    table: str
    row_id: str
    champ: str
    foyer_id: str | None
    foyer: str
    versions: tuple[Version, ...]
