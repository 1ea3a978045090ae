"""Certificates end: they are renewed by themselves before, and by headquarters after."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.sync.monde import Monde, device, foyer

from fieldapp.db import journal
from fieldapp.db import postes as postes_db
from fieldapp.domain.errors import KnownError
from fieldapp.domain.validite import avertissement, validite
from fieldapp.services.session import Session
from fieldapp.siege.renewal import renew
from fieldapp.siege.revocation import revoke
from fieldapp.sync.enrolment import certificate_of, validite_of


def ends_in(monde: Monde, session: Session, days: int) -> str:
    """Make headquarters believe that the certificate of a post ends in some days."""
    end = (datetime.now(UTC) + timedelta(days=days)).isoformat(timespec="seconds")
    postes_db.prolong(monde.siege.store, device(session), end)
    return end


def days_left(session: Session) -> int:
    found = validite_of(session.store)
    assert found is not None
    return found.jours


def test_a_post_that_synchronises_is_renewed_without_anybody_acting(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    monde.tournee()
    ends_in(monde, nadia, 20)
    monde.recueillir()
    monde.synchroniser(nadia)
    assert days_left(nadia) > 700
    (poste,) = postes_db.list_postes(monde.siege.store)
    certificat = certificate_of(nadia.store)
    assert certificat is not None
    assert certificat.valable_jusque == poste.valable_jusque


def test_a_silent_post_is_not_renewed(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    foyer(nadia, "Delattre")
    monde.tournee()
    old = (datetime.now(UTC) - timedelta(days=90)).isoformat(timespec="seconds")
    monde.siege.store.execute("UPDATE reception SET recu_le = :le", le=old)
    end = ends_in(monde, nadia, 20)
    monde.recueillir()
    (poste,) = postes_db.list_postes(monde.siege.store)
    assert poste.valable_jusque == end


def test_an_expired_post_keeps_all_and_goes_on_once_renewed(monde: Monde) -> None:
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    monde.tournee()
    ends_in(monde, nadia, -1)
    foyer(nadia, "Delattre")
    foyer(marc, "Carpentier")
    monde.synchroniser(marc)
    monde.synchroniser(nadia)
    (refus,) = monde.recueillir().refuses
    assert "a expiré" in refus.raison
    assert "Renouvelez-le" in refus.raison
    monde.synchroniser(nadia)
    names = {row["nom"] for row in nadia.store.query("SELECT nom FROM foyer")}
    assert names == {"Delattre"}  # entry went on, nothing new came

    renew(monde.siege, device(nadia))
    monde.tournee()
    assert days_left(nadia) > 700
    for session in (nadia, monde.siege):
        names = {row["nom"] for row in session.store.query("SELECT nom FROM foyer")}
        assert names == {"Delattre", "Carpentier"}


def test_neither_a_revoked_post_nor_one_of_a_former_agent_is_renewed(monde: Monde) -> None:
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    monde.tournee()
    revoke(monde.siege, device(nadia), "départ")
    with pytest.raises(KnownError, match="révoqué"):
        renew(monde.siege, device(nadia))
    journal.write(
        monde.siege.store, "agent", {"actif": 0}, row_id=marc.agent.id,
        author=monde.siege.agent.id,
    )  # fmt: skip
    with pytest.raises(KnownError, match="n’est plus en activité"):
        renew(monde.siege, device(marc))
    end = ends_in(monde, marc, 20)
    monde.recueillir()
    assert {p.valable_jusque for p in postes_db.list_postes(monde.siege.store)} >= {end}


@pytest.mark.parametrize(
    ("jours", "dit"),
    [
        (31, ""),
        (30, "expire dans 30 jours"),
        (1, "expire demain"),
        (0, "expire aujourd’hui"),
        (-1, "a expiré le"),
    ],
)
def test_the_worker_is_told_thirty_days_before(jours: int, dit: str) -> None:
    now = datetime(2026, 11, 22, 9, tzinfo=UTC)
    found = validite((now + timedelta(days=jours, hours=2)).isoformat(), now)
    text = avertissement(found)
    assert dit in text
    assert bool(text) == bool(dit)
