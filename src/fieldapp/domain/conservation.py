"""Which files come to the end of their retention: the clock, and what a line of the list holds.

The active base keeps a file two years after the last contact with the person, and a file is
listed from 22 months on (L07, délib. Cnil 2023-095).
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from fieldapp.domain.dates import format_date
from fieldapp.domain.ecrits import Entete
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import CONSERVATION_ANS, kept_until
from fieldapp.domain.texte import NBSP

ANNONCE_MOIS = 2
TOUS, ECHUS, PROCHES = "tous", "echus", "proches"
FILTRES = {
    TOUS: "Tous",
    ECHUS: "Échus",
    PROCHES: f"À échéance dans {ANNONCE_MOIS}{NBSP}mois",
}
# The same on paper, where no other filter stands beside it.
TITRES = FILTRES | {TOUS: f"Échus, et à échéance dans {ANNONCE_MOIS}{NBSP}mois"}
TRIS = ("echeance", "nom", "referent")
VIDE = "Aucun dossier n’arrive à échéance."
# What is true today of a file whose term has come, said wherever the list is.
RIEN_NE_S_EFFACE = (
    "Rien n’est effacé de soi-même\u00a0: à l’échéance, le dossier reste entier et se lit comme "
    "avant."
)
SEUL = "le dossier seul"
# Sorts before every ISO date, and after the empty text of a family never met.
_TOUJOURS = "0"
_MOTS = (
    ("personnes", "personne"),
    ("contacts", "contact"),
    ("orientations", "orientation"),
    ("demarches", "démarche"),
    ("evaluations", "évaluation"),
    ("contrats", "contrat"),
    ("documents", "document"),
    ("rendezvous", "rendez-vous"),
)


@dataclass(frozen=True, slots=True)
class Contenu:
    """How much a file holds, personal notes and documents left out.

    `personnes` are those who belong to no other household.
    """

    personnes: int = 0
    contacts: int = 0
    orientations: int = 0
    demarches: int = 0
    evaluations: int = 0
    contrats: int = 0
    documents: int = 0
    rendezvous: int = 0

    @property
    def phrase(self) -> str:
        """« 2 personnes, 12 contacts, 1 orientation »."""
        told = ((getattr(self, name), word) for name, word in _MOTS)
        return ", ".join(_counted(number, word) for number, word in told if number) or SEUL


@dataclass(frozen=True, slots=True)
class LigneConservation:
    """A file in the list. `depuis` is the ISO date that retention counts from: that of the last
    contact, or of the opening when there was none (`rencontree` is then False).
    """

    foyer_id: str
    nom: str
    depuis: str
    rencontree: bool
    referent: str
    contenu: Contenu = Contenu()

    @property
    def echeance(self) -> date:
        """The day on which retention ends."""
        return kept_until(self.depuis)

    @property
    def dernier_contact(self) -> str:
        """« 17/11/2026 », or when the file of a family never met was opened."""
        jour = format_date(self.depuis)
        return jour if self.rencontree else f"Aucun (ouvert le {jour})"

    def echue(self, jour: date) -> bool:
        """Tell whether the term has come on that day."""
        return self.echeance <= jour

    def echeance_mots(self, jour: date) -> str:
        """« Échu 17/11/2026 » once the term has come, « Le 12/01/2027 » before."""
        return f"{'Échu' if self.echue(jour) else 'Le'} {format_date(self.echeance)}"


@dataclass(frozen=True, slots=True)
class PageConservation:
    """A window on the list, and how many files each filter shows."""

    lignes: tuple[LigneConservation, ...]
    comptes: dict[str, int]


@dataclass(frozen=True, slots=True)
class ListeConservation:
    """The list on paper; `total` counts the files of the filter, printed here or not."""

    entete: Entete
    filtre: str
    jour: str
    lignes: tuple[LigneConservation, ...]
    total: int


def clock(depuis: str, *, rencontree: bool) -> str:
    """Say where the day comes from: last contact + 2 years, and that editing moves nothing."""
    first = (
        "Dernier contact avec la personne le"
        if rencontree
        else "Aucun contact avec la personne\u00a0: dossier ouvert le"
    )
    return (
        f"{first} {format_date(depuis)} + {CONSERVATION_ANS}{NBSP}ans = "
        f"{format_date(kept_until(depuis))}. Modifier le dossier ne repousse pas la date."
    )


def bounds(filtre: str, jour: date) -> tuple[str, str]:
    """Return the first ISO date that a filter shows on a day, and the first that it does not any
    more, both of what retention counts from.

    Raises KnownError for a filter that does not exist.
    """
    due, soon = _after_last_due(jour), _after_last_due(_months_after(jour, ANNONCE_MOIS))
    found = {TOUS: (_TOUJOURS, soon), ECHUS: (_TOUJOURS, due), PROCHES: (due, soon)}
    if filtre not in found:
        raise KnownError(
            f"Le filtre «\u00a0{filtre}\u00a0» n’existe pas. Utilisez\u00a0: {', '.join(FILTRES)}."
        )
    return found[filtre]


def _after_last_due(jour: date) -> str:
    """The day after the last one from which two years have run on that day, in ISO."""
    try:
        last = jour.replace(year=jour.year - CONSERVATION_ANS)
    except ValueError:  # 29 February
        last = jour.replace(year=jour.year - CONSERVATION_ANS, day=28)
    return (last + timedelta(days=1)).isoformat()


def _months_after(jour: date, mois: int) -> date:
    year, month = divmod(jour.month - 1 + mois, 12)
    year, month = jour.year + year, month + 1
    return date(year, month, min(jour.day, calendar.monthrange(year, month)[1]))


def _counted(number: int, word: str) -> str:
    plural = "" if number < 2 or word.endswith("s") else "s"
    return f"{number}{NBSP}{word}{plural}"
