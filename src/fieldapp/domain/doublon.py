"""How much two people look like one, and why: names, sounds, slips, birth dates, phones.

Nothing here decides: what is alike is told with its reasons, and a person compares. The points
never leave this module's callers; a file bears no score (L29).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from fieldapp.domain.telephone import chiffres
from fieldapp.domain.texte import phonetic, tokens

# From this many points on, somebody is worth telling about.
SEUIL = 60
_SHORTEST_SLIP = 4


@dataclass(frozen=True, slots=True)
class Identite:
    """What is known of somebody; the birth date is ISO. « » and None mean not known."""

    nom: str = ""
    prenom: str = ""
    nom_naissance: str | None = None
    naissance: str | None = None
    telephone: str | None = None


@dataclass(frozen=True, slots=True)
class Ressemblance:
    """How alike two people are: `points`, to sort by, and the `raisons` in French."""

    points: int
    raisons: tuple[str, ...]

    @property
    def probable(self) -> bool:
        """Whether it is worth telling."""
        return self.points >= SEUIL

    def phrase(self) -> str:
        """The reasons as one sentence without a full stop: « même nom, même prénom »."""
        return ", ".join(self.raisons)


@dataclass(frozen=True, slots=True)
class Trouve:
    """A family that holds somebody alike, as the agent may know it.

    When the agent may not read the file, `lisible` is False, `foyer_id`, `personne_id` and every
    fact are empty, and only the antenna (`antenne`) is told.
    """

    lisible: bool
    antenne: str
    foyer_id: str = ""
    personne_id: str = ""
    famille: str = ""
    personne: str = ""
    composition: str = ""
    commune: str = ""
    raisons: tuple[str, ...] = ()
    points: int = 0


@dataclass(frozen=True, slots=True)
class Paire:
    """Two people who look like one, each in a family that the agent may read."""

    foyer_id: str
    famille: str
    personne_id: str
    personne: str
    autre_foyer_id: str
    autre_famille: str
    autre_id: str
    autre: str
    raisons: tuple[str, ...]
    points: int

    @property
    def meme_famille(self) -> bool:
        """Whether one family holds both."""
        return self.foyer_id == self.autre_foyer_id


_NOTHING = Ressemblance(0, ())


def ressemblance(a: Identite, b: Identite) -> Ressemblance:
    """Compare two people. Symmetric; 0 when the names have nothing in common.

    A first name or a birth date that contradicts weighs against: twins, a father and a son who
    bear one name, are told apart.
    """
    nom = _noms(a, b)
    prenom = _prenoms(a.prenom, b.prenom)
    crossed = _inverted(a, b)
    if crossed is not None and crossed[0] > nom[0] + prenom[0]:
        nom, prenom = crossed, (0, "")
    if nom[0] <= 0:
        return _NOTHING
    naissance = _naissances(a.naissance, b.naissance)
    telephone = (0, "")
    if a.telephone and chiffres(a.telephone) == chiffres(b.telephone or ""):
        telephone = (20, "même téléphone")
    parts = (nom, prenom, naissance, telephone)
    points = sum(part[0] for part in parts)
    return Ressemblance(max(points, 0), tuple(part[1] for part in parts if part[1]))


def mots_du_nom(identite: Identite) -> list[str]:
    """The folded words of the name and of the birth name, each once."""
    return list(dict.fromkeys((*_words(identite.nom), *_words(identite.nom_naissance or ""))))


def noms_cherches(identite: Identite) -> list[str]:
    """The words to look for: those of the names, and each name in one word, « desmet »."""
    names = (identite.nom, identite.nom_naissance or "")
    joined = ("".join(_words(name)) for name in names if len(_words(name)) > 1)
    return list(dict.fromkeys((*mots_du_nom(identite), *joined)))


def initiales(prenom: str) -> tuple[str, ...]:
    """The letters of a first name of which nothing else is known: « J. », « J.-P. »; else none."""
    words = _words(prenom)
    return words if words and all(len(word) == 1 for word in words) else ()


# Hundreds of candidates bear the same few names: each is folded, and listened to, once.
@lru_cache(maxsize=8192)
def _words(texte: str) -> tuple[str, ...]:
    return tuple(tokens(texte))


@lru_cache(maxsize=8192)
def _sound(texte: str) -> str:
    return phonetic(texte)


def une_faute(a: str, b: str) -> bool:
    """Whether one slip parts two words: a letter added, lost, changed, or two exchanged."""
    if a == b or abs(len(a) - len(b)) > 1 or min(len(a), len(b)) < _SHORTEST_SLIP:
        return False
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    rest_a, rest_b = a[start:], b[start:]
    if len(a) > len(b):
        return rest_a[1:] == rest_b
    if len(b) > len(a):
        return rest_b[1:] == rest_a
    swapped = rest_a[:2] == rest_b[1::-1] and rest_a[2:] == rest_b[2:]
    return rest_a[1:] == rest_b[1:] or swapped


def _noms(a: Identite, b: Identite) -> tuple[int, str]:
    """Points and reason for the names, birth names included: the best of all pairings."""
    best = (0, "")
    for (name_a, born_a), (name_b, born_b) in product(_all_names(a), _all_names(b)):
        points, reason = _two_names(name_a, name_b)
        if points == 0:
            continue
        if born_a and born_b:
            reason = f"{reason} de naissance"
        elif born_a or born_b:
            points, reason = points - 4, f"nom de naissance et nom\u00a0: {reason}"
        best = max(best, (points, reason), key=lambda found: found[0])
    return max(best, _compound(a, b), key=lambda found: found[0])


def _all_names(identite: Identite) -> list[tuple[str, bool]]:
    """Each name, and whether it is the one of birth."""
    return [
        (text, born)
        for text, born in ((identite.nom, False), (identite.nom_naissance or "", True))
        if text.strip()
    ]


def _two_names(a: str, b: str) -> tuple[int, str]:
    """Points and reason for two names, spaces, hyphens and accents left out."""
    one, other = "".join(_words(a)), "".join(_words(b))
    if not one or not other:
        return 0, ""
    if one == other:
        return 40, "même nom"
    if _sound(a) == _sound(b) and min(len(one), len(other)) > 2:
        return 36, "le nom sonne pareil"
    if une_faute(one, other):
        return 35, "une lettre diffère dans le nom"
    return 0, ""


def _compound(a: Identite, b: Identite) -> tuple[int, str]:
    """« Lefevre-Dubois » is « Dubois, née Lefèvre »; « Dubois-Roy » may well be « Dubois »."""
    words_a, words_b = set(mots_du_nom(a)), set(mots_du_nom(b))
    if len(words_a) < 2 and len(words_b) < 2:
        return 0, ""
    if words_a == words_b:
        return 38, "nom et nom de naissance réunis"
    few, many = sorted((words_a, words_b), key=len)
    if not few or not _found_in(few, many):
        return 0, ""
    if len(few) == len(many):
        return (34, "noms composés presque pareils") if _found_in(many, few) else (0, "")
    if max(map(len, few)) <= 3:
        return 0, ""
    # Letter for letter, it is worth telling with one first name and no birth date.
    return (35 if few <= many else 28), "un des noms du nom composé"


def _found_in(words: set[str], others: set[str]) -> bool:
    return all(any(_same_word(word, other) for other in others) for word in words)


def _same_word(a: str, b: str) -> bool:
    return a == b or _sound(a) == _sound(b) or une_faute(a, b)


def _prenoms(a: str, b: str) -> tuple[int, str]:
    words_a, words_b = _words(a), _words(b)
    if not words_a or not words_b:
        return 0, ""
    one, other = "".join(words_a), "".join(words_b)
    if one == other:
        return 25, "même prénom"
    if _sound(a) == _sound(b):
        return 22, "le prénom sonne pareil"
    if une_faute(one, other):
        return 20, "une lettre diffère dans le prénom"
    if _begin_so(initiales(a), words_b) or _begin_so(initiales(b), words_a):
        return 20, "même initiale du prénom"
    if set(words_a) & set(words_b):
        return 20, "un prénom en commun"
    if len(min(one, other, key=len)) >= 3 and (one.startswith(other) or other.startswith(one)):
        return 15, "prénom abrégé"
    # Two first names are two people, unless all the rest agrees.
    return -30, ""


def _begin_so(letters: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Tell whether initials, if any, are those of first names, of which some may be left out."""
    shorter = 0 < len(letters) <= len(words)
    return shorter and all(map(str.startswith, words, letters))


def _inverted(a: Identite, b: Identite) -> tuple[int, str] | None:
    """The name written where the first name goes, and the reverse."""
    if not (a.nom and a.prenom and b.nom and b.prenom):
        return None
    name, first = _two_names(a.nom, b.prenom), _two_names(a.prenom, b.nom)
    if name[0] and first[0]:
        return min(name[0], first[0]) + 22, "nom et prénom inversés"
    return None


def _naissances(a: str | None, b: str | None) -> tuple[int, str]:
    if not a or not b:
        return 0, ""
    if a == b:
        return 35, "même date de naissance"
    if _day_and_month_swapped(a, b):
        return 22, "jour et mois de naissance inversés"
    if len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) == 1:
        return 15, "un chiffre diffère dans la date de naissance"
    return -30, ""


def _day_and_month_swapped(a: str, b: str) -> bool:
    parts_a, parts_b = a.split("-"), b.split("-")
    return len(parts_a) == len(parts_b) == 3 and parts_a == [parts_b[0], parts_b[2], parts_b[1]]


def best_first(found: Sequence[Trouve]) -> tuple[Trouve, ...]:
    """The likeliest first; each family once, and each antenna once where nothing may be read."""
    kept: dict[tuple[str, str], Trouve] = {}
    for one in sorted(found, key=lambda t: (not t.lisible, -t.points, t.famille, t.foyer_id)):
        kept.setdefault((one.foyer_id, "" if one.lisible else one.antenne), one)
    return tuple(kept.values())
