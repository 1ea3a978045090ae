"""What was decided between two versions, read and taken back on every post that may decide it."""

from __future__ import annotations

import pytest
from tests.sync.monde import ARRAS, Monde, contact, foyer

from fieldapp.db import conflits as en_base
from fieldapp.db import journal
from fieldapp.domain.conflit import Conflit, Decision, keep_all
from fieldapp.domain.fusion import SUPPRIME
from fieldapp.services import conflits, contacts, historique
from fieldapp.services.session import Session
from fieldapp.services.transferts import transfer_foyer

BEFORE, HERE, THERE = "Loyer.", "Loyer\u00a0: échéancier.", "Loyer\u00a0: deux mois de retard."


class Trois:
    """Nadia, Marc and Julie share a family and one of its notes."""

    def __init__(self, monde: Monde) -> None:
        self.monde = monde
        self.nadia = monde.poste("Nadia")
        self.marc = monde.poste("Marc", role="RESP_ADS")
        self.julie = monde.poste("Julie", role="RESP_ADS")
        self.posts = (self.nadia, self.marc, self.julie)
        self.family = foyer(self.nadia, "Delattre", referent_id=self.nadia.agent.id)
        self.note = contact(self.nadia, self.family, BEFORE)
        monde.tournee()

    def two_versions(self) -> None:
        contacts.update_contact(self.nadia, self.note, {"note": HERE})
        contacts.update_contact(self.marc, self.note, {"note": THERE})
        self.monde.tournee()

    def deleted_and_changed(self) -> None:
        contacts.delete_contact(self.nadia, self.note)
        contacts.update_contact(self.marc, self.note, {"note": THERE})
        self.monde.tournee()

    def one(self, session: Session) -> Conflit:
        """What waits on a post: one field, counted and listed alike."""
        (waiting,) = conflits.list_conflits(session)
        assert conflits.count_conflits(session) == 1
        return waiting

    def wait_everywhere(self, values: set[object]) -> None:
        self.monde.tournee()
        for session in self.posts:
            assert {v.valeur for v in self.one(session).versions} == values
            assert conflits.list_decisions(session) == ()
        assert en_base.count_conflits(self.monde.siege.store) == 1

    def nothing_waits(self) -> None:
        self.monde.tournee()
        for session in self.posts:
            assert (conflits.list_conflits(session), conflits.count_conflits(session)) == ((), 0)
        assert en_base.count_conflits(self.monde.siege.store) == 0

    def notes(self) -> set[str]:
        """What the posts read; a note that is gone reads as nothing."""
        found = [contacts.list_contacts(session, self.family) for session in self.posts]
        return {lines[0].note if lines else "" for lines in found}

    def decided(self, session: Session) -> Conflit:
        (groupe,) = conflits.list_decisions(session)
        (conflit,) = groupe.conflits
        return conflit


@pytest.fixture
def trois(monde: Monde) -> Trois:
    return Trois(monde)


def test_a_decision_taken_back_waits_on_every_post_and_anyone_decides_it_anew(
    trois: Trois,
) -> None:
    trois.two_versions()
    trois.wait_everywhere({HERE, THERE})
    conflits.decide(trois.marc, [Decision(trois.one(trois.marc), HERE)])
    trois.nothing_waits()

    historique.undo_last(trois.marc)
    trois.wait_everywhere({HERE, THERE})
    ops = len(trois.monde.siege.store.query("SELECT 1 FROM op"))
    trois.monde.tournee()
    assert len(trois.monde.siege.store.query("SELECT 1 FROM op")) == ops  # nobody answers anybody

    here = trois.one(trois.julie)
    assert {v.auteur for v in here.versions} == {"Nadia", "Marc"}
    assert here.avant is not None
    assert here.avant.valeur == BEFORE
    conflits.decide(trois.julie, [Decision(here, THERE)])
    trois.nothing_waits()
    assert trois.notes() == {THERE}
    assert {v.valeur for v in trois.decided(trois.nadia).versions} == {HERE, THERE}


def test_taken_back_here_while_somebody_writes_over_it_there_every_version_is_shown_once(
    trois: Trois,
) -> None:
    trois.two_versions()
    conflits.decide(trois.marc, [Decision(trois.one(trois.marc), HERE)])
    trois.monde.tournee()
    historique.undo_last(trois.marc)
    contacts.update_contact(trois.julie, trois.note, {"note": "Loyer soldé."})
    trois.wait_everywhere({HERE, THERE, "Loyer soldé."})

    conflits.decide(trois.nadia, [Decision(trois.one(trois.nadia), "Loyer soldé.")])
    trois.nothing_waits()
    for rank, value in enumerate((HERE, "Tout.", THERE)):
        session = trois.posts[rank]
        again = trois.decided(session)
        assert {v.valeur for v in again.versions} == {HERE, THERE, "Loyer soldé."}
        conflits.decide(session, [Decision(again, value)])
        trois.nothing_waits()
        assert trois.notes() == {value}


def test_taken_back_by_one_and_decided_otherwise_by_another_is_one_conflict(trois: Trois) -> None:
    trois.two_versions()
    conflits.decide(trois.marc, [Decision(trois.one(trois.marc), HERE)])
    trois.monde.tournee()
    historique.undo_last(trois.marc)
    conflits.decide(trois.julie, [Decision(trois.decided(trois.julie), "Loyer revu.")])
    trois.wait_everywhere({HERE, THERE, "Loyer revu."})
    conflits.decide(trois.julie, [Decision(trois.one(trois.julie), "Loyer revu.")])
    trois.nothing_waits()


def test_done_again_or_written_over_it_no_longer_waits(trois: Trois) -> None:
    trois.two_versions()
    conflits.decide(trois.marc, [Decision(trois.one(trois.marc), HERE)])
    historique.undo_last(trois.marc)
    trois.wait_everywhere({HERE, THERE})
    historique.redo_last(trois.marc)
    trois.nothing_waits()
    assert trois.notes() == {HERE}
    historique.undo_last(trois.marc)
    trois.wait_everywhere({HERE, THERE})
    contacts.update_contact(trois.nadia, trois.note, {"note": "Loyer soldé."})
    trois.nothing_waits()


@pytest.mark.parametrize("gone", [False, True])
def test_a_removal_that_was_decided_is_read_and_decided_otherwise_on_any_post(
    trois: Trois, gone: bool
) -> None:
    trois.deleted_and_changed()
    for session in trois.posts:
        assert trois.one(session).champ == SUPPRIME
    waiting = trois.one(trois.marc)
    removal = waiting.versions[1].valeur
    conflits.decide(trois.marc, [Decision(waiting, removal if gone else keep_all(waiting).valeur)])
    trois.nothing_waits()
    assert trois.notes() == {"" if gone else THERE}

    for rank in range(3):  # decided otherwise, by each in turn
        gone = not gone
        session = trois.posts[rank]
        for reader in trois.posts:
            decided = trois.decided(reader)
            assert (decided.champ, decided.foyer) == (SUPPRIME, "Delattre")
            assert [(v.valeur is None, v.auteur) for v in decided.versions] == [
                (True, "Marc"), (False, "Nadia"),
            ]  # fmt: skip
            assert decided.retenue is not None
            assert (decided.retenue.valeur is None) == gone
        valeur = trois.decided(session).versions[1].valeur if gone else None
        conflits.decide(session, [Decision(trois.decided(session), valeur)])
        trois.nothing_waits()
        assert trois.notes() == {"" if gone else THERE}


@pytest.mark.parametrize("gone", [False, True])
def test_a_removal_that_was_decided_is_taken_back_for_everyone_and_done_again(
    trois: Trois, gone: bool
) -> None:
    trois.deleted_and_changed()
    waiting = trois.one(trois.marc)
    conflits.decide(trois.marc, [Decision(waiting, waiting.versions[1].valeur if gone else None)])
    trois.nothing_waits()
    historique.undo_last(trois.marc)
    trois.monde.tournee()
    for session in trois.posts:
        again = trois.one(session)
        assert [v.auteur for v in again.versions] == ["Marc", "Nadia"]
        assert conflits.list_decisions(session) == ()
    assert trois.notes() == {THERE}
    historique.redo_last(trois.marc)
    trois.nothing_waits()
    assert trois.notes() == {"" if gone else THERE}
    assert {trois.decided(session).champ for session in trois.posts} == {SUPPRIME}


def test_a_removal_nobody_quarrelled_about_is_no_decision(trois: Trois) -> None:
    contacts.delete_contact(trois.nadia, trois.note)
    historique.undo_last(trois.nadia)
    journal.delete(trois.nadia.store, "contact", trois.note, author=trois.nadia.agent.id)
    journal.write(
        trois.nadia.store, "contact", {SUPPRIME: None}, row_id=trois.note,
        author=trois.nadia.agent.id, foyer_id=trois.family,
    )  # fmt: skip
    trois.nothing_waits()
    assert conflits.list_decisions(trois.nadia) == ()


def test_what_waits_again_leaves_with_its_family_and_waits_where_it_goes(trois: Trois) -> None:
    trois.two_versions()
    conflits.decide(trois.marc, [Decision(trois.one(trois.marc), HERE)])
    historique.undo_last(trois.marc)
    trois.wait_everywhere({HERE, THERE})
    paul = trois.monde.poste("Paul", ARRAS, "RESP_ADS")
    transfer_foyer(trois.monde.siege, trois.family, ARRAS)
    trois.monde.tournee()
    trois.monde.tournee()
    for session in trois.posts:
        assert (conflits.list_conflits(session), conflits.count_conflits(session)) == ((), 0)
        assert conflits.list_decisions(session) == ()
    assert {v.valeur for v in trois.one(paul).versions} == {HERE, THERE}
    conflits.decide(paul, [Decision(trois.one(paul), THERE)])
    trois.nothing_waits()


def test_a_removal_decided_while_a_post_was_away_is_not_undone_by_its_late_arrival(
    trois: Trois,
) -> None:
    """What was typed late is shown as a conflict; what was removed does not come back unseen."""
    contacts.update_contact(trois.julie, trois.note, {"note": "Tapé sans réseau."})
    contacts.delete_contact(trois.nadia, trois.note)
    contacts.update_contact(trois.marc, trois.note, {"note": THERE})
    for _ in range(2):
        for session in (trois.nadia, trois.marc):
            trois.monde.synchroniser(session)
        trois.monde.recueillir()
    waiting = next(c for c in conflits.list_conflits(trois.marc) if c.champ == SUPPRIME)
    conflits.decide(trois.marc, [Decision(waiting, waiting.versions[1].valeur)])
    trois.monde.synchroniser(trois.marc)
    trois.monde.recueillir()
    trois.monde.tournee()
    for session in trois.posts:
        champs = {c.champ for c in conflits.list_conflits(session)}
        assert champs == {SUPPRIME, "note"}
        assert conflits.count_conflits(session) == 2
        late = next(c for c in conflits.list_conflits(session) if c.champ == "note")
        assert {v.valeur for v in late.versions} == {"Tapé sans réseau.", THERE}
