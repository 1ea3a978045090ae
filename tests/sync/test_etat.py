"""« Rien ne se perd »: what is only here, what headquarters has, what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.sync.monde import LENS, PHRASE, Monde, contact, device, foyer

from fieldapp.services.session import create_session
from fieldapp.sync import reprise
from fieldapp.sync.etat import accuses, etat_echange, ici_seulement, refus
from fieldapp.sync.folder import POSTES


def test_a_post_counts_what_is_only_here_until_headquarters_says_it_has_it(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    famille = foyer(nadia, "Delattre")
    contact(nadia, famille, "Visite.")
    contact(nadia, famille, "À moi seule.", zone="personnel")

    etat = etat_echange(nadia.store)
    assert (etat.ici, etat.recues, etat.refusees) == (2, 0, 0)
    assert (etat.rattache, etat.en_attente) == (True, True)
    changes = ici_seulement(nadia.store)
    assert [(change.table, change.foyer_id) for change in changes] == [
        ("contact", famille), ("foyer", famille),
    ]  # fmt: skip
    assert etat.plus_ancienne == changes[-1].moment

    monde.synchroniser(nadia)
    assert etat_echange(nadia.store).ici == 2  # put, not received: nothing may be forgotten yet
    monde.recueillir()
    monde.synchroniser(nadia)

    etat = etat_echange(nadia.store)
    assert (etat.ici, etat.recues, etat.plus_ancienne) == (0, 2, None)
    assert not etat.en_attente
    receipt = accuses(nadia.store)[0]
    assert (receipt.nombre, receipt.recu_le) == (2, etat.accuse_le)
    assert ici_seulement(nadia.store) == ()


def test_what_headquarters_refuses_is_counted_and_explained(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    foyer(nadia, "Delattre")
    monde.tournee()
    foyer(nadia, "Thorel")
    monde.synchroniser(nadia)
    bundle = max((monde.espace / POSTES / device(nadia)).glob("*.lot"))
    data = bundle.read_bytes()
    bundle.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    monde.recueillir()
    monde.synchroniser(nadia)

    etat = etat_echange(nadia.store)
    assert (etat.ici, etat.refusees) == (1, 1)
    assert "signature" in refus(nadia.store)[0].raison

    monde.tournee()
    assert etat_echange(nadia.store).refusees == 0
    assert refus(nadia.store) == ()


def test_a_store_that_works_alone_has_everything_here(tmp_path: Path) -> None:
    session, _ = create_session(tmp_path / "seul", PHRASE, nom="Léa", role="TS", unite=LENS)
    foyer(session, "Delattre")
    etat = etat_echange(session.store)
    assert (etat.ici, etat.rattache, etat.en_attente) == (2, False, False)
    assert (accuses(session.store), refus(session.store)) == ((), ())
    assert len(ici_seulement(session.store)) == 2
    session.close()


def test_what_a_restored_headquarters_asks_for_again_is_counted_and_listed(
    monde: Monde, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number is that of its list, while the changes of a former life wait to leave again."""
    nadia = monde.poste("Nadia")
    for nom in ("Delattre", "Caron", "Bailleul"):
        foyer(nadia, nom)
    monde.tournee()
    assert etat_echange(nadia.store).ici == len(ici_seulement(nadia.store)) == 0
    ancien = device(nadia)
    monkeypatch.setattr(reprise, "rest", lambda _store: [reprise.Reste(ancien, 1, 3)])
    foyer(nadia, "Duquesnoy")
    assert etat_echange(nadia.store).ici == 3
    assert [change.table for change in ici_seulement(nadia.store)] == ["foyer"] * 3
    assert len(ici_seulement(nadia.store, 2)) == 2
