"""A conflict shows values of a row: who may not read the row must not read them there either."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.services.conftest import Colleague

from fieldapp.db import journal
from fieldapp.domain.contact import SaisieContact
from fieldapp.domain.foyer import Foyer
from fieldapp.services import conflits, contacts
from fieldapp.services.session import Session


@pytest.fixture
def _in_conflict(nadia: Session, foyer: Foyer) -> None:
    """Nadia's note and a colleague's rewriting of it elsewhere, neither having seen the other."""
    note = contacts.save_contact(nadia, SaisieContact(foyer.id, "VAD", note="Point budget"))
    contacts.update_contact(nadia, note.id, {"note": "Point budget, suite jeudi"})
    first, mine = journal.row_ops(nadia.store, "contact", note.id)
    theirs = replace(
        mine, device="autreposte", seq=1, fields={"note": "Point logement"},
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
