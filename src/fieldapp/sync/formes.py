"""What the columns of the trade may hold when it comes from elsewhere: their kind, and the shape of
the lists that some texts are.

A value that no window writes would be kept, relayed, and stop every post that reads its row: it is
refused at the door, with its bundle.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Final

import msgspec

from fieldapp.db.tables import REAL, TABLES, TEXT
from fieldapp.domain.fusion import SUPPRIME

_Nom = Annotated[str, msgspec.Meta(pattern="^[a-z_]{1,48}$")]


class _Piece(msgspec.Struct):
    libelle: str
    fournie: bool


class _Signature(msgspec.Struct):
    partie: str
    nom: str
    traits: list[list[float]]
    hauteur: float


def _read(shape: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(shape)


_CODES = _read(list[str])
# The columns whose text is a JSON list, and what stands in it.
_LISTES: Final[Mapping[str, Mapping[str, msgspec.json.Decoder[Any]]]] = {
    "accueil": {"besoins": _CODES, "reponses": _CODES},
    "contact": {"besoins": _CODES},
    "contrat": {"signataires": _CODES, "signatures": _read(list[_Signature])},
    "coordonnee": {"personnes": _CODES},
    "demarche": {"pieces": _read(list[_Piece])},
    "evaluation_chapitre": {"appuis": _CODES, "besoins": _CODES, "freins": _CODES},
    "fusion": {
        "lignes": _read(list[tuple[_Nom, str, dict[_Nom, tuple[Any, Any]]]]),
        "retirees": _read(list[tuple[_Nom, str]]),
    },
    "orientation": {"motifs": _CODES},
}
# The columns that hold a day (ISO), and those that hold a day and an hour.
_JOURS: Final[Mapping[str, tuple[str, ...]]] = {
    "accompagnement": ("debut", "fin", "fin_prevue", "revue_le"),
    "agent": ("parti_le",),
    "adresse": ("debut", "fin"),
    "appartenance": ("debut", "fin"),
    "co_intervenant": ("debut", "fin"),
    "contact": ("suite_le",),
    "contrat": ("debut", "fin", "revision_le"),
    "demarche": ("echeance",),
    "document": ("date",),
    "engagement": ("echeance",),
    "evaluation": ("date",),
    "foyer": ("ouvert_le",),
    "lien": ("debut", "fin"),
    "objectif": ("echeance",),
    "orientation": ("date", "relance_le"),
    "personne": ("naissance", "deces"),
    "proposition": ("fait_le", "propose_le", "reponse_le"),
    "situation": ("debut", "fin"),
    "transfert": ("le",),
}
_HEURES: Final[Mapping[str, str]] = {
    "accueil": "moment", "contact": "moment", "rendezvous": "debut",
}  # fmt: skip
# Beyond these, adding up (a year of durations, the end of a meeting) is no longer possible.
_MOST: Final = 2**40
_MOST_MINUTES: Final = 10 * 366 * 24 * 60
_LAST_YEAR: Final = 9000
_NUMBERS: Final[Mapping[str, Mapping[str, str]]] = {
    table: {name: kind for name, kind in columns.items() if kind is not TEXT}
    for table, columns in TABLES.items()
}
# The columns of which more than their kind is asked: most changes touch none.
_ASKED: Final[Mapping[str, frozenset[str]]] = {
    table: frozenset((*_LISTES.get(table, ()), *_JOURS.get(table, ()), _HEURES.get(table, "")))
    for table in TABLES
}


def problem(table: str, fields: Mapping[str, object]) -> str | None:
    """Return what is wrong with the values of a change (a French half sentence), None if nothing.

    Fields that are not known here come from a newer version and pass as they are.
    """
    numbers = _NUMBERS.get(table)
    if numbers is None:
        return None
    for name, value in fields.items():
        if type(value) is str:
            if name in numbers:
                return "il contient un texte là où un nombre est attendu"
        elif value is not None and (name == SUPPRIME or name in TABLES[table]):
            if name not in numbers:
                return "il contient un nombre là où un texte est attendu"
            if not _is_number(numbers[name], name, value):
                return "il contient un nombre impossible"
    if _ASKED[table].isdisjoint(fields):
        return None
    if not _is_listed(table, fields):
        return "il contient une liste mal formée"
    if not _is_dated(table, fields):
        return "il contient une date qui n’existe pas"
    return None


def _is_dated(table: str, fields: Mapping[str, object]) -> bool:
    """Whoever reads these columns counts with them: an age, a delay, the end of a meeting."""
    try:
        for name in _JOURS.get(table, ()):
            if value := fields.get(name):
                date.fromisoformat(str(value)[:10])
        if value := fields.get(_HEURES.get(table, "")):
            return datetime.fromisoformat(str(value)).year <= _LAST_YEAR
    except ValueError:
        return False
    return True


def _is_number(kind: str, name: str, value: object) -> bool:
    if isinstance(value, float):
        return kind is REAL
    most = _MOST_MINUTES if name == "duree_min" else _MOST
    return isinstance(value, int) and abs(value) <= most


def _is_listed(table: str, fields: Mapping[str, object]) -> bool:
    try:
        for name, shape in _LISTES.get(table, {}).items():
            if value := fields.get(name):
                shape.decode(str(value))
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return False
    return True
