"""A draft: what was being typed on a screen, kept to the word on this laptop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# The drafts of dialogs: `formulaire:<form>:<what it is about>`.
FORMULAIRE = "formulaire:"
# Of the draft of a form: the files chosen in it.
FICHIERS = "_fichiers"


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


@dataclass(frozen=True, slots=True)
class Fichier:
    """A file chosen in a form that is not saved: its name, the chunks its content was kept in,
    whether the form has already made a document of it, and its place when the form began, None
    when it was added since.
    """

    nom: str
    morceaux: tuple[str, ...]
    fait: bool = False
    rang: int | None = None

    def as_json(self) -> dict[str, object]:
        """Return it as a draft holds it."""
        held: dict[str, object] = {"nom": self.nom, "morceaux": list(self.morceaux)}
        return held | {"fait": self.fait, "rang": self.rang}


def files_of(contenu: Mapping[str, object]) -> tuple[Fichier, ...]:
    """Return the files that a draft holds; what is not one is left out."""
    held = contenu.get(FICHIERS)
    return tuple(
        Fichier(
            str(one.get("nom") or ""),
            tuple(map(str, names)),
            bool(one.get("fait")),
            # A draft of before places were kept holds what its form began with.
            rang if isinstance(rang := one.get("rang", place), int) else None,
        )
        for place, one in enumerate(held if isinstance(held, list) else ())
        if isinstance(one, dict) and isinstance(names := one.get("morceaux"), list) and names
    )
