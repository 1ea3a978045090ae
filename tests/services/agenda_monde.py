"""One antenna for the stories of the agenda: a worker, a colleague, a secretary, a family."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from fieldapp.db import journal, keys
from fieldapp.domain.foyer import SaisieFoyer, SaisiePersonne
from fieldapp.domain.journal import Valeur
from fieldapp.services import foyers
from fieldapp.services.session import Session, create_session, make_agent

PHRASE = "une phrase de passe longue"


@dataclass(frozen=True)
class Monde:
    """`nadia` follows `foyer_id`; `sylvie` is the secretary, `julie` a worker, of her antenna."""

    nadia: Session
    julie: Session
    sylvie: Session
    foyer_id: str


def _colleague(session: Session, nom: str, role: str) -> Session:
    agent = make_agent(session.catalogue, nom, role, session.agent.unite)
    fields: dict[str, Valeur] = {
        "nom": agent.nom, "role": agent.role, "unite": agent.unite,
        "organisme": agent.organisme, "actif": 1,
    }  # fmt: skip
    journal.write(session.store, "agent", fields, row_id=agent.id, author=session.agent.id)
    return replace(session, agent=agent)


def make_monde(folder: Path) -> Monde:
    """Make the antenna; the keys of its store are derived quickly, which no test here is about."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(keys.ARGON2, "iterations", 1)
        patch.setitem(keys.ARGON2, "memory_cost", 1024)
        nadia, _ = create_session(
            folder, PHRASE, nom="Nadia Lemaire", role="ASS", unite="62-ADS-STPOL"
        )
    foyer = foyers.create_foyer(
        nadia,
        SaisieFoyer(
            personnes=(
                SaisiePersonne("Delattre", "Aurélie", naissance="1992-03-01", civilite="MME"),
                SaisiePersonne("Delattre", "Jade", naissance="2025-09-18", role="ENFANT"),
            ),
            adresse="14 rue du Général-de-Gaulle",
            commune="Frévent",
        ),
    )
    return Monde(
        nadia,
        _colleague(nadia, "Julie Caudron", "CESF"),
        _colleague(nadia, "Sylvie Petit", "SECRETAIRE"),
        foyer.id,
    )
