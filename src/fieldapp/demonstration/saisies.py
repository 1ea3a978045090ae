"""What lies on the social worker's own desk: drafts, a private note, work half typed elsewhere."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from fieldapp.demonstration.figures import (
    JUMEAUX,
    MERE,
    PERE,
    SEMBLABLE,
    find_figure,
    people_of,
)
from fieldapp.demonstration.fil import workday
from fieldapp.domain.contact import PERSONNEL, PERSONNEL_JOURS, SaisieContact
from fieldapp.domain.demarche import ABANDONNEE, SaisieDemarche
from fieldapp.domain.orientation import FICHE
from fieldapp.domain.report import CONTACT, ORGANISME
from fieldapp.domain.suite import DEMARCHE, RENDEZVOUS
from fieldapp.services import (
    brouillons,
    contacts,
    demarches,
    historique,
    personnes,
    reports,
    suites,
)
from fieldapp.services.session import Session

ATTENTES: Final = "Un relais deux après-midis par mois, pour que Mesdames puissent souffler. Noé"
# Days left to a private note before it is erased: near enough for the reminder.
RESTE = 3
_LIGNES = 4  # ticked of a contact that is half reported


def leave_on_the_desk(session: Session, foyer_id: str, jour: date) -> None:
    """Leave what a day leaves: a note half typed, an orientation half filled, private notes, a
    contact half reported elsewhere, steps taken from calls, and a change that was taken back."""
    _leave_drafts(session, foyer_id)
    _keep_private(session, foyer_id, jour)
    _report_half(session)
    _step_from_calls(session, jour)
    _take_back(session)


def _leave_drafts(session: Session, foyer_id: str) -> None:
    note = "Madame demande si le répit peut commencer avant les vacances. Rappeler la halte pour"
    contact = {
        "nature": "TEL_SORTANT", "issue": "ECHANGE", "moment": None, "duree": 5,
        "note": note, "besoins": ["REPIT"], "zone": "equipe", "suite": "", "suite_le": None,
    }  # fmt: skip
    brouillons.save_brouillon(session, "contact", foyer_id, contact, len(note))
    other = find_figure(session, JUMEAUX)
    orientation: dict[str, object] = {
        "pour_qui": people_of(session, other)["Noé"], "type": "REPIT", "structure_id": "",
        "motifs": [], "accord": FICHE, "attentes": ATTENTES, "relance_le": None,
    }  # fmt: skip
    brouillons.save_brouillon(session, "orienter", other, orientation, len(ATTENTES))


def _keep_private(session: Session, foyer_id: str, jour: date) -> None:
    """Two notes for oneself: one of this week, one that is erased in a few days."""
    for days, note in (
        (2, "Penser à relire le dossier avant la commission."),
        (PERSONNEL_JOURS - RESTE, "À préparer\u00a0: comment aborder le budget avec Madame."),
    ):
        moment = f"{(jour - timedelta(days=days)).isoformat()}T17:10"
        contacts.save_contact(
            session,
            SaisieContact(foyer_id, "TEL_SORTANT", moment=moment, note=note, zone=PERSONNEL),
        )


def _report_half(session: Session) -> None:
    """Half of the fields of the last meeting were typed in the software of the organisme."""
    mine = contacts.list_contacts(session, find_figure(session, MERE))
    last = max(mine, key=lambda c: c.moment)
    fiche = reports.get_fiche(session, CONTACT, last.id, ORGANISME)
    for ligne in fiche.lignes[:_LIGNES]:
        reports.tick(session, CONTACT, last.id, ORGANISME, ligne.code)


def _step_from_calls(session: Session, jour: date) -> None:
    """« Et ensuite » : one call leaves a step, another an appointment; one step was given up."""
    due = workday(jour + timedelta(days=11)).isoformat()
    day = workday(jour - timedelta(days=1)).isoformat()
    call = SaisieContact(
        find_figure(session, SEMBLABLE), "TEL_ENTRANT", moment=f"{day}T09:20", duree_min=10,
        note="Le bailleur a bien reçu le paiement. Madame demande l’attestation.",
        besoins=("LOGEMENT",), suite="Demander l’attestation au bailleur", suite_le=due,
    )  # fmt: skip
    suites.save_contact(session, call, DEMARCHE)
    meet = SaisieContact(
        find_figure(session, PERE), "TEL_SORTANT", moment=f"{day}T11:40", duree_min=5,
        note="Monsieur a trouvé un lit pour Inès. Rendez-vous convenu.",
        suite="Signer la demande d’aide à l’équipement", suite_le=due,
    )  # fmt: skip
    suites.save_contact(session, meet, RENDEZVOUS, "10h")
    step = demarches.save_demarche(
        session, SaisieDemarche(find_figure(session, MERE), "Aide au déménagement", "FAMILLE")
    )
    demarches.update_demarche(session, step.id, {"etat": ABANDONNEE})


def _take_back(session: Session) -> None:
    """A number typed in the wrong file, and taken back: the history tells both."""
    someone = next(iter(people_of(session, find_figure(session, PERE)).values()))
    personnes.update_personne(session, someone, {"telephone": "+33639989799"})
    historique.undo_last(session)
