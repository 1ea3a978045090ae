"""Backups of a post that are put back, and what must be true afterwards."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.sync.monde import Monde

from fieldapp.db import sync_tables as tables
from fieldapp.db.integrite import gap_problems, own_devices, state_problems
from fieldapp.services.session import Session
from fieldapp.sync import reprise


def sauvegarder(monde: Monde, nom: str) -> Path:
    """Copy the closed data folder of a post, as a backup does, and open the post again."""
    monde.postes[nom].close()
    copie = monde.racine / f"sauvegarde-{nom}"
    shutil.copytree(monde.racine / nom, copie)
    monde.rouvrir(nom)
    return copie


def retablir(monde: Monde, nom: str, copie: Path) -> Session:
    """Put a backup back in the place of the data folder."""
    monde.postes[nom].close()
    shutil.rmtree(monde.racine / nom)
    shutil.copytree(copie, monde.racine / nom)
    return monde.rouvrir(nom)


def noms(session: Session) -> list[str]:
    return [row["nom"] for row in session.store.query("SELECT nom FROM foyer ORDER BY nom")]


def ops(session: Session) -> list[tuple[object, ...]]:
    """What each change says, without the name it bears."""
    return sorted(
        tuple(row)
        for row in session.store.query(
            "SELECT hlc, \"table\", row_id, fields FROM op WHERE device NOT LIKE '%.prive'"
        )
    )


def reprendre(monde: Monde, session: Session) -> None:
    reprise.take_up(session.store)
    monde.synchroniser(session)
    monde.recueillir()
    monde.synchroniser(session)
    monde.recueillir()
    monde.synchroniser(session)


def saine(session: Session) -> None:
    store = session.store
    assert gap_problems(store, own_devices(store)) == []
    assert state_problems(store) == []
    assert tables.chain_problems(store) == []
