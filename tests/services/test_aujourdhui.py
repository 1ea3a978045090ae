"""What is late: each worker's own files, and the whole antenne for who answers for it."""

from __future__ import annotations

from datetime import timedelta

from tests.services.conftest import ARRAS, Colleague

from fieldapp.domain.contact import SaisieContact
from fieldapp.domain.foyer import Foyer
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.services import aujourdhui, contacts
from fieldapp.services.session import Session


def _due(session: Session, foyer: Foyer, days: int, zone: str = "equipe") -> None:
    le = (aujourd_hui() + timedelta(days=days)).isoformat()
    saisie = SaisieContact(
        foyer.id, "TEL_ENTRANT", note="Loyer.", suite="Rappeler", suite_le=le, zone=zone
    )
    contacts.save_contact(session, saisie)


def test_marc_sees_without_a_click_what_is_late_in_his_team_and_who_follows(
    nadia: Session, foyer: Foyer, colleague: Colleague
) -> None:
    _due(nadia, foyer, -3)
    _due(nadia, foyer, 2)
    marc = colleague("RESP_ADS")
    (late,) = aujourdhui.en_retard(marc)
    assert (late.foyer_id, late.retard_jours, late.referent) == (foyer.id, 3, "Nadia Lemaire")
    (soon,) = aujourdhui.cette_semaine(marc)
    assert soon.referent == "Nadia Lemaire"
    assert [line.referent for line in aujourdhui.en_retard(nadia)] == [""]


def test_who_does_not_answer_for_the_antenne_sees_his_own_files_only(
    nadia: Session, foyer: Foyer, colleague: Colleague
) -> None:
    _due(nadia, foyer, -3)
    assert aujourdhui.en_retard(colleague("ASS")) == ()
    assert aujourdhui.en_retard(colleague("RESP_ADS", ARRAS)) == ()


def test_a_personal_note_is_late_for_its_author_alone(
    nadia: Session, foyer: Foyer, colleague: Colleague
) -> None:
    _due(nadia, foyer, -3, zone="personnel")
    assert len(aujourdhui.en_retard(nadia)) == 1
    assert aujourdhui.en_retard(colleague("RESP_ADS")) == ()
