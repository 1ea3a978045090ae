"""Steps (démarches): noting them, from nothing or from a contact, and ticking them."""

from __future__ import annotations

import json
from collections.abc import Mapping

from fieldapp.db import contacts, demarches, foyers, journal
from fieldapp.domain import droits
from fieldapp.domain.contact import PERSONNEL, ZONES
from fieldapp.domain.demarche import (
    ETATS,
    FAITE,
    PREVUE,
    QUI,
    TS,
    Demarche,
    Piece,
    SaisieDemarche,
    check_libelle,
    check_pieces,
    sort_demarches,
)
from fieldapp.domain.errors import KnownError, SaisieError
from fieldapp.domain.foyer import Foyer, check_code, check_date, check_text
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.journal import Valeur
from fieldapp.services.droits import can_read_note, require_foyer
from fieldapp.services.session import Session

MODIFIABLES = (
    "libelle", "organisme", "qui", "echeance", "etat", "pieces", "personne_id", "note", "zone",
)  # fmt: skip


def save_demarche(session: Session, saisie: SaisieDemarche) -> Demarche:
    """Note a step; needed: the family and what is to be done."""
    require_foyer(session, droits.ECRIRE_DEMARCHE, saisie.foyer_id)
    fields = _checked(
        session, saisie.foyer_id, {name: getattr(saisie, name) for name in MODIFIABLES}
    )
    fields |= {
        "foyer_id": saisie.foyer_id,
        "contact_id": saisie.contact_id,
        "auteur_id": session.agent.id,
    }
    demarche_id = journal.write(
        session.store, "demarche", fields, author=session.agent.id, foyer_id=saisie.foyer_id
    )
    return get_demarche(session, demarche_id)


def promote_suite(session: Session, contact_id: str, qui: str = TS) -> Demarche:
    """Turn the next step of a contact (« Et ensuite ») into a démarche, as one act.

    The contact keeps its words; the due date moves to the démarche, so that nothing is due twice.
    """
    contact = contacts.get_contact(session.store, contact_id)
    if contact is None or not contact.suite:
        raise KnownError("Ce contact n’a pas de prochaine étape. Rien n’a changé.")
    foyer = require_foyer(session, droits.ECRIRE_DEMARCHE, contact.foyer_id)
    if not can_read_note(session, foyer, contact.zone, contact.auteur_id):
        raise KnownError("Cette note n’est pas lisible par vous. Rien n’a changé.")
    if contact.zone == PERSONNEL:
        raise KnownError(
            "Cette étape est dans une note personnelle, qui ne sort jamais. Rien n’a changé. "
            "Partagez d’abord la note avec l’équipe."
        )
    with session.store.atomic():
        demarche = save_demarche(
            session,
            SaisieDemarche(
                contact.foyer_id,
                contact.suite,
                qui,
                echeance=contact.suite_le,
                personne_id=contact.personne_id,
                contact_id=contact.id,
                zone=contact.zone,
            ),
        )
        journal.write(
            session.store,
            "contact",
            {"suite_le": None},
            row_id=contact.id,
            author=session.agent.id,
            foyer_id=contact.foyer_id,
        )
    return demarche


def update_demarche(session: Session, demarche_id: str, changes: Mapping[str, object]) -> Demarche:
    """Correct a step; the former version stays in the journal."""
    current = get_demarche(session, demarche_id, droits.ECRIRE_DEMARCHE)
    unknown = sorted(set(changes) - set(MODIFIABLES))
    if unknown:
        raise KnownError(
            f"Ces champs n’existent pas pour une démarche\u00a0: {', '.join(unknown)}. "
            "Rien n’a changé."
        )
    fields = _checked(session, current.foyer_id, changes)
    if current.faite_le and fields.get("etat") == FAITE:
        # Saying again that it is done does not move the day.
        fields["faite_le"] = current.faite_le
    _write(session, current, fields)
    return get_demarche(session, demarche_id)


def toggle_faite(session: Session, demarche_id: str) -> Demarche:
    """Tick a step as done today, or make it planned again."""
    current = get_demarche(session, demarche_id, droits.ECRIRE_DEMARCHE)
    etat = PREVUE if current.etat == FAITE else FAITE
    return update_demarche(session, demarche_id, {"etat": etat})


def delete_demarche(session: Session, demarche_id: str) -> None:
    """Remove a step (undoable)."""
    current = get_demarche(session, demarche_id, droits.ECRIRE_DEMARCHE)
    journal.delete(
        session.store,
        "demarche",
        demarche_id,
        author=session.agent.id,
        foyer_id=current.foyer_id,
    )


def get_demarche(session: Session, demarche_id: str, acte: str = droits.LIRE_DEMARCHE) -> Demarche:
    """Return one step that the agent may read."""
    found = demarches.get_demarche(session.store, demarche_id)
    if found is None:
        raise KnownError("Cette démarche n’existe pas, ou plus, sur ce poste. Rien n’a changé.")
    foyer = require_foyer(session, acte, found.foyer_id)
    if not _readable(session, foyer, found):
        raise KnownError("Cette démarche n’est pas lisible par vous. Rien n’a changé.")
    return found


def list_demarches(session: Session, foyer_id: str) -> tuple[Demarche, ...]:
    """Return the steps of a family that the agent may read, open ones first by due date."""
    foyer = require_foyer(session, droits.LIRE_DEMARCHE, foyer_id)
    found = demarches.list_demarches(session.store, foyer_id)
    return sort_demarches(d for d in found if _readable(session, foyer, d))


def _readable(session: Session, foyer: Foyer, demarche: Demarche) -> bool:
    return can_read_note(session, foyer, demarche.zone, demarche.auteur_id)


def _write(session: Session, current: Demarche, fields: dict[str, Valeur]) -> None:
    journal.write(
        session.store,
        "demarche",
        fields,
        row_id=current.id,
        author=session.agent.id,
        foyer_id=current.foyer_id,
    )


def _checked(session: Session, foyer_id: str, values: Mapping[str, object]) -> dict[str, Valeur]:
    fields: dict[str, Valeur] = {}
    for name, value in values.items():
        text = None if value is None else str(value).strip() or None
        if name == "libelle":
            fields[name] = check_libelle(check_text(text, name))
        elif name == "echeance":
            fields[name] = check_date(text, name)
        elif name == "pieces":
            fields[name] = check_text(_pieces(value), name)
        elif name == "organisme":
            fields[name] = check_text(text, name)
        else:
            fields[name] = text
    for name, allowed in (("qui", QUI), ("etat", ETATS), ("zone", ZONES)):
        if name in fields:
            code = fields[name]
            fields[name] = check_code(None if code is None else str(code), tuple(allowed), name)
    if fields.get("zone") == PERSONNEL:
        raise SaisieError(
            "Une démarche est partagée avec l’équipe\u00a0: elle ne peut pas être personnelle.",
            champ="zone",
        )
    if "etat" in fields:
        done = fields["etat"] == FAITE
        fields["faite_le"] = aujourd_hui().isoformat() if done else None
    if fields.get("personne_id"):
        membres = foyers.list_membres(session.store, foyer_id)
        if all(m.personne.id != fields["personne_id"] for m in membres):
            raise SaisieError(
                "La personne choisie ne fait pas partie de ce foyer.", champ="personne_id"
            )
    return fields


def _pieces(value: object) -> str | None:
    pieces = check_pieces(
        [p for p in value if isinstance(p, Piece)] if isinstance(value, list | tuple) else ()
    )
    if not pieces:
        return None
    return json.dumps(
        [{"libelle": p.libelle, "fournie": p.fournie} for p in pieces], ensure_ascii=False
    )
