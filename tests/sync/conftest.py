"""A quick key derivation for tests that are not about it, and a world to work in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.sync.monde import Monde

from fieldapp.db import keys


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
