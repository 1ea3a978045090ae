"""Phones and e-mails of a household: one number is written once, whoever answers it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from fieldapp.db import coordonnees, foyers, journal
from fieldapp.domain import droits
from fieldapp.domain.coordonnee import (
    COURRIEL,
    TELEPHONE,
    USAGES,
    Coordonnee,
    SaisieCoordonnee,
    genre_of,
    normalise_courriel,
    same_key,
    usage_of,
)
from fieldapp.domain.errors import SaisieError
from fieldapp.domain.foyer import Membre, check_code, check_text
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.joindre import gather
from fieldapp.domain.journal import Valeur
from fieldapp.services import telephones
from fieldapp.services.droits import require_foyer
from fieldapp.services.session import Session

MAX_PRECISION = 60
# The field of a person's record that holds a number of this kind.
CHAMPS = {TELEPHONE: "telephone", COURRIEL: "courriel"}


def list_coordonnees(session: Session, foyer_id: str) -> tuple[Coordonnee, ...]:
    """Return every phone and e-mail of a family once, the ones to prefer first."""
    require_foyer(session, droits.LIRE_FOYER, foyer_id)
    return read_coordonnees(session, foyer_id, foyers.list_membres(session.store, foyer_id))


def read_coordonnees(
    session: Session, foyer_id: str, membres: Sequence[Membre]
) -> tuple[Coordonnee, ...]:
    """Return the same for a family whose people are already read and in reach."""
    noted = coordonnees.list_coordonnees(session.store, foyer_id)
    return gather(foyer_id, membres, noted, aujourd_hui())


def save_coordonnee(
    session: Session,
    foyer_id: str,
    saisie: SaisieCoordonnee,
    ancienne: Coordonnee | None = None,
) -> Coordonnee:
    """Note a number or an e-mail, or change `ancienne`, as `list_coordonnees` gave it.

    What stood on the records of people moves here, so that it is written once. Raises KnownError,
    with the field at fault: not a number, noted already, somebody who is not of the household.
    """
    require_foyer(session, droits.ECRIRE_FOYER, foyer_id)
    membres = foyers.list_membres(session.store, foyer_id)
    checked = _checked(saisie, membres)
    known = coordonnees.list_coordonnees(session.store, foyer_id)
    key = same_key(checked.valeur)
    twins = _twins(known, ancienne)
    others = {one.id for one in known} - {one.id for one in twins}
    if any(same_key(one.valeur) == key for one in known if one.id in others):
        raise SaisieError(
            "C’est déjà noté pour ce foyer.", "Modifiez la ligne qui existe.", champ="valeur"
        )
    if ancienne is None and checked.personnes:
        # A number added for one that is on the record of another is the number of both.
        holders = [m.personne.id for m in membres if _on_record(m, checked.valeur)]
        people = tuple(dict.fromkeys((*holders, *checked.personnes)))
        checked = replace(checked, personnes=people)
    gone = {key} if ancienne is None else {key, same_key(ancienne.valeur)}
    with session.store.atomic():
        row_id = _write(session, foyer_id, checked, (ancienne.id if ancienne else "") or None)
        _delete(session, foyer_id, [one.id for one in twins if one.id != row_id])
        _clear_records(session, foyer_id, membres, gone)
        if checked.preferee:
            _prefer_only(session, foyer_id, known, checked, row_id)
    saved = coordonnees.get_coordonnee(session.store, row_id)
    assert saved is not None
    return saved


def remove_coordonnee(session: Session, foyer_id: str, coordonnee: Coordonnee) -> None:
    """Remove a number or an e-mail of a family, wherever it stands (undoable)."""
    require_foyer(session, droits.ECRIRE_FOYER, foyer_id)
    membres = foyers.list_membres(session.store, foyer_id)
    with session.store.atomic():
        known = coordonnees.list_coordonnees(session.store, foyer_id)
        _delete(session, foyer_id, [one.id for one in _twins(known, coordonnee)])
        _clear_records(session, foyer_id, membres, {same_key(coordonnee.valeur)})


def share_known(session: Session, foyer_id: str, personne_id: str, valeur: str) -> bool:
    """Make a number that the household has already that of one more person, in one place.

    Returns whether it did: the record of that person then holds none. Called in a transaction.
    """
    key = same_key(valeur)
    for one in coordonnees.list_coordonnees(session.store, foyer_id):
        if same_key(one.valeur) == key:
            if not one.reaches(personne_id):
                shared = _people((*one.personnes, personne_id))
                _write_row(session, foyer_id, {"personnes": shared}, one.id)
            return True
    membres = foyers.list_membres(session.store, foyer_id)
    today = aujourd_hui()
    holders = [
        m
        for m in membres
        if m.personne.id != personne_id and m.present(today) and _on_record(m, valeur)
    ]
    if not holders:
        return False
    people = (*(m.personne.id for m in holders), personne_id)
    shared_saisie = SaisieCoordonnee(valeur, usage_of(valeur), None, people)
    _write(session, foyer_id, shared_saisie, None)
    _clear_records(session, foyer_id, membres, {key})
    return True


def normalise(valeur: str, champ: str = "valeur") -> str:
    """Return a phone or an e-mail as it is kept; raises KnownError when it is neither."""
    if genre_of(valeur) == COURRIEL:
        return normalise_courriel(valeur, champ)
    try:
        return telephones.normalise(valeur)
    except SaisieError as error:
        raise error.about(champ) from error


def _checked(saisie: SaisieCoordonnee, membres: Sequence[Membre]) -> SaisieCoordonnee:
    if not saisie.valeur.strip():
        raise SaisieError("Il manque le numéro ou l’adresse électronique.", champ="valeur")
    valeur = normalise(saisie.valeur)
    precision = check_text(saisie.precision, "precision")
    if precision is not None and len(precision) > MAX_PRECISION:
        raise SaisieError(
            f"Cette précision dépasse {MAX_PRECISION} signes.",
            "Raccourcissez-la.",
            champ="precision",
        )
    here = {membre.personne.id for membre in membres}
    if not here.issuperset(saisie.personnes):
        raise SaisieError("Une personne choisie n’est pas de ce foyer.", champ="personnes")
    usage = check_code(saisie.usage, tuple(USAGES), "usage") or usage_of(valeur)
    return SaisieCoordonnee(valeur, usage, precision, saisie.personnes, saisie.preferee)


def _twins(known: Sequence[Coordonnee], ancienne: Coordonnee | None) -> list[Coordonnee]:
    """The rows that `ancienne` stands for: two posts, or two files made one, may each have one."""
    if ancienne is None:
        return []
    key = same_key(ancienne.valeur)
    return [one for one in known if one.id == ancienne.id or same_key(one.valeur) == key]


def _delete(session: Session, foyer_id: str, row_ids: Sequence[str]) -> None:
    for row_id in row_ids:
        journal.delete(
            session.store, "coordonnee", row_id, author=session.agent.id, foyer_id=foyer_id
        )


def _write(
    session: Session, foyer_id: str, saisie: SaisieCoordonnee, row_id: str | None
) -> str:  # fmt: skip
    fields: dict[str, Valeur] = {
        "foyer_id": foyer_id,
        "genre": genre_of(saisie.valeur),
        "valeur": saisie.valeur,
        "usage": saisie.usage,
        "precision": saisie.precision,
        "personnes": _people(saisie.personnes),
        "preferee": 1 if saisie.preferee else 0,
    }
    return _write_row(session, foyer_id, fields, row_id)


def _write_row(
    session: Session, foyer_id: str, fields: dict[str, Valeur], row_id: str | None
) -> str:
    return journal.write(
        session.store,
        "coordonnee",
        fields,
        row_id=row_id,
        author=session.agent.id,
        foyer_id=foyer_id,
    )


def _people(personnes: Sequence[str]) -> str | None:
    return json.dumps(list(personnes)) if personnes else None


def _on_record(membre: Membre, valeur: str) -> bool:
    held = getattr(membre.personne, CHAMPS[genre_of(valeur)])
    return bool(held) and same_key(held) == same_key(valeur)


def _clear_records(
    session: Session, foyer_id: str, membres: Sequence[Membre], keys: set[str]
) -> None:
    """Take these numbers off the records of the household's people."""
    for membre in membres:
        for champ in CHAMPS.values():
            held = getattr(membre.personne, champ)
            if held and same_key(held) in keys:
                journal.write(
                    session.store,
                    "personne",
                    {champ: None},
                    row_id=membre.personne.id,
                    author=session.agent.id,
                    foyer_id=foyer_id,
                )


def _prefer_only(
    session: Session,
    foyer_id: str,
    known: Sequence[Coordonnee],
    preferred: SaisieCoordonnee,
    row_id: str,
) -> None:
    """One number of a kind is preferred for a person: the others are no longer."""
    for other in known:
        same_people = (
            not other.personnes
            or not preferred.personnes
            or bool(set(other.personnes) & set(preferred.personnes))
        )
        if (
            other.id != row_id
            and other.preferee
            and same_people
            and other.genre == genre_of(preferred.valeur)
        ):
            _write_row(session, foyer_id, {"preferee": 0}, other.id)
