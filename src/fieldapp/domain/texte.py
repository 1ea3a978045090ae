"""Words as people type them: folding for search, tokens, French typography, casing of names."""

import re
import unicodedata

from fieldapp.domain.phonetique import sound

NBSP = "\u00a0"
# In signs, of what an error quotes.
CITE_MAX = 40

# Letters that Unicode does not decompose, so that « coeur » finds « cœur » and « Loewe » « Løwe ».
_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
# White space, every kind of apostrophe (U+02BC, U+00B4, U+2032 too), every kind of hyphen.
_SEPARATORS = re.compile(r"[\s'’‘`\u02bc\u00b4\u2032\-\u2010-\u2015\u2212_]+")
_WORD = re.compile(r"[^\W_]+")


def _fold_letters(texte: str) -> str:
    decomposed = unicodedata.normalize("NFKD", texte)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return bare.casefold().translate(_LETTERS)


# The letters of European languages, folded beforehand: a note is then read ten times faster.
_LATIN = {code: _fold_letters(chr(code)) for code in range(0xC0, 0x180) if chr(code).isalpha()}
_PLAIN = re.compile(r"[\x00-\x7f\u00a0«»€°…•’‘–—]*")


def fold(texte: str) -> str:
    """The text in lower case, without accents or ligatures; apostrophes and hyphens become spaces.

    Two spellings of one word fold to the same text: it is what the search index stores and asks.
    """
    folded = texte.translate(_LATIN)
    folded = folded.lower() if _PLAIN.fullmatch(folded) else _fold_letters(texte)
    return _SEPARATORS.sub(" ", folded).strip()


def tokens(texte: str) -> list[str]:
    """The folded words and numbers of a text, in order, punctuation left out."""
    return _WORD.findall(fold(texte))


def phonetic(mot: str) -> str:
    """The sound of a name as a short code; names that sound alike in French share it."""
    # The cedilla is the one accent that folding loses and the ear hears.
    return sound("".join(_WORD.findall(fold(mot.replace("ç", "ss").replace("Ç", "ss")))))


_BEFORE = re.compile(r"[ \u202f\u00a0]+([:;!?»%€])")
_AFTER_GUILLEMET = re.compile(r"«[ \u202f\u00a0]*(?=\S)")
_MISSING = re.compile(r"(?<=[^\W_])(?=[;!?:](?:\s|$))|(?<=[^\s\u00a0«])(?=»)")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")


def typographie(texte: str) -> str:
    """A worker's text with French typography: curly apostrophes and no-break spaces.

    U+00A0 is used everywhere because the embedded font has no U+202F. Hours (10:30), addresses
    of sites and ratios are left as they are. Applying it twice changes nothing more.
    """
    texte = _APOSTROPHE.sub("’", texte).replace("...", "…")
    texte = _BEFORE.sub(NBSP + r"\1", texte)
    texte = _AFTER_GUILLEMET.sub("«" + NBSP, texte)
    return _MISSING.sub(NBSP, texte)


_NAME_PART = re.compile(r"[^\s\-\u2010-\u2013'’]+|[\s\-\u2010-\u2013'’]+")
# Lower case inside a name (« Martin de La Tour »), never at its head (« De La Tour »).
_INNER_PARTICLES = {"de", "du", "des", "d", "et", "dit", "dite"}
# … and these only between two hyphens, as in « Saint-Pol-sur-Ternoise », « Bruay-la-Buissière ».
_PLACE_PARTICLES = {"la", "le", "les", "lès", "lez", "sur", "sous", "en", "au", "aux", "à", "l"}
_LINKS = {"née", "né", "épouse", "époux", "veuve", "veuf", "divorcée", "divorcé", "ép", "vve"}


def cite(texte: str) -> str:
    """Return what was typed between guillemets; a page pasted into a small field, its beginning."""
    said = " ".join(texte.split())
    return f"«{NBSP}{said if len(said) <= CITE_MAX else said[: CITE_MAX - 1] + '…'}{NBSP}»"


def initiale_minuscule(texte: str) -> str:
    """« Accueil d’insertion » reads on after a dash; « CAJ » and « PRE » stay as they are."""
    return texte if texte[1:2].isupper() else texte[:1].lower() + texte[1:]


def nom_propre(texte: str) -> str:
    """A family name, first name or place in the usual case: « LEFEBVRE » gives « Lefebvre ».

    A name already written in mixed case is the worker's choice: only its spaces are tidied.
    """
    texte = " ".join(texte.split()).replace("'", "’")
    if texte != texte.upper() and texte != texte.lower():
        return texte
    parts = _NAME_PART.findall(texte)
    return "".join(_name_part(parts, rank) for rank in range(len(parts)))


def _name_part(parts: list[str], rank: int) -> str:
    part = parts[rank].lower()
    if rank > 0 and (part in _LINKS or (part in _INNER_PARTICLES and rank < len(parts) - 1)):
        return part
    if part in _PLACE_PARTICLES and parts[rank - 1 : rank] == ["-"] == parts[rank + 1 : rank + 2]:
        return part
    if part.startswith("mc") and len(part) > 4:
        return "Mc" + _capital(part[2:])
    return _capital(part)


def _capital(part: str) -> str:
    # str.capitalize would turn « ǆ » or « ŉ » oddly; the first letter alone is what changes.
    return part[:1].upper() + part[1:]
