"""The phones and e-mails of an imported line: each number once in its household."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fieldapp.db.journal import Nouvelle
from fieldapp.db.store import Store
from fieldapp.db.usagers import former_values
from fieldapp.domain.coordonnee import COURRIEL, TELEPHONE, genre_of, same_key, usage_of
from fieldapp.domain.ids import new_id
from fieldapp.domain.journal import Valeur
from fieldapp.services.usagers_connus import FoyerConnu, NumeroConnu, PersonneConnue

CHAMPS = {TELEPHONE: "telephone", COURRIEL: "courriel"}


@dataclass(slots=True)
class Numeros:
    """What the numbers of one line ask for.

    `personne` are fields of the record to compare as any other; `changements` are (table, row id,
    fields) of rows that are there; `remplaces` are numbers that somebody here changed since.
    """

    personne: dict[str, Valeur] = field(default_factory=dict)
    nouvelles: list[Nouvelle] = field(default_factory=list)
    changements: list[tuple[str, str, dict[str, Valeur]]] = field(default_factory=list)
    remplaces: list[str] = field(default_factory=list)


def place_numbers(
    store: Store, foyer: FoyerConnu, personne: PersonneConnue, valeurs: Sequence[str]
) -> Numeros:
    """Say where each number of a line goes; the household and the person remember it.

    One that the household has is shared with the person; the first new one of a kind goes on
    the person's record, the others beside it.
    """
    found = Numeros()
    for genre, champ in CHAMPS.items():
        own = [valeur for valeur in valeurs if genre_of(valeur) == genre]
        held = personne.fields.get(champ)
        taken = held is not None and any(same_key(str(held)) == same_key(v) for v in own)
        for valeur in own:
            if held is not None and same_key(str(held)) == same_key(valeur):
                continue
            if _is_known(foyer, personne, valeur, champ, found):
                continue
            if _was_replaced(store, foyer, personne, valeur, champ):
                found.remplaces.append(valeur)
            elif not taken:
                found.personne[champ] = valeur
                taken = True
            else:
                _add_row(foyer, valeur, (personne.id,), found)
    return found


def _is_known(
    foyer: FoyerConnu, personne: PersonneConnue, valeur: str, champ: str, found: Numeros
) -> bool:
    """Share with the person a number that the household has; returns whether it has it."""
    key = same_key(valeur)
    for numero in foyer.numeros:
        if not numero.supprime and same_key(numero.valeur) == key:
            if numero.personnes and personne.id not in numero.personnes:
                numero.personnes = (*numero.personnes, personne.id)
                _write(numero, found)
            return True
    for membre in foyer.membres:
        held = membre.fields.get(champ)
        if membre.id != personne.id and held is not None and same_key(str(held)) == key:
            membre.fields[champ] = None
            if not membre.nouveau:
                found.changements.append(("personne", membre.id, {champ: None}))
            _add_row(foyer, valeur, (membre.id, personne.id), found)
            return True
    return False


def _was_replaced(
    store: Store, foyer: FoyerConnu, personne: PersonneConnue, valeur: str, champ: str
) -> bool:
    """Whether somebody here changed this number for another, or took it away."""
    key = same_key(valeur)
    for numero in foyer.numeros:
        if numero.nouveau:
            continue
        ever = former_values(store, "coordonnee", numero.id).get("valeur", set())
        if any(same_key(str(one)) == key for one in ever if one):
            return True
    if personne.nouveau or personne.fields.get(champ) is not None:
        return False  # what a record holds is compared field by field, as everything else
    ever = former_values(store, "personne", personne.id).get(champ, set())
    return any(same_key(str(one)) == key for one in ever if one)


def _add_row(
    foyer: FoyerConnu, valeur: str, personnes: tuple[str, ...], found: Numeros
) -> None:  # fmt: skip
    numero = NumeroConnu(new_id(), valeur, personnes, nouveau=True)
    foyer.numeros.append(numero)
    fields: Mapping[str, Valeur] = {
        "foyer_id": foyer.id,
        "genre": genre_of(valeur),
        "valeur": valeur,
        "usage": usage_of(valeur),
        "personnes": json.dumps(list(personnes)),
        "preferee": 0,
    }
    found.nouvelles.append(Nouvelle("coordonnee", numero.id, fields, foyer.id))


def _write(numero: NumeroConnu, found: Numeros) -> None:
    fields: dict[str, Valeur] = {"personnes": json.dumps(list(numero.personnes))}
    found.changements.append(("coordonnee", numero.id, fields))
