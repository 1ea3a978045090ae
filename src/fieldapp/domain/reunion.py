"""Uniting two versions of a text that both come from an older one, so that no word is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

EGAL, AJOUT, RETRAIT, ECART = "egal", "ajout", "retrait", "ecart"

_PARAGRAPHS = re.compile(r"[^\n]*\n*")
_WORDS = re.compile(r"\w+|\s+|[^\w\s]")

# A stretch of the older text and what each version made of it.
Region = tuple[list[str], list[str], list[str]]


@dataclass(frozen=True, slots=True)
class Morceau:
    """A stretch of text and what became of it: kept, added, taken away, or said otherwise."""

    texte: str
    genre: str


def unite(avant: str, ici: str, la_bas: str, auteur: str) -> tuple[Morceau, ...]:
    """Return the text that holds what both versions changed, in stretches.

    What one of them alone changed is taken. Where both wrote something new, ours stays and theirs
    follows in brackets with its author (`ECART`). Whole paragraphs are matched first, then words.
    """
    found: list[Morceau] = []
    for old, mine, theirs in _regions(*(_cut(_PARAGRAPHS, t) for t in (avant, ici, la_bas))):
        if mine in (theirs, old) or theirs == old:
            found += _one_sided(old, mine, theirs)
            continue
        words = (_cut(_WORDS, "".join(part)) for part in (old, mine, theirs))
        for stretch in _regions(*words):
            found += _settled(*stretch, auteur)
    return tuple(m for m in found if m.texte)


def text_of(morceaux: Sequence[Morceau]) -> str:
    """Return the united text as it would be kept."""
    return "".join(m.texte for m in morceaux)


def differences(avant: str, apres: str) -> tuple[Morceau, ...]:
    """Return what a version took away from and added to an older text, word by word."""
    old, new = _cut(_WORDS, avant), _cut(_WORDS, apres)
    found: list[Morceau] = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Morceau("".join(new[k:m]), EGAL))
            continue
        if j > i:
            found.append(Morceau("".join(old[i:j]), RETRAIT))
        if m > k:
            found.append(Morceau("".join(new[k:m]), AJOUT))
    return tuple(found)


def _one_sided(old: list[str], mine: list[str], theirs: list[str]) -> list[Morceau]:
    kept = theirs if mine == old else mine
    return [Morceau("".join(kept), EGAL if kept == old else AJOUT)]


def _settled(old: list[str], mine: list[str], theirs: list[str], auteur: str) -> list[Morceau]:
    ours, other = "".join(mine).strip(), "".join(theirs).strip()
    if not ours or not other:
        # What one took away and the other rewrote stays as it was rewritten.
        mine = theirs = mine if ours else theirs
    if mine in (theirs, old) or theirs == old:
        return _one_sided(old, mine, theirs)
    if not "".join(old).strip():
        # Both added something at one place: one after the other.
        between = "" if mine[-1].isspace() or theirs[0].isspace() else " "
        return [Morceau("".join(mine), AJOUT), Morceau(between + "".join(theirs), AJOUT)]
    tail = mine[-1] if mine[-1].isspace() else ""
    text = "".join(mine).rstrip()
    return [Morceau(text, AJOUT), Morceau(f" ({auteur}\u00a0: {other}){tail}", ECART)]


def _regions(base: list[str], mine: list[str], theirs: list[str]) -> Iterator[Region]:
    """Yield the three texts side by side, cut where all three agree."""
    in_mine, in_theirs = _matches(base, mine), _matches(base, theirs)
    i = a = b = 0
    for place in range(len(base) + 1):
        if place == len(base):
            next_a, next_b = len(mine), len(theirs)
        elif place in in_mine and place in in_theirs:
            next_a, next_b = in_mine[place], in_theirs[place]
        else:
            continue
        if place > i or next_a > a or next_b > b:
            yield base[i:place], mine[a:next_a], theirs[b:next_b]
        if place < len(base):
            yield [base[place]], [base[place]], [base[place]]
        i, a, b = place + 1, next_a + 1, next_b + 1


def _matches(old: list[str], new: list[str]) -> dict[int, int]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return {i + k: j + k for i, j, size in matcher.get_matching_blocks() for k in range(size)}


def _cut(pattern: re.Pattern[str], text: str) -> list[str]:
    return [piece for piece in pattern.findall(text) if piece]
