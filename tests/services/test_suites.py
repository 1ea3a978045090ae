"""« Et ensuite »: the contact and what follows it are one act, and nothing is due twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fieldapp.domain.contact import SaisieContact
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Foyer
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.suite import DEMARCHE, ETAPE, RENDEZVOUS
from fieldapp.services import agenda, aujourdhui, contacts, demarches, historique, suites
from fieldapp.services.session import Session

DEMAIN = (aujourd_hui() + timedelta(days=1)).isoformat()


def _saisie(foyer: Foyer, **what: str) -> SaisieContact:
    base = {"note": "Visite", "suite": "Appeler le bailleur", "suite_le": DEMAIN, **what}
    return SaisieContact(foyer.id, "VAD", **base)  # type: ignore[arg-type]


def _appointments(session: Session) -> tuple[str, ...]:
    day = aujourd_hui() + timedelta(days=1)
    found = agenda.list_rendezvous(session, day, day + timedelta(days=1))
    return tuple(f"{one.debut[11:]} {one.nature} {one.motif}" for one in found)


def test_a_step_stays_with_its_contact(nadia: Session, foyer: Foyer) -> None:
    contact = suites.save_contact(nadia, _saisie(foyer), ETAPE)
    assert (contact.suite, contact.suite_le) == ("Appeler le bailleur", DEMAIN)
    assert demarches.list_demarches(nadia, foyer.id) == ()


def test_a_demarche_is_made_in_the_same_act(nadia: Session, foyer: Foyer) -> None:
    contact = suites.save_contact(nadia, _saisie(foyer), DEMARCHE)
    (step,) = demarches.list_demarches(nadia, foyer.id)
    assert (step.libelle, step.echeance, step.contact_id) == (
        "Appeler le bailleur", DEMAIN, contact.id,
    )  # fmt: skip
    due = [e.genre for e in aujourdhui.cette_semaine(nadia)]
    assert due == ["DEMARCHE"], "due once"
    historique.undo_last(nadia)
    assert demarches.list_demarches(nadia, foyer.id) == ()
    assert contacts.list_contacts(nadia, foyer.id) == ()
    historique.redo_last(nadia)
    assert len(demarches.list_demarches(nadia, foyer.id)) == 1


def test_an_appointment_is_made_in_the_same_act(nadia: Session, foyer: Foyer) -> None:
    suites.save_contact(nadia, _saisie(foyer), RENDEZVOUS, "14h30")
    assert _appointments(nadia) == ("14:30 VAD Appeler le bailleur",)
    assert aujourdhui.cette_semaine(nadia) == ()
    (noted,) = contacts.list_contacts(nadia, foyer.id)
    assert (noted.suite, noted.suite_le) == ("Appeler le bailleur", None)


def test_after_a_call_the_appointment_is_at_the_office(nadia: Session, foyer: Foyer) -> None:
    saisie = SaisieContact(foyer.id, "TEL_ENTRANT", suite_le=DEMAIN)
    suites.save_contact(nadia, saisie, RENDEZVOUS, "9")
    assert _appointments(nadia) == ("09:00 RDV_BUREAU ",)


@pytest.mark.parametrize(
    ("what", "genre", "heure", "champ"),
    [
        ({"suite_le": None}, RENDEZVOUS, "9h", "suite_le"),
        ({}, RENDEZVOUS, None, "heure"),
        ({"zone": "personnel"}, RENDEZVOUS, "9h", "zone"),
        ({"zone": "personnel"}, DEMARCHE, None, "zone"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_written(
    nadia: Session, foyer: Foyer, what: dict[str, str], genre: str, heure: str | None, champ: str
) -> None:
    with pytest.raises(KnownError) as refused:
        suites.save_contact(nadia, _saisie(foyer, **what), genre, heure)
    assert refused.value.champ == champ
    assert contacts.list_contacts(nadia, foyer.id) == ()
    assert _appointments(nadia) == ()


def test_the_words_of_a_restricted_note_do_not_reach_the_agenda(
    nadia: Session, foyer: Foyer
) -> None:
    suites.save_contact(nadia, _saisie(foyer, zone="restreint"), RENDEZVOUS, "9h")
    assert _appointments(nadia) == ("09:00 VAD ",)


def test_nothing_follows_when_nothing_was_said(nadia: Session, foyer: Foyer) -> None:
    suites.save_contact(nadia, SaisieContact(foyer.id, "VAD", note="Visite"), DEMARCHE)
    assert demarches.list_demarches(nadia, foyer.id) == ()
