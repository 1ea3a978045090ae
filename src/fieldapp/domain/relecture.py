"""Reading a note again before it is saved: what would be excessive in a file of a family.

Nothing here blocks. Each remark says where, and why the worker may want to write it otherwise.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from fieldapp.domain.nir import find_cartes, find_nir
from fieldapp.domain.texte import fold

NIR = "NIR"
CARTE = "CARTE"

_NIR_TEXTE = "Un numéro de sécurité sociale ne se garde pas dans un dossier. Le masquer\u00a0?"
_CARTE_TEXTE = "Un numéro de carte bancaire ne se garde pas dans un dossier. Le masquer\u00a0?"
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class ListeDeMots:
    """One family of words to read again: its code, the remark shown, the words.

    A word that ends with « * » stands for every word that begins so.
    """

    code: str
    remarque: str
    mots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remarque:
    """One place of a text (start and end offsets) and what to think about there."""

    code: str
    debut: int
    fin: int
    texte: str


@dataclass(frozen=True, slots=True)
class Vocabulaire:
    """The words of every list, ready to be compared: folded expressions of one to three words."""

    exacts: dict[tuple[str, ...], ListeDeMots]
    debuts: dict[str, ListeDeMots]


def prepare(listes: Iterable[ListeDeMots]) -> Vocabulaire:
    """Fold the words of the lists once, for `relire`."""
    exacts: dict[tuple[str, ...], ListeDeMots] = {}
    debuts: dict[str, ListeDeMots] = {}
    for liste in listes:
        for mot in liste.mots:
            if mot.endswith("*"):
                debuts[fold(mot[:-1])] = liste
            else:
                exacts[tuple(fold(mot).split())] = liste
    return Vocabulaire(exacts, debuts)


def relire(texte: str, vocabulaire: Vocabulaire) -> tuple[Remarque, ...]:
    """The remarks on a text, in reading order; empty when there is nothing to say."""
    remarques = [Remarque(NIR, a, b, _NIR_TEXTE) for a, b in find_nir(texte)]
    remarques += [Remarque(CARTE, a, b, _CARTE_TEXTE) for a, b in find_cartes(texte)]
    words = [(fold(m.group()), m.start(), m.end()) for m in _WORD.finditer(texte)]
    rank = 0
    while rank < len(words):
        length, liste = _match(words, rank, vocabulaire)
        if liste is not None:
            debut, fin = words[rank][1], words[rank + length - 1][2]
            remarques.append(Remarque(liste.code, debut, fin, liste.remarque))
        rank += length
    return tuple(sorted(remarques, key=lambda r: (r.debut, r.fin)))


def _match(
    words: list[tuple[str, int, int]], rank: int, vocabulaire: Vocabulaire
) -> tuple[int, ListeDeMots | None]:
    """How many words from `rank` make an expression of the lists, and which list; else 1, None."""
    for length in (3, 2, 1):
        expression = tuple(word for word, _, _ in words[rank : rank + length])
        if len(expression) == length and expression in vocabulaire.exacts:
            return length, vocabulaire.exacts[expression]
    word = words[rank][0]
    for end in range(4, len(word) + 1):
        if word[:end] in vocabulaire.debuts:
            return 1, vocabulaire.debuts[word[:end]]
    return 1, None
