"""What a search asks, what it finds, and why each thing was found."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from fieldapp.domain.coordonnee import fold_courriel
from fieldapp.domain.telephone import chiffres
from fieldapp.domain.texte import fold, tokens

FOYER, NOTE, DOCUMENT, STRUCTURE = "foyer", "note", "document", "structure"

# Why a loose match is there; an exact one needs no reason.
SANS_ACCENT = "Sans accent"
SONNE_PAREIL = "Sonne pareil"
ORTHOGRAPHE_PROCHE = "Orthographe proche"

# Where a search looks: everywhere, or behind one of the prefixes « # », « " », « @ ».
TOUT, NUMEROS, NOTES, ANNUAIRE = "tout", "numeros", "notes", "annuaire"
PREFIXES = {"#": NUMEROS, '"': NOTES, "«": NOTES, "“": NOTES, "@": ANNUAIRE}

_MAX_WORDS = 8
_MIN_FIGURES = 3
_MAX_VARIANTS = 8
_COURRIEL = re.compile(r"[^\s@]+@[^\s@]*")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Resultat:
    """One thing found: a family, a note or a document of a family, or a structure.

    `libelle` is the first line, `detail` the facts of the second one. `extrait` says what was
    found: the passage of a note; for the others, the detail, preceded by the person or number
    that matches when the first line does not show it. `objet_id` is the id of the thing itself
    (the contact of a note, the document); `foyer_id` is None for a structure. What is
    `personnel` is shown in the window and told nowhere else.
    """

    type: str
    foyer_id: str | None
    libelle: str
    detail: str = ""
    extrait: str = ""
    raison: str = ""
    objet_id: str = ""
    personnel: bool = False


@dataclass(frozen=True, slots=True)
class Demande:
    """What was typed, ready to be asked. `mots` are folded, `bruts` keep their accents.

    `variantes` are the words again, with neighbours joined (« l heureux » also asks
    « lheureux »). `figures` is the number typed, when it is nothing but a number; `courriel`
    the e-mail, or its beginning up to the « @ » at least.
    """

    portee: str
    mots: tuple[str, ...]
    bruts: tuple[str, ...]
    variantes: tuple[tuple[str, ...], ...]
    figures: str
    courriel: str = ""

    @property
    def collee(self) -> str:
        """All the words as one, as file numbers are compared."""
        return "".join(self.mots)


def parse_demande(texte: str) -> Demande | None:
    """Understand what was typed in the search box; None when there is nothing to look for."""
    texte = texte.strip()
    portee = PREFIXES.get(texte[:1], TOUT)
    if portee != TOUT:
        texte = texte[1:]
    every = tokens(texte)[:_MAX_WORDS]
    if not every:
        return None
    number = chiffres(texte)
    kept = [_without_single_letters(words) for words in (every, *_joined(every))]
    return Demande(
        portee,
        kept[0],
        tuple(_WORD.findall(texte.casefold())),
        tuple(dict.fromkeys(kept))[:_MAX_VARIANTS],
        number if len(number) >= _MIN_FIGURES else "",
        fold_courriel(texte) if _COURRIEL.fullmatch(texte) else "",
    )


def _joined(words: list[str]) -> list[list[str]]:
    """The words with two, then three neighbours in one: « van den b » is also « vandenb »."""
    return [
        [*words[:start], "".join(words[start : start + length]), *words[start + length :]]
        for length in (2, 3)
        for start in range(len(words) - length + 1)
    ]


def _without_single_letters(words: list[str]) -> tuple[str, ...]:
    """« l hopital » is « hopital »; a single letter alone is what was asked."""
    longer = tuple(word for word in words if len(word) > 1)
    return longer or tuple(words[:1])


def accents_differ(bruts: Collection[str], textes: Collection[str]) -> bool:
    """Whether a typed word is in these texts only once the accents are taken off."""
    written = [word for texte in textes for word in _WORD.findall(texte.casefold())]
    folded = [fold(word) for word in written]
    return any(
        not any(word.startswith(brut) for word in written)
        and any(word.startswith(fold(brut)) for word in folded)
        for brut in bruts
    )


def passage(texte: str, mots: Collection[str], *, avant: int = 40, longueur: int = 120) -> str:
    """The part of a note around the first word that begins like one of `mots`, on one line.

    Lengths are in characters; an ellipsis stands where something was left out.
    """
    texte = " ".join(texte.split())
    debuts = tuple(mots)
    found = next((m for m in _WORD.finditer(texte) if fold(m.group()).startswith(debuts)), None)
    start = 0 if found is None else found.start()
    begin = 0 if start <= avant else texte.find(" ", start - avant) + 1
    begin = start if begin > start or (begin == 0 and start > avant) else begin
    end = begin + longueur
    if end >= len(texte):
        end = len(texte)
    else:
        end = max(texte.rfind(" ", begin, end), found.end() if found else 0, begin + 1)
    return ("…" if begin > 0 else "") + texte[begin:end] + ("…" if end < len(texte) else "")
