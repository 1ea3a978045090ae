"""A fictional family before it is written: columns only, with ranks instead of ids."""

from __future__ import annotations

from dataclasses import dataclass

from fieldapp.domain.journal import Valeur

Champs = dict[str, Valeur]


@dataclass(frozen=True, slots=True)
class Membre:
    """A person of the family and the place there."""

    champs: Champs
    role: str

    @property
    def annee(self) -> int:
        """The year of birth."""
        return int(str(self.champs["naissance"])[:4])


@dataclass(frozen=True, slots=True)
class Evenement:
    """A contact or an orientation: `personne` is the rank of a member, `structure` that of a
    structure of the directory.
    """

    champs: Champs
    personne: int | None = None
    structure: int | None = None


@dataclass(frozen=True, slots=True)
class Fait:
    """A row about the household: an address, a number, a declared fact. `personnes` are ranks."""

    table: str
    champs: Champs
    personnes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Famille:
    """All that is written about one family. `rang` is its number in the demonstration."""

    rang: int
    foyer: Champs
    membres: tuple[Membre, ...]
    contact_sur: Champs | None
    accompagnements: tuple[Champs, ...]
    contacts: tuple[Evenement, ...]
    orientations: tuple[Evenement, ...]
    vie: tuple[Fait, ...] = ()
