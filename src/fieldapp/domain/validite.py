"""Until when the certificate of a post holds, and what is said about it as its end comes near."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

AVERTIR_JOURS = 30


@dataclass(frozen=True, slots=True)
class Validite:
    """The end of a certificate (`jusque`, UTC) and the whole days left, negative when over."""

    jusque: str
    jours: int

    @property
    def expiree(self) -> bool:
        """Whether it is over: nothing is exchanged any more, entry goes on."""
        return self.jours < 0

    @property
    def proche(self) -> bool:
        """Whether it ends within 30 days."""
        return 0 <= self.jours <= AVERTIR_JOURS


def validite(jusque: str, moment: datetime | None = None) -> Validite:
    """Return where a certificate stands at an instant (now unless told otherwise)."""
    left = datetime.fromisoformat(jusque) - (moment or datetime.now(UTC))
    return Validite(jusque, left.days)


def avertissement(found: Validite) -> str:
    """Return what the worker is told, "" when there is nothing to tell."""
    day = datetime.fromisoformat(found.jusque).astimezone().strftime("%d/%m/%Y")
    if found.expiree:
        return (
            f"Le certificat de ce poste a expiré le {day}\u00a0: le siège ne prend plus ses envois "
            "et ne lui envoie plus rien. Vous pouvez continuer à travailler, tout est enregistré "
            "ici. Demandez au siège de renouveler ce poste, puis synchronisez."
        )
    if found.proche:
        left = {0: "aujourd’hui", 1: "demain"}.get(found.jours, f"dans {found.jours} jours")
        return (
            f"Le certificat de ce poste expire {left} (le {day}). Il se renouvelle de lui-même "
            "quand le siège reçoit ce poste\u00a0: synchronisez d’ici là."
        )
    return ""
