"""Contacts: noting, correcting, listing them, and ticking their next step."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from fieldapp.db import contacts, foyers, journal, prive, transferts
from fieldapp.domain import droits
from fieldapp.domain.contact import (
    EQUIPE,
    ISSUES,
    PERSONNEL,
    ZONES,
    Contact,
    SaisieContact,
    efface_le,
)
from fieldapp.domain.controles import check_past, check_year
from fieldapp.domain.errors import KnownError, SaisieError
from fieldapp.domain.foyer import Foyer, check_code, check_date, check_text
from fieldapp.domain.horloge import aujourd_hui, maintenant
from fieldapp.domain.journal import Valeur
from fieldapp.services.droits import can_read_note, require_foyer
from fieldapp.services.session import Session

MODIFIABLES = (
    "personne_id", "nature", "issue", "moment", "duree_min", "note", "besoins", "zone", "suite",
    "suite_le",
)  # fmt: skip
DUREE_MAX_MIN = 24 * 60


def save_contact(session: Session, saisie: SaisieContact) -> Contact:
    """Note a contact; needed: the family, when (now if None), and what (its nature).

    A note of zone `personnel` stays on this laptop, on its private stream.
    """
    require_foyer(session, droits.ECRIRE_CONTACT, saisie.foyer_id)
    fields = _checked(session, {name: getattr(saisie, name) for name in MODIFIABLES})
    _check_personal(fields["zone"], fields["moment"])
    fields |= {"foyer_id": saisie.foyer_id, "auteur_id": session.agent.id}
    contact_id = journal.write(
        session.store,
        "contact",
        fields,
        author=session.agent.id,
        foyer_id=saisie.foyer_id,
        prive=saisie.zone == PERSONNEL,
    )
    return contacts.contact_of(
        {"suite_faite_le": None, **fields, "id": contact_id, "auteur": session.agent.nom}
    )


def update_contact(session: Session, contact_id: str, changes: Mapping[str, object]) -> Contact:
    """Correct a contact; the former version stays in the journal.

    A personal note may be given to the team: it then becomes a new, shared contact and the
    personal one is erased. The other way is refused, since others may have read it.
    """
    current = _required(session, contact_id)
    _require_written(session, current)
    unknown = sorted(set(changes) - set(MODIFIABLES))
    if unknown:
        raise KnownError(
            f"Ces champs n’existent pas pour un contact\u00a0: {', '.join(unknown)}. "
            "Rien n’a changé."
        )
    fields = _checked(session, changes, current)
    zone = fields.get("zone", current.zone)
    _check_personal(zone, fields.get("moment", current.moment))
    if zone == PERSONNEL and current.zone != PERSONNEL:
        raise KnownError(
            "Cette note est déjà partagée\u00a0: elle ne peut plus devenir personnelle. "
            "Rien n’a changé. Écrivez plutôt un nouveau brouillon personnel.",
            champ="zone",
        )
    if current.zone == PERSONNEL and zone != PERSONNEL:
        return _share(session, current, fields)
    journal.write(
        session.store,
        "contact",
        fields,
        row_id=contact_id,
        author=session.agent.id,
        foyer_id=current.foyer_id,
    )
    return _required(session, contact_id)


def share_personal(session: Session, contact_id: str, zone: str = EQUIPE) -> Contact:
    """Turn a personal draft into a shared note; the draft is erased, the note stays."""
    return update_contact(session, contact_id, {"zone": zone})


def take_back_share(session: Session, contact_id: str) -> Contact:
    """Make a note just shared a personal draft again: undoing must not lose what was written."""
    shared = _required(session, contact_id)
    require_foyer(session, droits.ECRIRE_CONTACT, shared.foyer_id)
    if shared.auteur_id != session.agent.id:
        raise KnownError("Cette note n’est pas de vous. Rien n’a changé.")
    _check_personal(PERSONNEL, shared.moment)
    with session.store.atomic():
        personal_id = journal.write(
            session.store,
            "contact",
            _row(shared) | {"zone": PERSONNEL},
            author=session.agent.id,
            foyer_id=shared.foyer_id,
            prive=True,
        )
        journal.delete(
            session.store, "contact", contact_id, author=session.agent.id,
            foyer_id=shared.foyer_id,
        )  # fmt: skip
    return _required(session, personal_id)


def list_contacts(
    session: Session, foyer_id: str, offset: int = 0, limit: int = 50
) -> tuple[Contact, ...]:
    """Return the contacts of a family, most recent first; what may not be read is emptied."""
    foyer = require_foyer(session, droits.LIRE_FOYER, foyer_id)
    found = contacts.list_contacts(session.store, foyer_id, offset, limit, session.agent.id)
    late = transferts.late_rows(session.store, foyer_id, "contact")
    return tuple(
        hide_unreadable(
            session, foyer,
            replace(contact, tardif=late[contact.id].phrase) if contact.id in late else contact,
        )
        for contact in found
    )  # fmt: skip


def get_contact(session: Session, contact_id: str) -> Contact:
    """Return one contact, emptied of its text when the agent may not read it."""
    found = _required(session, contact_id)
    foyer = require_foyer(session, droits.LIRE_FOYER, found.foyer_id)
    return hide_unreadable(session, foyer, found)


def hide_unreadable(session: Session, foyer: Foyer, contact: Contact) -> Contact:
    """Return the contact, emptied of its text when the agent may not read it."""
    if _readable(session, foyer, contact):
        return contact
    return replace(contact, note="", besoins=(), suite=None, lisible=False)


def mark_suite_done(session: Session, contact_id: str) -> Contact:
    """Tick the next step of a contact as done today."""
    current = _required(session, contact_id)
    _require_written(session, current)
    journal.write(
        session.store,
        "contact",
        {"suite_faite_le": aujourd_hui().isoformat()},
        row_id=contact_id,
        author=session.agent.id,
        foyer_id=current.foyer_id,
    )
    return _required(session, contact_id)


def delete_contact(session: Session, contact_id: str) -> None:
    """Remove a contact (undoable)."""
    current = _required(session, contact_id)
    _require_written(session, current)
    journal.delete(
        session.store,
        "contact",
        contact_id,
        author=session.agent.id,
        foyer_id=current.foyer_id,
    )


def _require_written(session: Session, contact: Contact) -> None:
    """Raise KnownError unless the agent may change a contact: what may not be read may not be."""
    foyer = require_foyer(session, droits.ECRIRE_CONTACT, contact.foyer_id)
    if not _readable(session, foyer, contact):
        raise KnownError(
            "Cette note n’est pas lisible par vous\u00a0: elle ne peut pas être modifiée. "
            "Rien n’a changé."
        )


def _readable(session: Session, foyer: Foyer, contact: Contact) -> bool:
    return can_read_note(session, foyer, contact.zone, contact.auteur_id)


def _check_personal(zone: Valeur, moment: Valeur) -> None:
    """A personal draft of long ago would be erased at once: what was typed must not be lost."""
    if zone == PERSONNEL and efface_le(str(moment)) <= aujourd_hui():
        raise SaisieError(
            "Un brouillon personnel est effacé trente jours après la date du contact\u00a0: "
            "celui-ci le serait tout de suite.",
            "Choisissez la zone Équipe, ou une date plus récente.",
            champ="zone",
            garde="Votre note est gardée ici.",
        )


def _share(session: Session, current: Contact, fields: Mapping[str, Valeur]) -> Contact:
    with session.store.atomic():
        contact_id = journal.write(
            session.store,
            "contact",
            {**_row(current), **fields},
            author=session.agent.id,
            foyer_id=current.foyer_id,
        )
        prive.forget_private(session.store, "contact", current.id)
    return _required(session, contact_id)


def _row(contact: Contact) -> dict[str, Valeur]:
    """Return what was written of a contact, to write it again on another stream."""
    return {
        "foyer_id": contact.foyer_id,
        "personne_id": contact.personne_id,
        "nature": contact.nature,
        "issue": contact.issue,
        "moment": contact.moment,
        "duree_min": contact.duree_min,
        "note": contact.note or None,
        "besoins": json.dumps(contact.besoins) if contact.besoins else None,
        "suite": contact.suite,
        "suite_le": contact.suite_le,
        "suite_faite_le": contact.suite_faite_le,
        "auteur_id": contact.auteur_id,
    }


def _checked(
    session: Session, values: Mapping[str, object], current: Contact | None = None
) -> dict[str, Valeur]:
    """Return the columns; what `current` bears already is kept, offered today or not."""
    catalogue = session.catalogue
    fields: dict[str, Valeur] = {}
    for name, value in values.items():
        if name == "besoins":
            codes = tuple(value) if isinstance(value, list | tuple) else ()
            allowed = [entree.code for entree in catalogue.entrees("freins_besoins")]
            allowed += current.besoins if current is not None else ()
            for code in codes:
                check_code(str(code), allowed, name)
            fields[name] = json.dumps(list(codes)) if codes else None
        elif name == "moment":
            fields[name] = _moment(value)
        elif name == "duree_min":
            fields[name] = _duree(value)
        elif name == "suite_le":
            fields[name] = check_date(None if value is None else str(value), name)
        else:
            text = None if value is None else str(value).strip()
            # While one types a note, its numbers are told and masked: a step has no such help.
            fields[name] = check_text(text, name) if name == "suite" else text or None
    natures = [entree.code for entree in catalogue.entrees("natures_contact")]
    natures += [current.nature] if current is not None else []
    if "nature" in fields and check_code(_text(fields["nature"]), natures, "nature") is None:
        raise SaisieError(
            "Il manque la nature du contact (appel, visite…).",
            champ="nature",
            garde="Votre note est gardée.",
        )
    for name, allowed_codes in (("issue", ISSUES), ("zone", ZONES)):
        if name in fields:
            check_code(_text(fields[name]), tuple(allowed_codes), name)
    if "personne_id" in fields and fields["personne_id"] is not None:
        _check_personne(session, str(fields["personne_id"]))
    if fields.get("suite_le") and not fields.get("suite") and "suite" in values:
        fields["suite"] = "À suivre"
    return fields


def _check_personne(session: Session, personne_id: str) -> None:
    if foyers.get_personne(session.store, personne_id) is None:
        raise SaisieError("La personne choisie n’existe pas sur ce poste.", champ="personne_id")


def _moment(value: object) -> str:
    if value is None or not str(value).strip():
        return maintenant()
    try:
        moment = datetime.fromisoformat(str(value).strip())
    except ValueError as error:
        raise SaisieError(
            f"Le moment «\u00a0{value}\u00a0» n’est pas reconnu.",
            "Écrivez-le comme 2026-11-24T09:30.",
            champ="moment",
            garde="Votre note est gardée.",
        ) from error
    iso = moment.replace(tzinfo=None).isoformat(timespec="minutes")
    # How long a file is kept is counted from its last contact: one to come would lengthen it.
    check_year(check_past(iso, "moment"), "moment")
    return iso


def _duree(value: object) -> int | None:
    if value is None or value == "":
        return None
    try:
        minutes = int(str(value))
    except ValueError:
        minutes = -1
    if not 0 <= minutes <= DUREE_MAX_MIN:
        raise SaisieError(
            "La durée se compte en minutes, de 0 à 1440.",
            champ="duree_min",
            garde="Votre note est gardée.",
        )
    return minutes


def _text(value: Valeur) -> str | None:
    return None if value is None else str(value)


def _required(session: Session, contact_id: str) -> Contact:
    found = contacts.get_contact(session.store, contact_id)
    if found is None:
        raise KnownError("Ce contact n’existe pas, ou plus, sur ce poste. Rien n’a changé.")
    return found
