"""One box over names, numbers, towns, notes, documents and the directory, slips forgiven."""

from __future__ import annotations

from fieldapp.db import search as index
from fieldapp.db.search_words import Lecteur
from fieldapp.domain import droits
from fieldapp.domain.errors import KnownError
from fieldapp.domain.recherche import (
    ANNUAIRE,
    NOTES,
    NUMEROS,
    ORTHOGRAPHE_PROCHE,
    TOUT,
    Resultat,
    parse_demande,
)
from fieldapp.services.droits import may, require
from fieldapp.services.recherche_documents import documents
from fieldapp.services.recherche_foyers import families
from fieldapp.services.recherche_notes import notes
from fieldapp.services.recherche_structures import directory
from fieldapp.services.session import Session

_FEW = 2


def search(session: Session, texte: str, limit: int = 12) -> tuple[Resultat, ...]:
    """Search on the writing connection: families first, then notes, titles of documents
    and the directory.

    Within each, what is closest to the words typed comes first, then the most recent. The
    prefixes `#`, `"` and `@` keep numbers, notes or the directory alone.
    """
    while catch_up(session):
        pass
    return search_with(session, session.store, texte, limit)


def catch_up(session: Session) -> bool:
    """Index notes saved or received since the last time, and put their families in their order of
    time; True while others wait, some hundreds being taken at once.

    When another program writes just now they wait for the next time.
    """
    try:
        return index.catch_up(session.store)
    except KnownError:
        return False


def search_with(
    session: Session, lecteur: Lecteur, texte: str, limit: int = 12
) -> tuple[Resultat, ...]:
    """Search on a reading connection, from another thread; it may be interrupted."""
    require(session, droits.LIRE_ANNUAIRE)
    demande = parse_demande(texte)
    if demande is None:
        return ()
    found: list[list[Resultat]] = [[], [], [], []]
    if demande.portee in (TOUT, NUMEROS) and may(session, droits.LIRE_FOYER):
        found[0] = families(session, lecteur, demande, limit)
    if demande.portee in (TOUT, NOTES):
        found[1] = notes(session, lecteur, demande, limit)
    if demande.portee == TOUT:
        found[2] = documents(session, lecteur, demande, limit)
    if demande.portee in (TOUT, ANNUAIRE):
        found[3] = directory(session, lecteur, demande, limit)
    if _only_slips(found[0]) and not _only_slips(found[1] + found[2] + found[3]):
        # « visite » is a word of notes: families called nearly so are not what was meant.
        found[0] = found[0][:_FEW]
    return tuple(_shared_out(found, limit))


def search_families(
    session: Session, lecteur: Lecteur, texte: str, limit: int = 8
) -> tuple[Resultat, ...]:
    """Search families alone, by name, number, phone or town."""
    require(session, droits.LIRE_FOYER)
    demande = parse_demande(texte)
    return () if demande is None else tuple(families(session, lecteur, demande, limit))


def _only_slips(results: list[Resultat]) -> bool:
    return all(result.raison == ORTHOGRAPHE_PROCHE for result in results)


def _shared_out(found: list[list[Resultat]], limit: int) -> list[Resultat]:
    """Half for families, a third for notes, the rest for the directory; unused places are lent.

    Documents that are found take a sixth, from the notes and the directory.
    """
    titles = min(len(found[2]), limit // 6)
    places = [limit // 2, limit // 3 - titles // 2, titles]
    places.append(limit - sum(places))
    taken = [min(place, len(group)) for place, group in zip(places, found, strict=True)]
    for rank, group in enumerate(found):
        taken[rank] += min(limit - sum(taken), len(group) - taken[rank])
    return [result for rank, group in enumerate(found) for result in group[: taken[rank]]]
