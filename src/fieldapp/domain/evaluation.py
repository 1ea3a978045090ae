"""A social assessment by chapter: a shared part, a professional part, and what changed between two.

Nothing is mandatory and nothing is scored (L29): what is counted is how many needs were noted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Final

from fieldapp.domain.ecrits import Entete

PARTAGEE, PROFESSIONNELLE = "PARTAGEE", "PROFESSIONNELLE"
PARTS: Final = {PARTAGEE: "Partie partagée", PROFESSIONNELLE: "Partie professionnelle"}

EGAL, AJOUT, RETRAIT = "EGAL", "AJOUT", "RETRAIT"
# Two texts of 10,000 letters in plain French have some 30,000 pairs of equal words.
PAIRES_MAX = 40_000
_SENTENCES = re.compile(r"[^.!?;\n]*[.!?;\n]+\s*|[^.!?;\n]+\Z")
_WORDS = re.compile(r"\s*\S+\s*")


@dataclass(frozen=True, slots=True)
class Chapitre:
    """One chapter of an assessment; every field may be empty.

    Shared with the family: `etat` (how things are, in a sentence), `besoins` (codes of the
    catalogue), `freins` and `appuis` (what hinders, what helps), `paroles` (the family's own
    words). Never printed for the family: `analyse`, the professional part.
    """

    code: str
    etat: str = ""
    besoins: tuple[str, ...] = ()
    freins: tuple[str, ...] = ()
    appuis: tuple[str, ...] = ()
    paroles: str = ""
    analyse: str = ""

    @property
    def vide(self) -> bool:
        """Whether nothing is written in it."""
        return self == Chapitre(self.code)

    @property
    def partage_vide(self) -> bool:
        """Whether nothing of it is for the family."""
        return self == Chapitre(self.code, analyse=self.analyse)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One dated version. `chapitres` holds those where something is written, by code."""

    id: str
    foyer_id: str
    version: int
    date: str
    auteur_id: str
    auteur: str
    chapitres: Mapping[str, Chapitre] = field(default_factory=dict)

    def chapitre(self, code: str) -> Chapitre:
        """Return a chapter, an empty one when nothing is written there."""
        return self.chapitres.get(code) or Chapitre(code)


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text and what became of it: EGAL, AJOUT (only after) or RETRAIT (only before)."""

    genre: str
    texte: str


@dataclass(frozen=True, slots=True)
class EcartChamp:
    """One field of a chapter in two versions: the words of each side, marked."""

    champ: str
    avant: tuple[Segment, ...]
    apres: tuple[Segment, ...]

    @property
    def change(self) -> bool:
        """Whether the two versions differ."""
        return any(s.genre != EGAL for s in (*self.avant, *self.apres))


@dataclass(frozen=True, slots=True)
class EcartChapitre:
    """A chapter in two versions."""

    code: str
    champs: tuple[EcartChamp, ...]

    @property
    def change(self) -> bool:
        """Whether anything differs in it."""
        return any(champ.change for champ in self.champs)


CHAMPS: Final = {
    "etat": "Situation",
    "besoins": "Besoins",
    "freins": "Freins",
    "appuis": "Appuis",
    "paroles": "Paroles de la famille",
    "analyse": "Partie professionnelle",
}


def compare(
    avant: Evaluation, apres: Evaluation, ordre: Sequence[str], besoins: Mapping[str, str]
) -> tuple[EcartChapitre, ...]:
    """Compare two versions chapter by chapter, in the order given; empty ones are left out.

    `besoins` gives the words of each code of need.
    """
    found = []
    for code in ordre:
        before, after = avant.chapitre(code), apres.chapitre(code)
        champs = tuple(
            ecart
            for champ in CHAMPS
            if (ecart := _compare_field(champ, before, after, besoins)).avant or ecart.apres
        )
        if champs:
            found.append(EcartChapitre(code, champs))
    return tuple(found)


def _compare_field(
    champ: str, before: Chapitre, after: Chapitre, besoins: Mapping[str, str]
) -> EcartChamp:
    old, new = getattr(before, champ), getattr(after, champ)
    if isinstance(old, tuple):
        words = besoins if champ == "besoins" else {}
        return EcartChamp(champ, *_compare_lists(old, new, words))
    return EcartChamp(champ, *compare_texts(old, new))


def _compare_lists(
    old: tuple[str, ...], new: tuple[str, ...], words: Mapping[str, str]
) -> tuple[tuple[Segment, ...], tuple[Segment, ...]]:
    before = tuple(Segment(EGAL if c in new else RETRAIT, words.get(c, c)) for c in old)
    after = tuple(Segment(EGAL if c in old else AJOUT, words.get(c, c)) for c in new)
    return before, after


def compare_texts(avant: str, apres: str) -> tuple[tuple[Segment, ...], tuple[Segment, ...]]:
    """Return the two texts cut into what is the same, what went and what came, word by word.

    Very long texts are compared sentence by sentence first: words that come back hundreds of times
    would take minutes.
    """
    before: list[Segment] = []
    after: list[Segment] = []
    for same, old, new in _align(avant, apres):
        if old:
            before.append(Segment(EGAL if same else RETRAIT, old))
        if new:
            after.append(Segment(EGAL if same else AJOUT, new))
    return tuple(before), tuple(after)


def _align(avant: str, apres: str) -> Iterator[tuple[bool, str, str]]:
    """The pieces of both texts in order, and whether they are the same."""
    for cut in (_WORDS, _SENTENCES):
        old, new = cut.findall(avant), cut.findall(apres)
        keys = [piece.strip() for piece in old], [piece.strip() for piece in new]
        counts = Counter(keys[1])
        if sum(counts[key] for key in keys[0]) <= PAIRES_MAX:
            break
    else:
        yield avant == apres, avant, apres
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        one, other = "".join(old[i1:i2]), "".join(new[j1:j2])
        whole = (one, other) == (avant, apres)
        if tag == "replace" and cut is _SENTENCES and not whole:
            yield from _align(one, other)
        else:
            yield tag == "equal", one, other


@dataclass(frozen=True, slots=True)
class Serie:
    """The needs noted in one version: how many per chapter. A count of words, never a score."""

    version: int
    date: str
    nombres: Mapping[str, int]


def count_besoins(evaluations: Iterable[Evaluation]) -> tuple[Serie, ...]:
    """Return how many needs each version notes per chapter, the oldest version first."""
    ordered = sorted(evaluations, key=lambda e: (e.version, e.date, e.id))
    return tuple(
        Serie(e.version, e.date, {code: len(c.besoins) for code, c in e.chapitres.items()})
        for e in ordered
    )


@dataclass(frozen=True, slots=True)
class ChapitrePartage:
    """A chapter as the family reads it: words, no code, and no professional part at all."""

    titre: str
    etat: str = ""
    besoins: tuple[str, ...] = ()
    freins: tuple[str, ...] = ()
    appuis: tuple[str, ...] = ()
    paroles: str = ""


@dataclass(frozen=True, slots=True)
class EvaluationPartagee:
    """What is printed of an assessment. It has no place for the professional part, on purpose."""

    entete: Entete
    personnes: str
    version: int
    date: str
    chapitres: tuple[ChapitrePartage, ...]
    gros_caracteres: bool = False
