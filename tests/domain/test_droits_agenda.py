"""Who may see what of the agenda and of welcomes: the table itself, role by role."""

import pytest

from fieldapp.domain import droits


@pytest.mark.parametrize("acte", [droits.LIRE_AGENDA, droits.ECRIRE_AGENDA, droits.ACCUEILLIR])
def test_the_antenna_keeps_its_agenda_and_headquarters_sees_none(acte: str) -> None:
    for role in (droits.TS, droits.RESPONSABLE, droits.SECRETAIRE):
        assert droits.ACTES[role][acte] == droits.UNITE
    assert acte not in droits.ACTES[droits.SIEGE]


def test_the_secretary_reads_no_note_prints_no_name_and_writes_no_contact() -> None:
    assert droits.SECRETAIRE not in droits.NOTES
    refused = {droits.ECRIRE_CONTACT, droits.IMPRIMER, droits.LIRE_ORIENTATION}
    assert not refused & set(droits.ACTES[droits.SECRETAIRE])
