"""What was lost with a post that will never send again, and how it is said to people."""

from __future__ import annotations

from dataclasses import dataclass

from fieldapp.domain.dates import format_date


@dataclass(frozen=True, slots=True)
class Trou:
    """Bundles of a post that lack, from `premier` to `dernier`; `suite` is the fingerprint of the
    last of them, as the bundle behind them names it."""

    de: str
    premier: int
    dernier: int
    suite: str


@dataclass(frozen=True, slots=True)
class Manque:
    """Changes of a post that nobody has, among those from `premier` to `dernier`."""

    premier: int
    dernier: int
    nombre: int


@dataclass(frozen=True, slots=True)
class Perte:
    """A gap that headquarters declared lost with its post. `le` is a UTC instant.

    `restent` are the numbers of its bundles that were not found again since; `manques` what the
    bundles behind them tell of the changes that went with them.
    """

    device: str
    nom: str
    premier: int
    dernier: int
    restent: tuple[int, ...]
    le: str
    motif: str
    manques: tuple[Manque, ...]


@dataclass(frozen=True, slots=True)
class LotsPerdus:
    """What declaring a loss did: the gaps it closed, the changes taken from behind them, and the
    sentences about what is still refused."""

    nom: str
    pertes: tuple[Perte, ...]
    recus: int
    refus: tuple[str, ...]


def phrase_perte(perte: Perte) -> str:
    """Say what a gap took, in plain words."""
    whose = f"poste de {perte.nom}" if perte.nom else f"poste {perte.device}"
    several = perte.dernier > perte.premier
    which = f"lots n° {perte.premier} à {perte.dernier}" if several else f"lot n° {perte.premier}"
    when = f"déclaré{'s' if several else ''} le {format_date(perte.le[:10])}"
    lost = f"{which}, perdu{'s' if several else ''} avec le {whose} ({when}\u00a0: {perte.motif})"
    return f"{_capital(lost)}. {_lacks(perte)}"


def _lacks(perte: Perte) -> str:
    if not perte.restent:
        return "Retrouvé depuis\u00a0: plus rien ne manque."
    if not perte.manques:
        return "Aucune modification ne manque entre ce qui précède et ce qui suit."
    return " ".join(_range(one) for one in perte.manques)


def _range(manque: Manque) -> str:
    if manque.premier == manque.dernier:
        return f"Il manque sa modification n° {manque.premier}."
    whole = manque.nombre == manque.dernier - manque.premier + 1
    many = f"{manque.nombre} modification{'s' if manque.nombre > 1 else ''}"
    which = many if whole else f"{many} parmi celles"
    return f"Il manque {which} n° {manque.premier} à {manque.dernier}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
