"""Phones and e-mails of a household: whose they are, what they are, how they are written."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from fieldapp.domain.errors import SaisieError
from fieldapp.domain.telephone import chiffres
from fieldapp.domain.texte import cite

TELEPHONE, COURRIEL = "TELEPHONE", "COURRIEL"
MOBILE, FIXE, TRAVAIL, TIERS = "MOBILE", "FIXE", "TRAVAIL", "TIERS"
# Whose line it is. A number of somebody else (« de la voisine ») is for us alone: never printed.
USAGES = {MOBILE: "mobile", FIXE: "fixe", TRAVAIL: "travail", TIERS: "chez quelqu’un d’autre"}

# Letters of every language, before the « @ » as after it (RFC 6531); what no address holds is a
# sign of another thing pasted with it: a bracket, a quotation mark, « mailto: ».
_SIGNS = r"@\s,;:<>()\[\]\"“”«»\\"
_LOCAL = rf"[^.{_SIGNS}]+(?:\.[^.{_SIGNS}]+)*"
_LABEL = rf"(?!-)[^.{_SIGNS}/_]+(?<!-)"
_COURRIEL = re.compile(
    rf"(?P<qui>{_LOCAL})@(?P<domaine>(?:{_LABEL}\.)+(?!-)[^.{_SIGNS}/_]{{2,}}(?<!-))"
)
_COURRIEL_MAX = 254  # RFC 5321, 4.5.3.1.3: a path of 256 octets with its two brackets
# Pasted with an address and never shown: controls, joiners, marks of direction.
_UNSEEN = frozenset({"Cc", "Cf"})
_MOBILE_FR = ("+336", "+337")


@dataclass(frozen=True, slots=True)
class SaisieCoordonnee:
    """A number or an e-mail as typed; `personnes` are ids, none for the whole household."""

    valeur: str = ""
    usage: str | None = None
    precision: str | None = None
    personnes: tuple[str, ...] = ()
    preferee: bool = False


@dataclass(frozen=True, slots=True)
class Coordonnee:
    """A number or an e-mail. `id` is "" when it stands on the record of one person.

    `personnes` are the ids of those whom it reaches, empty for the whole household.
    """

    id: str
    foyer_id: str
    genre: str
    valeur: str
    usage: str | None
    precision: str | None
    personnes: tuple[str, ...]
    preferee: bool

    def reaches(self, personne_id: str) -> bool:
        """Tell whether that person answers there."""
        return not self.personnes or personne_id in self.personnes


def genre_of(valeur: str) -> str:
    """Tell an e-mail from a phone number by its « @ »."""
    return COURRIEL if "@" in valeur else TELEPHONE


def same_key(valeur: str) -> str:
    """Under what two ways of writing one number, or one e-mail, are the same."""
    return fold_courriel(valeur) if "@" in valeur else chiffres(valeur)


def fold_courriel(texte: str) -> str:
    """An e-mail in small letters, each accent one sign with its letter, without unseen signs."""
    seen = "".join(c for c in texte if c.isspace() or unicodedata.category(c) not in _UNSEEN)
    return unicodedata.normalize("NFC", seen.lower()).strip()


def normalise_courriel(texte: str, champ: str = "courriel") -> str:
    """The e-mail as it is kept, in small letters; raises KnownError when nobody could write to it.

    Small letters: no provider in use tells capitals apart, and two spellings are one address.
    """
    cleaned = fold_courriel(texte).removeprefix("mailto:").strip("<>«»\u00a0 ")
    found = _COURRIEL.fullmatch(cleaned)
    if found is None or len(cleaned.encode()) > _COURRIEL_MAX:
        raise SaisieError(
            f"{cite(texte)} n’est pas une adresse électronique.",
            "Écrivez-la comme prenom.nom@exemple.fr.",
            champ=champ,
            garde="Le texte est gardé.",
        )
    return f"{found['qui']}@{'.'.join(map(_readable, found['domaine'].split('.')))}"


def _readable(label: str) -> str:
    """One part of a domain as one reads it: « xn--exmple-cua » is « exämple »."""
    try:
        return label.encode("ascii").decode("idna") if label.startswith("xn--") else label
    except UnicodeError:
        return label


def usage_of(valeur: str) -> str | None:
    """What a French number tells of itself: mobile or fixed; None for the rest."""
    if "@" in valeur or not valeur.startswith("+33"):
        return None
    return MOBILE if valeur.startswith(_MOBILE_FR) else FIXE
