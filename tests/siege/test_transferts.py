"""Headquarters hands a family over: the receiving post gets it all, the former one lets it go."""

from __future__ import annotations

import pytest
from tests.sync.monde import ARRAS, Monde, contact, device, foyer

from fieldapp.db import retraits
from fieldapp.domain.contact import SaisieContact
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Filtre
from fieldapp.services.brouillons import discard_brouillon, save_brouillon
from fieldapp.services.contacts import list_contacts, save_contact
from fieldapp.services.foyers import get_dossier, list_foyers
from fieldapp.services.historique import undo_last
from fieldapp.services.integrite import verify
from fieldapp.services.transferts import transfer_foyer
from fieldapp.sync.folder import SIEGE


def test_headquarters_transfers_without_reading_and_the_post_lets_go_once_all_is_received(
    monde: Monde,
) -> None:
    nadia = monde.poste("Nadia")
    ines = monde.poste("Inès", ARRAS)
    famille = foyer(nadia, "Delattre", referent_id=nadia.agent.id)
    contact(nadia, famille, "Premier entretien.")
    monde.tournee()
    transfer_foyer(monde.siege, famille, ARRAS, ines.agent.id, "déménagement")
    contact(nadia, famille, "Écrit sans savoir.")
    save_brouillon(nadia, "contact", famille, {})
    monde.tournee()
    assert len(list_contacts(ines, famille)) == 2
    assert any(one.tardif for one in list_contacts(ines, famille))
    # A draft begun before keeps the file open here until it is finished or let go.
    assert get_dossier(nadia, famille).foyer.nom == "Delattre"
    save_contact(nadia, SaisieContact(famille, "VAD", note="Brouillon terminé."))
    discard_brouillon(nadia, "contact", famille)
    with pytest.raises(KnownError, match="une autre antenne"):
        get_dossier(nadia, famille)
    monde.tournee()
    assert retraits.taken_away(nadia.store) == {famille}
    for table in ("foyer", "contact", "resume"):
        assert nadia.store.query(f"SELECT 1 FROM {table}") == []
    assert len(list_contacts(ines, famille)) == 3
    with pytest.raises(KnownError, match="a quitté ce poste"):
        undo_last(nadia)
    assert verify(nadia) == []

    # It comes back: what Nadia had written is there again, and what Inès added with it.
    contact(ines, famille, "Retour prévu.")
    transfer_foyer(monde.siege, famille, nadia.agent.unite, nadia.agent.id)
    monde.tournee()
    assert len(list_contacts(nadia, famille)) == 4
    assert retraits.taken_away(nadia.store) == frozenset()
    assert list_foyers(nadia, Filtre("unite")).total == 1
    for session in (nadia, ines, monde.siege):
        assert verify(session) == []


def test_a_family_that_came_back_stays_whole_though_the_last_bundle_comes_later(
    monde: Monde,
) -> None:
    """It left and came back while the post was away; the files of the folder come in two times."""
    nadia, ines = monde.poste("Nadia"), monde.poste("Inès", ARRAS)
    famille = foyer(nadia, "Delattre")
    contact(nadia, famille, "Premier entretien.")
    monde.tournee()
    monde.postes.pop("Nadia")
    transfer_foyer(monde.siege, famille, ARRAS)
    monde.tournee()
    contact(ines, famille, "Reçu à Arras.")
    monde.tournee()
    transfer_foyer(monde.siege, famille, nadia.agent.unite)
    monde.recueillir()
    last = max((monde.espace / SIEGE / device(nadia)).glob("*.lot"))
    data = last.read_bytes()
    last.unlink()
    monde.synchroniser(nadia)
    last.write_bytes(data)
    monde.postes["Nadia"] = nadia
    monde.tournee()
    assert len(list_contacts(nadia, famille)) == 2
    assert verify(nadia) == []
