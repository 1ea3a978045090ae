"""How people are reached: the numbers of a household, each once, and which of them may be used."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date

from fieldapp.domain.coordonnee import COURRIEL, TELEPHONE, TIERS, Coordonnee, same_key, usage_of
from fieldapp.domain.foyer import ContactSur, Membre


def gather(
    foyer_id: str, membres: Sequence[Membre], notees: Iterable[Coordonnee], jour: date
) -> tuple[Coordonnee, ...]:
    """Every number and e-mail of a household once, those to prefer first, phones before e-mails.

    What stands on the records of its present members is added to what is noted for the household;
    one number on two records is one number of two people.
    """
    found: dict[tuple[str, str], Coordonnee] = {}
    for one in notees:
        _add(found, one)
    for membre in membres:
        personne = membre.personne
        if not membre.present(jour) or personne.deces is not None:
            continue
        for genre, valeur in ((TELEPHONE, personne.telephone), (COURRIEL, personne.courriel)):
            if valeur:
                own = (personne.id,)
                _add(
                    found,
                    Coordonnee("", foyer_id, genre, valeur, usage_of(valeur), None, own, False),
                )
    order = {membre.personne.id: rank for rank, membre in enumerate(membres)}
    return tuple(
        sorted(
            found.values(),
            key=lambda one: (
                one.genre == COURRIEL,
                not one.preferee,
                one.usage == TIERS,
                min((order.get(id_, len(order)) for id_ in one.personnes), default=-1),
                one.valeur,
            ),
        )
    )


def _add(found: dict[tuple[str, str], Coordonnee], one: Coordonnee) -> None:
    key = (one.genre, same_key(one.valeur))
    known = found.get(key)
    if known is None:
        found[key] = one
        return
    everybody = not known.personnes or not one.personnes
    people = () if everybody else tuple(dict.fromkeys((*known.personnes, *one.personnes)))
    found[key] = replace(known, personnes=people, preferee=known.preferee or one.preferee)


def to_reach(
    coordonnees: Sequence[Coordonnee], personne_id: str, genre: str = TELEPHONE
) -> str | None:
    """The number (or e-mail) that reaches a person, to be printed or handed on; None without one.

    The preferred one, else the person's own, else the household's; never a neighbour's.
    """
    usable = [
        one
        for one in coordonnees
        if one.genre == genre and one.usage != TIERS and one.reaches(personne_id)
    ]
    usable.sort(key=lambda one: (not one.preferee, personne_id not in one.personnes))
    return usable[0].valeur if usable else None


def first_phone(coordonnees: Sequence[Coordonnee], presents: Collection[str]) -> str | None:
    """The number of a household that a document may bear; never a neighbour's.

    `presents` are the ids of those who live there: the number of one who left is not theirs.
    """
    return next(
        (
            one.valeur
            for one in coordonnees
            if one.genre == TELEPHONE
            and one.usage != TIERS
            and (not one.personnes or not set(one.personnes).isdisjoint(presents))
        ),
        None,
    )


def may_be_called(coordonnee: Coordonnee, contact_sur: ContactSur | None) -> bool:
    """Tell whether this may be used: while a contact sûr stands, its number alone may (L23)."""
    if contact_sur is None:
        return True
    safe = contact_sur.telephone
    return bool(safe) and same_key(coordonnee.valeur) == same_key(safe)
