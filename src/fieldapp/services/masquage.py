"""What a contact sûr hides: in the past of a file, and in all that leaves it (L23, R10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, Protocol, TypeVar

from fieldapp.db import adresses, coordonnees, foyers
from fieldapp.domain.coordonnee import COURRIEL
from fieldapp.domain.ecrits import ADRESSE_MASQUEE, Entete, Lieu
from fieldapp.domain.genogramme.dessin import Figure
from fieldapp.domain.historique import Changement
from fieldapp.domain.journal import Valeur
from fieldapp.domain.masque import Cache
from fieldapp.domain.texte import fold
from fieldapp.services.session import Session

T = TypeVar("T")
NUMERO_MASQUE = "Numéro masqué"
# Of a document, what is not the family's: who writes, where it is sent, a drawing of names alone.
_NOT_ITS = (Entete, Lieu, Figure)
# Table -> fields that tell where people are, or how to reach them.
_LIEUX = ("adresse", "complement", "code_postal", "commune", "code_insee")
_MASQUES: dict[str, dict[str, str]] = {
    "foyer": dict.fromkeys(_LIEUX, ADRESSE_MASQUEE),
    "adresse": dict.fromkeys((*_LIEUX, "precision"), ADRESSE_MASQUEE),
    "personne": dict.fromkeys(("telephone", "courriel"), NUMERO_MASQUE),
    "coordonnee": dict.fromkeys(("valeur", "precision"), NUMERO_MASQUE),
    "contact_sur": {"telephone": NUMERO_MASQUE},
    "rendezvous": {"lieu": ADRESSE_MASQUEE},
}


def is_protected(session: Session, foyer_id: str) -> bool:
    """Tell whether somebody's safety depends on the address of this family."""
    foyer = foyers.get_foyer(session.store, foyer_id)
    if foyer is not None and foyer.violence:
        return True
    return foyers.get_contact_sur(session.store, foyer_id) is not None


def masque_of(table: str, champ: str) -> str | None:
    """Return what is read in the place of a field while the family is protected, or None."""
    return _MASQUES.get(table, {}).get(champ)


class Hide(Protocol):
    """Masks what a family hides in every text of a thing, and returns the thing."""

    def __call__(self, thing: T) -> T: ...


def hider(session: Session, foyer_id: str) -> Hide:
    """Return what masks, in all that is printed or copied of a protected family, its addresses
    and numbers wherever somebody wrote them: a note may say what the form was careful to mask.

    Of a family that is not protected, a thing is given back as it is.
    """
    if not is_protected(session, foyer_id):
        return lambda thing: thing
    cache = cache_of(session, foyer_id)
    return lambda thing: _through(thing, cache)


def cache_of(session: Session, foyer_id: str) -> Cache:
    """Return what must not be read of a protected family in a text: present and former addresses,
    every number, the safe one too, which the program alone tells.

    The town of the antenna is on every letter, and a town that is somebody's name stays a name.
    """
    store = session.store
    foyer, people = foyers.get_foyer(store, foyer_id), foyers.list_membres(store, foyer_id)
    places = [one for one in (foyer, *adresses.list_adresses(store, foyer_id)) if one is not None]
    known = coordonnees.list_coordonnees(store, foyer_id)
    safe = foyers.get_contact_sur(store, foyer_id)
    unite = session.catalogue.unite(session.agent.unite)
    named = {fold(unite.libelle if unite else "")}
    named |= {fold(name) for m in people for name in (m.personne.nom, m.personne.prenom)}
    towns = dict.fromkeys(one.commune for one in places if one.commune)
    kept = [town for town in towns if fold(town) not in named]
    streets = [text for one in places for text in (one.adresse, one.complement)]
    streets += [f"{one.code_postal} {one.commune}" for one in places if one.commune in kept]
    numbers = [safe.telephone if safe else None, *(m.personne.telephone for m in people)]
    numbers += [one.valeur for one in known if one.genre != COURRIEL]
    mails = [m.personne.courriel for m in people]
    mails += [one.valeur for one in known if one.genre == COURRIEL]
    return Cache(_each(streets), tuple(kept), _each(numbers), _each(mails))


def _each(texts: Sequence[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))


def _through(thing: Any, cache: Cache) -> Any:
    if isinstance(thing, str):
        return cache.hide(thing)
    if isinstance(thing, tuple | list):
        return type(thing)(_through(one, cache) for one in thing)
    if is_dataclass(thing) and not isinstance(thing, (*_NOT_ITS, type)):
        held = {one.name: getattr(thing, one.name) for one in fields(thing) if one.init}
        return replace(thing, **{name: _through(one, cache) for name, one in held.items()})
    return thing


def hide_protected(
    session: Session, foyer_id: str | None, changements: Sequence[Changement]
) -> tuple[Changement, ...]:
    """Mask former addresses and numbers in a history while the family is protected."""
    if foyer_id is None or not is_protected(session, foyer_id):
        return tuple(changements)
    return tuple(_hidden(one) for one in changements)


def _hidden(changement: Changement) -> Changement:
    words = masque_of(changement.table, changement.champ)
    if words is None:
        return changement

    def mask(value: Valeur) -> Valeur:
        return words if value else value

    return replace(changement, avant=mask(changement.avant), apres=mask(changement.apres))
