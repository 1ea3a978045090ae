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
