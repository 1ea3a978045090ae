"""A draft: what was being typed on a screen, kept to the word on this laptop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# The drafts of dialogs: `formulaire:<form>:<what it is about>`.
FORMULAIRE = "formulaire:"


@dataclass(frozen=True, slots=True)
class Brouillon:
    """An interrupted entry. `contenu` holds the fields of the screen, `curseur` the position in
    the note (characters), `modifie_le` a UTC instant.
    """

    id: str
    ecran: str
    foyer_id: str | None
    contenu: Mapping[str, object]
    curseur: int
    modifie_le: str
