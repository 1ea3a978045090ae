"""A worker of the antenne de Lens with a store, colleagues at will, and a family."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.services.reprise import HEADER

from fieldapp.db import keys
from fieldapp.domain.foyer import Foyer, SaisieFoyer, SaisiePersonne
from fieldapp.services.foyers import create_foyer
from fieldapp.services.session import Session, adopt, create_session, make_agent

PHRASE = "quatre mots sans rapport"
LENS, ARRAS = "62-ADS-LENS", "62-ADS-ARRAS"
Colleague = Callable[..., Session]


@pytest.fixture(autouse=True)
def _quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(keys.ARGON2, "iterations", 1)
    monkeypatch.setitem(keys.ARGON2, "memory_cost", 1024)


@pytest.fixture
def nadia(tmp_path: Path) -> Iterator[Session]:
    """Nadia Lemaire, social worker at Lens."""
    session, _ = create_session(
        tmp_path / "poste", PHRASE, nom="Nadia Lemaire", role="ASS", unite=LENS
    )
    yield session
    session.close()


@pytest.fixture
def colleague(nadia: Session) -> Colleague:
    """Makes somebody else at work in the same store."""

    def make(role: str = "TS", unite: str = LENS, nom: str = "Une collègue") -> Session:
        return adopt(nadia.store, make_agent(nadia.catalogue, nom, role, unite))

    return make


@pytest.fixture
def foyer(nadia: Session) -> Foyer:
    """Aurélie Delattre, 34, and Jade, 14 months, at Lens, followed by Nadia."""
    return create_foyer(
        nadia,
        SaisieFoyer(
            personnes=(
                SaisiePersonne("Delattre", "Aurélie", naissance="1992-03-01",
                               telephone="06 12 34 56 42"),
                SaisiePersonne("Delattre", "Jade", naissance="2025-09-01", role="ENFANT"),
            ),
            commune="Lens",
            numero="4182307",
        ),
    )  # fmt: skip


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a CSV file under the usual titles."""

    def make(rows: str, header: str = HEADER) -> Path:
        path = tmp_path / "usagers.csv"
        path.write_text(header + rows, encoding="utf-8")
        return path

    return make
