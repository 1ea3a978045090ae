"""Telling a visit on the way back: its outcome and its note, as one act."""

from __future__ import annotations

from fieldapp.domain import droits
from fieldapp.domain.rendezvous import RendezVous, SaisieRetour
from fieldapp.services import agenda, contacts, rendezvous
from fieldapp.services.droits import require
from fieldapp.services.session import Session


def tell_visit(session: Session, saisie: SaisieRetour) -> RendezVous:
    """Settle the appointment and write what was said into its contact, as one act.

    Raises KnownError with the field at fault, with nothing written.
    """
    require(session, droits.ECRIRE_CONTACT)
    with session.store.atomic():
        one = rendezvous.set_statut(session, saisie.rendezvous_id, saisie.statut)
        changes: dict[str, object] = {
            name: value
            for name, value in (
                ("note", saisie.note),
                ("besoins", saisie.besoins),
                ("suite", saisie.suite),
                ("suite_le", saisie.suite_le),
            )
            if value
        }
        if one.contact_id is not None and changes:
            contacts.update_contact(session, one.contact_id, {**changes, "zone": saisie.zone})
        return agenda.get_rendezvous(session, one.id)
