"""A quick key derivation for tests that are not about it, and a world to work in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.sync.monde import Monde

from fieldapp.db import keys

if TYPE_CHECKING:
    from tests.postgres import Postgres


@pytest.fixture(autouse=True, scope="session")
def _quick_keys() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(keys.ARGON2, "iterations", 1)
        patch.setitem(keys.ARGON2, "memory_cost", 1024)
        yield


@pytest.fixture(params=["sqlite", "postgresql"])
def monde(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Monde]:
    """The same stories, whatever headquarters stores in."""
    base = request.getfixturevalue("base") if request.param == "postgresql" else None
    monde = Monde(tmp_path, base)
    yield monde
    monde.fermer()


@pytest.fixture
def monde_pg(tmp_path: Path, base: str) -> Iterator[Monde]:
    """A world whose headquarters stores in PostgreSQL."""
    monde = Monde(tmp_path, base)
    yield monde
    monde.fermer()


@pytest.fixture(scope="session")
def postgres_sur(postgres_programs: Path) -> Iterator[Postgres]:
    """A PostgreSQL that keeps its promises when it is killed."""
    from tests.postgres import Postgres

    server = Postgres(postgres_programs, durable=True)
    yield server
    server.remove()
