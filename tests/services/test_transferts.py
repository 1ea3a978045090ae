"""A family goes to another antenna, or to colleagues during an absence; nothing late is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.services.conftest import ARRAS, LENS, Colleague
from tests.sync.monde import contact as noter

from fieldapp.db import journal, traces
from fieldapp.domain.accompagnement import SaisieAccompagnement
from fieldapp.domain.contact import SaisieContact
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Filtre, Foyer, SaisieFoyer
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.rendezvous import SaisieRendezVous
from fieldapp.domain.transfert import LAISSER
from fieldapp.services.accompagnements import (
    invite_colleague,
    list_accompagnements,
    open_accompagnement,
)
from fieldapp.services.contacts import list_contacts, save_contact
from fieldapp.services.foyers import create_foyer, get_dossier, list_foyers
from fieldapp.services.historique import history, undo_last
from fieldapp.services.integrite import verify
from fieldapp.services.rendezvous import create_rendezvous, set_statut
from fieldapp.services.session import Session
from fieldapp.services.transferts import (
    count_appointments,
    late_rows,
    list_receivers,
    list_transferts,
    reassign,
    transfer_foyer,
)


def contact_on(session: Session, foyer_id: str, note: str) -> str:
    return save_contact(session, SaisieContact(foyer_id, "VAD", note=note)).id


@pytest.fixture
def marc(colleague: Colleague) -> Session:
    return colleague(role="RESP_ADS", nom="Marc Duquesne")


def test_the_whole_file_goes_to_the_other_antenna_and_leaves_the_first(
    nadia: Session, marc: Session, colleague: Colleague, foyer: Foyer
) -> None:
    suivi = open_accompagnement(nadia, SaisieAccompagnement(foyer.id, "SOCIAL"))
    ines = colleague(nom="Inès Petit", unite=ARRAS)
    found = transfer_foyer(marc, foyer.id, ARRAS, ines.agent.id, "la famille déménage à Arras")
    assert (found.de_unite, found.vers_unite) == (LENS, ARRAS)
    assert (found.de_referent, found.vers_referent) == ("Nadia Lemaire", "Inès Petit")
    assert found.entre_antennes
    assert get_dossier(ines, foyer.id).referent == "Inès Petit"
    (after,) = list_accompagnements(ines, foyer.id)
    assert (after.id, after.referent_id) == (suivi.id, ines.agent.id)
    assert list_transferts(ines, foyer.id)[0].motif == "la famille déménage à Arras"
    with pytest.raises(KnownError, match="une autre antenne"):
        get_dossier(nadia, foyer.id)
    assert nadia.store.one("SELECT 1 FROM trace WHERE acte = 'transfert'") is not None
    assert traces.broken_links(nadia.store) == []
    assert verify(nadia) == []


def test_what_the_former_antenna_writes_later_is_kept_and_shown_as_such(
    nadia: Session, marc: Session, colleague: Colleague, foyer: Foyer
) -> None:
    before = contact_on(nadia, foyer.id, "Avant le transfert.")
    ines = colleague(nom="Inès Petit", unite=ARRAS)
    transfer_foyer(marc, foyer.id, ARRAS, ines.agent.id)
    # Nadia's laptop did not know yet; her note arrives afterwards.
    late = noter(nadia, foyer.id, "Écrit sans savoir.")
    own = contact_on(ines, foyer.id, "Premier entretien à Arras.")
    said = {contact.id: contact.tardif for contact in list_contacts(ines, foyer.id)}
    assert said[before] == ""
    assert said[own] == ""
    assert "écrit après le transfert, le" in said[late]
    assert said[late].endswith("par Nadia Lemaire")
    assert history(ines, "contact", late)[0].auteur == "Nadia Lemaire, après le transfert"
    assert history(ines, "contact", own)[0].auteur == "Inès Petit"


def test_only_a_responsable_of_the_antenna_transfers_within_its_organisme(
    nadia: Session, marc: Session, colleague: Colleague, foyer: Foyer
) -> None:
    with pytest.raises(KnownError, match="ne permet pas"):
        transfer_foyer(nadia, foyer.id, ARRAS)
    elsewhere = colleague(role="RESP_ADS", nom="Paul", unite=ARRAS)
    with pytest.raises(KnownError, match="une autre antenne"):
        transfer_foyer(elsewhere, foyer.id, ARRAS)
    for unite in (LENS, "42-ESPASS", "NULLE-PART"):
        with pytest.raises(KnownError) as refused:
            transfer_foyer(marc, foyer.id, unite)
        assert refused.value.champ == "unite"
    secretary = colleague(role="SECRETAIRE", nom="Léa", unite=ARRAS)
    for agent_id in (nadia.agent.id, secretary.agent.id, "inconnu"):
        with pytest.raises(KnownError) as refused:
            transfer_foyer(marc, foyer.id, ARRAS, agent_id)
        assert refused.value.champ == "referent_id"
    assert list_transferts(marc, foyer.id) == ()


def test_forty_files_change_hands_during_an_absence_and_come_back_in_one_undo(
    nadia: Session, marc: Session, colleague: Colleague
) -> None:
    sofia = colleague(nom="Sofia Roux")
    adopted = [create_foyer(nadia, SaisieFoyer(nom=f"Famille {n}")).id for n in range(40)]
    assert "Sofia Roux" in {agent.nom for agent in list_receivers(marc, LENS)}
    tomorrow = (aujourd_hui() + timedelta(days=1)).isoformat()
    with pytest.raises(KnownError, match="à venir"):
        reassign(marc, adopted, sofia.agent.id, tomorrow)
    assert reassign(marc, adopted, sofia.agent.id) == 40
    assert {ligne.referent for ligne in list_foyers(marc, Filtre("unite")).lignes} == {"Sofia Roux"}
    assert reassign(marc, adopted, sofia.agent.id) == 0
    assert undo_last(marc) == "Annulé\u00a0: réaffectation de 40 dossiers"
    after = list_foyers(marc, Filtre("unite")).lignes
    assert {ligne.referent for ligne in after} == {"Nadia Lemaire"}
    assert list_transferts(marc, adopted[0]) == ()
    # A colleague of the same antenna may still write: nothing is late there.
    reassign(marc, adopted[:1], sofia.agent.id)
    contact_on(nadia, adopted[0], "Relais oral.")
    assert list_contacts(sofia, adopted[0])[0].tardif == ""


def appointment(session: Session, foyer_id: str, days: int, motif: str = "") -> str:
    moment = f"{(aujourd_hui() + timedelta(days=days)).isoformat()}T10:00"
    saisie = SaisieRendezVous(moment, "VAD", foyer_id, motif)
    return create_rendezvous(session, saisie).id


def whose(session: Session, rendezvous_id: str) -> tuple[str, str, int]:
    row = session.store.one("SELECT * FROM rendezvous WHERE id = :id", id=rendezvous_id)
    assert row is not None
    return row["agent_id"], row["unite"], row["a_confirmer"] or 0


def test_the_appointments_to_come_follow_the_family_in_the_same_act(
    nadia: Session, marc: Session, colleague: Colleague, foyer: Foyer
) -> None:
    sofia = colleague(nom="Sofia Roux")
    past, next_week = appointment(nadia, foyer.id, -3), appointment(nadia, foyer.id, 7)
    excused = appointment(nadia, foyer.id, 9)
    set_statut(nadia, excused, "EXCUSE")
    helped = appointment(sofia, foyer.id, 8)
    assert count_appointments(marc, [foyer.id]) == 1, "to come, of the référent, not settled"
    reassign(marc, [foyer.id], sofia.agent.id)
    assert whose(nadia, next_week) == (sofia.agent.id, LENS, 1)
    for left in (past, excused):
        assert whose(nadia, left)[0] == nadia.agent.id
    assert whose(nadia, helped) == (sofia.agent.id, LENS, 0)
    assert undo_last(marc) == "Annulé\u00a0: transfert"
    assert whose(nadia, next_week) == (nadia.agent.id, LENS, 0)
    reassign(marc, [foyer.id], sofia.agent.id, rendezvous=LAISSER)
    assert whose(nadia, next_week) == (nadia.agent.id, LENS, 0)
    assert verify(nadia) == []


def test_appointments_cross_to_the_other_antenna_and_wait_there_for_a_referent(
    nadia: Session, marc: Session, colleague: Colleague, foyer: Foyer
) -> None:
    suivi = open_accompagnement(nadia, SaisieAccompagnement(foyer.id, "SOCIAL"))
    sofia, paul = colleague(nom="Sofia Roux"), colleague(nom="Paul Dhaine")
    invite_colleague(nadia, suivi.id, paul.agent.id)
    own, helped = appointment(nadia, foyer.id, 4), appointment(sofia, foyer.id, 5)
    invited = appointment(paul, foyer.id, 6)
    assert count_appointments(marc, [foyer.id], elsewhere=True) == 2
    transfer_foyer(marc, foyer.id, ARRAS)
    assert whose(nadia, own) == (nadia.agent.id, ARRAS, 1), "nobody there is named yet"
    assert whose(nadia, helped) == (sofia.agent.id, ARRAS, 1)
    assert whose(nadia, invited) == (paul.agent.id, LENS, 0), "he goes on with the family"
    ines = colleague(nom="Inès Petit", unite=ARRAS)
    head = colleague(nom="Denis Caron", role="RESP_ADS", unite=ARRAS)
    reassign(head, [foyer.id], ines.agent.id)
    for one in (own, helped):
        assert whose(nadia, one) == (ines.agent.id, ARRAS, 1)
    assert whose(nadia, invited)[0] == paul.agent.id


def test_an_orientation_written_late_is_told_as_such(
    nadia: Session, marc: Session, colleague: Colleague, foyer: Foyer
) -> None:
    ines = colleague(nom="Inès Petit", unite=ARRAS)
    transfer_foyer(marc, foyer.id, ARRAS, ines.agent.id)
    fields = {"foyer_id": foyer.id, "type": "MEDIATION", "date": aujourd_hui().isoformat()}
    late = journal.write(
        nadia.store, "orientation", fields, author=nadia.agent.id, foyer_id=foyer.id
    )
    told = late_rows(ines, foyer.id, "orientation")
    assert set(told) == {late}
    assert told[late].phrase.endswith("par Nadia Lemaire")
    with pytest.raises(KnownError, match="une autre antenne"):
        late_rows(nadia, foyer.id, "orientation")
