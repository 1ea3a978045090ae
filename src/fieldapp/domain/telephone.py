"""Phone numbers of France as people write them: cleaning, keeping, showing.

A number is kept in international form (« +33612345678 ») or, when it is a short number, as it
is dialled (« 3919 »). What concerns other countries is asked of `services/telephones.py`.
"""

import re

# Numbers that a social worker gives out or calls, and that no validator accepts.
_COURTS = """
    15 17 18 112 114 115 119 191 196 116000 116006 116117 3008 3018 3020 3114 3117 3133 3230 3233
    3237 3238 3239 3246 3306 3390 3400 3624 3631 3637 3639 3646 3677 3699 3919 3928 3939 3949 3957
    3960 3970 3971 3975 3977 3985
"""
NUMEROS_COURTS = frozenset(_COURTS.split())

_NOISE = re.compile(r"[\s.\-–_/()\u2010\u2011\u202a-\u202e\u2066-\u2069\ufeff]+")
_FRENCH = re.compile(r"(?:\+33|0033|0)0?([1-9]\d{8})\Z")
# Numbers of La Réunion, Mayotte, Guadeloupe, Guyane and Martinique are dialled like those of
# France (0692…) from here, and bear a country of their own (+262 692…): one number, one form.
_OUTRE_MER = {
    # 06 39 98 is nobody's: films and examples use it.
    "262": ("262", "263", "269", *(f"639{digit}" for digit in range(8)), "692", "693"),
    "590": ("590", "690", "691"),
    "594": ("594", "694"),
    "596": ("596", "696", "697"),
}
_FROM_OVERSEAS = re.compile(r"(?:\+|00)(262|59[046])0?([1-9]\d{8})\Z")
_LOST_ZERO = re.compile(r"([1-9]\d{8})\Z")


def compact(texte: str) -> str:
    """The figures of a number, and its leading « + » if it has one; the « (0) » of +33 (0)6 goes.

    Letters or a second number make it something else: the empty string is given back.
    """
    bare = re.sub(r"(?<=\d)\s*\(0\)", "", texte.strip())
    bare = _NOISE.sub("", bare)
    return bare if re.fullmatch(r"\+?\d+", bare) else ""


def normalise_fr(texte: str) -> str | None:
    """The number as it is kept, when it is a French or a short one; None otherwise.

    A leading zero lost in a spreadsheet (« 620022002 ») is given back.
    """
    number = compact(texte)
    if number in NUMEROS_COURTS:
        return number
    overseas = _FROM_OVERSEAS.match(number)
    if overseas is not None:
        return f"+{overseas[1]}{overseas[2]}"
    match = _FRENCH.match(number) or _LOST_ZERO.match(number)
    if match is None:
        return None
    code = next((c for c, heads in _OUTRE_MER.items() if match[1].startswith(heads)), "33")
    return f"+{code}{match[1]}"


def format_telephone(numero: str) -> str:
    """A number as it is read aloud in France: « 06 12 34 56 78 », « 0 800 005 696 », « 3919 ».

    Foreign numbers keep their international form; anything else is given back as it is.
    """
    if numero in NUMEROS_COURTS:
        return numero
    overseas = _FROM_OVERSEAS.match(compact(numero))
    if overseas is not None:
        code, rest = overseas.groups()
        return f"+{code} {rest[:3]} {rest[3:5]} {rest[5:7]} {rest[7:]}"
    match = _FRENCH.match(compact(numero))
    if match is None:
        return numero
    national = f"0{match[1]}"
    if national.startswith("08"):
        return f"0 {national[1:4]} {national[4:7]} {national[7:]}"
    return " ".join(national[i : i + 2] for i in range(0, 10, 2))


def chiffres(texte: str) -> str:
    """The figures under which a number is searched: national form, so « 0612 » finds it.

    Works on a kept number, on a typed one, and on the beginning of one.
    """
    number = compact(texte)
    overseas = _FROM_OVERSEAS.match(number)
    if overseas is not None:
        return f"0{overseas[2]}"
    for prefix in ("+33", "0033"):
        if number.startswith(prefix):
            return "0" + number.removeprefix(prefix).removeprefix("0")
    return number.removeprefix("+")


def split_numeros(texte: str) -> list[str]:
    """The several numbers of one cell: « 0321… / 06… », « 06… ou 07… », one a line."""
    parts = re.split(r"\s*(?:[,;|\n]|\bou\b|\bet\b)\s*", texte)
    found: list[str] = []
    for part in parts:
        # A slash parts two numbers, but also the pairs of one number: « 06/12/34/56/78 ».
        pieces = [p.strip() for p in part.split("/")]
        whole = len(pieces) > 1 and all(len(compact(p)) >= 9 for p in pieces)
        found.extend(pieces if whole else [part.strip()])
    return [part for part in found if part]
