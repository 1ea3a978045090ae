"""What a free text tells of where somebody is: found again however it is written, and masked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from fieldapp.domain.telephone import chiffres
from fieldapp.domain.texte import tokens

ADRESSE_CACHEE = "[adresse masquée]"
COMMUNE_CACHEE = "[commune masquée]"
NUMERO_CACHE = "[numéro masqué]"

# « 14bis » is two words.
_WORD = re.compile(r"\d+|[^\W\d_]+")
_HYPHENS = frozenset("-\u2010\u2011")
# What people put between the figures of a number; three at most, as « ) - ».
_GAP = r"[\s.\-–_/()\u2010\u2011]{0,3}"
# Shorter numbers (15, 3919) are everybody's.
_NUMERO_MIN, _ETRANGER = 9, 8
# One way to write each word, the rest being how people shorten it.
_SHORT = {
    "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard", "bvd": "boulevard",
    "r": "rue", "rte": "route", "pl": "place", "ch": "chemin", "che": "chemin", "chem": "chemin",
    "all": "allee", "imp": "impasse", "sq": "square", "res": "residence", "bat": "batiment",
    "apt": "appartement", "app": "appartement", "appt": "appartement", "st": "saint",
    "ste": "sainte", "gal": "general", "gl": "general", "mal": "marechal", "dr": "docteur",
    "pdt": "president", "b": "bis",
}  # fmt: skip
_VOIES = frozenset(
    "rue avenue boulevard route place chemin allee impasse square residence quai cite cour "
    "passage ruelle sentier voie faubourg hameau clos".split()
)
_LINKS = frozenset("de du des d la le les l a au aux".split())


@dataclass(frozen=True, slots=True)
class Cache:
    """What must not be read of a family: streets (`lieux`), towns, numbers and e-mails.

    A town is looked for under its capital, and by itself.
    """

    lieux: tuple[str, ...] = ()
    communes: tuple[str, ...] = ()
    numeros: tuple[str, ...] = ()
    courriels: tuple[str, ...] = ()

    def hide(self, texte: str) -> str:
        """Return the text with what tells where the family is, or how to reach it, masked."""
        if not texte or not any((self.lieux, self.communes, self.numeros, self.courriels)):
            return texte
        texte = unicodedata.normalize("NFC", texte)
        for one in self.courriels:
            texte = re.sub(re.escape(one), NUMERO_CACHE, texte, flags=re.IGNORECASE)
        for one in self.numeros:
            texte = _hide_number(texte, one)
        streets = {spelling for lieu in self.lieux for spelling in _spellings(lieu)}
        texte = _cover(texte, _found(texte, streets), ADRESSE_CACHEE)
        towns = {tuple(word for *_, word in _words(commune)) for commune in self.communes}
        named = [span for span in _found(texte, towns) if _is_name(texte, *span)]
        return _cover(texte, named, COMMUNE_CACHEE)


def _hide_number(texte: str, numero: str) -> str:
    """In its national form or after the code of its country, whatever parts its figures."""
    figures = chiffres(numero)
    if len(figures) < _NUMERO_MIN:
        return texte
    if figures.startswith("0"):
        head, kept = rf"(?:(?:\+|00)\d{{2,3}}{_GAP}(?:\(0\){_GAP})?|0{_GAP})?", figures[1:]
    else:
        # Abroad, what is dialled there is not known: the end is, and nobody else has it.
        head, kept = rf"\+?(?:\d{_GAP}){{0,6}}?", figures[-_ETRANGER:]
    return re.sub(rf"(?<!\d){head}{_GAP.join(kept)}(?!\d)", NUMERO_CACHE, texte)


def _cover(texte: str, spans: Iterable[tuple[int, int]], words: str) -> str:
    for start, end in sorted(spans, reverse=True):
        texte = texte[:start] + words + texte[end:]
    return texte


def _found(texte: str, written: Collection[tuple[str, ...]]) -> list[tuple[int, int]]:
    """Where one of these runs of words stands in a text, the longest that begins at each place."""
    words = _words(texte)
    found: list[tuple[int, int]] = []
    for first, (start, _end, _word) in enumerate(words):
        if found and start < found[-1][1]:
            continue
        ends = [end for one in written if (end := _read(words, first, one)) is not None]
        if ends:
            found.append((start, max(ends)))
    return found


def _spellings(lieu: str) -> set[tuple[str, ...]]:
    """« 3 rue du Bois » is also « rue du Bois » and « 3, Bois »; « Le Moulin », « au Moulin »."""
    whole = tuple(word for *_, word in _words(lieu))
    bare = tuple(word for word in whole if word not in _LINKS)
    if len(bare) < 2:
        # One word by itself (« Mairie ») would be masked wherever it is written.
        return {(link, *bare) for link in _LINKS} if len(whole) > len(bare) else set()
    found = {bare}
    at = next((place for place, word in enumerate(bare) if word in _VOIES), None)
    if at is not None and len(bare) - at > 1:
        found.add(bare[at:])
        if at > 0:
            found.add(bare[:at] + bare[at + 1 :])
    return found


def _read(words: Sequence[tuple[int, int, str]], first: int, wanted: tuple[str, ...]) -> int | None:
    """Return where a street that begins at a word ends, or None; « de la » may come between."""
    place = first
    for number, word in enumerate(wanted):
        while number and place < len(words) and words[place][2] != word:
            if words[place][2] not in _LINKS:
                return None
            place += 1
        if place >= len(words) or words[place][2] != word:
            return None
        place += 1
    return words[place - 1][1]


def _is_name(texte: str, start: int, end: int) -> bool:
    """A town has a capital, and stands alone: « Calais » is not in « Pas-de-Calais »."""
    beside = texte[start - 1 : start] + texte[end : end + 1]
    return texte[start].isupper() and not set(beside) & _HYPHENS


def _words(texte: str) -> list[tuple[int, int, str]]:
    """Each word as it is compared, between where it starts and where it ends."""
    found = []
    for match in _WORD.finditer(texte):
        word = "".join(tokens(match[0]))
        found.append((match.start(), match.end(), _SHORT.get(word, word)))
    return found
