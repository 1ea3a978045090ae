"""What the printed bordereau of a central export says: what is handed over, how to check it."""

from __future__ import annotations

from dataclasses import dataclass

from fieldapp.domain.ecrits import Entete


@dataclass(frozen=True, slots=True)
class LigneTable:
    """A table: its name and meaning, its rows, its masked cells, who may read it."""

    nom: str
    contenu: str
    lignes: int
    masquees: int
    libre: bool


@dataclass(frozen=True, slots=True)
class LigneFichier:
    """A file: its name, rows, bytes and SHA-256 in hexadecimal."""

    nom: str
    lignes: int
    octets: int
    sha256: str


@dataclass(frozen=True, slots=True)
class BordereauImprime:
    """An export as it is printed. `etabli_le` is in words, by the clock of headquarters.

    `suite` says in a sentence which export it completes, and is empty when it covers everything;
    `suppressions` are the lines to take out of it; `pertes` says what was lost with a post.
    """

    entete: Entete
    nominatif: bool
    numero: int
    etabli_le: str
    suite: str
    suppressions: int
    formats: str
    logiciel: str
    seuil: int
    conflits: int
    tables: tuple[LigneTable, ...]
    fichiers: tuple[LigneFichier, ...]
    pertes: tuple[str, ...] = ()
