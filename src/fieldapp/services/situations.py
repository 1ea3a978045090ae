"""What families declare (RSA, AEEH…): noting, ending, removing it; publics are computed from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields as columns_of

from fieldapp.db import foyers, journal, situations
from fieldapp.domain import droits
from fieldapp.domain.errors import KnownError, SaisieError
from fieldapp.domain.foyer import ENFANT, Membre, check_code, check_date
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.journal import Valeur
from fieldapp.domain.situation import D_UN_ENFANT, SITUATIONS, SaisieSituation, Situation
from fieldapp.services.droits import require_foyer
from fieldapp.services.session import Session

_COLUMNS = tuple(column.name for column in columns_of(SaisieSituation))


def list_situations(session: Session, foyer_id: str) -> tuple[Situation, ...]:
    """Return what a family declared, the latest first."""
    require_foyer(session, droits.LIRE_SITUATION, foyer_id)
    return situations.list_situations(session.store, foyer_id)


def add_situation(session: Session, foyer_id: str, saisie: SaisieSituation) -> Situation:
    """Note a fact that the family declares; both dates are optional.

    Raises KnownError, with the field at fault: unknown fact, one that is noted already, dates
    that do not follow, a person who is not of the household.
    """
    require_foyer(session, droits.ECRIRE_SITUATION, foyer_id)
    return _save(session, foyer_id, saisie, None)


def update_situation(
    session: Session, situation_id: str, changes: Mapping[str, Valeur]
) -> Situation:
    """Change some fields of a declared fact; an end (`fin`) keeps it in the past."""
    known = _required(session, situation_id)
    unknown = sorted(set(changes) - set(_COLUMNS))
    if unknown:
        raise KnownError(
            f"Ces champs n’existent pas pour une situation\u00a0: {', '.join(unknown)}. "
            "Rien n’a changé."
        )
    values = {name: getattr(known, name) for name in _COLUMNS}
    values |= {name: None if value is None else str(value) for name, value in changes.items()}
    return _save(session, known.foyer_id, SaisieSituation(**values), known.id)


def end_situation(session: Session, situation_id: str, fin: str | None = None) -> Situation:
    """Note that a declared fact is no longer true, since an ISO date or today."""
    day = check_date(fin, "fin") or aujourd_hui().isoformat()
    return update_situation(session, situation_id, {"fin": day})


def remove_situation(session: Session, situation_id: str) -> None:
    """Remove a declared fact that should not be there (undoable)."""
    known = _required(session, situation_id)
    journal.delete(
        session.store, "situation", situation_id, author=session.agent.id, foyer_id=known.foyer_id
    )


def _save(
    session: Session, foyer_id: str, saisie: SaisieSituation, situation_id: str | None
) -> Situation:
    code = check_code(saisie.code, tuple(SITUATIONS), "code")
    if code is None:
        raise SaisieError("Il manque ce que la famille déclare.", champ="code")
    debut, fin = check_date(saisie.debut, "debut"), check_date(saisie.fin, "fin")
    if debut is not None and fin is not None and fin < debut:
        raise SaisieError(
            "La fin est avant le début.", "Corrigez l’une des deux dates.", champ="fin"
        )
    personne_id = saisie.personne_id or None
    _check_person(foyers.list_membres(session.store, foyer_id), code, personne_id)
    for other in situations.list_situations(session.store, foyer_id):
        same = (other.code, other.personne_id) == (code, personne_id)
        if same and other.id != situation_id and other.fin is None and fin is None:
            raise KnownError(
                "C’est déjà noté pour cette famille. Rien n’a changé. Modifiez ce qui est noté.",
                champ="code",
            )
    fields: dict[str, Valeur] = {
        "foyer_id": foyer_id, "personne_id": personne_id, "code": code, "debut": debut, "fin": fin,
    }  # fmt: skip
    saved = journal.write(
        session.store,
        "situation",
        fields,
        row_id=situation_id,
        author=session.agent.id,
        foyer_id=foyer_id,
    )
    found = situations.get_situation(session.store, saved)
    assert found is not None
    return found


def _check_person(membres: tuple[Membre, ...], code: str, personne_id: str | None) -> None:
    if personne_id is None:
        return
    membre = next((m for m in membres if m.personne.id == personne_id), None)
    if membre is None:
        raise SaisieError("Cette personne n’est pas de ce foyer.", champ="personne_id")
    if code in D_UN_ENFANT and membre.role != ENFANT:
        raise SaisieError(
            "Cela concerne un enfant ou un jeune du foyer.",
            "Choisissez l’enfant, ou tout le foyer.",
            champ="personne_id",
        )


def _required(session: Session, situation_id: str) -> Situation:
    found = situations.get_situation(session.store, situation_id)
    if found is None:
        raise KnownError("Cette situation n’est plus notée sur ce poste. Rien n’a changé.")
    require_foyer(session, droits.ECRIRE_SITUATION, found.foyer_id)
    return found
