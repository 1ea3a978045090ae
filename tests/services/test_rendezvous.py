"""Appointments as a worker lives them: made, moved, overlapping, honoured or missed in one key."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.services.agenda_monde import Monde, make_monde

from fieldapp.domain.contact import ABSENT, ANNULE, ECHANGE, SaisieContact
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import SaisieContactSur
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.rendezvous import (
    A_VENIR,
    ANNULE_SERVICE,
    EXCUSE,
    HONORE,
    NON_EXCUSE,
    SaisieRendezVous,
    lanes,
    shift,
)
from fieldapp.services import agenda, contact_sur, contacts, historique, integrite, rendezvous

HIER = (aujourd_hui() - timedelta(days=1)).isoformat()
DEMAIN = (aujourd_hui() + timedelta(days=1)).isoformat()


@pytest.fixture
def monde(tmp_path: Path) -> Iterator[Monde]:
    made = make_monde(tmp_path / "poste")
    yield made
    assert integrite.verify(made.nadia) == []
    made.nadia.close()


def _visite(monde: Monde, debut: str, **more: object) -> str:
    saisie = SaisieRendezVous(debut, "VAD", monde.foyer_id, **more)  # type: ignore[arg-type]
    return rendezvous.create_rendezvous(monde.nadia, saisie).id


NIR = "1 85 03 62 498 123 48"


def test_a_visit_is_made_with_three_things_and_lasts_an_hour(monde: Monde) -> None:
    made = rendezvous.create_rendezvous(
        monde.nadia, SaisieRendezVous(f"{DEMAIN}T10:00", "VAD", monde.foyer_id)
    )
    assert (made.titre, made.duree_min, made.statut, made.agent) == (
        "Delattre", 60, A_VENIR, "Nadia Lemaire",
    )  # fmt: skip
    assert made.fin == f"{DEMAIN}T11:00"
    day = agenda.journee(monde.nadia, date.fromisoformat(DEMAIN))
    assert [one.id for one in day.rendezvous] == [made.id]


def test_what_is_missing_or_wrong_is_said_at_its_field(monde: Monde) -> None:
    for saisie, champ in (
        (SaisieRendezVous("", "VAD", monde.foyer_id), "debut"),
        (SaisieRendezVous(f"{DEMAIN}T10:00", "", monde.foyer_id), "nature"),
        (SaisieRendezVous(f"{DEMAIN}T10:00", "PIQUE_NIQUE", monde.foyer_id), "nature"),
        (SaisieRendezVous(f"{DEMAIN}T10:00", "VAD"), "foyer_id"),
        (SaisieRendezVous(f"{DEMAIN}T10:00", "VAD", monde.foyer_id, duree_min=0), "duree_min"),
        (
            SaisieRendezVous(f"{DEMAIN}T10:00", "VAD", monde.foyer_id, jusqu_au=DEMAIN),
            "jusqu_au",
        ),
        (SaisieRendezVous("0202-11-24T10:00", "VAD", monde.foyer_id), "debut"),
        (SaisieRendezVous("9999-12-31T23:59", "VAD", monde.foyer_id), "debut"),
        (SaisieRendezVous(f"{DEMAIN}T10:00", "VAD", monde.foyer_id, motif=f"pour {NIR}"), "motif"),
        (SaisieRendezVous(f"{DEMAIN}T10:00", "VAD", monde.foyer_id, papiers=NIR), "papiers"),
    ):
        with pytest.raises(KnownError) as raised:
            rendezvous.create_rendezvous(monde.nadia, saisie)
        assert raised.value.champ == champ


def test_came_writes_the_contact_and_undo_takes_both_back(monde: Monde) -> None:
    visite = _visite(monde, f"{HIER}T15:30")
    done = rendezvous.set_statut(monde.nadia, visite, HONORE)
    (noted,) = contacts.list_contacts(monde.nadia, monde.foyer_id)
    assert (noted.nature, noted.issue, noted.moment, noted.duree_min) == (
        "VAD", ECHANGE, f"{HIER}T15:30", 60,
    )  # fmt: skip
    assert done.contact_id == noted.id
    assert historique.undo_last(monde.nadia) == "Annulé\u00a0: rendez-vous modifié"
    assert contacts.list_contacts(monde.nadia, monde.foyer_id) == ()
    back = agenda.get_rendezvous(monde.nadia, visite)
    assert (back.statut, back.contact_id) == (A_VENIR, None)


def test_nobody_came_yet_to_what_is_to_come(monde: Monde) -> None:
    coming = _visite(monde, f"{DEMAIN}T14:00")
    for statut in (HONORE, NON_EXCUSE):
        with pytest.raises(KnownError, match="à venir") as refused:
            rendezvous.set_statut(monde.nadia, coming, statut)
        assert refused.value.champ == "statut"
    assert contacts.list_contacts(monde.nadia, monde.foyer_id) == ()
    # The family may call to say that it will not come.
    assert rendezvous.set_statut(monde.nadia, coming, EXCUSE).statut == EXCUSE


def test_a_contact_already_noted_that_day_is_linked_not_doubled(monde: Monde) -> None:
    visite = _visite(monde, f"{HIER}T15:30")
    noted = contacts.save_contact(
        monde.nadia, SaisieContact(monde.foyer_id, "VAD", f"{HIER}T15:40", note="Point budget")
    )
    done = rendezvous.set_statut(monde.nadia, visite, HONORE)
    assert done.contact_id == noted.id
    assert len(contacts.list_contacts(monde.nadia, monde.foyer_id)) == 1


def test_a_no_show_is_a_fact_and_a_correction_follows(monde: Monde) -> None:
    visite = _visite(monde, f"{HIER}T14:00")
    rendezvous.set_statut(monde.nadia, visite, NON_EXCUSE)
    (noted,) = contacts.list_contacts(monde.nadia, monde.foyer_id)
    assert (noted.issue, noted.duree_min) == (ABSENT, None)
    # « In fact she had warned us »: nobody wrote in the contact, it goes.
    rendezvous.set_statut(monde.nadia, visite, EXCUSE)
    assert contacts.list_contacts(monde.nadia, monde.foyer_id) == ()


def test_a_written_note_is_never_lost_by_a_change_of_status(monde: Monde) -> None:
    visite = _visite(monde, f"{HIER}T14:00")
    done = rendezvous.set_statut(monde.nadia, visite, HONORE)
    contacts.update_contact(monde.nadia, done.contact_id or "", {"note": "Vue cinq minutes."})
    rendezvous.set_statut(monde.nadia, visite, ANNULE_SERVICE)
    (noted,) = contacts.list_contacts(monde.nadia, monde.foyer_id)
    assert (noted.issue, noted.note) == (ANNULE, "Vue cinq minutes.")


def test_excused_or_cancelled_by_us_leaves_no_contact(monde: Monde) -> None:
    for statut in (EXCUSE, ANNULE_SERVICE):
        visite = _visite(monde, f"{HIER}T09:00")
        rendezvous.set_statut(monde.nadia, visite, statut)
    assert contacts.list_contacts(monde.nadia, monde.foyer_id) == ()


def test_a_meeting_without_family_writes_no_contact(monde: Monde) -> None:
    made = rendezvous.create_rendezvous(
        monde.nadia, SaisieRendezVous(f"{HIER}T09:00", "REUNION", motif="Commission")
    )
    done = rendezvous.set_statut(monde.nadia, made.id, HONORE)
    assert (done.statut, done.contact_id, done.titre) == (HONORE, None, "Commission")


def test_two_appointments_at_one_hour_are_both_kept_and_told(monde: Monde) -> None:
    one = _visite(monde, f"{DEMAIN}T14:00")
    other = _visite(monde, f"{DEMAIN}T14:45")
    after = _visite(monde, f"{DEMAIN}T15:45")
    day = date.fromisoformat(DEMAIN)
    pairs = agenda.overlaps_between(monde.nadia, day, day + timedelta(days=1))
    assert [(a.id, b.id) for a, b in pairs] == [(one, other)]
    drawn = lanes(agenda.journee(monde.nadia, day).rendezvous)
    assert (drawn[one], drawn[other], drawn[after]) == ((0, 2), (1, 2), (0, 1))
    # One that was cancelled leaves its hour free.
    rendezvous.set_statut(monde.nadia, one, ANNULE_SERVICE)
    assert agenda.overlaps_between(monde.nadia, day, day + timedelta(days=1)) == ()


def test_a_weekly_series_is_one_act(monde: Monde) -> None:
    last = (date.fromisoformat(DEMAIN) + timedelta(days=28)).isoformat()
    rendezvous.create_rendezvous(
        monde.nadia,
        SaisieRendezVous(f"{DEMAIN}T09:00", "PERMANENCE", motif="Permanence", jusqu_au=last),
    )
    start = date.fromisoformat(DEMAIN)
    found = agenda.list_rendezvous(monde.nadia, start, start + timedelta(days=40))
    assert [one.debut for one in found] == [
        shift(f"{DEMAIN}T09:00", week * 7 * 24 * 60) for week in range(5)
    ]
    # Removing « this one and those that follow », then taking that back, then the whole series.
    assert rendezvous.delete_rendezvous(monde.nadia, found[2].id, serie=True) == 3
    left = agenda.list_rendezvous(monde.nadia, start, start + timedelta(days=40))
    assert len(left) == 2
    historique.undo_last(monde.nadia)
    historique.undo_last(monde.nadia)
    assert agenda.list_rendezvous(monde.nadia, start, start + timedelta(days=40)) == ()


def test_postponing_moves_what_is_to_come_and_copies_what_was_missed(monde: Monde) -> None:
    coming = _visite(monde, f"{DEMAIN}T14:00")
    moved = rendezvous.report(monde.nadia, coming, f"{DEMAIN}T16:00")
    assert (moved.id, moved.debut) == (coming, f"{DEMAIN}T16:00")
    missed = _visite(monde, f"{HIER}T14:00", papiers="Avis d’imposition")
    rendezvous.set_statut(monde.nadia, missed, NON_EXCUSE)
    again = rendezvous.report(monde.nadia, missed, f"{DEMAIN}T09:00")
    assert again.id != missed
    assert (again.statut, again.papiers) == (A_VENIR, "Avis d’imposition")
    assert agenda.get_rendezvous(monde.nadia, missed).statut == NON_EXCUSE


def test_the_moment_proposed_is_a_free_working_day_at_the_same_hour(monde: Monde) -> None:
    missed = _visite(monde, f"{HIER}T14:00")
    first = agenda.propose_moment(monde.nadia, missed)
    day = date.fromisoformat(first[:10])
    assert first[11:] == "14:00"
    assert day.weekday() < 5
    assert day >= aujourd_hui() + timedelta(days=2)
    _visite(monde, first)
    assert agenda.propose_moment(monde.nadia, missed) > first


def test_what_is_not_settled_is_asked_oldest_first(monde: Monde) -> None:
    _visite(monde, f"{DEMAIN}T10:00")
    recent = _visite(monde, f"{HIER}T15:30")
    old = _visite(monde, f"{(aujourd_hui() - timedelta(days=9)).isoformat()}T15:30")
    assert [one.id for one in agenda.a_renseigner(monde.nadia)] == [old, recent]
    rendezvous.set_statut(monde.nadia, old, EXCUSE)
    assert [one.id for one in agenda.a_renseigner(monde.nadia)] == [recent]


def test_the_secretary_keeps_the_agenda_but_reads_no_reason(monde: Monde) -> None:
    visite = _visite(monde, f"{HIER}T14:00", motif="Violences, plainte déposée", papiers="Bail")
    (seen,) = agenda.list_rendezvous(
        monde.sylvie, date.fromisoformat(HIER), aujourd_hui(), monde.nadia.agent.id
    )
    assert (seen.titre, seen.motif, seen.lisible, seen.papiers) == ("Delattre", "", False, "Bail")
    with pytest.raises(KnownError, match="n’est pas lisible"):
        rendezvous.update_rendezvous(monde.sylvie, visite, {"motif": "autre"})
    with pytest.raises(KnownError, match="n’est pas lisible"):
        historique.history(monde.sylvie, "rendezvous", visite)
    # At the desk she says who came: the contact is the worker's, and it is empty.
    done = rendezvous.set_statut(monde.sylvie, visite, HONORE)
    (noted,) = contacts.list_contacts(monde.nadia, monde.foyer_id)
    assert (noted.auteur_id, noted.note, done.statut) == (monde.nadia.agent.id, "", HONORE)
    # She may make one for a worker, and reads what she wrote herself.
    made = rendezvous.create_rendezvous(
        monde.sylvie,
        SaisieRendezVous(
            f"{DEMAIN}T09:00", "RDV_BUREAU", monde.foyer_id, "Pièces",
            agent_id=monde.nadia.agent.id,
        ),
    )  # fmt: skip
    assert (made.agent, made.motif) == ("Nadia Lemaire", "Pièces")


def test_an_agenda_of_another_antenna_is_refused(monde: Monde) -> None:
    with pytest.raises(KnownError, match="autre antenne"):
        agenda.list_rendezvous(monde.nadia, aujourd_hui(), aujourd_hui(), "inconnu")


def test_under_a_safe_contact_no_commune_is_shown(monde: Monde) -> None:
    visite = _visite(monde, f"{DEMAIN}T14:00")
    assert agenda.get_rendezvous(monde.nadia, visite).commune == "Frévent"
    contact_sur.save_contact_sur(
        monde.nadia, monde.foyer_id, SaisieContactSur("0612345642", "9h-15h")
    )
    seen = agenda.get_rendezvous(monde.nadia, visite)
    assert (seen.commune, seen.contact_sur) == ("", True)
