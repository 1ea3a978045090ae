"""Addresses over time: a move keeps the former one with its dates, a second one stands beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields as columns_of
from datetime import date, timedelta

from fieldapp.db import adresses, foyers, journal
from fieldapp.domain import droits
from fieldapp.domain.adresse import (
    GENRES,
    LIEU,
    PRINCIPALE,
    Adresse,
    SaisieAdresse,
    SaisieDemenagement,
    in_order,
    lignes,
)
from fieldapp.domain.dates import format_date
from fieldapp.domain.errors import KnownError, SaisieError
from fieldapp.domain.foyer import Foyer, check_code, check_date, check_text
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.journal import Valeur
from fieldapp.domain.texte import fold
from fieldapp.services import demenagements
from fieldapp.services.communes import complete_commune
from fieldapp.services.droits import require_foyer
from fieldapp.services.session import Session

MAX_PRECISION = 60
# A move that is planned later than this is a slip of the keyboard.
AVANCE_MAX = timedelta(days=2 * 366)
_COLUMNS = tuple(column.name for column in columns_of(SaisieAdresse))


def list_adresses(session: Session, foyer_id: str) -> tuple[Adresse, ...]:
    """Return the second and the former addresses of a family, those of today first."""
    require_foyer(session, droits.LIRE_FOYER, foyer_id)
    return in_order(adresses.list_adresses(session.store, foyer_id), aujourd_hui())


def demenager(session: Session, foyer_id: str, saisie: SaisieDemenagement) -> Foyer:
    """Give a family its new address since a day; the former one is kept with its dates.

    A day to come only plans it: nothing changes before. Raises KnownError, with the field at
    fault: no place, the same place, a second plan, a day before the family came where it is.
    """
    foyer = require_foyer(session, droits.ECRIRE_FOYER, foyer_id)
    place = _place({name: getattr(saisie, name) for name in LIEU})
    today = aujourd_hui().isoformat()
    day = check_date(saisie.le, "le") or today
    if foyer.adresse_depuis is not None and day < foyer.adresse_depuis:
        raise SaisieError(
            f"La famille est à son adresse actuelle depuis le {format_date(foyer.adresse_depuis)}.",
            "Corrigez le jour du déménagement.",
            champ="le",
        )
    former: dict[str, Valeur] = {name: getattr(foyer, name) for name in LIEU}
    if _told(place) == _told(former):
        raise KnownError(
            "C’est déjà l’adresse de la famille. Rien n’a changé. Saisissez la nouvelle.",
            champ="adresse",
        )
    store, author = session.store, session.agent.id
    if day > today:
        _plan(session, foyer_id, place, day)
    else:
        with store.atomic():
            demenagements.move_in(store, foyer, place, day, author)
    moved = foyers.get_foyer(store, foyer_id)
    assert moved is not None
    return moved


def _plan(session: Session, foyer_id: str, place: Mapping[str, Valeur], day: str) -> None:
    """Note a move on a day to come; there is one at a time."""
    if date.fromisoformat(day) > aujourd_hui() + AVANCE_MAX:
        raise SaisieError(
            f"Le {format_date(day)} est dans plus de deux ans.",
            "Corrigez le jour du déménagement.",
            champ="le",
        )
    known = [one for one in adresses.list_adresses(session.store, foyer_id) if one.prevue]
    if known:
        raise SaisieError(
            f"Un déménagement est déjà prévu le {format_date(known[0].debut or day)}.",
            "Corrigez-le ou retirez-le dans l’onglet Foyer du dossier.",
            champ="le",
        )
    journal.write(
        session.store,
        "adresse",
        {"foyer_id": foyer_id, **place, "genre": PRINCIPALE, "debut": day, "fin": None},
        author=session.agent.id,
        foyer_id=foyer_id,
    )


def add_adresse(session: Session, foyer_id: str, saisie: SaisieAdresse) -> Adresse:
    """Note a second address, or a former one that nobody had noted (with its end)."""
    require_foyer(session, droits.ECRIRE_FOYER, foyer_id)
    fields = _checked(session, foyer_id, {name: getattr(saisie, name) for name in _COLUMNS})
    adresse_id = journal.write(
        session.store,
        "adresse",
        {"foyer_id": foyer_id, **fields},
        author=session.agent.id,
        foyer_id=foyer_id,
    )
    return _required(session, adresse_id)


def update_adresse(session: Session, adresse_id: str, changes: Mapping[str, Valeur]) -> Adresse:
    """Change some fields of an address; an end (`fin`) keeps it among the former ones."""
    known = _required(session, adresse_id)
    foyer = require_foyer(session, droits.ECRIRE_FOYER, known.foyer_id)
    unknown = sorted(set(changes) - set(_COLUMNS))
    if unknown:
        raise KnownError(
            f"Ces champs n’existent pas pour une adresse\u00a0: {', '.join(unknown)}. "
            "Rien n’a changé."
        )
    wanted = {name: getattr(known, name) for name in _COLUMNS} | dict(changes)
    if "commune" in changes and "code_insee" not in changes:
        wanted["code_insee"] = None
    fields = _checked(session, known.foyer_id, wanted, planned=known.prevue)
    author = session.agent.id
    with session.store.atomic():
        journal.write(
            session.store, "adresse", fields, row_id=adresse_id, author=author,
            foyer_id=known.foyer_id,
        )  # fmt: skip
        changed = _required(session, adresse_id)
        if changed.prevue and not changed.a_venir(aujourd_hui()):
            # The day was put right: they have moved already.
            demenagements.carry_out(session.store, foyer, changed, author)
    return changed


def remove_adresse(session: Session, adresse_id: str) -> None:
    """Remove an address that should not be there (undoable), and any that says just the same."""
    known = _required(session, adresse_id)
    require_foyer(session, droits.ECRIRE_FOYER, known.foyer_id)
    with session.store.atomic():
        for one in adresses.list_adresses(session.store, known.foyer_id):
            if one.id == adresse_id or one.meme_que(known):
                journal.delete(
                    session.store, "adresse", one.id,
                    author=session.agent.id, foyer_id=known.foyer_id,
                )  # fmt: skip


def _place(values: Mapping[str, Valeur]) -> dict[str, Valeur]:
    """Clean a place and find its commune; raises KnownError when there is none."""
    place: dict[str, Valeur] = {name: check_text(_text(values.get(name)), name) for name in LIEU}
    if not place["adresse"] and not place["commune"]:
        raise SaisieError("Il manque la rue ou la commune.", champ="adresse")
    complete_commune(place)
    return place


def _told(place: Mapping[str, Valeur]) -> list[str]:
    """A place as one reads it, whatever the capitals and the accents."""
    street, complement, code, town = (_text(place[name]) for name in LIEU[:4])
    return [fold(line) for line in lignes(street, complement, code, town)]


def _text(value: Valeur) -> str | None:
    return None if value is None else str(value)


def _checked(
    session: Session, foyer_id: str, values: Mapping[str, Valeur], *, planned: bool = False
) -> dict[str, Valeur]:
    texts = {name: _text(values.get(name)) for name in _COLUMNS}
    debut, fin = check_date(texts["debut"], "debut"), check_date(texts["fin"], "fin")
    if debut is not None and fin is not None and fin < debut:
        raise SaisieError(
            "La fin est avant le début.", "Corrigez l’une des deux dates.", champ="fin"
        )
    precision = check_text(texts["precision"], "precision")
    if precision is not None and len(precision) > MAX_PRECISION:
        raise SaisieError(
            f"Cette précision dépasse {MAX_PRECISION} signes.",
            "Raccourcissez-la.",
            champ="precision",
        )
    genre = check_code(texts["genre"], (PRINCIPALE, *GENRES), "genre")
    if genre == PRINCIPALE and fin is None and not (planned and debut):
        raise SaisieError(
            "Une ancienne adresse a une fin.",
            "Donnez la date, ou choisissez un autre genre d’adresse.",
            champ="fin",
        )
    return {
        **_place(texts),
        "genre": genre,
        "debut": debut,
        "fin": fin,
        "precision": precision,
        "personne_id": _member(session, foyer_id, texts["personne_id"]),
    }


def _member(session: Session, foyer_id: str, personne_id: str | None) -> str | None:
    """The person that an address concerns, who belongs or belonged to the household."""
    if not personne_id:
        return None
    if all(m.personne.id != personne_id for m in foyers.list_membres(session.store, foyer_id)):
        raise SaisieError("Cette personne n’est pas de ce foyer.", champ="personne_id")
    return personne_id


def _required(session: Session, adresse_id: str) -> Adresse:
    found = adresses.get_adresse(session.store, adresse_id)
    if found is None:
        raise KnownError("Cette adresse n’existe plus sur ce poste. Rien n’a changé.")
    return found
