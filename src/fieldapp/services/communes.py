"""Finds the communes of France by what people type: names, postal codes, both."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import attrgetter, itemgetter

from rapidfuzz import fuzz, process

from fieldapp.config import resource
from fieldapp.domain.commune import Commune
from fieldapp.domain.journal import Valeur
from fieldapp.domain.texte import tokens

_FORMS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
# « Arras Cedex 9 », « Lens CS 12345 », « Paris 13e »: what a mail sorter adds to the name.
_MAIL = re.compile(r"\b(cedex|cs|bp|tsa)\b.*$|\b\d+(e|er|eme)?\b")
# « St-Martin-s/s-Lens » and « Neuville ss Montreuil » are both « sous ».
_SUR_SOUS = (
    (re.compile(r"\bs/s\b|\bss\b", re.IGNORECASE), "sous"),
    (re.compile(r"\bs/", re.IGNORECASE), "sur "),
)
_POSTCODE = re.compile(r"\b\d{2,5}\b")
_TYPO_SCORE = 85.0


@dataclass(frozen=True, slots=True)
class _Known:
    """A commune with its name as searches compare it."""

    commune: Commune
    name: str


def _plain(texte: str) -> str:
    """The name without case, accents, hyphens nor abbreviated saints."""
    return " ".join(_FORMS.get(word, word) for word in tokens(texte))


def _name(texte: str) -> str:
    """What a person typed, as names are compared: also without what mail adds to it."""
    for pattern, word in _SUR_SOUS:
        texte = pattern.sub(word, texte)
    return " ".join(_MAIL.sub(" ", _plain(texte)).split())


@cache
def _all() -> tuple[_Known, ...]:
    """Every commune, by name."""
    data = json.loads(resource("communes.json").read_text(encoding="utf-8"))
    known = [
        _Known(Commune(code, nom, departement, tuple(codes.split())), _plain(nom))
        for code, nom, departement, codes in data["communes"]
    ]
    known.sort(key=attrgetter("name"))
    return tuple(known)


@cache
def _by_postcode() -> dict[str, tuple[_Known, ...]]:
    found: dict[str, list[_Known]] = {}
    for known in _all():
        for code in known.commune.codes_postaux:
            found.setdefault(code, []).append(known)
    return {code: tuple(group) for code, group in found.items()}


@cache
def _by_name() -> dict[str, tuple[_Known, ...]]:
    found: dict[str, list[_Known]] = {}
    for known in _all():
        found.setdefault(known.name, []).append(known)
    return {name: tuple(group) for name, group in found.items()}


@cache
def _by_code() -> dict[str, Commune]:
    return {k.commune.code_insee: k.commune for k in _all()}


def get_commune(code_insee: str) -> Commune | None:
    """Return a commune by its INSEE code."""
    return _by_code().get(code_insee)


def find_communes(
    texte: str, code_postal: str | None = None, limit: int = 10, departement: str = "62"
) -> tuple[Commune, ...]:
    """Return the communes that a half-typed name or postal code may mean, best first.

    « 62300 », « lens », « st pol s/ternoise » and « 62130 saint » all answer. Communes of
    ``departement`` come first; a name with a slip (« bethunne ») answers only when nothing
    begins like it.
    """
    digits = _POSTCODE.search(texte) if code_postal is None else None
    prefix = digits.group() if digits else (code_postal or "")
    name = _name(texte.replace(prefix, " ", 1) if digits else texte)
    if not name and not prefix:
        return ()
    pool: Sequence[_Known] = _all()
    if prefix:
        pool = [k for k in pool if any(c.startswith(prefix) for c in k.commune.codes_postaux)]
    ranked = _beginning_like(name, pool, departement) or _with_a_slip(name, pool, limit)
    return tuple(k.commune for k in ranked[:limit])


def _beginning_like(name: str, pool: Sequence[_Known], departement: str) -> list[_Known]:
    """Names that are, begin with or hold what was typed; at home before elsewhere."""
    ranks: list[tuple[int, _Known]] = []
    inside = f" {name}"
    for known in pool:
        home = known.commune.departement == departement
        if known.name == name:
            ranks.append((0 if home else 2, known))
        elif known.name.startswith(name):
            ranks.append((1 if home else 4, known))
        elif inside in known.name:
            ranks.append((3 if home else 5, known))
    # Stable: names stay in alphabetical order within a rank.
    ranks.sort(key=itemgetter(0))
    return [known for _, known in ranks]


def _with_a_slip(name: str, pool: Sequence[_Known], limit: int) -> list[_Known]:
    names = {index: k.name for index, k in enumerate(pool)}
    close = process.extract(name, names, scorer=fuzz.ratio, score_cutoff=_TYPO_SCORE, limit=limit)
    return [pool[index] for _, _, index in close]


def _only(candidates: Iterable[_Known]) -> Commune | None:
    """The candidate when there is exactly one."""
    found = list(candidates)
    return found[0].commune if len(found) == 1 else None


@lru_cache(maxsize=4096)
def resolve(code_postal: str | None, ville: str | None) -> Commune | None:
    """Return the one commune that an address names, or None when it stays in doubt.

    A Cedex code belongs to no commune: the name then decides inside its département. A postal
    code alone decides when a single commune has it.
    """
    code = re.sub(r"\D", "", code_postal or "")
    if len(code) == 4:
        code = f"0{code}"  # a spreadsheet took « 02100 » for a number
    name = _name(ville or "")
    group = _by_postcode().get(code, ())
    if not name:
        return group[0].commune if len(group) == 1 else None
    whole = _only(k for k in group if k.name == name)
    if whole is not None:
        return whole
    if group:
        close = _with_a_slip(name, group, 2)
        return close[0].commune if len(close) == 1 else None
    namesakes = _by_name().get(name, ())
    return _only(k for k in namesakes if k.commune.code_insee.startswith(code[:2]))


def complete_commune(fields: dict[str, Valeur]) -> None:
    """Write the official commune behind a postcode and a town in `fields`, when there is one."""
    if fields.get("commune") and not fields.get("code_insee"):
        commune = resolve(_text(fields.get("code_postal")), _text(fields["commune"]))
        if commune is not None:
            fields["code_insee"] = commune.code_insee
            fields["commune"] = commune.nom
            if not fields.get("code_postal") and len(commune.codes_postaux) == 1:
                fields["code_postal"] = commune.codes_postaux[0]


def _text(value: Valeur) -> str | None:
    return None if value is None else str(value)
