"""What a destroyed store leaves behind, and what is told to whoever opens the laptop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Efface:
    """What a destroyed store leaves behind: when and why, and nothing of anybody.

    `le` is a UTC instant; `motif` the reason that headquarters gave; `organisme` its code.
    """

    le: str
    motif: str
    organisme: str


def sentence(found: Efface) -> str:
    """Say what happened to the store: what is gone, what is kept, what to do."""
    day = datetime.fromisoformat(found.le).astimezone().strftime("%d/%m/%Y à %H:%M")
    return (
        f"Les données de ce poste ont été effacées le {day} sur l’ordre signé du siège "
        f"(motif\u00a0: {found.motif}). Tout ce qui y avait été saisi, hors brouillons et notes "
        "personnelles, avait d’abord été reçu par le siège, qui en a accusé réception. Pour "
        "travailler de nouveau ici, demandez une invitation au siège."
    )
