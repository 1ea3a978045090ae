"""The agenda and the welcomes of an antenna reach its colleagues, and no other antenna."""

from datetime import date, timedelta
from pathlib import Path

from tests.sync.monde import ARRAS, Monde, foyer

from fieldapp.domain.accueil import SaisieAccueil
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.rendezvous import HONORE, SaisieRendezVous
from fieldapp.services import accueils, agenda, conflits, contacts, integrite, rendezvous
from fieldapp.services.session import Session

HIER = (aujourd_hui() - timedelta(days=1)).isoformat()
DEMAIN = aujourd_hui() + timedelta(days=1)


def _tomorrow(session: Session, day: date = DEMAIN) -> list[str]:
    found = agenda.list_rendezvous(session, day, day + timedelta(days=1), unite=True)
    return [one.titre for one in found]


def test_colleagues_see_them_and_another_antenna_does_not(tmp_path: Path) -> None:
    monde = Monde(tmp_path)
    nadia, julie = monde.poste("nadia"), monde.poste("julie")
    marc = monde.poste("marc", ARRAS)
    famille = foyer(nadia, "Delattre", referent_id=nadia.agent.id)
    rendezvous.create_rendezvous(nadia, SaisieRendezVous(f"{DEMAIN}T09:00", "VAD", famille))
    vue = rendezvous.create_rendezvous(nadia, SaisieRendezVous(f"{HIER}T09:00", "VAD", famille))
    rendezvous.create_rendezvous(
        nadia, SaisieRendezVous(f"{DEMAIN}T14:00", "REUNION", motif="Commission")
    )
    accueils.save_accueil(nadia, SaisieAccueil(("LOGEMENT",), ("ECOUTE",), "Lens", note="Dehors."))
    monde.tournee()
    assert _tomorrow(julie) == ["Delattre", "Commission"]
    jour = aujourd_hui()
    (seen,) = accueils.list_accueils(julie, jour, jour + timedelta(days=1), toute_l_unite=True)
    assert seen.note == "Dehors."
    for table in ("rendezvous", "accueil"):
        assert marc.store.query(f"SELECT * FROM {table}") == []

    # Told here while moved there: both are kept, different fields never collide.
    rendezvous.set_statut(nadia, vue.id, HONORE)
    rendezvous.move_rendezvous(julie, vue.id, f"{HIER}T10:30")
    monde.tournee()
    for session in (nadia, julie):
        one = agenda.get_rendezvous(session, vue.id)
        assert (one.statut, one.debut) == (HONORE, f"{HIER}T10:30")
        assert len(contacts.list_contacts(session, famille)) == 1
        assert conflits.count_conflits(session) == 0
        assert integrite.verify(session) == []
    monde.fermer()
