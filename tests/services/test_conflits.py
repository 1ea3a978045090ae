"""A conflict shows values of a row: who may not read the row must not read them there either."""

from __future__ import annotations

import pytest
from tests.services.conftest import Colleague

from fieldapp.db import journal
from fieldapp.domain.conflit import Decision
from fieldapp.domain.contact import SaisieContact
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Foyer
from fieldapp.services import conflits, contacts, historique
from fieldapp.services.session import Session


@pytest.fixture
def _in_conflict(nadia: Session, foyer: Foyer) -> None:
    """Nadia's note and a colleague's rewriting of it elsewhere, neither having seen the other."""
    note = contacts.save_contact(nadia, SaisieContact(foyer.id, "VAD", note="Point budget"))
    contacts.update_contact(nadia, note.id, {"note": "Point budget, suite jeudi"})
    first, mine = journal.row_ops(nadia.store, "contact", note.id)
    theirs = mine._replace(
        device="autreposte", seq=1, fields={"note": "Point logement"},
        base={"note": [[first.device, first.seq]]},
    )  # fmt: skip
    journal.ingest(nadia.store, [theirs])


@pytest.mark.usefixtures("_in_conflict")
def test_the_referent_and_the_responsable_see_both_versions_of_a_note(
    nadia: Session, colleague: Colleague
) -> None:
    for reader in (nadia, colleague("RESP_ADS")):
        (conflit,) = conflits.list_conflits(reader)
        assert {version.valeur for version in conflit.versions} == {
            "Point budget, suite jeudi",
            "Point logement",
        }


@pytest.mark.usefixtures("_in_conflict")
@pytest.mark.parametrize("role", ["SECRETAIRE", "TS"])
def test_who_may_not_read_the_note_does_not_read_it_in_a_conflict(
    colleague: Colleague, role: str
) -> None:
    assert conflits.list_conflits(colleague(role)) == ()


def _decide(session: Session, valeur: str) -> None:
    (conflit,) = conflits.list_conflits(session)
    conflits.decide(session, [Decision(conflit, valeur)])


def _notes(session: Session, foyer: Foyer) -> list[str]:
    return [contact.note for contact in contacts.list_contacts(session, foyer.id)]


@pytest.mark.usefixtures("_in_conflict")
def test_a_version_that_came_since_is_never_replaced_unseen(nadia: Session) -> None:
    (seen,) = conflits.list_conflits(nadia)
    ops = journal.row_ops(nadia.store, "contact", seen.row_id)
    last = max(ops, key=lambda op: op.seq if op.device == "autreposte" else 0)
    again = last._replace(
        seq=2, hlc=last.hlc + 1, fields={"note": "Point logement, expulsion le 3"},
        base={"note": [["autreposte", 1]]},
    )  # fmt: skip
    journal.ingest(nadia.store, [again])

    with pytest.raises(KnownError, match="modifier ce champ à nouveau"):
        conflits.decide(nadia, [Decision(seen, "Point budget, suite jeudi")])
    (now,) = conflits.list_conflits(nadia)
    assert "Point logement, expulsion le 3" in {version.valeur for version in now.versions}


@pytest.mark.usefixtures("_in_conflict")
def test_a_decision_taken_back_is_to_take_again_and_done_again_stands(
    nadia: Session, foyer: Foyer
) -> None:
    both = {"Point budget, suite jeudi", "Point logement"}
    _decide(nadia, "Point logement")
    assert (conflits.count_conflits(nadia), conflits.list_conflits(nadia)) == (0, ())

    historique.undo_last(nadia)
    (again,) = conflits.list_conflits(nadia)
    assert {version.valeur for version in again.versions} == both
    assert (conflits.count_conflits(nadia), conflits.list_decisions(nadia)) == (1, ())

    historique.redo_last(nadia)
    assert conflits.count_conflits(nadia) == 0
    (decided,) = conflits.list_decisions(nadia)
    assert decided.conflits[0].retenue is not None
    assert decided.conflits[0].retenue.valeur == "Point logement"

    historique.undo_last(nadia)
    _decide(nadia, "Point budget et logement")
    assert _notes(nadia, foyer) == ["Point budget et logement"]
    assert conflits.count_conflits(nadia) == 0


@pytest.mark.usefixtures("_in_conflict")
def test_one_decides_otherwise_as_often_as_one_likes(nadia: Session, foyer: Foyer) -> None:
    _decide(nadia, "Point logement")
    for valeur in ("Point budget, suite jeudi", "Les deux points", "Point logement"):
        ((conflit,),) = [groupe.conflits for groupe in conflits.list_decisions(nadia)]
        assert [version.valeur for version in conflit.versions] == [
            "Point budget, suite jeudi",
            "Point logement",
        ]
        conflits.decide(nadia, [Decision(conflit, valeur)])
        assert _notes(nadia, foyer) == [valeur]
    contact = contacts.list_contacts(nadia, foyer.id)[0]
    contacts.update_contact(nadia, contact.id, {"note": "Écrit depuis."})
    assert conflits.list_decisions(nadia) == ()  # nothing of it stands


@pytest.mark.usefixtures("_in_conflict")
def test_only_what_one_may_read_is_counted(nadia: Session, colleague: Colleague) -> None:
    assert conflits.count_conflits(nadia) == 1
    assert conflits.count_conflits(colleague("SECRETAIRE")) == 0
    assert conflits.count_conflits(colleague("TS")) == 0
