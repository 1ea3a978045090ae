"""A field that two people changed without seeing each other: what is kept when both are."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from fieldapp.domain.fusion import SUPPRIME
from fieldapp.domain.journal import Valeur
from fieldapp.domain.reunion import Morceau, text_of, unite

# A decision can be taken back for so long; the versions stay in the history afterwards.
REVOIR_JOURS = 30

# Fields where people write sentences: two versions become one text.
TEXTES = frozenset(
    {"note", "attentes", "texte", "paroles", "bilan", "notice", "appuis", "description", "reponses"}
)
# Fields that hold a list, as JSON: two versions become one list.
LISTES = frozenset({"besoins", "motifs", "freins", "personnes", "pieces", "papiers"})
# Fields of which one person may have several: the version that is not shown is noted beside it.
NUMEROS = frozenset({("personne", "telephone"), ("personne", "courriel"), ("coordonnee", "valeur")})


@dataclass(frozen=True, slots=True)
class Version:
    """One of the values in conflict.

    `preferee` marks the one that is shown meanwhile, `ici` the one written on this post. `moment`
    is a UTC instant by the clock of its device.
    """

    valeur: Valeur
    auteur: str
    moment: datetime
    preferee: bool
    ici: bool = False


@dataclass(frozen=True, slots=True)
class Masque:
    """What is read in the place of a value, and the family whose safety asks for it (R10)."""

    mots: str
    foyer_id: str


@dataclass(frozen=True, slots=True)
class Conflit:
    """A field in conflict: every version, ours first, and the one that they all replaced, if any.

    `decide` is the clock value of the decision, for one that was taken; 0 for one that waits.
    `retenue` is what that decision keeps, which may be none of the versions (a united text).
    `masque` is there when the values may only be read by somebody who asks for it. `quoi` tells by
    its first words what was removed here and changed there.
    """

    table: str
    row_id: str
    champ: str
    foyer_id: str | None
    foyer: str
    versions: tuple[Version, ...]
    avant: Version | None = None
    decide: int = 0
    masque: Masque | None = None
    retenue: Version | None = None
    quoi: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What names the field."""
        return (self.table, self.row_id, self.champ)


@dataclass(frozen=True, slots=True)
class GroupeConflits:
    """What is to decide in one file.

    `reunis` are the fields that came together by themselves; `noms` tell whom ids stand for.
    """

    foyer_id: str | None
    foyer: str
    conflits: tuple[Conflit, ...]
    reunis: tuple[str, ...] = ()
    noms: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reunis:
    """What keeping every version gives.

    `morceaux` say where each stretch of a text comes from; `autres` are the values that are not
    shown: noted beside it when the field allows (`notees`), else kept in the history alone.
    """

    valeur: Valeur
    morceaux: tuple[Morceau, ...] = ()
    autres: tuple[Valeur, ...] = ()
    notees: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided for one field; `autres` are other numbers to note beside it."""

    conflit: Conflit
    valeur: Valeur
    autres: tuple[Valeur, ...] = ()


def keep_all(conflit: Conflit) -> Reunis:
    """Return what keeping every version gives: one text, one list, or ours with the others aside.

    A row that one deleted and another changed is kept.
    """
    values = [version.valeur for version in conflit.versions]
    if conflit.champ == SUPPRIME:
        return Reunis(None)
    if conflit.champ in LISTES:
        return Reunis(_union(values))
    ours, *others = values
    if conflit.champ in TEXTES:
        return _united_text(conflit)
    # An empty version loses nothing.
    if ours in (None, ""):
        ours, *others = (*(v for v in others if v not in (None, "")), None)
    rest = tuple(v for v in dict.fromkeys(others) if v not in (None, "", ours))
    return Reunis(ours, (), rest, (conflit.table, conflit.champ) in NUMEROS)


def _united_text(conflit: Conflit) -> Reunis:
    avant = str(conflit.avant.valeur or "") if conflit.avant is not None else ""
    first, *others = conflit.versions
    text = str(first.valeur or "")
    morceaux: tuple[Morceau, ...] = ()
    for other in others:
        morceaux = unite(avant, text, str(other.valeur or ""), other.auteur)
        text = text_of(morceaux)
    return Reunis(text or None, morceaux)


def _union(values: Sequence[Valeur]) -> Valeur:
    items: dict[str, object] = {}
    for value in values:
        try:
            found = json.loads(str(value)) if value else []
        except ValueError:
            found = [str(value)]
        for item in found if isinstance(found, list) else [found]:
            items.setdefault(json.dumps(item, sort_keys=True), item)
    return json.dumps(list(items.values()), ensure_ascii=False) if items else None
