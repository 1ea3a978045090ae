"""Files made one by a worker of two antennas: each post gets what it may see, and no more."""

from pathlib import Path

from tests.sync.monde import ARRAS, Monde, contact, foyer

from fieldapp.domain.errors import KnownError
from fieldapp.services import foyers, fusions, integrite
from fieldapp.services.session import Session


def _notes(session: Session, foyer_id: str) -> set[str]:
    """What is noted in a file that the agent can open, whoever may read each note."""
    rows = session.store.query(
        "SELECT note FROM contact WHERE foyer_id = :id AND supprime IS NULL", id=foyer_id
    )
    return {row["note"] for row in rows} if _reads(session, foyer_id) else set()


def _reads(session: Session, foyer_id: str) -> bool:
    try:
        foyers.get_dossier(session, foyer_id)
    except KnownError:
        return False
    return True


def test_the_rows_of_a_file_from_elsewhere_come_whole_and_leave_again(tmp_path: Path) -> None:
    monde = Monde(tmp_path)
    nadia, julie = monde.poste("nadia"), monde.poste("julie")
    marc = monde.poste("marc", ARRAS)
    here = foyer(nadia, "Dubois", referent_id=nadia.agent.id)
    there = foyer(nadia, "Lefevre-Dubois", referent_id=nadia.agent.id, unite=ARRAS)
    contact(nadia, here, "À Lens", "institution")
    contact(nadia, there, "À Arras", "institution")
    monde.tournee()
    assert not _reads(julie, there)
    assert _notes(marc, there) == {"À Arras"}

    union = fusions.unite_foyers(nadia, here, there)
    contact(marc, there, "Écrit à Arras sans le savoir", "institution")
    monde.tournee()
    for session in (nadia, julie):
        assert _notes(session, here) == {"À Lens", "À Arras", "Écrit à Arras sans le savoir"}
        assert integrite.verify(session) == []
    assert not _reads(marc, there), "the file is followed at Lens now"

    contact(julie, here, "Depuis", "institution")
    monde.tournee()
    fusions.separate(nadia, union.id)
    monde.tournee()
    for session in (nadia, julie):
        assert _notes(session, here) == {"À Lens", "Depuis"}
    for session in (nadia, marc):
        assert _notes(session, there) == {"À Arras", "Écrit à Arras sans le savoir"}
    assert not _reads(julie, there)
    for session in monde.postes.values():
        assert integrite.verify(session) == []
    monde.fermer()


def test_two_posts_unite_the_same_pair_in_opposite_directions(tmp_path: Path) -> None:
    monde = Monde(tmp_path)
    nadia, marc = monde.poste("nadia"), monde.poste("marc", role="RESP_ADS")
    one = foyer(nadia, "Dubois", referent_id=nadia.agent.id)
    other = foyer(nadia, "Lefevre-Dubois", referent_id=nadia.agent.id)
    contact(nadia, one, "Au bureau")
    contact(nadia, other, "Au téléphone")
    monde.tournee()
    union = fusions.unite_foyers(nadia, one, other)
    fusions.unite_foyers(marc, other, one)
    monde.tournee()
    kept = fusions.lead(nadia, other)
    assert {kept} == {fusions.lead(session, one) for session in (nadia, marc)}
    for session in (nadia, marc):
        assert _notes(session, kept) == {"Au bureau", "Au téléphone"}
        assert integrite.verify(session) == []

    fusions.separate(marc, union.id)
    monde.tournee()
    for session in (nadia, marc):
        assert (_notes(session, one), _notes(session, other)) == ({"Au bureau"}, {"Au téléphone"})
        assert fusions.list_fusions(session) == ()
        assert integrite.verify(session) == []
    monde.fermer()
