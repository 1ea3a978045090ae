"""Where a family lives and has lived: former addresses, a second present one, a move."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

PRINCIPALE, HEBERGEMENT, ALTERNEE = "PRINCIPALE", "HEBERGEMENT", "ALTERNEE"
POSTALE, AUTRE = "POSTALE", "AUTRE"
# The present main address stands in the household itself: `PRINCIPALE` here is a former one, or,
# without an end, the one that a family moves to on a day to come.
GENRES = {
    HEBERGEMENT: "Hébergement",
    ALTERNEE: "Résidence alternée",
    POSTALE: "Adresse postale ou domiciliation",
    AUTRE: "Autre adresse",
}
LIBELLES = {PRINCIPALE: "Ancienne adresse", **GENRES}
PROCHAINE = "Prochaine adresse"
# Who writes a move on its day: nobody, so nobody takes it back by mistake.
AUTEUR_CALENDRIER = "calendrier"
# The columns of a place, the same in the household and in an address.
LIEU = ("adresse", "complement", "code_postal", "commune", "code_insee")


@dataclass(frozen=True, slots=True)
class SaisieAdresse:
    """A former or a second address as typed. Dates are ISO texts; a street or a town is needed.

    `personne_id` names the person that it concerns, None for the whole household.
    """

    genre: str = HEBERGEMENT
    adresse: str | None = None
    complement: str | None = None
    code_postal: str | None = None
    commune: str | None = None
    code_insee: str | None = None
    debut: str | None = None
    fin: str | None = None
    personne_id: str | None = None
    precision: str | None = None


@dataclass(frozen=True, slots=True)
class SaisieDemenagement:
    """The new address of a family, and the day since when (today when none is given).

    A day to come plans the move: the address becomes the present one by itself that day.
    """

    le: str | None = None
    adresse: str | None = None
    complement: str | None = None
    code_postal: str | None = None
    commune: str | None = None
    code_insee: str | None = None


@dataclass(frozen=True, slots=True)
class Adresse:
    """A former or a second address as stored; the present main one is in `Foyer`."""

    id: str
    foyer_id: str
    personne_id: str | None
    genre: str
    adresse: str | None
    complement: str | None
    code_postal: str | None
    commune: str | None
    code_insee: str | None
    debut: str | None
    fin: str | None
    precision: str | None

    @property
    def lignes(self) -> tuple[str, ...]:
        """The lines of an envelope, without the name."""
        return lignes(self.adresse, self.complement, self.code_postal, self.commune)

    @property
    def _dit(self) -> tuple[object, ...]:
        return (self.genre, self.lignes, self.debut, self.fin, self.personne_id)

    def meme_que(self, autre: Adresse) -> bool:
        """Tell whether another row says just the same, as two posts may have noted it."""
        return self._dit == autre._dit

    def actuelle(self, jour: date) -> bool:
        """Tell whether people are to be found there on that day."""
        return (
            self.genre != PRINCIPALE
            and (self.fin is None or self.fin > jour.isoformat())
            and not self.a_venir(jour)
        )

    @property
    def prevue(self) -> bool:
        """Whether it is the address of a planned move."""
        return self.genre == PRINCIPALE and self.fin is None and self.debut is not None

    def a_venir(self, jour: date) -> bool:
        """Tell whether it only begins after that day."""
        return self.debut is not None and self.debut > jour.isoformat()


def lignes(
    adresse: str | None, complement: str | None, code_postal: str | None, commune: str | None
) -> tuple[str, ...]:
    """The lines of an address: street, complement, postcode and town; what is missing is left."""
    town = " ".join(part for part in (code_postal, commune) if part)
    return tuple(line for line in (adresse, complement, town) if line)


def planned_for(adresses: Iterable[Adresse], jour: date) -> Adresse | None:
    """Return the planned address where a family lives on that day; None when it has not moved."""
    begun = [one for one in adresses if one.prevue and not one.a_venir(jour)]
    return max(begun, key=lambda one: (one.debut or "", one.id), default=None)


def in_order(adresses: Iterable[Adresse], jour: date) -> tuple[Adresse, ...]:
    """Present addresses, those to come, then the former ones, the latest first, each once.

    Two posts that note the same move each keep the former address: it is shown once.
    """
    distinct: dict[object, Adresse] = {}
    for one in adresses:
        distinct.setdefault(one._dit, one)
    ordered = sorted(distinct.values(), key=lambda one: (one.fin or "", one.id), reverse=True)
    return tuple(sorted(ordered, key=lambda one: (not one.actuelle(jour), not one.a_venir(jour))))
