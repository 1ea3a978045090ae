"""Numbers that must not be kept: social security numbers (NIR) and bank cards, found in any text.

There is no NIR field anywhere in the program; this finds the ones that people type all the same.
"""

import re

NIR_MASQUE = "[numéro de sécurité sociale retiré]"
CARTE_MASQUEE = "[numéro de carte retiré]"

# Between two groups of one number: spaces of any kind, dots, hyphens, slashes. Two at most, so
# that two numbers far apart in a sentence never make one.
_SEP = r"[ \u00a0\u202f\t./\-\u2010\u2011–_]{0,2}"
# A run is digits (and the 2A, 2B of Corsica) that separators alone part.
_RUN = re.compile(rf"\d(?:{_SEP}(?:\d|(?<=2)[ABab](?={_SEP}\d)))*")
# No shorter run can hold one. Nearly every text is let go here, ten times sooner.
_LONG_ENOUGH = re.compile(rf"\d(?:{_SEP}[\dABab]){{12}}")
_GROUP = re.compile(r"(?:\d|[ABab])+")
# IBAN: its groups of four may contain anything, so the whole of it is left out.
_IBAN = re.compile(
    r"\b[A-Z]{2}\d{2}(?:[ \u00a0\u202f]?[A-Z0-9]{4}){2,7}(?:[ \u00a0\u202f]?[A-Z0-9]{1,4})?\b"
)
_SHAPE = re.compile(
    r"(?P<sexe>[123478])\d\d(?P<mois>\d\d)(?P<dept>\d\d|2[AB])\d{3}\d{3}(?P<cle>\d\d)?\Z"
)
# How the number is printed on the card (1 85 03 62 498 123 45), the surest sign that it is one.
_PRINTED = ([1, 2, 2, 2, 3, 3], [1, 2, 2, 2, 3, 3, 2])
# Letters glued before the digits are an identifier of something else, except these.
_LABEL = re.compile(r"(?:nir|ss|secu|sécu|n|no|num|insee)\Z", re.IGNORECASE)


def _month_is_possible(mois: int) -> bool:
    # 20 and above: births whose month is unknown or foreign, as Insee codes them.
    return 1 <= mois <= 12 or mois == 20 or 30 <= mois <= 42 or 50 <= mois <= 99


def _key(number: str) -> int:
    digits = number.replace("2A", "19", 1) if number[5:7] == "2A" else number
    digits = digits.replace("2B", "18", 1) if digits[5:7] == "2B" else digits
    return 97 - int(digits) % 97


def _is_nir(number: str, groups: list[int]) -> bool:
    """Whether these 13 or 15 characters are a NIR; `groups` are the lengths as they are written."""
    shape = _SHAPE.match(number)
    if shape is None or not _month_is_possible(int(shape["mois"])) or shape["dept"] == "00":
        return False
    if shape["cle"] is not None:
        return int(shape["cle"]) == _key(number[:13])
    # Without a key, temporary numbers (3, 4, 7, 8) look like any bar code or account number.
    return groups in _PRINTED or shape["sexe"] in "12"


def find_nir(texte: str) -> tuple[tuple[int, int], ...]:
    """The places (start, end) of the social security numbers in a text, in order.

    With or without their key, with spaces or dots, Corsica included. Phone numbers, SIRET,
    dates and IBAN are not taken for one.
    """
    if not _LONG_ENOUGH.search(texte):
        return ()
    ibans = [match.span() for match in _IBAN.finditer(texte)]
    found: list[tuple[int, int]] = []
    for run in _RUN.finditer(texte):
        start, end = run.span()
        if any(start < b and a < end for a, b in ibans) or not _stands_alone(texte, start, end):
            continue
        found.extend(_find_in_run(run.group(), start))
    return tuple(found)


def _stands_alone(texte: str, start: int, end: int) -> bool:
    before = texte[max(0, start - 8) : start]
    word = re.search(r"[^\W\d]+\Z", before)
    if before.endswith("+") or (word and not _LABEL.search(word.group())):
        return False
    return not re.match(r"[^\W_]", texte[end : end + 1])


def _find_in_run(run: str, offset: int) -> list[tuple[int, int]]:
    groups = list(_GROUP.finditer(run))
    found: list[tuple[int, int]] = []
    first = 0
    while first < len(groups):
        last = _match_from(groups, first)
        if last is None:
            first += 1
        else:
            found.append((offset + groups[first].start(), offset + groups[last].end()))
            first = last + 1
    return found


def _match_from(groups: list[re.Match[str]], first: int) -> int | None:
    """The last group of a NIR that begins with group `first`: with its key if it has one."""
    number = ""
    lengths: list[int] = []
    best: int | None = None
    for rank in range(first, len(groups)):
        number += groups[rank].group().upper()
        lengths.append(len(groups[rank].group()))
        if len(number) > 15:
            break
        if len(number) not in (13, 15) or not _is_nir(number, lengths):
            continue
        whole_run = first == 0 and rank == len(groups) - 1
        # Inside a longer run of figures, only the two usual ways of writing it count.
        if whole_run or lengths in _PRINTED or lengths in ([13], [15], [13, 2]):
            best = rank
    return best


def looks_like_nir(valeur: object) -> bool:
    """Whether a whole value (a cell, a number field) is a social security number.

    A spreadsheet gives it as an integer or a float: both are read.
    """
    if isinstance(valeur, bool) or valeur is None:
        return False
    if isinstance(valeur, float):
        valeur = int(valeur) if valeur.is_integer() else valeur
    texte = str(valeur).strip()
    spans = find_nir(texte)
    return len(spans) == 1 and spans[0] == (0, len(texte))


def mask_nir(texte: str) -> str:
    """The text with every social security number replaced by a mention that one was removed."""
    return _mask(texte, find_nir(texte), NIR_MASQUE)


def find_cartes(texte: str) -> tuple[tuple[int, int], ...]:
    """The places of bank card numbers: 13 to 19 digits that satisfy Luhn's rule.

    SIRET (14 digits) satisfy it too: a card has 13, 15, 16 or 19 digits and starts with 3 to 6,
    or 2 for sixteen digits.
    """
    nirs = find_nir(texte)
    ibans = [match.span() for match in _IBAN.finditer(texte)]
    found: list[tuple[int, int]] = []
    for run in re.finditer(r"(?<![\w+])\d(?:[ \u00a0\u202f\-.]?\d){12,18}(?!\w)", texte):
        start, end = run.span()
        digits = re.sub(r"\D", "", run.group())
        taken = any(start < b and a < end for a, b in (*nirs, *ibans))
        if not taken and _is_card(digits):
            found.append((start, end))
    return tuple(found)


def _is_card(digits: str) -> bool:
    expected = {"3": (15,), "4": (13, 16, 19), "5": (16,), "6": (16, 19), "2": (16,)}
    return len(digits) in expected.get(digits[0], ()) and _luhn(digits)


def _luhn(digits: str) -> bool:
    doubled = (sum(divmod(2 * int(d), 10)) for d in digits[-2::-2])
    return (sum(int(d) for d in digits[-1::-2]) + sum(doubled)) % 10 == 0


def mask_cartes(texte: str) -> str:
    """The text with every bank card number replaced by a mention that one was removed."""
    return _mask(texte, find_cartes(texte), CARTE_MASQUEE)


def _mask(texte: str, spans: tuple[tuple[int, int], ...], mention: str) -> str:
    for start, end in reversed(spans):
        texte = texte[:start] + mention + texte[end:]
    return texte
