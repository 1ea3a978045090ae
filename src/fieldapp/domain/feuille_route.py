"""The road sheet of a day: what a worker needs on paper at each visit, and no more."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fieldapp.domain.ecrits import Entete


@dataclass(frozen=True, slots=True)
class OptionsFeuille:
    """`masquer_noms` prints initials and no notes; `pour_accueil` only hours, names and places."""

    masquer_noms: bool = False
    pour_accueil: bool = False


@dataclass(frozen=True, slots=True)
class Visite:
    """One appointment on the sheet; lists of French lines, ready to print."""

    rendezvous_id: str
    foyer_id: str | None
    heure: str
    duree: str
    qui: str
    nature: str
    lieu: str
    presents: tuple[str, ...] = ()
    faits: tuple[str, ...] = ()
    a_faire: tuple[str, ...] = ()
    papiers: str = ""
    prudence: str = ""


@dataclass(frozen=True, slots=True)
class FeuilleRoute:
    """A day on paper: `jour` is an ISO date; `visites` are in order of time."""

    entete: Entete
    jour: str
    visites: tuple[Visite, ...]
    pour_accueil: bool = False


def initials(nom: str) -> str:
    """« Delattre – Hennebelle » gives « D. H. »; « Aurélie Delattre » gives « A. D. »."""
    words = [w for w in nom.replace("–", " ").replace("-", " ").split() if w[:1].isalpha()]
    return " ".join(f"{word[0].upper()}." for word in words[:3])


def masked(visite: Visite) -> Visite:
    """Return the visit without any name: initials, and nothing that was written in words."""
    who = initials(visite.qui) if visite.foyer_id else visite.qui
    return replace(visite, qui=who, presents=(), faits=(), a_faire=())


def for_reception(visite: Visite) -> Visite:
    """Return what the reception desk needs: who comes when, and where."""
    return replace(visite, presents=(), faits=(), a_faire=(), papiers="", prudence="")
