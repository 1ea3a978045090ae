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

# What the relay, the scope of posts, their end and the watch over them ask of the storage. The
# export has a comparison of its own (test_postgres_egalite.py).
SUR_LES_DEUX = {
    "test_suivi", "test_transferts", "test_revocation", "test_renouvellement", "test_serve",
    "test_catalogue", "test_portee", "test_lots_perdus", "test_departs", "test_textes_masques",
    "test_vues",
}  # fmt: skip


@pytest.fixture(autouse=True, scope="session")
def _quick_keys() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(keys.ARGON2, "iterations", 1)
        patch.setitem(keys.ARGON2, "memory_cost", 1024)
        yield


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tell these stories over both storages; the others over SQLite, which is quicker."""
    if "stockage" in metafunc.fixturenames:
        both = metafunc.module.__name__.rpartition(".")[2] in SUR_LES_DEUX
        metafunc.parametrize("stockage", ["sqlite", "postgresql"] if both else ["sqlite"])


@pytest.fixture
def monde(tmp_path: Path, stockage: str, request: pytest.FixtureRequest) -> Iterator[Monde]:
    """A headquarters on the storage that the test is told over."""
    base = request.getfixturevalue("base") if stockage == "postgresql" else None
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
