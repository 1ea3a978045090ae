"""A step towards a right or a solution (démarche): what, who acts, by when, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from fieldapp.domain.contact import EQUIPE
from fieldapp.domain.errors import SaisieError

FAMILLE, TS, PARTENAIRE = "FAMILLE", "TS", "PARTENAIRE"
QUI: Final = {FAMILLE: "Famille", TS: "Service", PARTENAIRE: "Partenaire"}

PREVUE, EN_COURS, EN_ATTENTE, FAITE, ABANDONNEE = (
    "PREVUE", "EN_COURS", "EN_ATTENTE", "FAITE", "ABANDONNEE",
)  # fmt: skip
ETATS: Final = {
    PREVUE: "Prévue",
    EN_COURS: "En cours",
    EN_ATTENTE: "En attente",
    FAITE: "Faite",
    ABANDONNEE: "Abandonnée",
}
OUVERTES: Final = (PREVUE, EN_COURS, EN_ATTENTE)
LIBELLE_MAX = 200


@dataclass(frozen=True, slots=True)
class Piece:
    """A paper that the step needs, and whether it is there."""

    libelle: str
    fournie: bool = False


@dataclass(frozen=True, slots=True)
class SaisieDemarche:
    """What is typed of a step. Only `foyer_id` and `libelle` are needed.

    `qui` is who acts (a key of `QUI`), `echeance` an ISO date, `contact_id` the contact during
    which it was decided, `personne_id` the person it is for.
    """

    foyer_id: str
    libelle: str
    qui: str = TS
    organisme: str | None = None
    echeance: str | None = None
    etat: str = PREVUE
    pieces: tuple[Piece, ...] = ()
    personne_id: str | None = None
    contact_id: str | None = None
    note: str | None = None
    zone: str = EQUIPE


@dataclass(frozen=True, slots=True)
class Demarche:
    """A step as stored. `faite_le` is the day it was done; `personne`, whom it is for, in full."""

    id: str
    foyer_id: str
    libelle: str
    organisme: str | None
    qui: str
    echeance: str | None
    etat: str
    pieces: tuple[Piece, ...]
    personne_id: str | None
    personne: str
    contact_id: str | None
    note: str | None
    zone: str
    faite_le: str | None
    auteur_id: str
    auteur: str

    @property
    def ouverte(self) -> bool:
        """Whether something is still to be done."""
        return self.etat in OUVERTES

    @property
    def pieces_en_clair(self) -> str:
        """« 4 sur 5 », or nothing when no paper is needed."""
        if not self.pieces:
            return ""
        there = sum(1 for piece in self.pieces if piece.fournie)
        return f"{there} sur {len(self.pieces)}"

    def retard_jours(self, jour: date) -> int:
        """Days since it was due; 0 or less when it is not late, or when nothing is left to do."""
        if not self.ouverte or self.echeance is None:
            return 0
        return (jour - date.fromisoformat(self.echeance)).days


def sort_demarches(demarches: Iterable[Demarche]) -> tuple[Demarche, ...]:
    """Open ones first by due date (none last), then the finished ones, the latest first."""
    found = list(demarches)
    open_ones = [d for d in found if d.ouverte]
    open_ones.sort(key=lambda d: (d.echeance is None, d.echeance or "", d.libelle))
    ended = [d for d in found if not d.ouverte]
    ended.sort(key=lambda d: (d.faite_le or d.echeance or "", d.id), reverse=True)
    return (*open_ones, *ended)


def check_libelle(value: str | None) -> str:
    """Return the words of a step; raises KnownError when there are none, or far too many."""
    cleaned = " ".join((value or "").split())
    if not cleaned:
        raise SaisieError(
            "Il manque ce qui est à faire.",
            "Écrivez la démarche en quelques mots.",
            champ="libelle",
        )
    if len(cleaned) > LIBELLE_MAX:
        raise SaisieError(
            f"La démarche se dit en {LIBELLE_MAX} caractères au plus.",
            "Mettez le détail dans la note.",
            champ="libelle",
        )
    return cleaned


def check_pieces(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return the papers without empty or repeated lines."""
    kept: dict[str, Piece] = {}
    for piece in pieces:
        libelle = " ".join(piece.libelle.split())
        if libelle:
            kept.setdefault(libelle.casefold(), Piece(libelle, piece.fournie))
    return tuple(kept.values())
