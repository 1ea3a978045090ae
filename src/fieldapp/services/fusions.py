"""Making two families, or two people, one, and parting them later: nothing is lost either way."""

from __future__ import annotations

import json
from collections.abc import Mapping

from fieldapp.db import coordonnees, foyers, fusions, fusions_acte, fusions_fin, journal
from fieldapp.db.store import Row
from fieldapp.domain import droits
from fieldapp.domain.coordonnee import COURRIEL, TELEPHONE, same_key, usage_of
from fieldapp.domain.doublon_fusion import (
    AUTRE,
    CHAMPS,
    FOYER,
    GARDE,
    PERSONNE,
    REUNIS,
    BilanSeparation,
    ChoixFusion,
    Fusion,
    proposed,
)
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Foyer
from fieldapp.domain.journal import Valeur
from fieldapp.services.droits import may_foyer, require, require_foyer
from fieldapp.services.fusions_textes import reste_words
from fieldapp.services.session import Session

SAFE = "contact_sur"
# Fields of a person of which one may have several: the one not chosen is noted beside.
_NUMEROS = {"telephone": TELEPHONE, "courriel": COURRIEL}


def unite_foyers(
    session: Session, garde_id: str, absorbe_id: str, choix: ChoixFusion | None = None
) -> Fusion:
    """Make a family part of another: all that hangs on it follows, and it can be undone later.

    `choix` says which side each field is taken from, and which people are one. Raises KnownError:
    not the right of both files, two organismes, one file twice.
    """
    choix = choix or ChoixFusion()
    garde, absorbe = require_pair(session, garde_id, absorbe_id)
    store, author = session.store, session.agent.id
    rows = fusions.row_of(store, FOYER, garde_id), fusions.row_of(store, FOYER, absorbe_id)
    assert rows[0] is not None
    assert rows[1] is not None
    values = _values(FOYER, rows[0], rows[1], choix.champs)
    values |= _stricter(garde, absorbe)
    _check_people(session, garde_id, absorbe_id, choix)
    safe = foyers.get_contact_sur(
        store, absorbe_id if choix.champs.get(SAFE) == AUTRE else garde_id
    )
    with store.atomic():
        for absorbed, (kept, champs) in choix.personnes.items():
            _keep_other_numbers(session, (garde_id, kept), (absorbe_id, absorbed), champs)
        union = fusions_acte.unite_foyers(
            store, garde_id, absorbe_id, values,
            contact_sur=None if safe is None else safe.id, author=author,
        )  # fmt: skip
        for absorbed, (kept, champs) in choix.personnes.items():
            _unite_two(session, kept, absorbed, champs, garde_id, union)
    return _required(session, union)


def unite_personnes(
    session: Session, garde_id: str, absorbe_id: str, champs: Mapping[str, str] | None = None
) -> Fusion:
    """Make two people one, within a family or across two; their families stay what they are.

    Raises KnownError: not the right of every file they are in, or one person twice.
    """
    if garde_id == absorbe_id:
        raise KnownError("C’est deux fois la même personne. Rien n’a changé. Choisissez l’autre.")
    home = require_homes(session, garde_id, absorbe_id)
    with session.store.atomic():
        other = foyers.foyers_of_personne(session.store, absorbe_id)[0]
        _keep_other_numbers(session, (home, garde_id), (other, absorbe_id), champs or {})
        union = _unite_two(session, garde_id, absorbe_id, champs or {}, home, None)
    return _required(session, union)


def separate(session: Session, fusion_id: str) -> BilanSeparation:
    """Part what was made one, however long ago: rows go back, former values return.

    What somebody changed since stays as it is, and is told; what was written since stays with
    the kept file. A union of the same pair made elsewhere ends with it.
    """
    fusion = _required(session, fusion_id)
    if fusion.statut != REUNIS:
        raise KnownError("Ces dossiers sont déjà séparés. Rien n’a changé.")
    _require_known(session, fusion)
    given, left = fusions_fin.separate(session.store, fusion, author=session.agent.id)
    return BilanSeparation(given, tuple(reste_words(session, *one) for one in left))


def list_fusions(session: Session, foyer_id: str | None = None) -> tuple[Fusion, ...]:
    """Return the unions that the agent may part, of one family or of all, the newest first.

    Those of people that came with a union of families are told by it, not beside it.
    """
    require(session, droits.FUSIONNER)
    store = session.store
    ids = None
    if foyer_id is not None:
        require_foyer(session, droits.LIRE_FOYER, foyer_id)
        people = [m.personne.id for m in foyers.list_membres(store, foyer_id)]
        ids = fusions.connected(store, [foyer_id, *people])
    return tuple(
        fusion
        for fusion in fusions.list_fusions(store, ids)
        if fusion.statut == REUNIS and fusion.avec_id is None and _may(session, fusion)
    )


def lead(session: Session, foyer_id: str) -> str:
    """Return where the id of a family leads today: to the file that absorbed it, or to itself."""
    return fusions.lead(session.store, foyer_id)


def require_pair(session: Session, garde_id: str, absorbe_id: str) -> tuple[Foyer, Foyer]:
    """Return two families that the agent may make one; raises KnownError otherwise."""
    if garde_id == absorbe_id:
        raise KnownError("C’est deux fois le même dossier. Rien n’a changé. Choisissez l’autre.")
    garde = require_foyer(session, droits.FUSIONNER, garde_id)
    absorbe = require_foyer(session, droits.FUSIONNER, absorbe_id)
    if garde.organisme != absorbe.organisme:
        raise KnownError(
            "Ces dossiers sont de deux organismes\u00a0: ils ne se réunissent pas. Rien n’a changé."
        )
    return garde, absorbe


def require_homes(session: Session, garde_id: str, absorbe_id: str) -> str:
    """Return a family of the kept person, all those of both being in the agent's right."""
    homes = []
    for personne_id in (garde_id, absorbe_id):
        own = foyers.foyers_of_personne(session.store, personne_id)
        if not own or foyers.get_personne(session.store, personne_id) is None:
            raise KnownError("Cette personne n’existe pas sur ce poste. Rien n’a changé.")
        homes += [require_foyer(session, droits.FUSIONNER, home) for home in own]
    if len({foyer.organisme for foyer in homes}) > 1:
        raise KnownError(
            "Ces personnes sont suivies par deux organismes\u00a0: elles ne se réunissent pas. "
            "Rien n’a changé."
        )
    return homes[0].id


def _unite_two(
    session: Session,
    garde_id: str,
    absorbe_id: str,
    champs: Mapping[str, str],
    foyer_id: str,
    avec_id: str | None,
) -> str:
    rows = [fusions.row_of(session.store, PERSONNE, one) for one in (garde_id, absorbe_id)]
    if rows[0] is None or rows[1] is None:
        raise KnownError("Cette personne n’existe pas sur ce poste. Rien n’a changé.")
    return fusions_acte.unite_personnes(
        session.store, garde_id, absorbe_id, _values(PERSONNE, rows[0], rows[1], champs),
        foyer_id=foyer_id, avec_id=avec_id, author=session.agent.id,
    )  # fmt: skip


def _keep_other_numbers(
    session: Session, garde: tuple[str, str], absorbe: tuple[str, str], champs: Mapping[str, str]
) -> None:
    """Note the number that is not chosen beside the other: each is a family and a person.

    It is written before the union, as a number of the person whose it is: it follows the union,
    and goes back with that person when the two are parted.
    """
    kept, gone = (fusions.row_of(session.store, PERSONNE, one) for _, one in (garde, absorbe))
    if kept is None or gone is None:
        return
    for column, genre in _NUMEROS.items():
        ours, theirs = kept[column], gone[column]
        if not ours or not theirs or same_key(ours) == same_key(theirs):
            continue
        chosen = champs.get(column, GARDE)
        (home, whose), valeur = (absorbe, theirs) if chosen == GARDE else (garde, ours)
        noted = coordonnees.list_coordonnees(session.store, home)
        if any(same_key(one.valeur) == same_key(valeur) for one in noted):
            continue
        journal.write(
            session.store,
            "coordonnee",
            {
                "foyer_id": home,
                "genre": genre,
                "valeur": valeur,
                "usage": usage_of(valeur),
                "personnes": json.dumps([whose]),
                "preferee": 0,
            },
            author=session.agent.id,
            foyer_id=home,
        )


def _values(genre: str, garde: Row, autre: Row, sides: Mapping[str, str]) -> dict[str, Valeur]:
    """The columns to take from the other side."""
    unknown = set(sides) - {champ.cle for champ in CHAMPS[genre]} - {SAFE}
    if unknown or set(sides.values()) - {GARDE, AUTRE}:
        raise KnownError(
            f"Ces choix n’existent pas\u00a0: {', '.join(sorted(unknown)) or 'garde, autre'}. "
            "Rien n’a changé."
        )
    found: dict[str, Valeur] = {}
    for champ in CHAMPS[genre]:
        if sides.get(champ.cle, proposed(champ, garde, autre)) == AUTRE:
            found |= {name: autre[name] for name in champ.colonnes}
    return found


def _stricter(garde: Foyer, absorbe: Foyer) -> dict[str, Valeur]:
    """What protects stays, whichever side bore it; the file is as old as the older of the two."""
    opened = [day for day in (garde.ouvert_le, absorbe.ouvert_le) if day]
    return {
        "violence": 1 if garde.violence or absorbe.violence else 0,
        "ouvert_le": min(opened) if opened else None,
    }


def _check_people(session: Session, garde_id: str, absorbe_id: str, choix: ChoixFusion) -> None:
    """Refuse people who are not of these two families, or who would be absorbed twice."""
    inside = [
        {m.personne.id for m in foyers.list_membres(session.store, home)}
        for home in (garde_id, absorbe_id)
    ]
    kept = {one for one, _ in choix.personnes.values()}
    if (
        not kept <= inside[0]
        or not choix.personnes.keys() <= inside[1]
        or kept & choix.personnes.keys()
    ):
        raise KnownError(
            "Une des personnes n’est plus de ces familles. Rien n’a changé. Comparez de nouveau."
        )
    for absorbed, (one, _) in choix.personnes.items():
        require_homes(session, one, absorbed)


def _required(session: Session, fusion_id: str) -> Fusion:
    fusion = fusions.get_fusion(session.store, fusion_id)
    if fusion is None:
        raise KnownError("Cette réunion n’existe pas sur ce poste. Rien n’a changé.")
    return fusion


def _homes_of(session: Session, fusion: Fusion) -> list[str]:
    """The families whose right parting asks: where what was made one is today."""
    store = session.store
    if fusion.genre == FOYER:
        return [fusions.lead(store, fusion.garde_id)]
    return list(foyers.foyers_of_personne(store, fusions.lead(store, fusion.garde_id)))


def _require_known(session: Session, fusion: Fusion) -> None:
    homes = _homes_of(session, fusion)
    if not homes:
        raise KnownError("Ce dossier n’est plus sur ce poste. Rien n’a changé.")
    for home in homes:
        require_foyer(session, droits.FUSIONNER, home)


def _may(session: Session, fusion: Fusion) -> bool:
    found = [foyers.get_foyer(session.store, home) for home in _homes_of(session, fusion)]
    return bool(found) and all(
        foyer is not None and may_foyer(session, droits.FUSIONNER, foyer) for foyer in found
    )
