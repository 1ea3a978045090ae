"""The end of a post by HTTPS: the gate stays open to what it had not sent, and to nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.siege.serveur import servir
from tests.sync.monde import Monde, contact, device, foyer

from fieldapp.db import postes as postes_db
from fieldapp.db import revocations
from fieldapp.siege.renewal import renew
from fieldapp.siege.revocation import reopen_recovery, revoke
from fieldapp.sync.enrolment import validite_of
from fieldapp.sync.revocation import wipe
from fieldapp.sync.transport import RefusedError


@pytest.fixture
def monde(tmp_path: Path) -> Iterator[Monde]:
    monde = Monde(tmp_path)
    yield monde
    monde.fermer()


def past() -> str:
    return (datetime.now(UTC) - timedelta(days=1)).isoformat(timespec="seconds")


def test_a_revoked_post_brings_its_work_then_destroys_its_store(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    with servir(monde) as serveur:
        famille = foyer(nadia, "Delattre")
        serveur.synchroniser(nadia)
        contact(nadia, famille, "Jamais envoyé.")
        revoke(monde.siege, device(nadia), "départ")
        bilan = serveur.synchroniser(nadia)
        while not bilan.effacer:
            assert bilan.revoque
            bilan = serveur.synchroniser(nadia)
        wipe(nadia.store)
    assert monde.siege.store.one("SELECT 1 FROM contact WHERE note = 'Jamais envoyé.'") is not None
    del monde.postes["Nadia"]


def test_after_the_delay_the_gate_is_shut_until_it_is_opened_again(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    with servir(monde) as serveur:
        famille = foyer(nadia, "Delattre")
        serveur.synchroniser(nadia)
        contact(nadia, famille, "Tardif.")
        revoke(monde.siege, device(nadia), "départ")
        revocations.extend(monde.siege.store, device(nadia), past())
        with pytest.raises(RefusedError, match="retiré ce poste"):
            serveur.synchroniser(nadia)
        reopen_recovery(monde.siege, device(nadia))
        assert serveur.synchroniser(nadia).envoyes == 1


def test_an_expired_post_is_told_and_goes_on_once_renewed(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    with servir(monde) as serveur:
        serveur.synchroniser(nadia)
        postes_db.prolong(monde.siege.store, device(nadia), past())
        foyer(nadia, "Delattre")
        with pytest.raises(RefusedError, match="renouveler"):
            serveur.synchroniser(nadia)
        renew(monde.siege, device(nadia))
        serveur.synchroniser(nadia)
        serveur.synchroniser(nadia)
        found = validite_of(nadia.store)
        assert found is not None
        assert found.jours > 700
        assert monde.siege.store.one("SELECT 1 FROM foyer WHERE nom = 'Delattre'") is not None
