"""The words of a drawing: under each person, on the line of a couple, on a household's edge."""

from __future__ import annotations

from datetime import date

from fieldapp.domain.dates import age, age_en_annees
from fieldapp.domain.foyer import Membre, Personne
from fieldapp.domain.genogramme.graphe import Noeud
from fieldapp.domain.genogramme.lettres import fit, wrap
from fieldapp.domain.lien import DIVORCE, INCONNUS, RYTHMES, SEPARATION, VEUVAGE, Lien
from fieldapp.domain.texte import NBSP

NAME_SIZE, SMALL_SIZE = 15.0, 13.0
ROOM = 132.0
MAJORITE = 18
_VOWELS = "aeiouyhàâäéèêëîïôöùûüœæAEIOUYHÀÂÄÉÈÊËÎÏÔÖÙÛÜŒÆ"


def short_name(personne: Personne) -> str:
    """Return the first name, or the name when there is none."""
    return personne.prenom or personne.nom or "Sans nom"


def short_age(personne: Personne, jour: date) -> str:
    """Return what stands inside a symbol: « 34 », « 14 m », « 12 j », or nothing."""
    if personne.naissance is None or personne.deces is not None:
        return ""
    words = age(personne.naissance, jour).split()
    if len(words) < 2:
        return ""
    return words[0] if words[1].startswith("an") else f"{words[0]}{NBSP}{words[1][0]}"


def rhythm(membre: Membre, *, there: bool = False) -> str:
    """Say which part of the time is spent here, or in the other household."""
    if membre.semaines in RYTHMES:
        return RYTHMES[membre.semaines][1 if there else 0]
    share = membre.part if membre.part is not None else 50
    return f"{100 - share if there else share}{NBSP}% du temps"


def name_lines(noeud: Noeud, jour: date) -> tuple[tuple[str, ...], int]:
    """Return the lines under a symbol, and how many of them are the name itself."""
    if noeud.membre is None:
        return (INCONNUS[noeud.civilite or "X"],), 1
    membre, personne = noeud.membre, noeud.membre.personne
    name = wrap(short_name(personne), NAME_SIZE, ROOM, 2, bold=True)
    about = (fit(line, SMALL_SIZE, ROOM) for line in _about(noeud, membre, jour) if line)
    return (*name, *about), len(name)


def _about(noeud: Noeud, membre: Membre, jour: date) -> tuple[str, ...]:
    personne = membre.personne
    if noeud.fantome:
        return (rhythm(membre, there=True),)
    if personne.deces is not None:
        return (f"†{NBSP}{personne.deces[:4]}",)
    if membre.precision:
        return membre.precision, rhythm(membre) if _shared(noeud, membre) else ""
    if _shared(noeud, membre):
        return (rhythm(membre),)
    adult = (
        personne.naissance is None or age_en_annees(personne.naissance, jour) >= MAJORITE
    ) and membre.role != "ENFANT"
    return (personne.nom if adult and personne.prenom else "",)


def _shared(noeud: Noeud, membre: Membre) -> bool:
    return noeud.ici and membre.partage


def couple_words(lien: Lien, feminine: bool) -> str:
    """Say what became of a couple, with the month: « séparés, 09/2026 »; nothing while it lasts."""
    if lien.en_cours:
        return ""
    ending = "es" if feminine else "s"
    words = {DIVORCE: f"divorcé{ending}", VEUVAGE: ""}.get(
        lien.etat or SEPARATION, f"séparé{ending}"
    )
    if not words:
        return ""
    return f"{words}, {lien.fin[5:7]}/{lien.fin[:4]}" if lien.fin else words


def of(name: str) -> str:
    """Return « d’Aurélie », « de Julien »."""
    return f"d’{name}" if name[:1] in _VOWELS else f"de {name}"
