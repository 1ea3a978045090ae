"""An unconditional welcome: a need, an answer, a commune, and nobody's name asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

# S001: the answer is one or several of exactly these four.
REPONSES: Final = {
    "ECOUTE": "Écoute",
    "CONSEILS": "Conseils",
    "ACCOMPAGNEMENT": "Accompagnement",
    "ORIENTATION": "Orientation",
}


@dataclass(frozen=True, slots=True)
class SaisieAccueil:
    """What is noted. Three things are needed: `besoins`, `reponses` and `commune`.

    `besoins` are codes of the catalogue, `reponses` codes of `REPONSES`. `moment` is local time
    (now when None). `lieu` is a place of itinérance (a mairie…), None at the site itself.
    `relais_verifie`: someone checked that the person reached the next service. All the rest is
    optional and only what the person wishes to say.
    """

    besoins: tuple[str, ...] = ()
    reponses: tuple[str, ...] = ()
    commune: str = ""
    code_insee: str | None = None
    moment: str | None = None
    lieu: str | None = None
    prenom: str | None = None
    contact: str | None = None
    langue: str | None = None
    interprete: bool = False
    note: str = ""
    relais_verifie: bool = False


@dataclass(frozen=True, slots=True)
class Accueil:
    """A welcome as stored. `foyer_id` is the file opened from it, if one was.

    `lisible` is False when what the person said is hidden from who asks: `besoins`, `note`,
    `prenom` and `contact` are then empty.
    """

    id: str
    unite: str
    site: str
    moment: str
    besoins: tuple[str, ...]
    reponses: tuple[str, ...]
    commune: str
    code_insee: str | None
    lieu: str | None
    prenom: str | None
    contact: str | None
    langue: str | None
    interprete: bool
    note: str
    relais_verifie: bool
    auteur_id: str
    auteur: str
    foyer_id: str | None
    lisible: bool = True


def wording(accueil: Accueil) -> str:
    """Return what a file opened from this welcome remembers of it: the answer, then the note."""
    answers = ", ".join(REPONSES.get(code, code).lower() for code in accueil.reponses)
    head = "Premier accueil" + (f" ({accueil.lieu})" if accueil.lieu else "")
    parts = [f"{head}\u00a0: {answers}." if answers else f"{head}."]
    if accueil.relais_verifie:
        parts.append("Relais vérifié.")
    if accueil.note:
        parts.append(accueil.note)
    return "\n".join(parts)
