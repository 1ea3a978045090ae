"""A contact and what follows it, in one act: a step, a démarche, or an appointment."""

from __future__ import annotations

from dataclasses import replace

from fieldapp.db import journal
from fieldapp.domain.contact import PERSONNEL, RESTREINT, Contact, SaisieContact
from fieldapp.domain.dates import parse_heure
from fieldapp.domain.errors import SaisieError
from fieldapp.domain.rendezvous import SaisieRendezVous
from fieldapp.domain.suite import DEMARCHE, RENDEZVOUS, nature_du_rendezvous
from fieldapp.services import contacts, demarches, rendezvous
from fieldapp.services.session import Session

A_SUIVRE = "À suivre"


def save_contact(
    session: Session, saisie: SaisieContact, genre: str, heure: str | None = None
) -> Contact:
    """Note a contact with its next step, which becomes a démarche or an appointment if asked.

    `genre` is a key of `domain.suite.SUITES`, `heure` the time of the appointment. The contact
    keeps the words of the step; the due date goes with the démarche or the appointment, so that
    nothing is due twice. One act: undoing it takes both back. Raises KnownError with the field at
    fault, and then nothing is written.
    """
    followed = bool(saisie.suite or saisie.suite_le)
    if genre not in (DEMARCHE, RENDEZVOUS) or not followed:
        return contacts.save_contact(session, saisie)
    if saisie.zone == PERSONNEL:
        raise SaisieError(
            "Un brouillon personnel ne crée ni démarche ni rendez-vous, que d’autres liraient.",
            "Choisissez la zone Équipe, ou «\u00a0À suivre\u00a0».",
            champ="zone",
            garde="Votre note est gardée.",
        )
    with session.store.atomic():
        if genre == DEMARCHE:
            asked = replace(saisie, suite=saisie.suite or A_SUIVRE)
            contact = contacts.save_contact(session, asked)
            demarches.promote_suite(session, contact.id)
        else:
            contact = _with_appointment(session, saisie, heure)
    return replace(contact, suite_le=None)


def _with_appointment(session: Session, saisie: SaisieContact, heure: str | None) -> Contact:
    if saisie.suite_le is None:
        raise SaisieError(
            "Il manque la date du rendez-vous.",
            "Écrivez-la comme lun, +7 ou 24/11.",
            champ="suite_le",
            garde="Votre note est gardée.",
        )
    if not (heure or "").strip():
        raise SaisieError(
            "Il manque l’heure du rendez-vous.",
            "Écrivez-la comme 9h30.",
            champ="heure",
            garde="Votre note est gardée.",
        )
    moment = parse_heure(heure or "")
    contact = contacts.save_contact(session, saisie)
    rendezvous.create_rendezvous(
        session,
        SaisieRendezVous(
            f"{saisie.suite_le}T{moment:%H:%M}",
            nature_du_rendezvous(saisie.nature),
            saisie.foyer_id,
            # The agenda is read more widely than a restricted note.
            "" if saisie.zone == RESTREINT else saisie.suite or "",
            personne_id=saisie.personne_id,
        ),
    )
    journal.write(
        session.store,
        "contact",
        {"suite_le": None, "suite": saisie.suite or "Rendez-vous pris"},
        row_id=contact.id,
        author=session.agent.id,
        foyer_id=saisie.foyer_id,
    )
    return contact
