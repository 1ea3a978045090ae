"""Somebody who will leave on a day to come: all is as before until then, and over on that day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from tests.sync.monde import PHRASE, Monde, device, foyer

from fieldapp.db import postes as postes_db
from fieldapp.db.agents import get_agent
from fieldapp.db.revocations import get_revocation
from fieldapp.domain.errors import KnownError
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.services.accompagnements import list_colleagues
from fieldapp.services.agenda import list_agendas
from fieldapp.services.foyers import list_foyers
from fieldapp.services.integrite import verify
from fieldapp.services.session import Session, open_session
from fieldapp.services.transferts import list_receivers
from fieldapp.siege.agents import end_agent, kept_agents, list_siege_agents, resume_agent

Jour = Callable[[int], None]


@pytest.fixture
def jour(monkeypatch: pytest.MonkeyPatch) -> Jour:
    """Let days pass, everywhere at once."""
    first = aujourd_hui()

    def pass_days(days: int) -> None:
        for module in ("db.agents", "services.session", "siege.agents"):
            monkeypatch.setattr(
                f"fieldapp.{module}.aujourd_hui", lambda: first + timedelta(days=days)
            )

    return pass_days


def dans(days: int) -> str:
    return (aujourd_hui() + timedelta(days=days)).isoformat()


def revoked(monde: Monde) -> list[str]:
    postes = postes_db.list_postes(monde.siege.store)
    return [poste.nom for poste in postes if poste.revoque_le is not None]


def proposed(session: Session) -> set[str]:
    return {one.nom for one in (*list_colleagues(session), *list_agendas(session))}


def test_an_agent_keeps_everything_until_the_day_then_is_left_out(monde: Monde, jour: Jour) -> None:
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    foyer(nadia, "Delattre", referent_id=nadia.agent.id)
    monde.tournee()
    leaving = end_agent(monde.siege, nadia.agent.id, "départ en retraite", dans(10))
    assert (leaving.actif, leaving.parti_le) == (True, dans(10))
    monde.tournee()
    assert revoked(monde) == []
    assert "Nadia" in proposed(marc)
    assert "Nadia" in {one.nom for one in list_receivers(monde.siege, "62-ADS-LENS")}
    # The reason stays at headquarters: the others learn the day, nothing else.
    ops = marc.store.query("SELECT fields FROM op WHERE \"table\" = 'agent'")
    assert any(dans(10) in op["fields"] for op in ops)
    assert not any("retraite" in op["fields"] for op in ops)

    jour(9)
    monde.tournee()
    assert revoked(monde) == []
    foyer(nadia, "Le dernier jour")

    # On the day nobody has to synchronise to be told, and her post shows nothing more.
    jour(10)
    assert "Nadia" not in proposed(marc)
    with pytest.raises(KnownError, match="terminée depuis le"):
        list_foyers(reopen(monde, "Nadia"))
    monde.tournee()
    assert revoked(monde) == ["Nadia"]
    ended = get_revocation(monde.siege.store, device(monde.postes["Nadia"]))
    assert ended is not None
    assert ended["motif"] == "départ en retraite"
    noms = {row["nom"] for row in monde.siege.store.query("SELECT nom FROM foyer")}
    assert noms == {"Delattre", "Le dernier jour"}
    assert "Nadia" not in {one.nom for one in list_receivers(monde.siege, "62-ADS-LENS")}
    assert monde.synchroniser(monde.postes["Nadia"]).effacer
    assert verify(monde.siege) == []
    (row,) = [one for one in kept_agents(monde.siege) if one.agent.nom == "Nadia"]
    assert (row.parti_le, row.postes, row.agent.actif) == (dans(10), 0, False)


def reopen(monde: Monde, nom: str) -> Session:
    """The laptop was shut, and is opened that day."""
    monde.postes.pop(nom).close()
    monde.postes[nom] = open_session(monde.racine / nom, PHRASE)
    return monde.postes[nom]


def test_a_departure_is_put_off_or_taken_back_even_once_the_day_has_come(
    monde: Monde, jour: Jour
) -> None:
    nadia = monde.poste("Nadia")
    monde.tournee()
    end_agent(monde.siege, nadia.agent.id, "mutation", dans(3))
    end_agent(monde.siege, nadia.agent.id, "mutation", dans(5))
    monde.tournee()
    jour(4)
    monde.tournee()
    assert revoked(monde) == []
    jour(5)
    assert reopen(monde, "Nadia").is_over
    # Nothing was received since: headquarters changes its mind in time.
    assert resume_agent(monde.siege, nadia.agent.id).actif
    monde.tournee()
    assert revoked(monde) == []
    again = reopen(monde, "Nadia")
    assert not again.is_over
    assert list_foyers(again) is not None
    foyer(again, "Delattre")
    monde.tournee()
    assert monde.siege.store.one("SELECT 1 FROM foyer") is not None


def test_a_day_that_is_past_or_none_ends_now_and_a_wrong_one_changes_nothing(
    monde: Monde,
) -> None:
    nadia = monde.poste("Nadia")
    marc = monde.poste("Marc")
    monde.tournee()
    with pytest.raises(KnownError) as wrong:
        end_agent(monde.siege, nadia.agent.id, "mutation", "le 32")
    assert wrong.value.champ == "le"
    with pytest.raises(KnownError) as mute:
        end_agent(monde.siege, nadia.agent.id, "  ", dans(3))
    assert mute.value.champ == "motif"
    assert all(one.actif and one.parti_le is None for one in list_siege_agents(monde.siege))
    gone = end_agent(monde.siege, nadia.agent.id, "mutation", dans(-4))
    assert (gone.actif, gone.parti_le) == (False, dans(-4))
    assert revoked(monde) == ["Nadia"]
    monde.tournee()
    known = get_agent(marc.store, nadia.agent.id)
    assert known is not None
    assert (known.actif, known.parti_le) == (False, dans(-4))
    assert date.fromisoformat(known.parti_le or "") < aujourd_hui()
