"""`verify` finds what no tool of ours could have written, and says nothing of a sound store."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.services.conftest import PHRASE

from fieldapp.db import traces
from fieldapp.domain.accompagnement import SaisieAccompagnement
from fieldapp.domain.contact import SaisieContact
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Foyer
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.services import accompagnements, contacts, foyers, historique, integrite
from fieldapp.services.session import Session, make_agent, open_session


@pytest.fixture
def busy(nadia: Session, foyer: Foyer) -> Session:
    """A store where everything has been done once, undone and done again."""
    contact = contacts.save_contact(nadia, SaisieContact(foyer.id, "VAD", note="Point"))
    contacts.update_contact(nadia, contact.id, {"note": "Point relu"})
    contacts.save_contact(nadia, SaisieContact(foyer.id, "VAD", note="à moi", zone="personnel"))
    accompagnements.open_accompagnement(nadia, SaisieAccompagnement(foyer.id))
    historique.undo_last(nadia)
    contacts.delete_contact(nadia, contact.id)
    traces.add(nadia.store, nadia.agent.id, "impression", foyer.id)
    traces.add(nadia.store, nadia.agent.id, "impression", contact.id)
    return nadia


def test_a_sound_store_has_no_problem(busy: Session) -> None:
    assert integrite.verify(busy) == []


def _behind_the_back(session: Session, sql: str) -> None:
    session.store.execute("UPDATE garde SET ouvert = 1")
    session.store.execute(sql)
    session.store.execute("UPDATE garde SET ouvert = 0")


@pytest.mark.parametrize(
    ("damage", "sign"),
    [
        ("UPDATE personne SET nom = 'Autre' WHERE prenom = 'Jade'", "champ nom"),
        ("DELETE FROM personne WHERE prenom = 'Jade'", "absent de sa table"),
        ("INSERT INTO foyer(id, nom) VALUES ('x', 'Fantôme')", "sans journal"),
        ("DELETE FROM op WHERE seq = 3", "journal"),
        ("UPDATE trace SET acte = 'autre' WHERE numero = 2", "journal des accès"),
    ],
)
def test_a_damage_is_found(busy: Session, damage: str, sign: str) -> None:
    _behind_the_back(busy, damage)
    problems = integrite.verify(busy)
    assert any(sign in problem for problem in problems), problems


def test_a_problem_names_nobody(busy: Session) -> None:
    _behind_the_back(busy, "UPDATE personne SET nom = 'Autre'")
    assert not any("Delattre" in problem for problem in integrite.verify(busy))


def test_the_store_opens_again_with_everything(busy: Session, foyer: Foyer) -> None:
    busy.close()
    again = open_session(busy.store.folder, PHRASE)
    try:
        assert again.agent == busy.agent
        assert foyers.get_dossier(again, foyer.id).nb_contacts == 1
        assert integrite.verify(again) == []
    finally:
        again.close()


def test_personal_notes_past_their_time_are_gone_at_an_opening_that_warned(
    nadia: Session, foyer: Foyer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an absence the first opening warns, and the next day's erases."""
    contacts.save_contact(nadia, SaisieContact(foyer.id, "VAD", note="à moi", zone="personnel"))
    nadia.close()
    for days, left in ((40, 1), (41, 0)):
        day = aujourd_hui() + timedelta(days=days)
        monkeypatch.setattr("fieldapp.services.session.aujourd_hui", lambda day=day: day)
        again = open_session(nadia.store.folder, PHRASE)
        try:
            assert len(contacts.list_contacts(again, foyer.id)) == left
        finally:
            again.close()


@pytest.mark.parametrize(
    ("nom", "role", "unite", "champ"),
    [
        (" ", "TS", "62-ADS-LENS", "nom"),
        ("Nadia", "MAGE", "62-ADS-LENS", "role"),
        ("Nadia", "TS", "62-ADS-POUDLARD", "unite"),
    ],
)
def test_an_agent_must_exist_in_the_catalogue(
    nadia: Session, nom: str, role: str, unite: str, champ: str
) -> None:
    with pytest.raises(KnownError) as refused:
        make_agent(nadia.catalogue, nom, role, unite)
    assert refused.value.champ == champ
